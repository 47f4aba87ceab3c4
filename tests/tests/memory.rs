//! What clients can make a server hold, all together: bounded, whatever they do, and small things go on.
#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, reason = "figures are printed beside their bars")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use mcp_tests::http::client::{call, initialize, message, modern, modern_request, text};
use mcp_tests::http::served::{Served, eventually};
use mcp_tests::http::sse::Stream;
use mcp_tests::http::{Connection, PATIENCE, request};
use mcp_tests::process::memory;
use serde_json::{Value, json};

const TESTBED: &str = env!("CARGO_BIN_EXE_testbed");

/// What may be held in these tests, and a little: what the allocator keeps, what is being made or copied at the moment.
const OPTIONS: &str = "max_held=20000000,max_in_flight=500";
const BAR: usize = 64 << 20;

fn start(options: &str) -> (Served, usize) {
    let served = Served::start(TESTBED, &[], options);
    served.alive();
    let before = served.process.memory();
    (served, before)
}

fn stays_below(served: &Served, before: usize) {
    grown(served, before, BAR);
    served.alive();
}

/// The figure is printed, so that it is seen how near to the bar it is.
fn grown(served: &Served, before: usize, bar: usize) {
    let grown = served.process.memory().saturating_sub(before);
    println!("figure: {} MiB more, of {} MiB", grown >> 20, bar >> 20);
    assert!(grown <= bar, "grown by {grown} bytes");
}

fn post(served: &Served, target: &str, headers: &[(&str, &str)], message: &Value) -> Connection {
    let mut connection = served.connect();
    connection.send(request("POST", target, headers, message.to_string().as_bytes()));
    connection
}

#[test]
fn bodies_that_do_not_end() {
    let (served, before) = start(OPTIONS);
    let bytes = modern(1, "echo", json!({"text": "x".repeat(2_000_000)}));
    let mut connections: Vec<_> = (0..80).map(|_| served.connect()).collect();
    for connection in &mut connections {
        // One that is refused is not read on.
        connection.socket().set_write_timeout(Some(Duration::from_millis(200))).expect("a socket option");
        connection.send(&bytes[..bytes.len() - 10]);
    }
    stays_below(&served, before);
    let refused = connections.iter_mut().filter_map(|connection| connection.head(Duration::from_millis(100)));
    let statuses: Vec<u16> = refused.map(|head| head.status).collect();
    assert!(statuses.len() > 40 && statuses.iter().all(|status| *status == 503), "{statuses:?}");
    assert!(served.stderr_has("bytes are held for clients"), "nobody said so");
    drop(connections);
    let back = || text(&message(&served.client().send(&bytes))).len() == 2_000_000;
    assert!(eventually(back), "there is no room again");
}

#[test]
fn answers_that_nobody_reads() {
    let (served, before) = start(OPTIONS);
    let session = served.client().session("2025-06-18");
    let mut connections = Vec::new();
    for n in 0..60 {
        let mut connection = served.connect();
        let arguments = json!({"bytes": 4_000_000});
        match n % 3 {
            0 => connection.send(modern(n, "big", arguments)),
            1 => connection.send(modern(n, "big_later", arguments)),
            _ => connection.send(session.bytes(&call(n, "big", arguments))),
        };
        connections.push(connection);
    }
    stays_below(&served, before);
    let mut refused = 0;
    for connection in &mut connections {
        let response = connection.response(PATIENCE).expect("an answer");
        let answer = message(&response);
        if answer["result"]["isError"] == true {
            assert!(text(&answer).contains("large results"), "{answer}");
            refused += 1;
        }
    }
    assert!(refused > 20, "only {refused} are refused");
    assert!(served.stderr_has("a large result is dropped"), "nobody said so");
    let answer = message(&served.client().send(&modern(1, "big", json!({"bytes": 4_000_000}))));
    assert_eq!(text(&answer).len(), 4_000_000, "there is room again");
}

#[test]
fn messages_to_a_stream_that_nobody_reads() {
    let (served, before) = start("");
    let old = served.client().stream();
    let fill = call(0, "echo", json!({"text": "x".repeat(3_000_000)}));
    let mut posts: Vec<Connection> = (0..100).map(|_| post(&served, &old.target, &[], &fill)).collect();
    // 300 MB if all of them waited. What waits, is queued and is being read at once comes to some 60.
    grown(&served, before, 2 * BAR);
    served.alive();
    let refused = posts.iter_mut().filter_map(|connection| connection.head(Duration::from_millis(1)));
    assert!(refused.filter(|head| head.status == 503).count() > 50, "all of them wait");
}

#[test]
fn answers_that_are_kept_for_clients_that_left() {
    let (served, before) = start("");
    let sessions: Vec<_> = (0..200).map(|_| served.client().session("2025-06-18")).collect();
    for session in &sessions {
        let mut connection = served.connect();
        connection.send(session.bytes(&call(1, "big_later", json!({"bytes": 1_000_000}))));
    }
    // The last ones are done when all calls are.
    std::thread::sleep(Duration::from_millis(300));
    stays_below(&served, before);
}

