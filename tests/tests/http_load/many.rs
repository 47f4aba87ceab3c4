//! Thousands of sessions and streams.

use mcp_tests::http::client::{call, message, modern, text};
use mcp_tests::http::served::{Served, eventually};
use mcp_tests::http::sse::{Next, Stream};
use serde_json::json;

use crate::tools::{Kept, at_most, each, listen, memory_below, mib, say, start, subscribe};

/// What a round may leave beside what those before it left. The allocator keeps pages that are free, in pieces, so what the
/// first ones leave says little; a later one finds its place in them. Were a third of the streams, or of the sessions, not
/// given back, it would be more.
const MORE: usize = 8 << 20;
const MORE_SESSIONS: usize = 3 << 20;

/// Lets some clients of each kind come and go, so that what is made once is made before anything is measured.
fn warm(served: &Served) {
    let client = served.client();
    let mut kept = Kept::open(client);
    for _ in 0..100 {
        let (mut stream, target) = kept.old_stream(client);
        kept.accepted(&target, &call(1, "add", json!({"a": 1, "b": 1})));
        stream.message();
        let id = kept.session("2025-11-25");
        let own = listen(client, &id);
        kept.in_session(&id, &call(1, "add", json!({"a": 1, "b": 1})));
        drop(own);
        kept.leave(&id);
    }
}

fn one_change(stream: &mut Stream, what: &str) {
    let message = stream.message();
    assert_eq!(message["method"], "notifications/tools/list_changed", "{what}: {message}");
}

#[test]
fn l07_a_thousand_streams_of_each_kind() {
    let served = start("");
    let count = at_most(1000);
    warm(&served);
    let mut kept = Kept::open(served.client());
    kept.session("2025-11-25");
    let (descriptors, memory) = (served.settled(), served.process.memory());
    let mut left = Vec::new();
    for round in 0..3 {
        streams(&served, &mut kept, count, round);
        assert!(
            eventually(|| served.descriptors() <= descriptors),
            "{} of {descriptors}",
            served.descriptors()
        );
        left.push(served.process.memory());
    }
    let after = memory_below(&served, left[1] + MORE);
    say(&format!(
        "{} streams came and went three times: {}, {} and {} MiB afterwards, {} before; descriptors as before",
        2 * count,
        mib(left[0]),
        mib(left[1]),
        mib(after),
        mib(memory)
    ));
    assert!(after <= left[1] + MORE, "{after} bytes, {} after the second round", left[1]);
    served.alive();
}

/// Opens so many streams of each kind, calls each, and lets them go.
fn streams(served: &Served, kept: &mut Kept, count: usize, round: usize) {
    let client = served.client();
    let memory = served.process.memory();
    let mut old: Vec<(Stream, String)> = (0..count).map(|_| kept.old_stream(client)).collect();
    let with_old = served.process.memory();
    let mut own: Vec<(Stream, String)> = (0..count)
        .map(|_| {
            let id = kept.session("2025-11-25");
            (listen(client, &id), id)
        })
        .collect();
    let with_all = served.process.memory();
    if round == 0 {
        say(&format!("{count} open 2024 streams: {:.1} KiB each", each(memory, with_old, count)));
        say(&format!(
            "{count} open 2025 sessions with their stream: {:.1} KiB each",
            each(with_old, with_all, count)
        ));
    }
    // Each is called, all with the same id, and hears its own answer only.
    for (n, (_, target)) in old.iter().enumerate() {
        kept.accepted(target, &call(7, "echo", json!({"text": format!("old {n}")})));
    }
    for (n, (_, id)) in own.iter().enumerate() {
        let response = kept.in_session(id, &call(7, "echo", json!({"text": format!("own {n}")})));
        assert_eq!(text(&message(&response)), format!("own {n}"));
    }
    for (n, (stream, _)) in old.iter_mut().enumerate() {
        let answer = stream.message();
        assert_eq!((&answer["id"], text(&answer)), (&json!(7), format!("old {n}").as_str()));
    }
    // A change reaches each of them once.
    kept.ask(&modern(1, "toggle", json!({"name": "media", "on": round % 2 == 1})));
    for (n, (stream, _)) in old.iter_mut().chain(&mut own).enumerate() {
        one_change(stream, &format!("stream {n}"));
    }
    for (stream, _) in old.iter_mut().chain(&mut own).step_by(97) {
        match stream.next(std::time::Duration::from_millis(20)) {
            Next::Nothing => {}
            Next::Event(event) if event.is_comment() => {}
            more => panic!("more than one change: {more:?}"),
        }
    }
    // They go: one kind by leaving, the other by saying so first.
    drop(old);
    for (stream, id) in own {
        kept.leave(&id);
        drop(stream);
    }
}

