//! `subscriptions/listen` (2026-07-28): a stream that lasts as long as its connection.

use std::sync::Arc;
use std::task::{Context, Poll};

use crate::app::conn::Conn;
use crate::protocol::topic::Topic;
use crate::transport::http::reply::Item;
use crate::transport::http::reply::live::event;
use crate::transport::http::sessions::Held;

/// The response to a subscription. It is known to the server as long as this lives.
#[derive(Debug)]
pub(crate) struct Listener {
    conn: Arc<Conn>,
    _held: Held,
}

impl Listener {
    /// Subscribes; the acknowledgement is the first event (M-SUB-02). Nothing where more than `most_held` bytes would be held for
    /// clients.
    pub(crate) fn new(
        conn: Arc<Conn>,
        id: &str,
        topics: Vec<Topic>,
        held: Held,
        most_held: usize,
    ) -> Option<Self> {
        conn.listen(id, topics, 1, most_held).then_some(Self { conn, _held: held })
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Item>> {
        self.conn.outbox.poll_next(cx).map(|frame| frame.map(|frame| Item::Said(event(&frame.bytes))))
    }
}
