//! How a client starts this server: its program, and the flags that stand on the command line before the sub-command.

use std::any::TypeId;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::cli::command::id;
use crate::outcome::error::Error;

/// The flags of the kit that count for who serves a client over stdio.
const KEPT: [&str; 4] = ["log", "grace", "call-deadline", "max-held"];

/// What stands on the command line before the sub-command.
pub(in crate::cli) struct Words<'a> {
    /// The flags, with what they are given.
    pub(in crate::cli) flags: Vec<String>,
    /// What has no flag, with what it is.
    pub(in crate::cli) last: Vec<(&'a Arg, Vec<String>)>,
}

/// The arguments that a client has to start the server with; `written` while it is.
pub(super) fn args(command: &Command, matches: &ArgMatches, written: bool) -> Result<Vec<String>, Error> {
    let Words { mut flags, last } = words(command, matches, Paths::Absolute)?;
    let last: Vec<String> = last.into_iter().flat_map(|(_, words)| words).collect();
    flags.push("--stdio".into());
    if last.iter().any(|word| word.starts_with('-')) {
        if written {
            return Err(Error::usage(
                "`--dev` cannot follow what begins with `-` and is no flag: leave one of them out",
            ));
        }
        flags.push("--".into());
    }
    flags.extend(last);
    flags.extend(written.then(|| "dev".into()));
    Ok(flags)
}

/// How paths are written down: a client runs in a folder of its own, and another machine has other folders.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Paths {
    Absolute,
    AsTheyAre,
}

/// What stands on the command line before the sub-command. Err: a flag of it is for who serves HTTP.
pub(in crate::cli) fn words<'a>(
    command: &'a Command,
    matches: &ArgMatches,
    paths: Paths,
) -> Result<Words<'a>, Error> {
    let (mut flags, mut last) = (Vec::new(), Vec::new());
    for arg in command.get_arguments().filter(|arg| is_on_line(arg, matches)) {
        let long = arg.get_long().unwrap_or_default();
        if arg.get_id().as_str() == id(long) && !KEPT.contains(&long) {
            if long != "stdio" {
                return Err(Error::usage(format!(
                    "`--{long}` is for who serves, and a client starts this server over stdio: leave it out, or write `--url URL` of a \
                     server that runs"
                )));
            }
        } else if arg.is_positional() {
            last.push((arg, occurrences(arg, matches, paths)?.concat()));
        } else {
            flags.extend(flag(arg, matches, paths)?);
        }
    }
    Ok(Words { flags, last })
}

/// The flags of the author's that are on the command line.
pub(super) fn given<'a>(command: &'a Command, matches: &'a ArgMatches) -> impl Iterator<Item = &'a Arg> {
    authors(command).filter(|arg| is_on_line(arg, matches))
}

/// The flags of the author's that stand for something without which the server does not start, or that a variable of this process
/// sets: each with its variable.
pub(super) fn absent<'a>(
    command: &'a Command,
    matches: &'a ArgMatches,
) -> impl Iterator<Item = (&'a Arg, Option<String>)> {
    let variable = |arg: &Arg| arg.get_env().map(|name| name.to_string_lossy().into_owned());
    authors(command)
        .filter(|arg| match matches.value_source(arg.get_id().as_str()) {
            None => arg.is_required_set(),
            Some(source) => source == ValueSource::EnvVariable,
        })
        .map(move |arg| (arg, variable(arg)))
}

/// The flags of the author's.
pub(in crate::cli) fn authors(command: &Command) -> impl Iterator<Item = &Arg> {
    let kits = |arg: &Arg| arg.get_long().is_some_and(|long| arg.get_id().as_str() == id(long));
    command.get_arguments().filter(move |arg| {
        !kits(arg)
            && !matches!(
                arg.get_action(),
                ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version
            )
    })
}

pub(in crate::cli) fn is_on_line(arg: &Arg, matches: &ArgMatches) -> bool {
    let id = arg.get_id().as_str();
    // `--help` and `--version` have no value, and never come to here.
    matches.try_contains_id(id).is_ok() && matches.value_source(id) == Some(ValueSource::CommandLine)
}

