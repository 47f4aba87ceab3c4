//! One client: a connection for its messages, in two of three revisions one for a stream of events, and what it
//! says in every head.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::Value;

use super::reader::Reader;
use crate::Result;
use crate::calls::{Revision, Work};
use crate::handshake::{self, Conversation, Request};

/// A connection that is kept open from one request to the next.
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    pub(crate) reader: Reader,
}

pub(crate) struct Client {
    address: SocketAddr,
    revision: Revision,
    /// Where messages are sent to.
    path: String,
    session: Option<String>,
    pub(crate) post: Connection,
    /// The stream of events, where the client has one.
    pub(crate) events: Option<Connection>,
}

impl Connection {
    fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, reader: Reader::default() })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.write_all(bytes).map_err(|error| format!("the server does not read: {error}").into())
    }

    /// Reads once what is there; the end of the connection is an error.
    pub(crate) fn read(&mut self, scratch: &mut [u8]) -> Result<()> {
        match self.stream.read(scratch)? {
            0 => Err("the server closed a connection, or ended".into()),
            length => self.reader.feed(&scratch[..length]),
        }
    }

    /// Reads until this holds of what has come.
    fn read_until(&mut self, holds: impl Fn(&Reader) -> bool) -> Result<()> {
        let mut scratch = [0; 16 * 1024];
        while !holds(&self.reader) {
            self.read(&mut scratch)?;
        }
        Ok(())
    }

    /// The name and the data of the next event with data in it.
    fn wait_for_event(&mut self) -> Result<(Vec<u8>, Vec<u8>)> {
        let mut scratch = [0; 16 * 1024];
        let mut next = None;
        loop {
            self.reader.take_events(|event| {
                if next.is_none() && !event.data.is_empty() {
                    next = Some((event.name.to_vec(), event.data.to_vec()));
                }
                Ok(())
            })?;
            match next {
                Some(next) => return Ok(next),
                None => self.read(&mut scratch)?,
            }
        }
    }
}

impl Client {
    /// Connects, and opens the stream that a client of the first revision starts with.
    pub(crate) fn connect(address: SocketAddr, revision: Revision) -> Result<Self> {
        let mut client = Self {
            address,
            revision,
            path: "/mcp".into(),
            session: None,
            post: Connection::open(address)?,
            events: None,
        };
        if revision == Revision::EventStream {
            let mut events = client.open_stream("/sse")?;
            let (name, data) = events.wait_for_event()?;
            if name != b"endpoint" {
                return Err("the first event of the stream does not name the endpoint".into());
            }
            client.path = String::from_utf8(data)?;
            client.events = Some(events);
        }
        Ok(client)
    }

    /// Connects and opens a conversation, up to the point where tools can be called.
    pub(crate) fn open(address: SocketAddr, revision: Revision) -> Result<Self> {
        let mut client = Self::connect(address, revision)?;
        handshake::open(&mut client, revision)?;
        Ok(client)
    }

    /// Opens the stream for what the server says by itself, in the revision that has one beside its answers.
    pub(crate) fn listen(&mut self) -> Result<()> {
        if self.revision == Revision::Handshake {
            self.events = Some(self.open_stream("/mcp")?);
        }
        Ok(())
    }

    /// The head of a call, before a message of this length.
    pub(crate) fn call_head(&self, work: Work, length: usize) -> String {
        let (method, what) = work.called();
        self.head(method, Some(&what), length)
    }

    fn head(&self, method: &str, name: Option<&str>, length: usize) -> String {
        let mut head = format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: mcp-benches\r\nContent-Type: application/json\r\n\
             Accept: application/json, text/event-stream\r\nContent-Length: {length}\r\n",
            self.path, self.address
        );
        self.push_version(method, &mut head);
        if self.revision == Revision::Stateless {
            let _ = write!(head, "Mcp-Method: {method}\r\n");
            if let Some(name) = name {
                let _ = write!(head, "Mcp-Name: {name}\r\n");
            }
        }
        head + "\r\n"
    }

    /// The headers that say which conversation a request belongs to.
    fn push_version(&self, method: &str, head: &mut String) {
        if let Some(session) = &self.session {
            let _ = write!(head, "Mcp-Session-Id: {session}\r\n");
        }
        if self.revision != Revision::EventStream && method != "initialize" {
            let _ = write!(head, "MCP-Protocol-Version: {}\r\n", self.revision.name());
        }
    }

    /// Opens a stream of events and reads its head.
    fn open_stream(&self, path: &str) -> Result<Connection> {
        let mut head = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nUser-Agent: mcp-benches\r\nAccept: text/event-stream\r\n",
            self.address
        );
        self.push_version("", &mut head);
        head.push_str("\r\n");
        let mut events = Connection::open(self.address)?;
        events.write(head.as_bytes())?;
        events.read_until(|reader| reader.status().is_some())?;
        match events.reader.status() {
            Some(200) => Ok(events),
            status => Err(format!("GET {path} is answered {status:?}: {}", events.reader.text()).into()),
        }
    }

    /// Sends a message and waits for the response.
    fn exchange(&mut self, method: &str, message: &str) -> Result<()> {
        let request = self.head(method, None, message.len()) + message;
        self.post.reader.reset();
        self.post.write(request.as_bytes())?;
        self.post.read_until(|reader| reader.done)?;
        match self.post.reader.status() {
            Some(200 | 202 | 204) => Ok(()),
            status => Err(format!("{method} is answered {status:?}: {}", self.post.reader.text()).into()),
        }
    }
}

impl Conversation for Client {
    fn ask(&mut self, request: &Request<'_>) -> Result<Value> {
        self.exchange(request.method, &request.message)?;
        let answer = match &mut self.events {
            Some(events) if self.revision == Revision::EventStream => {
                request.answer(&events.wait_for_event()?.1)?
            }
            _ => request.answer(self.post.reader.message()?)?,
        };
        if request.method == "initialize" {
            self.session = self.post.reader.header("mcp-session-id").map(Into::into);
        }
        Ok(answer)
    }

    fn tell(&mut self, message: &str) -> Result<()> {
        self.exchange("a notification", message)
    }
}
