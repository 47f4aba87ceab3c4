//! Reading HTTP/1.1 as it comes, and keeping the bytes as they came.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Result};
use std::net::TcpStream;

use super::What;

/// The fields of a head, in lower case.
#[derive(Debug, Clone, Default)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// The value of the first field of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// The head of a request or a response; after `body`, also the bytes of that.
pub(super) struct Head {
    pub(super) raw: Vec<u8>,
    first: String,
    pub(super) headers: Headers,
}

impl Head {
    pub(super) fn read(from: &mut BufReader<TcpStream>) -> Result<Self> {
        let mut head = Self { raw: Vec::new(), first: String::new(), headers: Headers::default() };
        loop {
            let start = head.raw.len();
            if from.read_until(b'\n', &mut head.raw)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            let line = String::from_utf8_lossy(&head.raw[start..]).trim_end().to_owned();
            if start == 0 {
                head.first = line;
            } else if line.is_empty() {
                return Ok(head);
            } else if let Some((name, value)) = line.split_once(':') {
                head.headers.0.push((name.to_lowercase(), value.trim().to_owned()));
            }
        }
    }

    pub(super) fn request(&self) -> (String, String) {
        let mut words = self.first.split(' ').map(str::to_owned);
        (words.next().unwrap_or_default(), words.next().unwrap_or_default())
    }

    pub(super) fn status(&self) -> u16 {
        self.first.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
    }

    /// Reads the body to its end. A response without any length lasts until the connection ends.
    pub(super) fn body(&mut self, from: &mut BufReader<TcpStream>, request: bool) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        if self.headers.get("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
        {
            loop {
                let (raw, payload) = chunk(from)?;
                self.raw.extend(raw);
                if payload.is_empty() {
                    return Ok(body);
                }
                body.extend(payload);
            }
        }
        if let Some(length) = self.headers.get("content-length") {
            body.resize(length.parse().map_err(|_| ErrorKind::InvalidData)?, 0);
            from.read_exact(&mut body)?;
        } else if !request {
            from.read_to_end(&mut body)?;
        }
        self.raw.extend_from_slice(&body);
        Ok(body)
    }
}

/// One chunk as it came, and what it holds; the last one holds nothing.
pub(super) fn chunk(from: &mut BufReader<TcpStream>) -> Result<(Vec<u8>, Vec<u8>)> {
    let mut raw = Vec::new();
    from.read_until(b'\n', &mut raw)?;
    let size = String::from_utf8_lossy(&raw).trim_end().to_owned();
    let size = usize::from_str_radix(&size, 16).map_err(|_| ErrorKind::InvalidData)?;
    let start = raw.len();
    raw.resize(start + size + 2, 0);
    from.read_exact(&mut raw[start..])?;
    let payload = raw[start..start + size].to_vec();
    Ok((raw, payload))
}

/// Finds the events in an event stream.
#[derive(Default)]
pub(super) struct Events {
    line: Vec<u8>,
    name: String,
    id: Option<String>,
    data: Option<String>,
}

impl Events {
    /// Takes one byte, and gives the event that it ends. A comment is none.
    pub(super) fn take(&mut self, byte: u8) -> Option<What> {
        if byte != b'\n' {
            self.line.push(byte);
            return None;
        }
        let line = String::from_utf8_lossy(&std::mem::take(&mut self.line)).trim_end_matches('\r').to_owned();
        if line.is_empty() {
            let Self { name, id, data, .. } = std::mem::take(self);
            return data.map(|data| What::Event { name, id, data });
        }
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "id" => self.id = Some(value.to_owned()),
            "data" => match &mut self.data {
                Some(data) => _ = write!(data, "\n{value}"),
                none => *none = Some(value.to_owned()),
            },
            _ => {}
        }
        None
    }
}
