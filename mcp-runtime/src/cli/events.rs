//! An event stream, read as it comes.

use std::time::Duration;

/// So large an event may be.
const MOST: usize = 256 << 20;

/// An event.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Event {
    /// Empty for a message.
    pub(super) name: String,
    pub(super) data: String,
}

/// What was read of a stream.
#[derive(Debug, Default)]
pub(super) struct Events {
    line: Vec<u8>,
    after_return: bool,
    name: String,
    data: String,
    /// The id of the event that has no end yet.
    id: Option<String>,
    /// The id of the newest event, by which the stream is come back to.
    pub(super) last: Option<String>,
    /// How long to wait before that.
    pub(super) retry: Option<Duration>,
}

impl Events {
    /// The events that end in these bytes. Err: one is too large.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<Vec<Event>, &'static str> {
        let mut events = Vec::new();
        for &byte in bytes {
            match byte {
                b'\n' if self.after_return => {}
                b'\n' | b'\r' => {
                    let line = std::mem::take(&mut self.line);
                    events.extend(self.line(&String::from_utf8_lossy(&line)));
                }
                byte => self.line.push(byte),
            }
            self.after_return = byte == b'\r';
        }
        if self.line.len() + self.data.len() > MOST {
            return Err("the server said more than 256 MiB in one event");
        }
        Ok(events)
    }

    /// Forgets what has no end, as a stream that was lost.
    pub(super) fn lost(&mut self) {
        *self = Self { last: self.last.take(), retry: self.retry, ..Self::default() };
    }

    fn line(&mut self, line: &str) -> Option<Event> {
        let line = line.trim_start_matches('\u{feff}');
        if line.is_empty() {
            self.last = self.id.clone().or(self.last.take());
            let (name, mut data) = (std::mem::take(&mut self.name), std::mem::take(&mut self.data));
            return data.pop().map(|_| Event { name, data });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" => self.retry = value.parse().ok().map(Duration::from_millis).or(self.retry),
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_read_in_any_pieces() {
        let text = "\u{feff}: hello\r\nid: 1\r\nretry: 20\ndata:\n\nevent: endpoint\ndata: /m?a=b:c\n\nid: 2\rdata: {\rdata:  }\r\rid: 3\ndata: no end\n";
        for size in [1, 2, 7, text.len()] {
            let mut events = Events::default();
            let mut all = Vec::new();
            for piece in text.as_bytes().chunks(size) {
                all.extend(events.read(piece).expect("it is small"));
            }
            let all: Vec<(&str, &str)> = all.iter().map(|event| (&*event.name, &*event.data)).collect();
            assert_eq!(all, [("", ""), ("endpoint", "/m?a=b:c"), ("", "{\n }")], "{size}");
            assert_eq!((events.last.as_deref(), events.retry), (Some("2"), Some(Duration::from_millis(20))));
        }
    }
}