#[test]
fn l06_ten_thousand_idle_sessions() {
    const COUNT: usize = 10_000;
    let served = start("");
    warm(&served);
    let memory = served.process.memory();
    let mut left = Vec::new();
    for round in 0..2 {
        let ids = open_sessions(&served, COUNT);
        if round == 0 {
            let grown = served.process.memory().saturating_sub(memory);
            let kib = each(0, grown, COUNT);
            say(&format!("{COUNT} idle 2025 sessions: {kib:.1} KiB each, {} MiB in all", mib(grown)));
            assert!(grown <= 300 << 20, "{grown} bytes");
        }
        let mut kept = Kept::open(served.client());
        for (n, id) in ids.iter().enumerate().step_by(500) {
            let response = kept.in_session(id, &call(1, "add", json!({"a": n, "b": 1})));
            assert_eq!(text(&message(&response)), (n + 1).to_string());
        }
        served.alive();
        ids.iter().for_each(|id| kept.leave(id));
        left.push(served.process.memory());
    }
    let after = memory_below(&served, left[0] + MORE_SESSIONS);
    say(&format!(
        "{COUNT} sessions came and went: {} MiB, a second time: {} MiB, before: {} MiB",
        mib(left[0]),
        mib(after),
        mib(memory)
    ));
    assert!(after <= left[0] + MORE_SESSIONS, "{after} bytes, {} after the first round", left[0]);
    served.alive();
}

/// Over a few connections, as from behind a proxy.
fn open_sessions(served: &Served, count: usize) -> Vec<String> {
    let client = served.client();
    std::thread::scope(|scope| {
        let open = || {
            let mut kept = Kept::open(client);
            (0..count / 4).map(|_| kept.session("2025-11-25")).collect::<Vec<_>>()
        };
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(open)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a client")).collect()
    })
}

#[test]
fn l06_sessions_that_are_left_expire() {
    let served = start("session_ttl_ms=2000,max_sessions=500");
    let mut kept = Kept::open(served.client());
    let ids: Vec<String> = (0..400).map(|_| kept.session("2025-11-25")).collect();
    let used = kept.session("2025-11-25");
    assert!(eventually(|| {
        kept.in_session(&used, &call(1, "nothing", json!({})));
        // An id that was asked for would be one that is used: each is asked for once only.
        std::thread::sleep(std::time::Duration::from_millis(2500));
        kept.in_session(&ids[0], &call(1, "nothing", json!({}))).status() == 404
    }));
    // All of them, so that there is room for as many again.
    for id in &ids[1..] {
        assert_eq!(kept.in_session(id, &call(1, "nothing", json!({}))).status(), 404);
    }
    served.alive();
}

#[test]
fn l_rsm_12_what_is_kept_for_replay_goes_with_its_age() {
    // What is old is looked for four times in the life of an idle session.
    let served = start("replay_age_ms=1000,session_ttl_ms=20000");
    let mut kept = Kept::open(served.client());
    // A batch is answered on a stream, at once; so each session keeps 250 kB, 50 MB in all.
    let batch = json!([call(1, "big", json!({"bytes": 250_000}))]);
    let ask = |kept: &mut Kept, id: &str| {
        let response = kept.in_session(id, &batch);
        assert_eq!((response.status(), response.body.len() > 250_000), (200, true));
    };
    let first = kept.session("2025-03-26");
    ask(&mut kept, &first);
    let memory = served.process.memory();
    let ids: Vec<String> = (0..200).map(|_| kept.session("2025-03-26")).collect();
    ids.iter().for_each(|id| ask(&mut kept, id));
    let full = served.process.memory();
    let gone = eventually(|| served.process.memory() <= memory + (16 << 20));
    let left = served.process.memory();
    say(&format!(
        "200 sessions with 250 kB to replay: {} MiB, {} MiB when it is old, {} before",
        mib(full),
        mib(left),
        mib(memory)
    ));
    assert!(gone, "{left} bytes, {memory} before");
    // It was the age, not the end of the sessions.
    let response = kept.in_session(&ids[199], &call(1, "nothing", json!({})));
    assert_eq!(response.status(), 200, "{response:?}");
    served.alive();
}

#[test]
fn l_http_21_changes_that_nobody_hears() {
    let served = start("");
    let client = served.client();
    let mut kept = Kept::open(client);
    let ids: Vec<String> = (0..500).map(|_| kept.session("2025-11-25")).collect();
    let memory = served.process.memory();
    for n in 0..1000 {
        kept.ask(&modern(n, "toggle", json!({"name": "media", "on": n % 2 == 1})));
    }
    // One message says it all; 500,000 would be 40 MB.
    let grown = served.process.memory().saturating_sub(memory);
    assert!(grown < 8 << 20, "grown by {grown} bytes");
    one_change(&mut listen(client, &ids[7]), "a late listener");
    served.alive();
}

#[test]
fn l22_a_thousand_listeners_and_some_that_do_not_read() {
    let served = start("");
    warm(&served);
    let client = served.client();
    let mut kept = Kept::open(client);
    kept.ask(&modern(1, "nothing", json!({})));
    let (descriptors, memory) = (served.settled(), served.process.memory());
    let (quick, slow) = (at_most(1000), 10);
    let mut listeners: Vec<Stream> = (0..quick).map(|n| subscribe(client, n)).collect();
    let deaf: Vec<Stream> = (0..slow).map(|n| subscribe(client, n)).collect();
    say(&format!(
        "{quick} open subscriptions: {:.1} KiB each",
        each(memory, served.process.memory(), quick + slow)
    ));
    for round in 0..10 {
        kept.ask(&modern(1, "toggle", json!({"name": "media", "on": round % 2 == 1})));
        for (n, stream) in listeners.iter_mut().enumerate() {
            let message = stream.message();
            let tag = &message["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"];
            assert_eq!((&message["method"], tag), (&json!("notifications/tools/list_changed"), &json!(n)));
        }
    }
    drop((listeners, deaf));
    assert!(eventually(|| served.descriptors() <= descriptors), "the connections stay");
    served.alive();
}