/// Buffers to read requests into and to write heads from, of 8 KiB each, are not kept for streams that are mostly silent.
#[test]
fn streams_that_say_nothing() {
    const COUNT: usize = 300;
    const EACH: usize = 5 << 10;
    let (served, before) = start("");
    let client = served.client();
    let listen = json!({"jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen", "params": {
        "notifications": {"toolsListChanged": true}}});
    let mut streams = Vec::new();
    for _ in 0..COUNT {
        let stream = client.stream();
        streams.push(stream.stream);
        streams.push(client.session("2025-11-25").listen());
        let mut stream = Stream::open(served.connect(), &modern_request(listen.clone()));
        assert_eq!(stream.message()["method"], "notifications/subscriptions/acknowledged");
        streams.push(stream);
    }
    grown(&served, before, 3 * COUNT * EACH);
    // They are whole streams none the less.
    let toggle = json!({"name": "boom", "on": false});
    let toggled = client.send(&modern("toggle", "toggle", toggle));
    assert_eq!(text(&message(&toggled)), "toggled");
    for stream in &mut streams {
        assert_eq!(stream.message()["method"], "notifications/tools/list_changed");
    }
    drop(streams);
    assert!(eventually(|| served.settled() < 100), "connections of clients that left are open");
    served.alive();
}

#[test]
fn ids_of_subscriptions_and_of_calls() {
    let (served, before) = start("");
    let long = "i".repeat(60_000);
    let session = served.client().session("2025-06-18");
    let mut refused = 0;
    let mut connections = Vec::new();
    for n in 0..600 {
        let id = format!("{n}{long}");
        let mut connection = served.connect();
        match n % 3 {
            0 => connection.send(modern(id, "slow", json!({"ms": 600_000}))),
            1 => connection.send(session.bytes(&call(id, "slow", json!({"ms": 600_000})))),
            _ => {
                let filter = json!({"notifications": {"toolsListChanged": true}});
                let listen =
                    json!({"jsonrpc": "2.0", "id": id, "method": "subscriptions/listen", "params": filter});
                connection.send(modern_request(listen));
                let answer = message(&connection.response(PATIENCE).expect("an answer"));
                let text = answer["error"]["message"].as_str().unwrap_or_default();
                assert!(text.contains("the id of a subscription may have at most"), "{text}");
                continue;
            }
        };
        refused += usize::from(connection.has_more(Duration::from_millis(1)));
        connections.push(connection);
    }
    assert!(refused > 200, "only {refused} are refused");
    grown(&served, before, BAR);
    // Those of 2026 end with their connections, and leave their places to others.
    drop(connections);
    let add = || {
        let answer = message(&served.client().send(&modern(1, "add", json!({"a": 1, "b": 2}))));
        answer.get("result").is_some()
    };
    assert!(eventually(add), "nobody else finds a place");
}

/// A server on stdio whose output is read when the test says so.
struct Unread(Child);

impl Unread {
    fn start(program: &str, options: &str, revision: &str) -> Self {
        let mut command = Command::new(program);
        command.arg("--stdio").env("TESTBED_OPTIONS", options);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut server = Self(child.expect("the server starts"));
        server.send(&initialize(revision).to_string());
        server
    }

    fn send(&mut self, line: &str) {
        let input = self.0.stdin.as_mut().expect("stdin");
        input.write_all(format!("{line}\n").as_bytes()).expect("the server reads");
    }

    /// The most that it held while nobody read.
    fn peak(&self) -> usize {
        let looks = (0..20).map(|_| {
            std::thread::sleep(Duration::from_millis(50));
            memory(self.0.id())
        });
        looks.max().unwrap_or_default()
    }

    /// How long each of so many answers is.
    fn read(&mut self, count: usize) -> Vec<usize> {
        let output = BufReader::new(self.0.stdout.take().expect("stdout"));
        output.lines().map_while(Result::ok).take(count).map(|line| line.len()).collect()
    }
}

impl Drop for Unread {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn over_stdio_a_batch_of_large_answers() {
    let mut server = Unread::start(TESTBED, "", "2025-03-26");
    let batch: Value = (1..=60).map(|id| call(id, "big", json!({"bytes": 4_000_000}))).collect();
    server.send(&batch.to_string());
    let peak = server.peak();
    let lengths = server.read(61);
    assert!(lengths[1..].iter().all(|length| *length > 4_000_000), "{lengths:?}");
    println!("figure: {} MiB at most, of {} MiB", peak >> 20, BAR >> 20);
    assert!(peak < BAR, "{peak} bytes");
}

#[test]
fn over_stdio_large_answers_of_threads() {
    let mut server = Unread::start(env!("CARGO_BIN_EXE_traps"), OPTIONS, "2025-11-25");
    for id in 0..60 {
        server.send(&call(id, "large", json!({"bytes": 4_000_000})).to_string());
    }
    let peak = server.peak();
    let lengths = server.read(61);
    assert_eq!(lengths.len(), 61);
    // Made at once by as many threads as there are for one tool, and dropped where there is no room.
    assert!(peak < 4 * BAR, "{peak} bytes");
}
