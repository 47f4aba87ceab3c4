//! A server as a process that listens on a port.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::client::Client;
use super::{Connection, PATIENCE};
use crate::process::Process;

/// A running server and where it listens. It is killed when the test ends, whatever happens.
#[derive(Debug)]
pub struct Served {
    /// The process.
    pub process: Process,
    /// The first address that it named.
    pub addr: SocketAddr,
}

impl Served {
    /// Starts a server on a free port: the program, further arguments, and its `TESTBED_OPTIONS`.
    pub fn start(program: &str, args: &[&str], options: &str) -> Self {
        let mut command = Command::new(program);
        command.args(["--http", "127.0.0.1:0"]).args(args).env_remove("RUST_BACKTRACE");
        if !options.is_empty() {
            command.env("TESTBED_OPTIONS", options);
        }
        Self::of(&mut command)
    }

    /// Starts a server by a command that makes it listen.
    pub fn of(command: &mut Command) -> Self {
        let process = Process::start(command);
        let said = eventually(|| !addresses(&process.stderr()).is_empty());
        assert!(said, "the server does not say where it listens: {}", process.stderr());
        let addr = addresses(&process.stderr())[0];
        Self { process, addr }
    }

    /// A client that opens a connection a request.
    pub fn client(&self) -> Client {
        Client { addr: self.addr }
    }

    /// A connection.
    pub fn connect(&self) -> Connection {
        Connection::open(self.addr)
    }

    /// A call of a client of each year goes through.
    pub fn alive(&self) {
        let client = self.client();
        client.call_modern_add();
        let mut session = client.session("2025-06-18");
        session.call_add();
        session.leave();
        client.stream().call_add();
    }

    /// Whether this comes on its stderr.
    pub fn stderr_has(&self, text: &str) -> bool {
        eventually(|| self.process.stderr().contains(text))
    }

    /// The open file descriptors.
    pub fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.process.id())).expect("the process runs").count()
    }

    /// The open file descriptors, once connections that were closed are gone.
    pub fn settled(&self) -> usize {
        let (mut last, mut same) = (self.descriptors(), 0);
        while same < 5 {
            std::thread::sleep(Duration::from_millis(30));
            let now = self.descriptors();
            same = if now == last { same + 1 } else { 0 };
            last = now;
        }
        last
    }

    /// The threads.
    pub fn threads(&self) -> usize {
        self.process.threads()
    }

    /// How often its threads began to wait for something so far.
    pub fn waits(&self) -> u64 {
        self.process.waits()
    }

    /// The processor time used so far, in hundredths of a second.
    pub fn ticks(&self) -> u64 {
        let stat =
            std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).expect("the process runs");
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        let field = |at: usize| fields[at].parse::<u64>().expect("a number");
        field(11) + field(12)
    }

    /// Tells the process to end, and expects that it does so well.
    pub fn ends_well(&mut self) {
        self.process.signal("TERM");
        let status = self.process.wait(PATIENCE);
        let status = status.unwrap_or_else(|| panic!("still running; stderr: {}", self.process.stderr()));
        assert!(status.success(), "{status}; stderr: {}", self.process.stderr());
    }
}

/// What the lines of a starting server say.
pub fn addresses(stderr: &str) -> Vec<SocketAddr> {
    let whole = stderr.rfind('\n').map_or("", |end| &stderr[..end]);
    whole
        .lines()
        .filter_map(|line| line.strip_prefix("listening on ")?.split_once("://")?.1.split('/').next())
        .map(|addr| addr.parse().unwrap_or_else(|error| panic!("{addr}: {error}")))
        .collect()
}

/// Waits until something is so. Says whether it came to that.
pub fn eventually(mut what: impl FnMut() -> bool) -> bool {
    let until = Instant::now() + PATIENCE;
    loop {
        if what() {
            return true;
        }
        if Instant::now() > until {
            return false;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether a tool left this mark, or does so soon.
pub fn marked(path: &Path, text: &str) -> bool {
    eventually(|| std::fs::read_to_string(path).is_ok_and(|found| found.contains(text)))
}
