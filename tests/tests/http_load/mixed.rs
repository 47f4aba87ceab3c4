//! Calls of every kind from many clients at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mcp_tests::http::Response;
use mcp_tests::http::client::{Client, call, call_with_progress, message, modern, modern_request, text};
use mcp_tests::http::sse::{Events, Next, Stream};
use serde_json::{Value, json};

use crate::tools::{Kept, mib, say, start};

const CONNECTIONS: usize = 64;
const CALLS: usize = 20_000;

/// A client of one year.
enum Caller {
    Modern,
    Session(String),
    Old(Box<Stream>, String),
}

/// What is called, and what it must come to.
struct Ask {
    id: Value,
    tool: &'static str,
    arguments: Value,
    expected: String,
    progress: bool,
}

fn ask(client: usize, n: usize) -> Ask {
    // Ids are the same for all clients, and of both types.
    let id = if n.is_multiple_of(2) { json!(n) } else { json!(n.to_string()) };
    let own = format!("client {client:03} call {n}");
    let (tool, arguments, expected, progress) = match n % 7 {
        0 => ("count", json!({"to": 3, "delay_ms": 0}), "counted to 3".to_owned(), true),
        1 => ("slow", json!({"ms": n % 5}), "done".to_owned(), false),
        2 => ("echo", json!({"text": own.repeat(60)}), own.repeat(60), false),
        3 | 5 => ("add", json!({"a": n, "b": client}), (n + client).to_string(), false),
        4 => ("sleep", json!({"ms": 1}), "slept".to_owned(), false),
        _ => ("echo", json!({"text": own}), own, false),
    };
    Ask { id, tool, arguments, expected, progress }
}

impl Ask {
    fn message(&self) -> Value {
        if self.progress {
            call_with_progress(self.id.clone(), self.tool, self.arguments.clone())
        } else {
            call(self.id.clone(), self.tool, self.arguments.clone())
        }
    }

    fn check(&self, answer: &Value) {
        assert_eq!((&answer["id"], text(answer)), (&self.id, self.expected.as_str()), "{answer}");
    }

    /// The one answer in a response, whatever else is on its stream.
    fn check_response(&self, response: &Response) {
        assert_eq!(response.status(), 200, "{response:?}");
        if response.head.get("content-type") == Some("text/event-stream") {
            let mut events = Events::default();
            events.feed(&response.body);
            let mut answers = 0;
            while let Some(event) = events.take() {
                let message = event.json();
                if message.get("id").is_some() {
                    answers += 1;
                } else {
                    assert!(message.is_null() || message["method"].is_string(), "{message}");
                }
            }
            assert_eq!((answers, events.rest()), (1, b"".as_slice()), "{}", response.text());
        }
        self.check(&message(response));
    }
}

impl Caller {
    fn new(client: Client, n: usize, kept: &mut Kept) -> Self {
        match n % 4 {
            0 | 1 => Self::Modern,
            2 => Self::Session(kept.session(if n % 8 == 2 { "2025-11-25" } else { "2025-03-26" })),
            _ => {
                let (stream, target) = kept.old_stream(client);
                Self::Old(Box::new(stream), target)
            }
        }
    }

    fn call(&mut self, kept: &mut Kept, ask: &Ask) {
        match self {
            Self::Modern => ask.check_response(&kept.ask(&modern_request(ask.message()))),
            Self::Session(id) => ask.check_response(&kept.in_session(id, &ask.message())),
            Self::Old(stream, target) => {
                kept.accepted(target, &ask.message());
                // Progress and log come before; an answer to another call would be a foreign one.
                let answer = loop {
                    let message = stream.message();
                    if message.get("id").is_some() {
                        break message;
                    }
                };
                ask.check(&answer);
            }
        }
    }
}

