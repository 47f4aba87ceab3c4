//! The database server under test, and a client of it. Whatever the client hears is searched for what it must not see.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use mcp_tests::http::client::{call_with_progress, claim, modern_request};
use mcp_tests::http::served::Served;
use mcp_tests::http::sse::Events;
use mcp_tests::http::{Connection, Response};
use mcp_tests::process::Process;
use mcp_tests::transcript::Wire as _;
use serde_json::{Value, json};

use super::postgres::PASSWORD;

/// For so long an answer may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The binary that cargo builds of the example.
fn binary() -> PathBuf {
    let profile = Path::new(env!("CARGO_BIN_EXE_tee")).parent().expect("a folder");
    let path = profile.join("examples/database");
    assert!(path.exists(), "{} is missing: `cargo xtask test` builds it", path.display());
    path
}

/// Starts the server with a database that is in its environment.
pub(crate) fn command(database: &str) -> Command {
    let mut command = Command::new(binary());
    command.env_remove("RUST_BACKTRACE").env("DATABASE_URL", database);
    command
}

/// How a server is reached.
enum Wire {
    Stdio(Process),
    Http(Served),
}

/// A server, and what it said that nobody has asked for yet.
pub(crate) struct Server {
    wire: Wire,
    heard: Vec<Value>,
}

/// A call that is not answered yet. Over HTTP it has a connection of its own.
pub(crate) struct Pending {
    id: u64,
    connection: Option<Connection>,
}

/// The answer to a call, and what came before it.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The result of the call.
    pub(crate) result: Value,
    /// The progress notifications.
    pub(crate) progress: Vec<Value>,
}

impl Server {
    /// A server over stdio.
    pub(crate) fn stdio(database: &str) -> Self {
        Self::of(Wire::Stdio(Process::start(command(database).arg("--stdio"))))
    }

    /// A server over HTTP, on a free port.
    pub(crate) fn http(database: &str) -> Self {
        Self::of(Wire::Http(Served::of(command(database).args(["--http", "127.0.0.1:0"]))))
    }

    /// A server over each transport.
    pub(crate) fn both(database: &str) -> [Self; 2] {
        [Self::stdio(database), Self::http(database)]
    }

    fn of(wire: Wire) -> Self {
        Self { wire, heard: Vec::new() }
    }

    /// The process.
    pub(crate) fn process(&mut self) -> &mut Process {
        match &mut self.wire {
            Wire::Stdio(process) => process,
            Wire::Http(served) => &mut served.process,
        }
    }

    /// The processor time that it used so far, in hundredths of a second.
    pub(crate) fn ticks(&mut self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process().id())).expect("it runs");
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        fields[11..13].iter().map(|field| field.parse::<u64>().expect("a number")).sum()
    }

    /// Begins a call.
    pub(crate) fn begin(&mut self, id: u64, tool: &str, arguments: Value) -> Pending {
        let mut message = call_with_progress(id, tool, arguments);
        message["params"]["_meta"]["progressToken"] = id.into();
        let connection = match &mut self.wire {
            Wire::Stdio(process) => {
                process.send(&modern(message).to_string());
                None
            }
            Wire::Http(served) => {
                let mut connection = served.connect();
                assert!(connection.send(modern_request(message)), "the server takes the request");
                Some(connection)
            }
        };
        Pending { id, connection }
    }

    /// Waits for the answer to a call.
    pub(crate) fn answer(&mut self, pending: Pending) -> Answer {
        let Pending { id, connection } = pending;
        match (&mut self.wire, connection) {
            (_, Some(mut connection)) => {
                let response = connection.response(PATIENCE).expect("an answer");
                assert!(response.status() == 200 && response.whole, "{}", response.text());
                self.heard.extend(messages(&response));
            }
            (Wire::Stdio(process), None) => {
                while !self.heard.iter().any(|message| message["id"] == id) {
                    let line = process.receive(PATIENCE).expect("an answer");
                    self.heard.push(parsed(&line));
                }
            }
            (Wire::Http(_), None) => unreachable!("a call over HTTP has a connection"),
        }
        let mut result = Value::Null;
        let mut progress = Vec::new();
        for message in std::mem::take(&mut self.heard) {
            if message["id"] == id {
                result = message["result"].clone();
            } else if message["params"]["progressToken"] == id {
                progress.push(message["params"].clone());
            } else {
                self.heard.push(message);
            }
        }
        Answer { result, progress }
    }

    /// Cancels a call, as clients do on this transport.
    pub(crate) fn cancel(&mut self, pending: Pending) {
        let params = json!({"requestId": pending.id});
        let cancel = json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params});
        match &mut self.wire {
            Wire::Stdio(process) => process.send(&cancel.to_string()),
            Wire::Http(_) => drop(pending.connection),
        }
    }

    /// Calls a tool.
    pub(crate) fn call(&mut self, tool: &str, arguments: Value) -> Answer {
        let pending = self.begin(1, tool, arguments);
        self.answer(pending)
    }

    /// Calls a tool that succeeds; its structured content.
    pub(crate) fn ok(&mut self, tool: &str, arguments: Value) -> Value {
        let answer = self.call(tool, arguments);
        assert_ne!(answer.result["isError"], true, "{}", answer.result);
        answer.result["structuredContent"].clone()
    }

    /// The rows of a query.
    pub(crate) fn rows(&mut self, sql: &str) -> Value {
        self.ok("query", json!({"sql": sql}))["rows"].clone()
    }

    /// Calls a tool that fails; what it says.
    pub(crate) fn refused(&mut self, tool: &str, arguments: Value) -> String {
        let answer = self.call(tool, arguments);
        assert_eq!(answer.result["isError"], true, "{}", answer.result);
        text(&answer).to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            checked(&self.process().stderr());
        }
    }
}

/// The text of an answer.
pub(crate) fn text(answer: &Answer) -> &str {
    answer.result["content"][0]["text"].as_str().expect("a text")
}

/// Whatever a client hears comes through here.
fn checked(heard: &str) {
    assert!(!heard.contains(PASSWORD), "a client sees the password: {heard}");
}

fn parsed(line: &str) -> Value {
    checked(line);
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
}

/// The messages of an answer over HTTP.
fn messages(response: &Response) -> Vec<Value> {
    checked(&response.text());
    if response.head.get("content-type") != Some("text/event-stream") {
        return vec![response.json()];
    }
    let mut events = Events::default();
    events.feed(&response.body);
    std::iter::from_fn(|| events.take()).map(|event| event.json()).filter(Value::is_object).collect()
}

/// A message with the claim of a modern client, which needs no handshake.
fn modern(mut message: Value) -> Value {
    for (key, value) in claim().as_object().expect("a claim") {
        message["params"]["_meta"][key] = value.clone();
    }
    message
}
