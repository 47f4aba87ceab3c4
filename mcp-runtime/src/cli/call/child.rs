//! A server that is started as a process, and spoken to over its standard input and output.
//!
//! It has a process group of its own, so that Ctrl-C is told to it as the protocol has it, and does not end it before.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::inbox::{Event, pass};
use super::peer::Peer;
use crate::cli::pipes::{self, End, Input};
use crate::outcome::error::Error;

/// So long a server has to end when its input has.
const GRACE: Duration = Duration::from_secs(3);
/// So long it is waited for after its output has ended.
const ENDING: Duration = Duration::from_secs(1);

/// A process that serves.
#[derive(Debug)]
pub(super) struct Started {
    child: Arc<Mutex<Child>>,
    input: Input,
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
        let child = Arc::new(Mutex::new(command.spawn().map_err(failed)?));
        let (of, name, said) = (Arc::clone(&child), program.clone(), post.clone());
        let each = move |line: String| {
            pass(&line, &said);
            true
        };
        let ended = move |end| drop(post.send(Event::Gone(format!("`{name}` {}", why(end, &of)))));
        let input = pipes::speak(&mut lock(&child), each, ended).map_err(failed)?;
        Ok(Self { child, input })
    }
}

/// `CREATE_NEW_PROCESS_GROUP`.
#[cfg(windows)]
const NEW_PROCESS_GROUP: u32 = 0x200;

impl Peer for Started {
    fn send(&self, message: String) {
        self.input.send(message);
    }

    fn ask(&self, _id: u64, message: String) -> Result<(), Error> {
        self.send(message);
        Ok(())
    }

    fn close(self: Box<Self>) {
        let Self { child, input } = *self;
        let writer = input.end();
        if ended(&child, GRACE).is_none() {
            let mut child = lock(&child);
            let _ = child.kill();
            let _ = child.wait();
        }
        let _ = writer.join();
    }
}

/// What is said of a server that says nothing more.
fn why(end: End, child: &Mutex<Child>) -> String {
    if end == End::TooLong {
        return "said more than 256 MiB on one line".to_owned();
    }
    match ended(child, ENDING) {
        Some(status) => format!("ended ({status}) before it answered"),
        None => "closed its standard output before it answered".to_owned(),
    }
}

fn lock(child: &Mutex<Child>) -> MutexGuard<'_, Child> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}

fn ended(child: &Mutex<Child>, within: Duration) -> Option<ExitStatus> {
    pipes::ended(|| lock(child).try_wait(), within)
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
