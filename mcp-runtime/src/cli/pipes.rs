//! A process that is spoken to over its standard input and output, a message a line: by a thread that writes, and one that reads.

use std::io::{BufRead as _, BufReader, Error, Read, Result, Write as _};
use std::process::{Child, ChildStdin, ExitStatus};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle, sleep};
use std::time::{Duration, Instant};

/// So large a message may be.
const MOST: u64 = 256 << 20;

/// How often it is looked whether a process has ended.
const GLANCE: Duration = Duration::from_millis(5);

/// Why no more lines come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// There are none, or nobody wants them.
    Over,
    /// One was larger than 256 MiB.
    TooLong,
}

/// To who writes to a process; dropped, its input ends.
#[derive(Debug)]
pub(super) struct Input {
    lines: Sender<String>,
    writer: JoinHandle<()>,
}

impl Input {
    /// Writes a message, if the process still reads.
    pub(super) fn send(&self, message: String) {
        let _ = self.lines.send(message);
    }

    /// Ends the input when all of it is written, of which the thread that is given tells.
    pub(super) fn end(self) -> JoinHandle<()> {
        self.writer
    }
}

/// Starts both threads for a process with pipes. Each line that it says is given to `each` until that says no, then the end to `ended`.
pub(super) fn speak(
    child: &mut Child,
    each: impl FnMut(String) -> bool + Send + 'static,
    ended: impl FnOnce(End) + Send + 'static,
) -> Result<Input> {
    let pipes = child.stdin.take().zip(child.stdout.take());
    let (input, output) = pipes.ok_or_else(|| Error::other("the program has no pipes"))?;
    let (lines, said) = channel();
    let writer = Builder::new().name("mcp-to-server".into()).spawn(move || write(input, &said))?;
    Builder::new().name("mcp-from-server".into()).spawn(move || ended(self::lines(output, each)))?;
    Ok(Input { lines, writer })
}

fn write(mut input: ChildStdin, said: &Receiver<String>) {
    // A process that reads no more is heard of by the end of its output.
    while let Ok(line) = said.recv() {
        if input.write_all(format!("{line}\n").as_bytes()).and_then(|()| input.flush()).is_err() {
            return;
        }
    }
}

/// Gives each line, without its end, until there is none or nobody wants it.
pub(super) fn lines(from: impl Read, mut each: impl FnMut(String) -> bool) -> End {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while matches!(from.by_ref().take(MOST).read_until(b'\n', &mut line), Ok(1..)) {
        if line.len() as u64 == MOST {
            return End::TooLong;
        }
        if !each(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned()) {
            return End::Over;
        }
        line.clear();
    }
    End::Over
}

/// What a process ended with, if it does in that time.
pub(super) fn ended(
    mut look: impl FnMut() -> Result<Option<ExitStatus>>,
    within: Duration,
) -> Option<ExitStatus> {
    let until = Instant::now() + within;
    loop {
        match look() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < until => sleep(GLANCE),
            _ => return None,
        }
    }
}
