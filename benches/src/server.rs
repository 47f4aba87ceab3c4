//! A server that runs: a child process behind two pipes, with a watch over its time.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Result;
use crate::calls::Revision;

/// How long a server may take to end once its input has ended; under valgrind it still writes its figures.
const FAREWELL: Duration = Duration::from_secs(20);

/// A child process that is spoken to over its standard streams and ended when dropped.
pub(crate) struct Running {
    pub(crate) pid: u32,
    stdin: Option<ChildStdin>,
    stdout: ChildStdout,
    child: Arc<Mutex<Child>>,
    limit: Duration,
    _watch: Sender<()>,
}

impl Running {
    /// Starts `command`; the child is stopped after `limit`, whatever it does, so no read waits for ever.
    pub(crate) fn start(mut command: Command, limit: Duration) -> Result<Self> {
        command.arg("--stdio").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().ok_or("no pipe from the child")?;
        let pid = child.id();
        let child = Arc::new(Mutex::new(child));
        let (watch, ended) = mpsc::channel::<()>();
        let watched = Arc::clone(&child);
        thread::spawn(move || {
            if ended.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                stop(&watched);
            }
        });
        Ok(Self { pid, stdin, stdout, child, limit, _watch: watch })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let stdin = self.stdin.as_mut().ok_or("the input has ended")?;
        stdin.write_all(bytes).map_err(|error| format!("the server does not read: {error}").into())
    }

    /// Waits for bytes; their end is an error.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        match self.stdout.read(buffer)? {
            0 => Err(format!("the server ended, or was stopped after {:?}", self.limit).into()),
            length => Ok(length),
        }
    }

    /// Opens a conversation. False where the server does not speak this revision.
    pub(crate) fn open(&mut self, revision: Revision) -> Result<bool> {
        let opened = match revision {
            Revision::Handshake => {
                let answer = self.initialize()?;
                self.write(b"{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n")?;
                answer["result"]["protocolVersion"] == revision.name()
            }
            Revision::Stateless => {
                let answer = self.ask("server/discover", revision.meta())?;
                answer["result"]["supportedVersions"]
                    .as_array()
                    .is_some_and(|versions| versions.iter().any(|version| version == revision.name()))
            }
        };
        if opened {
            let list = self.ask("tools/list", revision.meta())?;
            let mut names: Vec<&str> = list["result"]["tools"]
                .as_array()
                .map(|tools| tools.iter().filter_map(|tool| tool["name"].as_str()).collect())
                .unwrap_or_default();
            names.sort_unstable();
            if names != ["add", "echo"] {
                return Err(format!("a wrong list of tools:\n{list}").into());
            }
        }
        Ok(opened)
    }

    /// The answer to `initialize`.
    pub(crate) fn initialize(&mut self) -> Result<Value> {
        let members = concat!(
            r#""protocolVersion":"2025-11-25","capabilities":{},"#,
            r#""clientInfo":{"name":"mcp-benches","version":"0.1.0"},"#
        );
        self.ask("initialize", members)
    }

    /// Ends the input and waits for the child to end by itself.
    pub(crate) fn close(mut self) -> Result<()> {
        self.stdin = None;
        let deadline = Instant::now() + FAREWELL;
        while Instant::now() < deadline {
            let ended = self.child.lock().unwrap_or_else(PoisonError::into_inner).try_wait()?;
            match ended {
                Some(status) if status.success() => return Ok(()),
                Some(status) => return Err(format!("the server ended with {status}").into()),
                None => thread::sleep(Duration::from_millis(2)),
            }
        }
        Err("the server did not end when its input did".into())
    }

    /// One request with these members in its `params`, each followed by a comma, and the line that comes back.
    fn ask(&mut self, method: &str, members: &str) -> Result<Value> {
        let params = members.trim_end_matches(',');
        let request = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{{params}}}}}"#);
        self.write(format!("{request}\n").as_bytes())?;
        let mut line = Vec::new();
        let mut buffer = [0; 16 * 1024];
        while !line.ends_with(b"\n") {
            let length = self.read(&mut buffer)?;
            line.extend_from_slice(&buffer[..length]);
        }
        let answer: Value = serde_json::from_slice(&line)?;
        if answer["id"] != 1 {
            return Err(format!("not the answer to {method}:\n{answer}").into());
        }
        Ok(answer)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        stop(&self.child);
    }
}

/// Ends the child, if it still runs, and takes its status so that no zombie stays.
fn stop(child: &Mutex<Child>) {
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    if matches!(child.try_wait(), Ok(None)) {
        let _ = child.kill();
        let _ = child.wait();
    }
}
