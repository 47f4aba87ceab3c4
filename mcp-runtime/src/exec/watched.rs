//! Polls a call: while its client reads, within its time, and so that a panic is an answer.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};
use std::time::Duration;

use crate::app::changes;
use crate::author::run::ToolFuture;
use crate::base::panics;
use crate::context::Context;
use crate::context::ask::Asks;
use crate::exec::called::Called;
use crate::exec::span;
use crate::outcome::Outcome;
use crate::outcome::error::ToolError;
use crate::outcome::failure;
use crate::rpc::identity::Identity;
use crate::rpc::outbox::Outbox;

/// Runs a call to its end or its deadline, while the client reads what it gets.
pub(crate) async fn watched(
    mut future: ToolFuture,
    call: &Called,
    (identity, outbox): (&Identity, &Outbox),
    context: Option<&Context>,
) -> Outcome {
    let name = &*call.handler.name;
    let work = poll_fn(|cx| match outbox.poll_room(cx) {
        Poll::Ready(()) => {
            let polled = call.handler.trust.suspect(name, || guarded(&mut future, cx, name));
            match context.filter(|_| polled.is_pending()).and_then(|context| context.asks().poll_fatal(cx)) {
                Some(error) => Poll::Ready(Outcome::Error(error)),
                None => polled,
            }
        }
        Poll::Pending => Poll::Pending,
    });
    let Some(deadline) = call.deadline() else { return work.await };
    tokio::select! {
        biased;
        outcome = work => return outcome,
        () = overdue(deadline, context) => {}
    }
    identity.expire();
    call.span.failed(span::TIMEOUT);
    Outcome::Error(ToolError::new(format!("`{name}` took longer than {deadline:?} and was stopped")))
}

/// Is done when a call has had its time. While the client is asked something, it stands still.
async fn overdue(deadline: Duration, context: Option<&Context>) {
    let begun = tokio::time::Instant::now();
    let asks = context.map(Context::asks);
    loop {
        let waited = asks.map_or(Duration::ZERO, Asks::waited);
        let left = (deadline + waited).saturating_sub(begun.elapsed());
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(left).await;
        if let Some(asks) = asks {
            asks.answered().await;
        }
    }
}

/// Polls a call. A panic is its answer.
pub(crate) fn guarded(future: &mut ToolFuture, cx: &mut TaskContext<'_>, tool: &str) -> Poll<Outcome> {
    changes::together(|| panics::guard(|| Pin::new(future).poll(cx)))
        .unwrap_or_else(|text| Poll::Ready(Outcome::Error(failure::panicked(tool, &text))))
}
