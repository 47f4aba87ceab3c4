//! Server-sent events, read as a browser reads them, comments included.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Connection, Head, PATIENCE, Piece};

/// One block of an event stream, with just the lines that were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event {
    /// `event:`
    pub name: Option<String>,
    /// `id:`
    pub id: Option<String>,
    /// `retry:`
    pub retry: Option<String>,
    /// `data:`, joined where there were several.
    pub data: Option<String>,
    /// Lines that start with a colon.
    pub comment: Option<String>,
}

impl Event {
    /// Whether it only kept the connection alive.
    pub fn is_comment(&self) -> bool {
        self.comment.is_some() && *self == Self { comment: self.comment.clone(), ..Self::default() }
    }

    /// The data as JSON; null when it is none.
    pub fn json(&self) -> Value {
        self.data.as_deref().and_then(|data| serde_json::from_str(data).ok()).unwrap_or_default()
    }

    fn parse(block: &str) -> Self {
        let mut event = Self::default();
        for line in block.lines() {
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            let place = match field {
                "event" => &mut event.name,
                "id" => &mut event.id,
                "retry" => &mut event.retry,
                "data" => &mut event.data,
                "" => &mut event.comment,
                other => panic!("no line of an event starts with {other:?}: {block}"),
            };
            match place {
                Some(earlier) if matches!(field, "data" | "") => {
                    earlier.push('\n');
                    earlier.push_str(value);
                }
                Some(_) => panic!("a field is given twice: {block}"),
                None => *place = Some(value.to_owned()),
            }
        }
        event
    }
}

/// Makes events of the pieces of a body.
#[derive(Debug, Default)]
pub struct Events {
    kept: Vec<u8>,
    ready: VecDeque<Event>,
}

impl Events {
    /// Takes some of the body.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.kept.extend_from_slice(bytes);
        assert!(!self.kept.contains(&b'\r'), "a carriage return in an event stream");
        while let Some(end) = self.kept.windows(2).position(|pair| pair == b"\n\n") {
            let block: Vec<u8> = self.kept.drain(..end + 2).collect();
            let block = String::from_utf8(block).expect("an event stream is UTF-8");
            self.ready.push_back(Event::parse(block.trim_end_matches('\n')));
        }
    }

    /// The next event that is complete.
    pub fn take(&mut self) -> Option<Event> {
        self.ready.pop_front()
    }

    /// What came of an event that is not complete.
    pub fn rest(&self) -> &[u8] {
        &self.kept
    }
}

/// What a stream had to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// An event, or a comment.
    Event(Event),
    /// The stream ended as it should.
    End,
    /// The connection was closed in mid-stream.
    Cut,
    /// Nothing came in time.
    Nothing,
}

/// An event stream on a connection.
#[derive(Debug)]
pub struct Stream {
    /// Status and headers.
    pub head: Head,
    /// What it runs on.
    pub connection: Connection,
    events: Events,
}

impl Stream {
    /// Sends a request whose answer is read as events. Panics when no answer comes.
    pub fn open(mut connection: Connection, request: &[u8]) -> Self {
        assert!(connection.send(request), "the server takes the request");
        let head = connection.head(PATIENCE).expect("an answer");
        Self { head, connection, events: Events::default() }
    }

    /// What comes next, comments too.
    pub fn next(&mut self, patience: Duration) -> Next {
        let until = Instant::now() + patience;
        loop {
            if let Some(event) = self.events.take() {
                return Next::Event(event);
            }
            match self.connection.piece(until.saturating_duration_since(Instant::now())) {
                Piece::Bytes(bytes) => self.events.feed(&bytes),
                Piece::End => return Next::End,
                Piece::Cut => return Next::Cut,
                Piece::Nothing => return Next::Nothing,
            }
        }
    }

    /// The next event that is no comment. Panics where the stream ends or is silent.
    pub fn event(&mut self) -> Event {
        loop {
            match self.next(PATIENCE) {
                Next::Event(event) if event.is_comment() => {}
                Next::Event(event) => return event,
                other => panic!("an event was expected: {other:?}"),
            }
        }
    }

    /// The next message that the server sends; priming events are skipped.
    pub fn message(&mut self) -> Value {
        loop {
            let event = self.event();
            if event.data.as_deref().is_some_and(|data| !data.is_empty()) {
                return event.json();
            }
        }
    }

    /// The answer with this id; what comes before it is thrown away.
    pub fn answer(&mut self, id: &Value) -> Value {
        loop {
            let message = self.message();
            if message.get("id") == Some(id) {
                return message;
            }
        }
    }

    /// Reads to the end, and says whether it was a proper one.
    pub fn ends(&mut self) -> bool {
        loop {
            match self.next(PATIENCE) {
                Next::Event(_) => {}
                next => return next == Next::End,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_in_pieces() {
        let mut events = Events::default();
        for byte in b": keep-alive\n\nid: 1-0\nretry: 5\ndata: \n\nevent: message\ndata: {\"a\":1}\n\nda" {
            events.feed(&[*byte]);
        }
        assert!(events.take().expect("a comment").is_comment());
        let priming = events.take().expect("an event");
        assert_eq!((priming.id.as_deref(), priming.data.as_deref()), (Some("1-0"), Some("")));
        let message = events.take().expect("an event");
        assert_eq!((message.name.as_deref(), &message.json()["a"]), (Some("message"), &1.into()));
        assert_eq!((events.take(), events.rest()), (None, b"da".as_slice()));
    }
}
