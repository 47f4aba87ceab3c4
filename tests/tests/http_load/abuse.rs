//! Clients that die, that are silent, and that read slowly, beside others that do not.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mcp_tests::http::client::{Client, call_with_progress, message, modern, modern_request, text};
use mcp_tests::http::served::eventually;
use mcp_tests::http::{Connection, PATIENCE, Piece, request};
use serde_json::json;

use crate::tools::{Kept, at_most, memory_below, mib, say, start};

/// Calls until it is told to stop, and counts.
fn calls_on(client: Client, stop: &AtomicBool) -> usize {
    let mut kept = Kept::open(client);
    let session = kept.session("2025-06-18");
    let mut count = 0;
    while !stop.load(Ordering::Relaxed) {
        let answer = message(&kept.ask(&modern(count, "add", json!({"a": count, "b": 1}))));
        assert_eq!(text(&answer), (count + 1).to_string());
        let echoed = mcp_tests::http::client::call(count, "echo", json!({"text": "still here"}));
        assert_eq!(text(&message(&kept.in_session(&session, &echoed))), "still here");
        count += 1;
        // It is there to notice, not to press.
        std::thread::sleep(Duration::from_millis(2));
    }
    kept.leave(&session);
    count
}

/// Does something while others call; gives how often they did.
fn beside_others(client: Client, what: impl FnOnce()) -> usize {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..4).map(|_| scope.spawn(|| calls_on(client, &stop))).collect();
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(what));
        stop.store(true, Ordering::Relaxed);
        let count = others.into_iter().map(|other| other.join().expect("the others notice nothing")).sum();
        if let Err(panic) = done {
            std::panic::resume_unwind(panic);
        }
        count
    })
}

fn reset(connection: &Connection) {
    rustix::net::sockopt::set_socket_linger(connection.socket(), Some(Duration::ZERO))
        .expect("a socket option");
}

/// A client in the middle of a call, of each kind in turn.
fn in_mid_call(client: Client, n: usize) -> Connection {
    let endless = |id: usize| call_with_progress(id, "count", json!({"to": 100_000, "delay_ms": 5}));
    let mut connection = Connection::open(client.addr);
    match n % 4 {
        0 => assert!(connection.send(modern(n, "slow", json!({"ms": 600_000})))),
        1 => {
            assert!(connection.send(modern_request(endless(n))));
            assert_eq!(connection.head(PATIENCE).expect("a stream").status, 200);
            assert!(matches!(connection.piece(PATIENCE), Piece::Bytes(_)));
        }
        2 => {
            let mut kept = Kept::open(client);
            let (stream, target) = kept.old_stream(client);
            kept.accepted(&target, &endless(n));
            return stream.connection;
        }
        _ => assert!(connection.send(&modern(n, "echo", json!({"text": "x".repeat(100_000)}))[..50_000])),
    }
    connection
}

#[test]
fn clients_that_are_killed_in_mid_call() {
    let served = start("");
    let client = served.client();
    let kill = |count: usize| {
        for chunk in (0..count).collect::<Vec<_>>().chunks(50) {
            let dying: Vec<Connection> = chunk.iter().map(|n| in_mid_call(client, *n)).collect();
            dying.iter().for_each(reset);
        }
    };
    beside_others(client, || kill(100));
    let (descriptors, memory) = (served.settled(), served.process.memory());
    let calls = beside_others(client, || kill(1000));
    assert!(eventually(|| served.descriptors() <= descriptors), "{} of {descriptors}", served.descriptors());
    // 8 KiB each: less than any of their connections took.
    let left = memory_below(&served, memory + (8 << 20));
    say(&format!(
        "1000 clients killed in mid-call: {} MiB, before {} MiB; {} calls of others beside them went through",
        mib(left),
        mib(memory),
        2 * calls
    ));
    assert!(left <= memory + (8 << 20), "{left} bytes, {memory} before");
    served.alive();
}

#[test]
fn l13_sockets_that_nobody_uses() {
    let served = start("head_timeout_ms=3000,idle_timeout_ms=3000");
    let client = served.client();
    let descriptors = served.settled();
    let count = at_most(2000);
    let calls = beside_others(client, || {
        let mut open: Vec<Connection> = Vec::new();
        for n in 0..count {
            let mut connection = Connection::open(client.addr);
            match n % 4 {
                0 => {}
                1 => assert!(connection.send("POST /mcp HTTP/1.1\r\nHost: loc")),
                2 => {
                    connection.send(request("GET", "/health", &[], b""));
                    assert_eq!(connection.response(PATIENCE).expect("an answer").text(), "ok");
                }
                _ => assert!(connection.send("\r\n")),
            }
            open.push(connection);
        }
        // The clients keep their ends; the server gives up its own.
        assert!(eventually(|| served.descriptors() <= descriptors + 20), "{} stay", served.descriptors());
        drop(open);
    });
    say(&format!(
        "{count} sockets that nobody uses are given up; {} calls of others went through",
        2 * calls
    ));
    served.alive();
}

#[test]
fn l08_slow_readers_of_fifty_megabytes() {
    const SIZE: usize = 50_000_000;
    const READERS: usize = 3;
    let served = start("max_response=100000000");
    let client = served.client();
    let read = |pause: Duration| {
        let mut connection = Connection::open(client.addr);
        assert!(connection.send(modern(1, "big", json!({"bytes": SIZE}))));
        assert_eq!(connection.head(PATIENCE).expect("an answer").status, 200);
        let (mut count, mut pieces) = (0, 0_usize);
        loop {
            match connection.piece(PATIENCE) {
                Piece::Bytes(bytes) => count += bytes.len(),
                Piece::End => break,
                other => panic!("{other:?} after {count} bytes"),
            }
            pieces += 1;
            if pieces % 128 == 0 {
                std::thread::sleep(pause);
            }
        }
        assert!(count > SIZE, "{count} bytes");
    };
    read(Duration::ZERO);
    let memory = served.process.memory();
    let mut peak = 0;
    let calls = beside_others(client, || {
        std::thread::scope(|scope| {
            let readers: Vec<_> =
                (0..READERS).map(|_| scope.spawn(|| read(Duration::from_millis(20)))).collect();
            while !readers.iter().all(std::thread::ScopedJoinHandle::is_finished) {
                peak = peak.max(served_memory(&served));
                std::thread::sleep(Duration::from_millis(20));
            }
        });
    });
    let left = memory_below(&served, memory + (8 << 20));
    say(&format!(
        "{READERS} slow readers of 50 MB: {} MiB at most, {} MiB afterwards, {} MiB before; {} calls of others went through",
        mib(peak),
        mib(left),
        mib(memory),
        2 * calls
    ));
    // The text, and the message that holds it, once for each: nothing is copied for the way.
    assert!(peak <= memory + READERS * 3 * SIZE, "{peak} bytes, {memory} before");
    assert!(left <= memory + (8 << 20), "{left} bytes, {memory} before");
    served.alive();
}

fn served_memory(served: &mcp_tests::http::served::Served) -> usize {
    served.process.memory()
}