#[test]
fn sixty_four_connections_of_mixed_calls() {
    let served = start("");
    let seconds = std::env::var("MCP_LOAD_SECONDS").ok().and_then(|text| text.parse().ok());
    let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let client = served.client();
    let (left, done) = (AtomicUsize::new(CALLS), AtomicUsize::new(0));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for number in 0..CONNECTIONS {
            let (left, done) = (&left, &done);
            scope.spawn(move || {
                let mut kept = Kept::open(client);
                let mut caller = Caller::new(client, number, &mut kept);
                let go_on = || match until {
                    Some(until) => Instant::now() < until,
                    None => left
                        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
                        .is_ok(),
                };
                let mut n = 0;
                while go_on() {
                    n += 1;
                    caller.call(&mut kept, &ask(number, n));
                    done.fetch_add(1, Ordering::Relaxed);
                }
                // Nothing was said twice, or late.
                assert!(!kept.0.has_more(Duration::from_millis(50)), "more than was asked for");
                if let Caller::Old(stream, _) = &mut caller {
                    match stream.next(Duration::from_millis(50)) {
                        Next::Nothing => {}
                        Next::Event(event) if event.is_comment() => {}
                        more => panic!("more than was asked for: {more:?}"),
                    }
                }
            });
        }
    });
    let done = done.load(Ordering::Relaxed);
    say(&format!(
        "{CONNECTIONS} connections, {done} mixed calls in {:.1} s, no error, none lost, none doubled; {} MiB",
        begun.elapsed().as_secs_f64(),
        mib(served.process.memory())
    ));
    served.alive();
}

#[test]
fn l15_a_hundred_clients_with_the_same_ids() {
    const CLIENTS: usize = 100;
    const ROUNDS: usize = 10;
    let served = start("");
    let client = served.client();
    // All send before any reads: as much as can be is under way at once.
    let mut kept: Vec<Kept> = (0..CLIENTS).map(|_| Kept::open(client)).collect();
    let mut callers: Vec<Caller> =
        kept.iter_mut().enumerate().map(|(n, kept)| Caller::new(client, n, kept)).collect();
    for round in 0..ROUNDS {
        let own = |n: usize| format!("client-{n:03} round {round}");
        for (n, (kept, caller)) in kept.iter_mut().zip(&callers).enumerate() {
            let message = call(1, "echo", json!({"text": own(n)}));
            let bytes = match caller {
                Caller::Modern => modern(1, "echo", json!({"text": own(n)})),
                Caller::Session(id) => {
                    let headers = [("Mcp-Session-Id", id.as_str())];
                    mcp_tests::http::request("POST", "/mcp", &headers, message.to_string().as_bytes())
                }
                Caller::Old(_, target) => {
                    mcp_tests::http::request("POST", target, &[], message.to_string().as_bytes())
                }
            };
            assert!(kept.0.send(bytes));
        }
        for (n, (kept, caller)) in kept.iter_mut().zip(&mut callers).enumerate() {
            let response = kept.0.response(mcp_tests::http::PATIENCE).expect("an answer");
            let (heard, answer) = match caller {
                Caller::Old(stream, _) => {
                    let answer = stream.message();
                    (answer.to_string(), answer)
                }
                _ => (response.text(), message(&response)),
            };
            assert_eq!(text(&answer), own(n));
            assert!(
                heard.match_indices("client-").all(|(at, _)| heard[at..].starts_with(&own(n))),
                "{n}: {heard}"
            );
        }
    }
    for mut kept in kept {
        assert!(!kept.0.has_more(Duration::from_millis(1)));
    }
    say(&format!("{CLIENTS} clients with the same ids, {} calls: no foreign byte", CLIENTS * ROUNDS));
    served.alive();
}

#[test]
fn l15_many_calls_of_one_session_at_once() {
    let served = start("");
    let client = served.client();
    let session = Kept::open(client).session("2025-06-18");
    let answered = std::sync::Mutex::new(HashMap::<usize, usize>::new());
    std::thread::scope(|scope| {
        for thread in 0..16 {
            let (session, answered) = (&session, &answered);
            scope.spawn(move || {
                let mut kept = Kept::open(client);
                for n in 0..50 {
                    let id = thread * 1000 + n;
                    let tool = ["slow", "add"][n % 2];
                    let arguments = json!({"ms": 3, "a": id, "b": 1});
                    let answer = message(&kept.in_session(session, &call(id, tool, arguments)));
                    assert_eq!(answer["id"], json!(id), "{answer}");
                    *answered.lock().expect("no client failed").entry(id).or_default() += 1;
                }
            });
        }
    });
    let answered = answered.into_inner().expect("no client failed");
    assert!(answered.len() == 800 && answered.values().all(|times| *times == 1));
    served.alive();
}
