//! The program that runs, as cargo made it: where its source is, and how it is made again.
//!
//! Beside a program cargo writes which files it was made of, `NAME.d`. Its folder says how it was made: the target folder, the profile, and
//! the target where that is another one.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use serde_json::Value;

use super::cargo::{self, Cargo, stamp};
use crate::outcome::error::Error;

/// A program, and how cargo makes it.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) program: PathBuf,
    /// Which files it was made of.
    listing: PathBuf,
    /// How it is made again.
    pub(super) cargo: Cargo,
}

/// When files were changed, and how long they are.
pub(super) type Stamps = BTreeMap<PathBuf, (SystemTime, u64)>;

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
        let cargo = cargo::program().ok_or_else(|| {
            Error::usage(
                "`dev` builds with cargo, which is not there: put it into PATH, or set CARGO to where it is",
            )
        })?;
        let name = program.file_stem().unwrap_or_default().to_owned();
        let (manifest, kind) = Self::owner(&cargo, &name, &files)?;
        let folder = manifest.parent().unwrap_or(&manifest).to_owned();
        let args = ["build", "--message-format", "json", "--manifest-path"].map(OsString::from);
        let mut args: Vec<_> = args.into_iter().chain([manifest.into(), kind.into(), name]).collect();
        args.extend(place(&program));
        args.extend_from_slice(more);
        Ok(Self { program, listing, cargo: Cargo::new(cargo, folder, args) })
    }

    /// The package that a program of that name is of, and what it is there.
    fn owner(cargo: &OsStr, name: &OsStr, files: &[PathBuf]) -> Result<(PathBuf, &'static str), Error> {
        let mut asked = BTreeSet::new();
        for folder in files.iter().filter_map(|file| package(file)) {
            let manifest = folder.join("Cargo.toml");
            if !asked.insert(manifest.clone()) {
                continue;
            }
            let args = ["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"];
            let mut cargo = Command::new(cargo);
            cargo.args(args).arg(&manifest).current_dir(&folder);
            let output = cargo.stderr(Stdio::inherit()).output();
            let output = output.map_err(|error| Error::because("cargo does not start", error))?;
            if !output.status.success() {
                return Err(Error::usage(format!(
                    "cargo does not read {}: mend what it says above",
                    manifest.display()
                )));
            }
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
        // A file that did not compile yet is in no listing.
        let beside: BTreeSet<PathBuf> =
            all.iter().filter_map(|file| file.parent().map(Path::to_owned)).collect();
        beside.iter().for_each(|folder| sources(folder, false, &mut all));
        let folders: BTreeSet<PathBuf> = beside.iter().filter_map(|folder| package(folder)).collect();
        for folder in folders {
            sources(&folder.join("src"), true, &mut all);
            // Where the lock is, is the workspace.
            let workspace = folder.ancestors().find(|folder| folder.join("Cargo.lock").exists());
            all.extend(
                workspace.iter().flat_map(|at| ["Cargo.lock", "Cargo.toml"].map(|name| at.join(name))),
            );
            all.extend(["Cargo.toml", "build.rs"].map(|name| folder.join(name)));
        }
        all.into_iter().filter_map(|file| stamp(&file).map(|stamp| (file, stamp))).collect()
    }

    /// Whether its source was changed since it was made.
    pub(super) fn is_old(&self) -> bool {
        let Some((made, _)) = stamp(&self.program) else { return true };
        self.stamps().values().any(|(changed, _)| *changed > made)
    }
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

/// The files that a listing of cargo names, `PROGRAM: FILE FILE`, in which a blank of a name has a `\` before it.
fn files(listing: &Path) -> Vec<PathBuf> {
    let text = std::fs::read_to_string(listing).unwrap_or_default();
    let Some((_, files)) = text.lines().next().unwrap_or_default().split_once(": ") else {
        return Vec::new();
    };
    let files = files.replace("\\ ", "\0");
    files.split(' ').filter(|file| !file.is_empty()).map(|file| file.replace('\0', " ").into()).collect()
}

/// The folder of the package that a folder is in.
fn package(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| folder.join("Cargo.toml").is_file()).map(Path::to_owned)
}

/// The sources that are in a folder, or `deep` in it.
fn sources(folder: &Path, deep: bool, all: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if deep {
                sources(&path, deep, all);
            }
        } else if path.extension() == Some(OsStr::new("rs")) {
            all.insert(path);
        }
    }
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
}
