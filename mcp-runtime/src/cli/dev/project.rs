//! The program that runs, as cargo made it: where its source is, and how it is made again.
//!
//! Beside a program cargo writes which files it was made of, `NAME.d`. Its folder says how it was made: the target folder, the profile, and
//! the target where that is another one.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use serde_json::Value;

use crate::outcome::error::Error;
use crate::schema::describe::cut_to;

/// So many bytes of what the compiler says are told to a client.
const TOLD: usize = 8 << 10;

/// A program, and how cargo makes it.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) program: PathBuf,
    /// Which files it was made of.
    listing: PathBuf,
    cargo: OsString,
    /// All that is asked of cargo.
    args: Vec<OsString>,
}

/// When files were changed, and how long they are.
pub(super) type Stamps = BTreeMap<PathBuf, (SystemTime, u64)>;

/// What cargo made.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) program: PathBuf,
    /// Nothing had to be made.
    pub(super) is_fresh: bool,
}

impl Project {
    /// That of the running program. `more` is what its author wants of `cargo build` beside what is known.
    pub(super) fn of_this_program(more: &[OsString]) -> Result<Self, Error> {
        let program =
            std::env::current_exe().map_err(|error| Error::because("the program is nowhere", error))?;
        Self::new(program, more)
    }

    fn new(program: PathBuf, more: &[OsString]) -> Result<Self, Error> {
        let listing = program.with_extension("d");
        let files = files(&listing);
        if files.is_empty() {
            return Err(Error::usage(format!(
                "`dev` builds the program where cargo built it, and {} was not built there: start it as `cargo run -- dev`, or from \
                 the folder `target/debug`",
                program.display()
            )));
        }
        let cargo = cargo().ok_or_else(|| {
            Error::usage(
                "`dev` builds with cargo, which is not there: put it into PATH, or set CARGO to where it is",
            )
        })?;
        let mut project = Self { program, listing, cargo, args: Vec::new() };
        let (manifest, kind) = project.owner(&files)?;
        let name = project.program.file_stem().unwrap_or_default().to_owned();
        let args = ["build", "--message-format", "json", "--manifest-path"].map(OsString::from);
        project.args = args.into_iter().chain([manifest.into(), kind.into(), name]).collect();
        project.args.extend(place(&project.program));
        project.args.extend_from_slice(more);
        Ok(project)
    }

    /// The package that the program is of, and what it is there.
    fn owner(&self, files: &[PathBuf]) -> Result<(PathBuf, &'static str), Error> {
        let name = self.program.file_stem().unwrap_or_default();
        let mut asked = BTreeSet::new();
        for manifest in files.iter().filter_map(|file| manifest(file)) {
            if !asked.insert(manifest.clone()) {
                continue;
            }
            let args = ["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"];
            let output =
                Command::new(&self.cargo).args(args).arg(&manifest).stderr(Stdio::inherit()).output();
            let output = output.map_err(|error| Error::because("cargo does not start", error))?;
            let metadata: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
            let found = packages(&metadata).find_map(|package| {
                let kind = targets(package).find_map(|target| kind(target, name, files))?;
                Some((package["manifest_path"].as_str()?.into(), kind))
            });
            if let Some(found) = found {
                return Ok(found);
            }
        }
        Err(Error::usage(format!(
            "`dev` knows no package with a program `{}`: start it as cargo named it",
            name.to_string_lossy()
        )))
    }

    /// What it is made of, as it is now.
    pub(super) fn stamps(&self) -> Stamps {
        let mut all: BTreeSet<PathBuf> = files(&self.listing).into_iter().collect();
        let manifests: BTreeSet<PathBuf> = all.iter().filter_map(|file| manifest(file)).collect();
        for folder in manifests.iter().filter_map(|manifest| manifest.parent()) {
            // A file that did not compile yet is in no listing.
            sources(&folder.join("src"), &mut all);
            all.extend(folder.ancestors().map(|folder| folder.join("Cargo.lock")).find(|lock| lock.exists()));
        }
        all.extend(manifests);
        all.into_iter().filter_map(|file| stamp(&file).map(|stamp| (file, stamp))).collect()
    }

    /// Whether its source was changed since it was made.
    pub(super) fn is_old(&self) -> bool {
        let Some((made, _)) = stamp(&self.program) else { return true };
        self.stamps().values().any(|(changed, _)| *changed > made)
    }

