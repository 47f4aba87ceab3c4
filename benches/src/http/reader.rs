//! Responses off a socket, as far as they must be understood: a status, a length or chunks, JSON or events.

use crate::Result;

/// Takes the bytes of one response after the other.
#[derive(Default)]
pub(crate) struct Reader {
    raw: Vec<u8>,
    /// How many bytes of `raw` have been used.
    used: usize,
    head: Option<Head>,
    body: Vec<u8>,
    /// Whether all of the response is there.
    pub(crate) done: bool,
}

struct Head {
    status: u16,
    length: usize,
    framing: Framing,
    is_events: bool,
}

#[derive(Clone, Copy)]
enum Framing {
    Length(usize),
    Chunked,
}

impl Reader {
    /// Takes what has come.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<()> {
        self.raw.extend_from_slice(bytes);
        if self.head.is_none() {
            self.head = Head::parse(&self.raw)?;
            self.used = self.head.as_ref().map_or(0, |head| head.length);
        }
        let Some(head) = &self.head else { return Ok(()) };
        let (head_length, framing) = (head.length, head.framing);
        match framing {
            Framing::Length(length) => {
                let there = &self.raw[self.used..];
                let part = &there[..there.len().min(length - self.body.len())];
                self.body.extend_from_slice(part);
                self.used += part.len();
                self.done = self.body.len() == length;
            }
            Framing::Chunked => while self.take_chunk()? {},
        }
        if self.used == self.raw.len() {
            self.raw.truncate(head_length);
            self.used = head_length;
        } else if self.done {
            return Err("bytes beyond the end of a response".into());
        }
        Ok(())
    }

    /// Moves one whole chunk to the body; false where none is there.
    fn take_chunk(&mut self) -> Result<bool> {
        let there = &self.raw[self.used..];
        let Some(line) = memchr::memchr(b'\n', there) else { return Ok(false) };
        let size = std::str::from_utf8(&there[..line])?.trim_end();
        let size = usize::from_str_radix(size, 16).map_err(|_| format!("no size of a chunk: `{size}`"))?;
        let start = line + 1;
        let Some(chunk) = there.get(start..start + size + 2) else { return Ok(false) };
        self.body.extend_from_slice(&chunk[..size]);
        self.used += start + size + 2;
        self.done = size == 0;
        Ok(!self.done)
    }

    /// The status, once the head is there.
    pub(crate) fn status(&self) -> Option<u16> {
        self.head.as_ref().map(|head| head.status)
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let head = std::str::from_utf8(&self.raw[..self.head.as_ref()?.length]).ok()?;
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    /// The message in a whole response: its body, or what the last event with data in it holds.
    pub(crate) fn message(&self) -> Result<&[u8]> {
        if !self.head.as_ref().is_some_and(|head| head.is_events) {
            return Ok(&self.body);
        }
        let mut rest = self.body.as_slice();
        let mut message = None;
        while let Some((event, after)) = Event::split(rest) {
            message = Some(event.data).filter(|data| !data.is_empty()).or(message);
            rest = after;
        }
        message.ok_or_else(|| "no message in a stream of events".into())
    }

    /// Gives every whole event that has come on a stream.
    pub(crate) fn take_events(&mut self, mut each: impl FnMut(Event<'_>) -> Result<()>) -> Result<()> {
        let mut rest = self.body.as_slice();
        while let Some((event, after)) = Event::split(rest) {
            each(event)?;
            rest = after;
        }
        let used = self.body.len() - rest.len();
        self.body.drain(..used);
        Ok(())
    }

    /// The body as text, for an error.
    pub(crate) fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// Makes ready for the next response.
    pub(crate) fn reset(&mut self) {
        self.raw.clear();
        self.body.clear();
        (self.used, self.head, self.done) = (0, None, false);
    }
}

impl Head {
    /// The head of a response, if all of it is there.
    fn parse(raw: &[u8]) -> Result<Option<Self>> {
        let mut head = Self { status: 0, length: 0, framing: Framing::Length(0), is_events: false };
        let mut framed = false;
        while let Some(length) = memchr::memchr(b'\n', &raw[head.length..]) {
            let line = &raw[head.length..head.length + length];
            let is_first = head.length == 0;
            head.length += length + 1;
            if line == b"\r" {
                // Only these have no body without saying so.
                return if framed || matches!(head.status, 204 | 304) {
                    Ok(Some(head))
                } else {
                    Err("a response that neither has a length nor comes in chunks".into())
                };
            } else if is_first {
                head.status = status(line).ok_or("no status line")?;
            } else if let Some(length) = value(line, b"content-length:") {
                head.framing = Framing::Length(std::str::from_utf8(length)?.trim().parse()?);
                framed = true;
            } else if value(line, b"transfer-encoding:").is_some() {
                head.framing = Framing::Chunked;
                framed = true;
            } else if let Some(media_type) = value(line, b"content-type:") {
                head.is_events = media_type.trim_ascii().starts_with(b"text/event-stream");
            }
        }
        Ok(None)
    }
}

fn status(line: &[u8]) -> Option<u16> {
    let digits = line.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The value in a line, if it starts with this name.
fn value<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let start = line.get(..name.len())?;
    start.eq_ignore_ascii_case(name).then(|| &line[name.len()..])
}

/// One event of a stream. No message that is sent here has more than one line of data.
#[derive(Clone, Copy, Default)]
pub(crate) struct Event<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) data: &'a [u8],
}