/// The name of a flag as it has to be written; what has no flag has none.
pub(in crate::cli) fn written(arg: &Arg) -> Option<String> {
    let short = || arg.get_short().map(|short| format!("-{short}"));
    arg.get_long().map(|long| format!("--{long}")).or_else(short)
}

/// A flag and what it is given.
fn flag(arg: &Arg, matches: &ArgMatches, paths: Paths) -> Result<Vec<String>, Error> {
    let Some(name) = written(arg) else { return Ok(Vec::new()) };
    match arg.get_action() {
        ArgAction::Count => Ok(vec![name; matches.get_count(arg.get_id().as_str()).into()]),
        ArgAction::SetTrue | ArgAction::SetFalse => Ok(vec![name]),
        _ => {
            let mut words = Vec::new();
            for values in occurrences(arg, matches, paths)? {
                match &values[..] {
                    [value] if arg.is_require_equals_set() || value.starts_with('-') => {
                        words.push(format!("{name}={value}"));
                    }
                    _ => {
                        words.push(name.clone());
                        words.extend(values);
                    }
                }
            }
            Ok(words)
        }
    }
}

/// What a flag was given, each time that it is there.
fn occurrences(arg: &Arg, matches: &ArgMatches, paths: Paths) -> Result<Vec<Vec<String>>, Error> {
    let is_path = paths == Paths::Absolute && arg.get_value_parser().type_id() == TypeId::of::<PathBuf>();
    let word = |value: &OsStr| {
        let path = is_path.then(|| std::path::absolute(value).ok()).flatten();
        let value = path.as_deref().map_or(value, Path::as_os_str);
        let text = value.to_str().map(str::to_owned);
        text.ok_or_else(|| {
            Error::usage(format!(
                "what `{arg}` is given is not Unicode, and files of clients are: give another"
            ))
        })
    };
    let mut all = Vec::new();
    for values in matches.get_raw_occurrences(arg.get_id().as_str()).into_iter().flatten() {
        let words = values.map(word).collect::<Result<Vec<_>, _>>()?;
        all.push(match arg.get_value_delimiter() {
            Some(between) => vec![words.join(&between.to_string())],
            None => words,
        });
    }
    Ok(all)
}

/// The path of this program.
pub(in crate::cli) fn program() -> Result<String, Error> {
    let path = std::env::current_exe()
        .map_err(|error| Error::because("the path of this program is not known", error))?;
    path.into_os_string().into_string().map_err(|_| {
        Error::new(
            "the path of this program is not Unicode, and files of clients are: put it into another folder",
        )
    })
}

/// Whether a program lies where Cargo puts its debug builds.
pub(in crate::cli) fn is_debug_build(program: &Path) -> bool {
    let built = |folder: &Path| folder.ends_with("target") || folder.join(".rustc_info.json").exists();
    let mut folders = program.ancestors().skip(1);
    folders.any(|folder| folder.ends_with("debug")) && folders.any(built)
}

/// Why a program may not be there for long.
pub(super) fn passing(program: &Path) -> Option<&'static str> {
    if is_debug_build(program) {
        return Some("is a debug build, which the next build replaces");
    }
    let temporary = [std::env::temp_dir(), "/tmp".into(), "/var/tmp".into()];
    temporary.iter().any(|folder| program.starts_with(folder)).then_some("is in a folder that is emptied")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_that_pass() {
        for (path, passes) in [
            ("/home/u/notes/target/debug/notes", true),
            ("/home/u/notes/target/debug/examples/notes", true),
            ("/home/u/notes/target/x86_64-unknown-linux-gnu/debug/notes", true),
            ("/home/u/notes/target/release/notes", false),
            ("/home/u/debug/notes", false),
            ("/home/u/.cargo/bin/notes", false),
            ("/tmp/notes", true),
        ] {
            assert_eq!(passing(Path::new(path)).is_some(), passes, "{path}");
        }
    }
}
