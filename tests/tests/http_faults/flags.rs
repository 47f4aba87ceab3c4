//! The flags of operators: what they do, and command lines that could never do what they say. Those are refused by one line on
//! stderr, and the exit code 2.

use std::net::TcpListener;
use std::process::{Command, Stdio};

use mcp_tests::http::PATIENCE;
use mcp_tests::http::client::initialize;
use mcp_tests::http::request;
use mcp_tests::http::served::Served;
use mcp_tests::process::Process;
use mcp_tests::transcript::Wire as _;
use serde_json::json;

use crate::bystander::TESTBED;

fn refused(args: &[&str], said: &str) {
    let output = Command::new(TESTBED).args(args).stdin(Stdio::null()).output().expect("it runs");
    assert_eq!(String::from_utf8_lossy(&output.stderr), format!("error: {said}\n"), "{args:?}");
    assert_eq!(output.status.code(), Some(2), "{args:?}");
}

#[test]
fn flags_that_can_never_match() {
    for (flag, value, said) in [
        (
            "--allow-host",
            "mcp.example.com:443",
            "`--allow-host mcp.example.com:443` can never match: ports are not compared: write `mcp.example.com`",
        ),
        (
            "--allow-origin",
            "app.example.com",
            "`--allow-origin app.example.com` can never match: an origin has a scheme: write `https://app.example.com`",
        ),
        ("--path", "/sse", "`--path` and `--sse-path` are both `/sse`: give each a path of its own"),
        ("--path", "/health", "`--path /health`: load balancers ask there: choose another path"),
    ] {
        refused(&["--http", ":0", flag, value], said);
    }
}

#[test]
fn files_that_cannot_be_read() {
    let gone = "cannot be read (No such file or directory (os error 2)): have";
    for (flags, said) in [
        (
            &["--token-file", "/no-such"][..],
            format!("the token file /no-such {gone} `--token-file` name one that can, with a token a line"),
        ),
        (
            &["--secret-file", "/no-such"],
            format!("the file of secrets /no-such {gone} `--secret-file` name one that can, with a secret a line"),
        ),
        (
            &["--tls-cert", "/no-such", "--tls-key", "/no-such"],
            "the certificate /no-such cannot be read (I/O error: No such file or directory (os error 2)): have `--tls-cert` name one \
             that can, in PEM"
                .to_owned(),
        ),
    ] {
        refused(&[&["--http", ":0"], flags].concat(), &said);
    }
}

#[test]
fn a_port_that_another_program_has() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    refused(
        &["--http", &address],
        &format!(
            "cannot listen on {address}: another program has this port: stop it, or choose another port"
        ),
    );
}

#[test]
fn amounts_that_are_none() {
    let time = "is no time: write seconds, or a number with ms, s, m, h or d, such as `30s`";
    for (flag, value, said) in [
        ("--max-body", "8X", "is no size: write bytes, or a number with K, M or G, such as `8M`"),
        ("--max-body", "0", "lets nothing in: write a size such as `8M`"),
        ("--max-sessions", "0", "is no number: write one such as `1000`"),
        ("--max-sessions", "many", "is no number: write one such as `1000`"),
        ("--session-ttl", "12 hours", time),
        ("--keep-alive", "0", "is no time: write one such as `30s`"),
        ("--call-deadline", "soon", time),
        ("--grace", "1w", time),
        ("--grace", "99999d", "is too long: write at most 3650d"),
    ] {
        refused(&["--http", ":0", flag, value], &format!("`{flag} {value}` {said}"));
    }
    refused(
        &["--stdio", "--call-deadline", "0s"],
        "`--call-deadline 0s` is no time: write one such as `30s`",
    );
    refused(&["--stdio", "--grace", "x"], &format!("`--grace x` {time}"));
}

#[test]
fn a_prefix_and_a_size_of_ones_own() {
    let args =
        ["--public-path", "/tools/", "--max-body", "1K", "--session-ttl", "1h", "--keep-alive", "50ms"];
    let mut served = Served::start(TESTBED, &args, "");
    let mut stream = served.connect();
    stream.send(request("GET", "/sse", &[("Accept", "text/event-stream")], b""));
    assert_eq!(stream.head(PATIENCE).expect("an answer").status, 200);
    let mut said = String::new();
    while !said.contains("\n:") {
        match stream.piece(PATIENCE) {
            mcp_tests::http::Piece::Bytes(bytes) => said.push_str(&String::from_utf8_lossy(&bytes)),
            other => panic!("{other:?} after {said}"),
        }
    }
    assert!(said.starts_with("event: endpoint\ndata: /tools/message?sessionId="), "{said}");
    let mut large = initialize("2025-06-18");
    assert_eq!(served.client().post("/mcp", &[], &large).status(), 200);
    large["params"]["clientInfo"]["title"] = json!("x".repeat(1024));
    assert_eq!(served.client().post("/mcp", &[], &large).status(), 413);
    drop(stream);
    served.ends_well();
}

#[test]
fn the_idlest_session_makes_room() {
    let mut served = Served::start(TESTBED, &["--max-sessions", "2"], "");
    let client = served.client();
    let mut first = client.session("2025-06-18");
    let mut second = client.session("2025-06-18");
    // Times are told apart by the millisecond.
    std::thread::sleep(std::time::Duration::from_millis(5));
    first.call_add();
    let mut third = client.session("2025-06-18");
    third.call_add();
    first.call_add();
    let ping = json!({"jsonrpc": "2.0", "id": 9, "method": "ping"});
    assert_eq!(second.post(&ping).status(), 404);
    served.ends_well();
}

#[test]
fn a_deadline_over_both_transports() {
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
        "name": "slow", "arguments": {"ms": 60_000}, "_meta": mcp_tests::http::client::claim()}});
    let stopped = "took longer than 100ms and was stopped";
    let mut process = Process::start(Command::new(TESTBED).args(["--stdio", "--call-deadline", "100ms"]));
    process.send(&call.to_string());
    let answer = process.receive(PATIENCE).expect("an answer");
    assert!(answer.contains(stopped), "{answer}");
    let mut served = Served::start(TESTBED, &["--call-deadline", "100ms"], "");
    let bytes = mcp_tests::http::client::modern(1, "slow", json!({"ms": 60_000}));
    let answer = served.client().send(&bytes);
    assert!(answer.text().contains(stopped), "{answer:?}");
    served.ends_well();
}

#[test]
fn token_files_that_hold_no_tokens() {
    let path = crate::bystander::mark("refused-tokens");
    let name = path.display().to_string();
    for (bytes, said) in [
        (b"\xFF\xFEs\0".as_slice(), " is UTF-16, or no text: save it as UTF-8"),
        (b"# nothing\n", " has no token: write one a line, `TOKEN` or `NAME TOKEN`"),
        (
            b"fine\ns\xE9cret\n",
            ", line 2: a token is made of visible ASCII, without blanks: write `TOKEN`, or `NAME TOKEN`, and comments on lines \
             of their own, after a `#`",
        ),
    ] {
        std::fs::write(&path, bytes).expect("a file");
        refused(&["--http", ":0", "--token-file", &name], &format!("the token file {name}{said}"));
    }
    let _ = std::fs::remove_file(path);
}
