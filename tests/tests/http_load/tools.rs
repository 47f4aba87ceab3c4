//! What the load tests share.

use std::io::Write as _;

use mcp_tests::http::client::{Client, initialize, initialized};
use mcp_tests::http::served::{Served, eventually};
use mcp_tests::http::sse::Stream;
use mcp_tests::http::{Connection, PATIENCE, Response, request};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};

/// Starts a server that may open as many files as this process, which takes all that it is allowed.
pub(crate) fn start(options: &str) -> Served {
    raise();
    Served::start(env!("CARGO_BIN_EXE_testbed"), &[], options)
}

/// Raises the limit of open files, here and for what is started from here. Gives it.
fn raise() -> usize {
    let known = getrlimit(Resource::Nofile);
    let most = known.maximum.map_or(1 << 16, |most| most.min(1 << 16));
    if known.current.is_some_and(|current| current < most) {
        setrlimit(Resource::Nofile, Rlimit { current: Some(most), maximum: known.maximum }).expect("a limit");
    }
    usize::try_from(most).unwrap_or(usize::MAX)
}

/// So many connections, or as many as the limit of open files allows when all tests run at once.
pub(crate) fn at_most(wanted: usize) -> usize {
    wanted.min(raise().saturating_sub(400) / 5)
}

/// Says a figure, also where the output of tests is kept back.
pub(crate) fn say(figure: &str) {
    let _ = writeln!(std::io::stderr(), "figure: {figure}");
}

/// How many KiB each of so many costs.
pub(crate) fn each(before: usize, after: usize, count: usize) -> f64 {
    let grown = u32::try_from(after.saturating_sub(before) >> 10).unwrap_or(u32::MAX);
    let count = u32::try_from(count).expect("not so many");
    f64::from(grown) / f64::from(count)
}

/// In mebibytes, for a figure.
pub(crate) fn mib(bytes: usize) -> usize {
    bytes >> 20
}

/// Waits until the memory is below this; gives what it is in the end. A thread, or an allocator, may be late.
pub(crate) fn memory_below(served: &Served, most: usize) -> usize {
    eventually(|| served.process.memory() <= most);
    served.process.memory()
}

/// A connection that is used for one request after the other.
pub(crate) struct Kept(pub(crate) Connection);

impl Kept {
    pub(crate) fn open(client: Client) -> Self {
        Self(Connection::open(client.addr))
    }

    /// Sends a request, and reads its answer to the end.
    pub(crate) fn ask(&mut self, bytes: &[u8]) -> Response {
        assert!(self.0.send(bytes), "the server takes the request");
        let response = self.0.response(PATIENCE).expect("an answer");
        assert!(response.whole, "an answer is cut: {response:?}");
        response
    }

    pub(crate) fn post(&mut self, target: &str, headers: &[(&str, &str)], message: &Value) -> Response {
        self.ask(&request("POST", target, headers, message.to_string().as_bytes()))
    }

    /// Opens a session; gives its id.
    pub(crate) fn session(&mut self, revision: &str) -> String {
        let response = self.post("/mcp", &[], &initialize(revision));
        let id = response
            .head
            .get("mcp-session-id")
            .unwrap_or_else(|| panic!("no session: {response:?}"))
            .to_owned();
        let response = self.post("/mcp", &[("Mcp-Session-Id", &id)], &initialized());
        assert_eq!(response.status(), 202, "{response:?}");
        id
    }

    /// Sends a message to a session.
    pub(crate) fn in_session(&mut self, id: &str, message: &Value) -> Response {
        self.post("/mcp", &[("Mcp-Session-Id", id)], message)
    }

    /// Ends a session.
    pub(crate) fn leave(&mut self, id: &str) {
        let response = self.ask(&request("DELETE", "/mcp", &[("Mcp-Session-Id", id)], b""));
        assert_eq!(response.status(), 200, "{response:?}");
    }

    /// Opens a stream of the 2024 transport, and makes its handshake. Gives where its messages go to.
    pub(crate) fn old_stream(&mut self, client: Client) -> (Stream, String) {
        let mut stream = Stream::open(Connection::open(client.addr), &request("GET", "/sse", &[], b""));
        assert_eq!(stream.head.status, 200);
        let target = stream.event().data.expect("an endpoint");
        self.accepted(&target, &initialize("2024-11-05"));
        assert_eq!(stream.message()["id"], 0);
        self.accepted(&target, &initialized());
        (stream, target)
    }

    /// Sends a message whose answer comes on a stream.
    pub(crate) fn accepted(&mut self, target: &str, message: &Value) {
        let response = self.post(target, &[], message);
        assert_eq!(response.status(), 202, "{response:?}");
    }
}

/// Opens the stream of a session.
pub(crate) fn listen(client: Client, id: &str) -> Stream {
    let bytes = request("GET", "/mcp", &[("Mcp-Session-Id", id)], b"");
    let stream = Stream::open(Connection::open(client.addr), &bytes);
    assert_eq!(stream.head.status, 200);
    stream
}

/// Opens a subscription.
pub(crate) fn subscribe(client: Client, id: impl Into<Value>) -> Stream {
    let message = json!({"jsonrpc": "2.0", "id": id.into(), "method": "subscriptions/listen",
        "params": {"notifications": {"toolsListChanged": true}}});
    let bytes = mcp_tests::http::client::modern_request(message);
    let mut stream = Stream::open(Connection::open(client.addr), &bytes);
    assert_eq!(stream.message()["method"], "notifications/subscriptions/acknowledged");
    stream
}
