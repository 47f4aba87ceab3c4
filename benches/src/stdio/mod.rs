//! A server over stdio: a child process behind two pipes.

mod load;

use std::io::{Read, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

pub(crate) use load::StdioLoad;

use crate::Result;
use crate::handshake::{Conversation, Request};
use crate::process::Process;

/// A server that is spoken to over its standard streams.
pub(crate) struct Running {
    pub(crate) process: Process,
    stdin: Option<ChildStdin>,
    stdout: ChildStdout,
}

impl Running {
    pub(crate) fn start(mut command: Command, limit: Duration) -> Result<Self> {
        command.arg("--stdio").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let process = Process::start(&mut command, limit)?;
        let stdin = Some(process.pipe(|child| child.stdin.take())?);
        let stdout = process.pipe(|child| child.stdout.take())?;
        Ok(Self { process, stdin, stdout })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let stdin = self.stdin.as_mut().ok_or("the input has ended")?;
        stdin.write_all(bytes).map_err(|error| format!("the server does not read: {error}").into())
    }

    /// Waits for bytes; their end is an error.
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        match self.stdout.read(buffer)? {
            0 => Err(format!("the server ended, or was stopped after {:?}", self.process.limit).into()),
            length => Ok(length),
        }
    }

    /// Ends the input and waits for the child to end by itself.
    pub(crate) fn close(mut self) -> Result<()> {
        self.stdin = None;
        let status = self.process.wait()?;
        if status.success() { Ok(()) } else { Err(format!("the server ended with {status}").into()) }
    }
}

impl Conversation for Running {
    fn ask(&mut self, request: &Request<'_>) -> Result<Value> {
        self.tell(&request.message)?;
        let mut line = Vec::new();
        let mut buffer = [0; 16 * 1024];
        while !line.ends_with(b"\n") {
            let length = self.read(&mut buffer)?;
            line.extend_from_slice(&buffer[..length]);
        }
        request.answer(&line)
    }

    fn tell(&mut self, message: &str) -> Result<()> {
        self.write(format!("{message}\n").as_bytes())
    }
}
