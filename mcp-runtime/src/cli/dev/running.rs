//! A process of the server that is spoken to over its standard input and output.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Instant;

use super::process::command;

/// A process that runs.
pub(super) struct Running {
    pub(super) child: Child,
    pub(super) build: u32,
    /// Its input; dropped, the process ends.
    pub(super) input: Option<Sender<String>>,
    pub(super) since: Instant,
}

impl Running {
    /// Starts a program. Each line that it says is given to `each`, and `ended` is told at the end of its output.
    pub(super) fn start(
        program: &Path,
        args: &[OsString],
        build: u32,
        each: impl FnMut(String) -> bool + Send + 'static,
        ended: impl FnOnce() + Send + 'static,
    ) -> std::io::Result<Self> {
        let mut command = command(program, args, build, None);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (say, said) = channel::<String>();
        thread::Builder::new().name("mcp-to-server".into()).spawn(move || {
            let Some(mut input) = input else { return };
            // One that reads no more is heard of by the end of its output.
            while let Ok(line) = said.recv() {
                if input.write_all(format!("{line}\n").as_bytes()).and_then(|()| input.flush()).is_err() {
                    return;
                }
            }
        })?;
        thread::Builder::new().name("mcp-from-server".into()).spawn(move || {
            if let Some(output) = output {
                lines(output, each);
            }
            ended();
        })?;
        Ok(Self { child, build, input: Some(say), since: Instant::now() })
    }
}

/// Gives each line, until there is none or nobody wants it.
pub(super) fn lines(from: impl std::io::Read, mut each: impl FnMut(String) -> bool) {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while matches!(from.read_until(b'\n', &mut line), Ok(1..)) {
        let text = String::from_utf8_lossy(&line);
        if !each(text.trim_end_matches(['\n', '\r']).to_owned()) {
            return;
        }
        line.clear();
    }
}
