//! A server that is started as a process, and spoken to over its standard input and output.
//!
//! It has a process group of its own, so that Ctrl-C is told to it as the protocol has it, and does not end it before.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::inbox::{Event, pass};
use super::peer::Peer;
use crate::outcome::error::Error;

/// So large a message may be.
const MOST: u64 = 256 << 20;
/// So long a server has to end when its input has.
const GRACE: Duration = Duration::from_secs(3);
/// So long it is waited for after its output has ended.
const ENDING: Duration = Duration::from_secs(1);

/// A process that serves.
#[derive(Debug)]
pub(super) struct Started {
    child: Arc<Mutex<Child>>,
    /// To who writes; where that ends, so does the input of the process.
    lines: Sender<String>,
    writer: JoinHandle<()>,
}

impl Started {
    /// Starts a program, given with its arguments as in a shell.
    pub(super) fn open(line: &str, post: Sender<Event>) -> Result<Self, Error> {
        let words = words(line).map_err(Error::usage)?;
        let Some((program, args)) = words.split_first() else {
            return Err(Error::usage(
                "`--command` names no program: write one, with its arguments in the same quotes",
            ));
        };
        let mut command = Command::new(program);
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        #[cfg(windows)]
        std::os::windows::process::CommandExt::creation_flags(&mut command, NEW_PROCESS_GROUP);
        let failed = |error| Error::because(format!("`{program}` does not start"), error);
        let mut child = command.spawn().map_err(failed)?;
        let pipes = (child.stdin.take(), child.stdout.take());
        let (Some(input), Some(output)) = pipes else { return Err(Error::new("the program has no pipes")) };
        let child = Arc::new(Mutex::new(child));
        let (lines, written) = channel();
        let thread = |name: &str| std::thread::Builder::new().name(name.into());
        let writer = thread("mcp-to-server").spawn(move || write(input, &written)).map_err(failed)?;
        let of = Arc::clone(&child);
        let name = program.clone();
        thread("mcp-from-server").spawn(move || read(output, &of, &name, &post)).map_err(failed)?;
        Ok(Self { child, lines, writer })
    }
}

/// `CREATE_NEW_PROCESS_GROUP`.
#[cfg(windows)]
const NEW_PROCESS_GROUP: u32 = 0x200;

impl Peer for Started {
    fn send(&self, message: String) {
        let _ = self.lines.send(message);
    }

    fn ask(&self, _id: u64, message: String) -> Result<(), Error> {
        self.send(message);
        Ok(())
    }

    fn close(self: Box<Self>) {
        let Self { child, lines, writer } = *self;
        drop(lines);
        let ended = ended(&child, GRACE);
        if ended.is_none() {
            let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = child.kill();
            let _ = child.wait();
        }
        let _ = writer.join();
    }
}

fn write(mut input: ChildStdin, lines: &Receiver<String>) {
    // A server that does not read any more is heard of by the end of its output.
    while let Ok(line) = lines.recv() {
        if input.write_all(format!("{line}\n").as_bytes()).and_then(|()| input.flush()).is_err() {
            return;
        }
    }
}

fn read(output: ChildStdout, child: &Mutex<Child>, program: &str, post: &Sender<Event>) {
    let mut output = BufReader::new(output);
    let mut line = Vec::new();
    let why = loop {
        line.clear();
        match output.by_ref().take(MOST).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => break None,
            Ok(_) if line.len() as u64 == MOST => {
                break Some("said more than 256 MiB on one line".to_owned());
            }
            Ok(_) => pass(&String::from_utf8_lossy(&line), post),
        }
    };
    let why = why.unwrap_or_else(|| match ended(child, ENDING) {
        Some(status) => format!("ended ({status}) before it answered"),
        None => "closed its standard output before it answered".to_owned(),
    });
    let _ = post.send(Event::Gone(format!("`{program}` {why}")));
}

/// What a process ended with, if it does in that time.
fn ended(child: &Mutex<Child>, within: Duration) -> Option<ExitStatus> {
    let until = Instant::now() + within;
    loop {
        let status = child.lock().unwrap_or_else(PoisonError::into_inner).try_wait();
        match status {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(5)),
            _ => return None,
        }
    }
}

/// The words of a command, as a shell has them: quotes of both kinds, and `\` but on Windows, where paths have it.
fn words(line: &str) -> Result<Vec<String>, &'static str> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None | Some('"'), '\\') if !cfg!(windows) => {
                word.get_or_insert_default().push(chars.next().unwrap_or('\\'));
            }
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err("a quote in `--command` has no end: write it twice, or `\\` before it");
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_of_a_command() {
        for (line, expected) in [
            ("node server.js", &["node", "server.js"][..]),
            ("  a  'b c' \"d 'e'\" f'g'h  ", &["a", "b c", "d 'e'", "fgh"]),
            ("a '' \"\"", &["a", "", ""]),
            ("", &[]),
        ] {
            assert_eq!(words(line).expect("words"), expected, "{line}");
        }
        #[cfg(unix)]
        assert_eq!(words(r#"a\ b '\n' "\"" \\"#).expect("words"), ["a b", "\\n", "\"", "\\"]);
        assert!(words("a 'b").is_err());
    }
}
