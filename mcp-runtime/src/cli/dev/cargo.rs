//! cargo, as it makes the program.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::Value;

use crate::schema::describe::cut_to;

/// So many bytes of what the compiler says are told to a client.
const TOLD: usize = 8 << 10;

/// How a program is made.
#[derive(Debug)]
pub(super) struct Cargo {
    program: OsString,
    /// The folder of the package, whose settings of cargo and of the toolchain count wherever a client starts this.
    folder: PathBuf,
    args: Vec<OsString>,
    builds: Mutex<Builds>,
}

/// The cargo that runs.
#[derive(Debug, Default)]
struct Builds {
    group: Option<Pid>,
    /// None is started any more.
    stopped: bool,
}

/// What cargo made, and when: whoever else builds meanwhile, it is another one if it was made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) program: PathBuf,
    stamp: Option<(SystemTime, u64)>,
}

impl Made {
    pub(super) fn of(program: PathBuf) -> Self {
        let stamp = stamp(&program);
        Self { program, stamp }
    }
}

impl Cargo {
    pub(super) fn new(program: OsString, folder: PathBuf, args: Vec<OsString>) -> Self {
        Self { program, folder, args, builds: Mutex::default() }
    }

    fn builds(&self) -> MutexGuard<'_, Builds> {
        self.builds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends cargo and the compilers that it started. None is started after that.
    pub(super) fn stop(&self) {
        let mut builds = self.builds();
        builds.stopped = true;
        let _ = builds.group.take().map(|group| kill_process_group(group, Signal::TERM));
    }

    fn start(&self) -> Result<Child, String> {
        let mut builds = self.builds();
        if builds.stopped {
            return Err("`dev` ends".to_owned());
        }
        let mut cargo = Command::new(&self.program);
        cargo.args(&self.args).current_dir(&self.folder).process_group(0);
        cargo.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let cargo = cargo.spawn().map_err(|error| format!("cargo does not start: {error}"))?;
        builds.group = i32::try_from(cargo.id()).ok().and_then(Pid::from_raw);
        Ok(cargo)
    }

    /// Makes it. What cargo says is on stderr too. Err: what the compiler said is wrong.
    pub(super) fn build(&self) -> Result<Made, String> {
        let mut cargo = self.start()?;
        let said = cargo.stderr.take().map(|errors| std::thread::spawn(move || pass(BufReader::new(errors))));
        let (mut wrong, mut built) = (Vec::new(), None);
        for line in cargo
            .stdout
            .take()
            .map(BufReader::new)
            .into_iter()
            .flat_map(|out| out.lines().map_while(Result::ok))
        {
            let Ok(message) = serde_json::from_str::<Value>(&line) else { continue };
            if let Some(rendered) = message["message"]["rendered"].as_str() {
                let _ = std::io::stderr().write_all(rendered.as_bytes());
                if message["message"]["level"].as_str().is_some_and(|level| level.starts_with("error")) {
                    wrong.push(rendered.trim_end().to_owned());
                }
            }
            let program = message["executable"].as_str().filter(|_| message["reason"] == "compiler-artifact");
            if let Some(program) = program {
                built = Some(PathBuf::from(program));
            }
        }
        // From here on its number may be that of another.
        self.builds().group = None;
        let said = said.and_then(|said| said.join().ok()).unwrap_or_default();
        let status = cargo.wait().map_err(|error| format!("cargo is lost: {error}"))?;
        match built.filter(|_| status.success()) {
            Some(built) => Ok(Made::of(built)),
            None if wrong.is_empty() => Err(told(&[format!("cargo build: {status}\n{}", said.trim_end())])),
            None => Err(told(&wrong)),
        }
    }
}

/// The errors that fit, whole, and how many do not.
fn told(wrong: &[String]) -> String {
    let mut text = String::new();
    for (nth, error) in wrong.iter().enumerate() {
        if !text.is_empty() && text.len() + error.len() > TOLD {
            return format!("{text}\n\nand {} more", wrong.len() - nth);
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&cut_to(error, TOLD));
    }
    text
}

/// Shows what cargo says beside its messages, and keeps its end.
fn pass(from: impl std::io::BufRead) -> String {
    let mut kept = String::new();
    for line in from.lines().map_while(Result::ok) {
        let _ = writeln!(std::io::stderr(), "{line}");
        if line.starts_with("error") {
            kept.clear();
        }
        if kept.len() < TOLD {
            kept.push_str(&line);
            kept.push('\n');
        }
    }
    kept
}

/// When a file was changed, and how long it is.
pub(super) fn stamp(file: &Path) -> Option<(SystemTime, u64)> {
    let about = std::fs::metadata(file).ok()?;
    Some((about.modified().ok()?, about.len()))
}

/// cargo itself: what a program started by it is told, or where it is looked for.
pub(super) fn program() -> Option<OsString> {
    if let Some(cargo) = std::env::var_os("CARGO").filter(|cargo| Path::new(cargo).exists()) {
        return Some(cargo);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    // A client that was started from a desktop may know no more of PATH than the system's own folders.
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let folders = std::env::split_paths(&path).chain(home.map(|home| home.join("bin")));
    folders.map(|folder| folder.join("cargo")).find(|cargo| cargo.is_file()).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_errors_are_told_as_fit() {
        let error = |size: usize| "e".repeat(size);
        assert_eq!(told(&[error(3), error(4)]), "eee\n\neeee");
        assert_eq!(told(&[error(5000), error(5000), error(1)]), format!("{}\n\nand 2 more", error(5000)));
        assert!(told(&[error(10_000)]).len() < TOLD + 10);
    }
}
