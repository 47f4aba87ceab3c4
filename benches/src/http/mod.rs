//! A server over HTTP: a child process that says on which port of this machine it listens.

mod client;
mod load;
mod reader;

use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

pub(crate) use client::Client;
pub(crate) use load::HttpLoad;

use crate::Result;
use crate::process::Process;

/// A server that listens.
pub(crate) struct Listening {
    pub(crate) process: Process,
    pub(crate) address: SocketAddr,
}

impl Listening {
    pub(crate) fn start(mut command: Command, limit: Duration) -> Result<Self> {
        command.args(["--http", "127.0.0.1:0"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let process = Process::start(&mut command, limit)?;
        let mut stderr = BufReader::new(process.pipe(|child| child.stderr.take())?);
        let mut said = String::new();
        let address = loop {
            let before = said.len();
            if stderr.read_line(&mut said)? == 0 {
                return Err(format!("the server does not say where it listens:\n{said}").into());
            }
            if let Some(address) = said[before..].trim().strip_prefix("listening on http://") {
                break address.trim_end_matches("/mcp").parse()?;
            }
        };
        // Read on, so that the server can say more without waiting.
        thread::spawn(move || io::copy(&mut stderr, &mut io::sink()));
        Ok(Self { process, address })
    }

    /// Tells the server to end, and waits until it has. One that does not listen to the signal ends by it.
    pub(crate) fn close(self) -> Result<()> {
        let pid = i32::try_from(self.process.pid).ok().and_then(Pid::from_raw).ok_or("no process id")?;
        kill_process(pid, Signal::TERM)?;
        let status = self.process.wait()?;
        if status.success() || status.signal() == Some(Signal::TERM.as_raw()) {
            Ok(())
        } else {
            Err(format!("the server ended with {status}").into())
        }
    }
}
