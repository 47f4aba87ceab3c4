//! A server under test, and clients that have nothing to do with the fault.

use std::path::{Path, PathBuf};
use std::process::Command;

use mcp_tests::http::client::{Session, Streaming};
use mcp_tests::http::served::Served;

pub(crate) const TESTBED: &str = env!("CARGO_BIN_EXE_testbed");

/// A server, a session and a stream that were there before the fault.
pub(crate) struct Bystander {
    pub(crate) served: Served,
    session: Session,
    stream: Streaming,
}

/// Starts a server with these options.
pub(crate) fn start(options: &str) -> Bystander {
    of(Served::start(TESTBED, &[], options))
}

/// The same, where tools leave marks in a file.
pub(crate) fn start_marked(path: &Path, options: &str) -> Bystander {
    let mut command = Command::new(TESTBED);
    command.args(["--http", "127.0.0.1:0"]).env("TESTBED_MARK", path).env("TESTBED_OPTIONS", options);
    of(Served::of(&mut command))
}

pub(crate) fn of(served: Served) -> Bystander {
    let client = served.client();
    Bystander { session: client.session("2025-11-25"), stream: client.stream(), served }
}

impl Bystander {
    /// The clients that were there go on, and new ones come.
    pub(crate) fn unhurt(&mut self) {
        // Its connection may have been idle for too long; its session was not.
        self.session.connection = None;
        self.session.call_add();
        self.stream.call_add();
        self.served.alive();
    }
}

/// A place for a tool's marks.
pub(crate) fn mark(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("mcp-http-{}-{name}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}