    /// Makes it. What cargo says is on stderr too. Err: what the compiler said is wrong.
    pub(super) fn build(&self) -> Result<Built, String> {
        let mut cargo = Command::new(&self.cargo);
        cargo.args(&self.args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut cargo = cargo.spawn().map_err(|error| format!("cargo does not start: {error}"))?;
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
                built = Some(Built { program: program.into(), is_fresh: message["fresh"] == true });
            }
        }
        let said = said.and_then(|said| said.join().ok()).unwrap_or_default();
        let status = cargo.wait().map_err(|error| format!("cargo is lost: {error}"))?;
        match built.filter(|_| status.success()) {
            Some(built) => Ok(built),
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

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

fn targets(package: &Value) -> impl Iterator<Item = &Value> {
    package["targets"].as_array().into_iter().flatten()
}

/// How cargo is asked for a target of that name, if it is made of these files.
fn kind(target: &Value, name: &OsStr, files: &[PathBuf]) -> Option<&'static str> {
    let kind = match target["kind"][0].as_str()? {
        "bin" => "--bin",
        "example" => "--example",
        _ => return None,
    };
    let is_it = target["name"].as_str().map(OsStr::new) == Some(name);
    let root = Path::new(target["src_path"].as_str()?);
    (is_it && files.iter().any(|file| file == root)).then_some(kind)
}

/// Where cargo put a program, as it is told to put it there again: `TARGET[/TRIPLE]/PROFILE[/examples]/NAME`.
fn place(program: &Path) -> Vec<OsString> {
    let mut folder = program.parent().unwrap_or(Path::new(""));
    if folder.file_name() == Some(OsStr::new("examples")) {
        folder = folder.parent().unwrap_or(folder);
    }
    let profile = match folder.file_name().unwrap_or_default() {
        profile if profile == "debug" => OsString::from("dev"),
        profile => profile.to_owned(),
    };
    let mut args = vec!["--profile".into(), profile];
    let mut above = folder.parent().unwrap_or(folder);
    if !above.join(".rustc_info.json").exists()
        && let (Some(triple), Some(target)) = (above.file_name(), above.parent())
        && target.join(".rustc_info.json").exists()
    {
        args.extend(["--target".into(), triple.to_owned()]);
        above = target;
    }
    args.extend(["--target-dir".into(), above.into()]);
    args
}

/// cargo itself: what a program started by it is told, or where it is looked for.
fn cargo() -> Option<OsString> {
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

/// The files that a listing of cargo names, `PROGRAM: FILE FILE`, in which a blank of a name has a `\` before it.
fn files(listing: &Path) -> Vec<PathBuf> {
    let text = std::fs::read_to_string(listing).unwrap_or_default();
    let Some((_, files)) = text.lines().next().unwrap_or_default().split_once(": ") else {
        return Vec::new();
    };
    let files = files.replace("\\ ", "\0");
    files.split(' ').filter(|file| !file.is_empty()).map(|file| file.replace('\0', " ").into()).collect()
}

/// The manifest of the package that a file is in.
fn manifest(file: &Path) -> Option<PathBuf> {
    file.ancestors().skip(1).map(|folder| folder.join("Cargo.toml")).find(|manifest| manifest.is_file())
}

fn sources(folder: &Path, all: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            sources(&path, all);
        } else if path.extension() == Some(OsStr::new("rs")) {
            all.insert(path);
        }
    }
}

fn stamp(file: &Path) -> Option<(SystemTime, u64)> {
    let about = std::fs::metadata(file).ok()?;
    Some((about.modified().ok()?, about.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_a_program_says_how_it_was_made() {
        let folder = std::env::temp_dir().join(format!("mcp-dev-{}", std::process::id()));
        let target = folder.join("t");
        std::fs::create_dir_all(&target).expect("a folder");
        std::fs::write(target.join(".rustc_info.json"), "{}").expect("a file");
        let said = |path: &str| {
            let args: Vec<String> =
                place(&target.join(path)).iter().map(|arg| arg.to_string_lossy().into_owned()).collect();
            args.join(" ").replace(&*target.to_string_lossy(), "T")
        };
        assert_eq!(said("debug/notes"), "--profile dev --target-dir T");
        assert_eq!(said("release/examples/notes"), "--profile release --target-dir T");
        assert_eq!(said("some-linux/tuned/notes"), "--profile tuned --target some-linux --target-dir T");

        let listing = folder.join("notes.d");
        std::fs::write(&listing, "/a\\ b/notes: /src/main.rs /my\\ src/lib.rs\n").expect("a file");
        assert_eq!(files(&listing), [Path::new("/src/main.rs"), Path::new("/my src/lib.rs")]);
        let refused = Project::new(folder.join("other"), &[]).expect_err("no listing").to_string();
        assert!(refused.contains("cargo run -- dev"), "{refused}");
        std::fs::remove_dir_all(&folder).expect("it is there");
    }

    #[test]
    fn as_many_errors_are_told_as_fit() {
        let error = |size: usize| "e".repeat(size);
        assert_eq!(told(&[error(3), error(4)]), "eee\n\neeee");
        assert_eq!(told(&[error(5000), error(5000), error(1)]), format!("{}\n\nand 2 more", error(5000)));
        assert!(told(&[error(10_000)]).len() < TOLD + 10);
    }
}
