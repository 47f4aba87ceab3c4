//! The server as a client starts it: a process, spoken to over its standard input and output.

use std::ffi::OsString;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::report::{Report, Status};
use super::talk::{Peer, each, speak};
use crate::app::App;
use crate::cli::pipes::{self, Input};
use crate::protocol::revision::Revision;

const AREA: &str = "stdio";

/// So long each answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The shortest time that a known client waits for a server to start.
const SHORTEST: Duration = Duration::from_secs(10);

/// Starts the server with its own flags, once for each revision.
pub(super) fn look(app: &App, report: &mut Report) {
    let args = args();
    let mut first = None;
    let came = each(&Revision::ALL, |revision| {
        let begun = Instant::now();
        let mut process = Process::start(&args)?;
        let spoken = speak(&mut process, revision);
        let answered = process.first.unwrap_or_else(Instant::now);
        first.get_or_insert(answered.duration_since(begun));
        spoken.and_then(|()| process.end(app.options.grace))
    });
    report.checked(AREA, came);
    match first {
        Some(time) if time > SHORTEST => {
            let text = format!(
                "its first answer took {} s, and some clients wait for {} s: make a state `Later`",
                time.as_secs(),
                SHORTEST.as_secs()
            );
            report.add(AREA, Status::Warning, text);
        }
        Some(time) => {
            report.add(AREA, Status::Good, format!("started and answered after {} ms", time.as_millis()));
        }
        None => {}
    }
}

/// The command line of this process for who serves its parent: what stands before `doctor`, without what is for HTTP.
fn args() -> Vec<OsString> {
    let mut given: Vec<OsString> = std::env::args_os().skip(1).collect();
    given.truncate(given.iter().rposition(|arg| arg == "doctor").unwrap_or_default());
    let mut args = vec![OsString::from("--stdio")];
    let mut given = given.into_iter();
    while let Some(arg) = given.next() {
        let text = arg.to_string_lossy();
        let (name, joined) = text.split_once('=').map_or((&*text, false), |(name, _)| (name, true));
        match is_of_http(name) {
            None if name == "--stdio" => {}
            None => args.push(arg),
            Some(takes_value) if takes_value && !joined => drop(given.next()),
            Some(_) => {}
        }
    }
    args
}

/// Whether a flag is one of HTTP; if so, whether it takes a value.
#[cfg(feature = "http")]
fn is_of_http(name: &str) -> Option<bool> {
    let name = name.strip_prefix("--")?;
    let args = crate::cli::http::args();
    let arg = args
        .iter()
        .find(|arg| arg.get_long_and_visible_aliases().is_some_and(|names| names.contains(&name)))?;
    Some(arg.get_action().takes_values())
}

#[cfg(not(feature = "http"))]
fn is_of_http(_: &str) -> Option<bool> {
    None
}

/// A process, which ends with this.
struct Process {
    child: Child,
    input: Option<Input>,
    lines: Receiver<String>,
    /// When it answered first.
    first: Option<Instant>,
}

impl Process {
    fn start(args: &[OsString]) -> Result<Self, String> {
        let program = std::env::current_exe()
            .map_err(|error| format!("the path of this program is not known: {error}"))?;
        let mut command = Command::new(program);
        command.args(args).env_remove("MCP_HTTP").env_remove("MCP_STDIO");
        // What it logs would stand between the lines here; why it does not start is said by itself.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let failed = |error| format!("it cannot be started: {error}");
        let mut child = command.spawn().map_err(failed)?;
        let (said, lines) = channel();
        let input = pipes::speak(&mut child, move |line| said.send(line).is_ok(), |_| ()).map_err(failed)?;
        Ok(Self { child, input: Some(input), lines, first: None })
    }

    fn next(&self) -> Result<Value, String> {
        let line = self.lines.recv_timeout(PATIENCE).map_err(|error| match error {
            RecvTimeoutError::Timeout => format!("no answer within {} s", PATIENCE.as_secs()),
            RecvTimeoutError::Disconnected => "it ended without an answer; what it said is above".to_owned(),
        })?;
        serde_json::from_str(&line)
            .map_err(|_| format!("it wrote what is no message to standard output: {line:?}"))
    }

    /// Closes its input, upon which it has to end well.
    fn end(mut self, grace: Duration) -> Result<(), String> {
        drop(self.input.take());
        match pipes::ended(|| self.child.try_wait(), grace + PATIENCE) {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(format!("it ended with {status}")),
            None => Err("it does not end when its client has gone".to_owned()),
        }
    }
}

impl Peer for Process {
    fn ask(&mut self, message: &Value) -> Result<Value, String> {
        self.tell(message)?;
        loop {
            let said = self.next()?;
            self.first.get_or_insert_with(Instant::now);
            if said.get("id") == message.get("id") {
                return Ok(said);
            }
        }
    }

    fn tell(&mut self, message: &Value) -> Result<(), String> {
        // One that has ended says so where its answer is waited for.
        self.input.iter().for_each(|input| input.send(message.to_string()));
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
