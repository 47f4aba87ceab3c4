//! A file of tokens that changes while the server runs.

use std::path::PathBuf;

use mcp_tests::http::PATIENCE;
use mcp_tests::http::client::{Client, call, initialize, message, modern_request, text};
use mcp_tests::http::request;
use mcp_tests::http::served::{Served, eventually};
use mcp_tests::http::sse::Stream;
use serde_json::{Value, json};

use crate::bystander::{TESTBED, mark};

struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let file = Self(mark(name));
        file.write(text);
        file
    }

    /// Puts a new file in the place of the old one, as tools that renew secrets do.
    fn write(&self, text: impl AsRef<[u8]>) {
        let new = self.0.with_extension("new");
        std::fs::write(&new, text).and_then(|()| std::fs::rename(new, &self.0)).expect("a file");
    }

    fn serve(&self) -> Served {
        Served::start(TESTBED, &["--token-file", &self.0.to_string_lossy()], "keep_alive_ms=50")
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

fn status(client: &Client, token: &str) -> u16 {
    client.post("/mcp", &[("Authorization", &bearer(token))], &initialize("2025-11-25")).status()
}

/// A modern request with a token.
fn claimed(token: &str, message: Value) -> Vec<u8> {
    let bytes = String::from_utf8(modern_request(message)).expect("text");
    bytes.replacen("\r\n", &format!("\r\nAuthorization: Bearer {token}\r\n"), 1).into_bytes()
}

/// Who the server says a call of this token is by.
fn whoami(client: &Client, token: &str) -> String {
    let response = client.send(&claimed(token, call(1, "whoami", json!({}))));
    text(&message(&response)).rsplit(" in request 1").next().unwrap_or_default().to_owned()
}

#[test]
fn a_tool_sees_whose_token_it_is() {
    let file = File::new("named", "plain\n# others\nalice one\nbob: two\n");
    let mut served = file.serve();
    let client = served.client();
    for (token, name) in [("plain", "token 1"), ("one", "alice"), ("two", "bob")] {
        assert_eq!(whoami(&client, token), format!(" by the token of {name}"));
    }
    file.write("robert two");
    assert!(eventually(|| whoami(&client, "two") == " by the token of robert"));
    served.ends_well();
    let mut open = Served::start(TESTBED, &[], "");
    let answer = open.client().send(&modern_request(call(1, "whoami", json!({}))));
    assert!(!text(&message(&answer)).contains("token"));
    open.ends_well();
}

/// M-AUTH-18, L-AUTH-08
#[test]
fn a_token_that_is_taken_away_ends_at_once() {
    let file = File::new("revoked", "alice one\nbob two\n");
    let mut served = file.serve();
    let client = served.client();
    let open = |token: &str| {
        let bearer = bearer(token);
        let header = ("Authorization", &*bearer);
        let first = client.post("/mcp", &[header], &initialize("2025-11-25"));
        let id = first.head.get("mcp-session-id").expect("a session").to_owned();
        let headers = [header, ("Mcp-Session-Id", &id), ("MCP-Protocol-Version", "2025-11-25")];
        let get = |target: &str, headers: &[(&str, &str)]| {
            let stream = Stream::open(served.connect(), &request("GET", target, headers, b""));
            assert_eq!(stream.head.status, 200, "{target}");
            stream
        };
        let listen = json!({"jsonrpc": "2.0", "id": 7, "method": "subscriptions/listen",
            "params": {"notifications": {"toolsListChanged": true}}});
        let counts = call(8, "count", json!({"to": 1000, "delay_ms": 100}));
        let slow = call(9, "slow", json!({"ms": 100_000})).to_string();
        let streams = [
            get("/mcp", &headers),
            get("/sse", &[header]),
            Stream::open(served.connect(), &claimed(token, listen)),
            Stream::open(served.connect(), &claimed(token, with_progress(counts))),
        ];
        let mut waits = served.connect();
        waits.send(request("POST", "/mcp", &headers, slow.as_bytes()));
        (id, streams, waits)
    };
    let (alices, mut streams, mut waits) = open("one");
    let (bobs, mut others, _) = open("two");
    let in_session = |token: &str, id: &str| {
        let headers = [("Authorization", &*bearer(token)), ("Mcp-Session-Id", id)];
        client.post("/mcp", &headers, &json!({"jsonrpc": "2.0", "id": 3, "method": "ping"})).status()
    };
    assert_eq!((in_session("one", &alices), in_session("two", &alices)), (200, 404));

    // Others move up, and one comes: who is who does not depend on the place.
    file.write("bob two\ncarol three\n");
    assert!(eventually(|| status(&client, "one") == 401), "{}", served.process.stderr());
    assert_eq!((in_session("one", &alices), in_session("two", &alices)), (401, 404));
    assert_eq!((in_session("two", &bobs), in_session("three", &bobs)), (200, 404));
    for stream in &mut streams {
        assert!(stream.ends());
    }
    assert!(waits.response(PATIENCE).is_some(), "its call was cancelled");
    // Those of others go on: their comments still come.
    for stream in &mut others {
        while !matches!(stream.next(PATIENCE), mcp_tests::http::sse::Next::Event(event) if event.is_comment())
        {
        }
    }
    // Who comes again begins anew.
    file.write("alice one\n");
    assert!(eventually(|| status(&client, "one") == 200));
    assert_eq!(in_session("one", &alices), 404);
    drop((streams, others));
    served.ends_well();
}

fn with_progress(mut message: Value) -> Value {
    message["params"]["_meta"] = json!({"progressToken": "p"});
    message
}

#[test]
fn a_broken_file_leaves_the_old_tokens() {
    let file = File::new("broken", "one\n");
    let mut served = file.serve();
    let client = served.client();
    for (text, why) in [
        ("\u{feff}one\ntwo three four\n", "line 2: a token is made of visible ASCII"),
        ("o\0n\0", "is UTF-16, or no text"),
        ("", "has no token"),
    ] {
        file.write(text);
        assert!(served.process.stderr_has(why, PATIENCE), "{text:?}: {}", served.process.stderr());
        assert_eq!((status(&client, "one"), status(&client, "two")), (200, 401));
    }
    // A pipe that nobody writes into is not opened.
    let pipe = file.0.with_extension("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
    assert!(made.success() && std::fs::rename(&pipe, &file.0).is_ok());
    assert!(served.process.stderr_has("is no regular file", PATIENCE), "{}", served.process.stderr());
    assert_eq!(status(&client, "one"), 200);
    file.write("two\n");
    assert!(eventually(|| status(&client, "two") == 200));
    assert_eq!(status(&client, "one"), 401);
    std::fs::remove_file(&file.0).expect("it is there");
    assert!(served.process.stderr_has("cannot be read", PATIENCE), "{}", served.process.stderr());
    assert_eq!(status(&client, "two"), 200);
    served.ends_well();
}

/// M-AUTH-05, L-AUTH-01
#[test]
fn a_check_that_takes_long_holds_up_nobody_and_ends_with_its_client() {
    let path = mark("lookups");
    let mut command = std::process::Command::new(TESTBED);
    command.args(["--http", "127.0.0.1:0"]).env("TESTBED_MARK", &path);
    let mut served = Served::of(command.env("TESTBED_OPTIONS", "check_ms=1,token_timeout_ms=600000"));
    let slow = [("Authorization", "Bearer slow"), ("Content-Type", "application/json")];
    let of_each_year = [
        claimed("slow", call(1, "whoami", json!({}))),
        request("POST", "/mcp", &slow, initialize("2025-11-25").to_string().as_bytes()),
        request("GET", "/sse", &slow, b""),
    ];
    // More than there are threads.
    let many = 4 * std::thread::available_parallelism().map_or(1, usize::from);
    let mut waiting: Vec<_> = (0..many).map(|_| served.connect()).collect();
    for (connection, bytes) in waiting.iter_mut().zip(of_each_year.iter().cycle()) {
        connection.send(bytes);
    }
    let marks = |text: &str| {
        let marks = std::fs::read_to_string(&path).unwrap_or_default();
        marks.lines().filter(|line| *line == text).count()
    };
    assert!(eventually(|| marks("began") == many), "{} of {many}", marks("began"));
    assert_eq!(whoami(&served.client(), "alice.1"), " by the token of alice");
    assert_eq!(marks("dropped"), 0);
    drop(waiting);
    assert!(eventually(|| marks("dropped") == many), "{} of {many}", marks("dropped"));
    served.ends_well();
    let _ = std::fs::remove_file(path);
}
