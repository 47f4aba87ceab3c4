//! Every exchange, over a socket and in memory.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use mcp_runtime::HttpService;
use mcp_tests::at_once::play_all;
use mcp_tests::exchange::{Answer, Http, Request, Script, Socket, check, options};
use mcp_tests::http::served::Served;
use mcp_tests::http::{Head, Piece};
use mcp_tests::testbed;
use tokio::runtime::Runtime;
use tower_service::Service as _;

/// The service, called as a function.
struct Memory {
    service: HttpService,
    runtime: Runtime,
}

/// An answer that a task passes on; it ends when the answer is dropped.
struct Passed {
    heads: Receiver<Head>,
    pieces: Receiver<Piece>,
    task: tokio::task::JoinHandle<()>,
}

impl Memory {
    fn new(with: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let service = {
            let _within = runtime.enter();
            HttpService::new(testbed::server(), options(with)).expect("the server starts")
        };
        Self { service, runtime }
    }
}

impl Http for Memory {
    fn send(&mut self, sent: &Request) -> Box<dyn Answer> {
        let mut request = http::Request::builder().method(sent.method.as_str()).uri(sent.target.as_str());
        if !sent.no_host && !sent.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request = request.header("Host", "localhost");
        }
        for (name, value) in &sent.headers {
            // What stands around a value is taken off by whoever reads it from a socket.
            request = request.header(name, value.trim().as_bytes());
        }
        let body = Full::new(Bytes::from(sent.body.clone()));
        let request = request.body(body).expect("a request");
        let mut service = self.service.clone();
        let (to_heads, heads) = channel();
        let (to_pieces, pieces) = channel();
        let task = self.runtime.spawn(async move {
            let response = match service.call(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
                (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            };
            let headers = response.headers().iter().map(header).collect();
            let _ = to_heads.send(Head { status: response.status().as_u16(), headers });
            let mut body = response.into_body();
            while let Some(frame) = body.frame().await {
                let Ok(frame) = frame;
                if let Ok(data) = frame.into_data() {
                    let _ = to_pieces.send(Piece::Bytes(data.to_vec()));
                }
            }
            let _ = to_pieces.send(Piece::End);
        });
        Box::new(Passed { heads, pieces, task })
    }
}

impl Answer for Passed {
    fn head(&mut self, patience: Duration) -> Option<Head> {
        self.heads.recv_timeout(patience).ok()
    }

    fn piece(&mut self, patience: Duration) -> Piece {
        match self.pieces.recv_timeout(patience) {
            Ok(piece) => piece,
            Err(RecvTimeoutError::Timeout) => Piece::Nothing,
            Err(RecvTimeoutError::Disconnected) => Piece::Cut,
        }
    }
}

impl Drop for Passed {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// All exchanges, in the order of their names; with `EXCHANGE` only those that have it in their name.
fn exchanges() -> Vec<(String, Script)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("exchanges");
    let wanted = std::env::var("EXCHANGE").unwrap_or_default();
    let mut found: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a file").path())
        .filter_map(|path| {
            let name = path.file_stem()?.to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).expect("a text");
            name.contains(&wanted).then(|| (Script::parse(&name, &text), name))
        })
        .map(|(script, name)| (name, script))
        .collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    assert!(!found.is_empty(), "no exchanges in {}", folder.display());
    found
}

fn all(how: &str, play: impl Fn(&str, &Script) + Sync) {
    play_all(&exchanges(), |name, script| play(&format!("{name} {how}"), script));
}

#[test]
fn over_a_socket() {
    all("over a socket", |place, script| {
        let mut served = Served::start(env!("CARGO_BIN_EXE_testbed"), &[], &script.with);
        check(place, script, &mut Socket(served.addr));
        if !script.with.contains("token=") && !script.with.contains("path=") {
            served.client().call_modern_add();
        }
        served.ends_well();
    });
}

#[test]
fn in_memory() {
    all("in memory", |place, script| {
        if !script.only_socket {
            let mut memory = Memory::new(&script.with);
            check(place, script, &mut memory);
            memory.runtime.shutdown_background();
        }
    });
}