impl<'a> Event<'a> {
    /// The event at the start of `bytes`, if all of it is there, and what follows it.
    fn split(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let mut event = Self::default();
        let mut rest = bytes;
        loop {
            let (line, after) = rest.split_at(memchr::memchr(b'\n', rest)?);
            rest = &after[1..];
            if line.is_empty() {
                return Some((event, rest));
            } else if let Some(data) = line.strip_prefix(b"data:") {
                event.data = data.trim_ascii_start();
            } else if let Some(name) = line.strip_prefix(b"event:") {
                event.name = name.trim_ascii_start();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read from `response` when it comes in pieces of every length.
    fn read(response: &str, check: impl Fn(&Reader)) {
        for length in 1..=response.len() {
            let mut reader = Reader::default();
            for piece in response.as_bytes().chunks(length) {
                assert!(!reader.done);
                reader.feed(piece).unwrap();
            }
            check(&reader);
        }
    }

    #[test]
    fn a_response_with_a_length_is_read_in_any_pieces() {
        read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nMcp-Session-Id: x\r\n\r\n{}", |reader| {
            assert!(reader.done);
            assert_eq!(reader.status(), Some(200));
            assert_eq!(reader.header("mcp-session-id"), Some("x"));
            assert_eq!(reader.message().unwrap(), b"{}");
        });
    }

    #[test]
    fn a_message_is_found_among_the_events_of_a_response() {
        let events = "id: 0\nretry: 3000\ndata:\n\nevent: message\nid: 1\ndata: {}\n\n";
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
        let (one, two) = events.split_at(30);
        let chunks = format!("{:X}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n", one.len(), two.len());
        read(&format!("{head}{chunks}"), |reader| {
            assert!(reader.done);
            assert_eq!(reader.message().unwrap(), b"{}");
        });
    }

    #[test]
    fn events_of_a_stream_are_taken_once_they_are_whole() {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
        let mut reader = Reader::default();
        let mut seen = Vec::new();
        let pieces = [
            head,
            "7\r\nevent: \r\n",
            "5\r\na\ndat\r\n",
            "e\r\na: b\n\n: idle\n\n\r\n",
            "9\r\ndata: c\n\n\r\n",
        ];
        for piece in pieces {
            reader.feed(piece.as_bytes()).unwrap();
            let keep = |event: Event<'_>| {
                seen.push((event.name.to_vec(), event.data.to_vec()));
                Ok(())
            };
            reader.take_events(keep).unwrap();
        }
        let expected: [(&[u8], &[u8]); 3] = [(b"a", b"b"), (b"", b""), (b"", b"c")];
        assert_eq!(seen, expected.map(|(name, data)| (name.to_vec(), data.to_vec())));
    }

    #[test]
    fn what_is_no_response_is_refused() {
        for bytes in
            ["HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\nx"]
        {
            assert!(Reader::default().feed(bytes.as_bytes()).is_err(), "{bytes}");
        }
    }
}
