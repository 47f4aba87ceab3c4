//! A command line that was made of a form: what its user left open is not there, and a box that was ticked is a flag.
//!
//! A client that starts a bundle puts what its user filled in into the texts of the manifest. Where nothing was filled in some leave
//! `${user_config.KEY}` as it stands, and some leave nothing; a box is `true` or `false`; and a list is as many arguments as it has
//! values. No such line is one for clap, so behind `--stdio --filled` the flags of the author's are made into what they mean.
//! *Invariant: without these two nothing is changed.*

use std::ffi::OsString;

use clap::builder::Resettable;
use clap::{Arg, ArgAction, Command};

use crate::cli::install::own;

/// Behind `--stdio`, this says that a form follows. It is no flag of clap's, and no author can have it.
pub(in crate::cli) const FILLED: &str = "--filled";

/// How what has no flag is called in a form.
pub(super) fn name(arg: &Arg) -> String {
    own::written(arg).unwrap_or_else(|| format!("<{}>", arg.get_id()))
}

/// A text that stands for what a user fills in.
pub(super) fn open(key: &str) -> String {
    format!("${{user_config.{key}}}")
}

/// Whether nobody filled that in.
fn is_open(value: &str) -> bool {
    value.starts_with("${user_config.") && value.ends_with('}')
}

/// The command line as its user meant it, for a command with the author's flags. Variables that nobody filled in are forgotten.
pub(in crate::cli) fn read(command: &mut Command, own: &Command, args: Vec<OsString>) -> Vec<OsString> {
    let form = args.windows(2).position(|pair| pair[0] == "--stdio" && pair[1] == FILLED);
    let is_forgotten = |arg: &Arg| {
        let value = arg.get_env().and_then(std::env::var_os);
        value.is_some_and(|value| value.to_str().is_some_and(is_open) || (form.is_some() && value.is_empty()))
    };
    for arg in own.get_arguments().filter(|arg| is_forgotten(arg)) {
        *command = std::mem::take(command).mut_arg(arg.get_id(), |arg| arg.env(Resettable::Reset));
    }
    let Some(at) = form else { return args };
    let (before, words) = (&args[..=at], &args[at + 2..]);
    let (mut flags, mut last) = (Vec::new(), Vec::new());
    let mut given: Vec<(&Arg, Vec<String>)> = Vec::new();
    for word in words {
        match (word.to_str().and_then(|word| named(own, word)), given.last_mut()) {
            (Some((arg, value)), _) => given.push((arg, value.into_iter().map(str::to_owned).collect())),
            (None, Some((_, values))) => values.push(word.to_string_lossy().into_owned()),
            // Nobody writes that; clap says so.
            (None, None) => flags.push(word.clone()),
        }
    }
    for (arg, values) in given {
        let is_alone = values.is_empty();
        let values: Vec<String> =
            values.into_iter().filter(|value| !value.is_empty() && !is_open(value)).collect();
        if arg.is_positional() {
            last.extend(values.into_iter().map(OsString::from));
        } else {
            flags.extend(flag(arg, is_alone, values).into_iter().map(OsString::from));
        }
    }
    let end = (!last.is_empty()).then(|| "--".into());
    before.iter().cloned().chain(flags).chain(end).chain(last).collect()
}

/// The author's flag that a word names, with what it is given in the same word.
fn named<'a, 'w>(own: &'a Command, word: &'w str) -> Option<(&'a Arg, Option<&'w str>)> {
    own.get_arguments().find_map(|arg| match word.strip_prefix(&name(arg))? {
        "" => Some((arg, None)),
        rest => Some((arg, Some(rest.strip_prefix('=')?))),
    })
}

/// A flag with its values, as clap reads it.
fn flag(arg: &Arg, is_alone: bool, values: Vec<String>) -> Vec<String> {
    let name = name(arg);
    let is_ticked = || {
        let yes = values.first().map(|value| value.to_ascii_lowercase());
        is_alone || yes.is_some_and(|yes| matches!(&*yes, "true" | "1" | "yes" | "on"))
    };
    match arg.get_action() {
        ArgAction::SetTrue | ArgAction::SetFalse => {
            if is_ticked() {
                vec![name]
            } else {
                Vec::new()
            }
        }
        ArgAction::Count => {
            let times = values.first().map_or(u8::from(is_alone), |value| value.parse().unwrap_or(0));
            vec![name; times.into()]
        }
        ArgAction::Set if values.len() > 1 => std::iter::once(name).chain(values).collect(),
        _ => values.into_iter().map(|value| format!("{name}={value}")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Command {
        let list = |name: &'static str| Arg::new(name).long(name).action(ArgAction::Append);
        Command::new("")
            .arg(Arg::new("folder").long("folder"))
            .arg(Arg::new("level").short('l').action(ArgAction::Count))
            .arg(Arg::new("quick").long("quick").action(ArgAction::SetTrue))
            .arg(Arg::new("size").long("size").num_args(2))
            .args([list("root"), list("word")])
            .arg(Arg::new("files").num_args(0..))
    }

    #[test]
    fn forms() {
        for (line, expected) in [
            ("n --folder=${user_config.folder}", "n --folder=${user_config.folder}"),
            ("n --filled --quick=true", "n --filled --quick=true"),
            ("n --stdio --filled", "n --stdio"),
            (
                "n --log debug --stdio --filled --folder=/a --quick=true",
                "n --log debug --stdio --folder=/a --quick",
            ),
            ("n --stdio --filled --folder=-x", "n --stdio --folder=-x"),
            ("n --stdio --filled --folder /a --quick false", "n --stdio --folder=/a"),
            ("n --stdio --filled --folder=${user_config.folder} --quick=${user_config.quick}", "n --stdio"),
            ("n --stdio --filled --folder= --quick= --root ${user_config.root}", "n --stdio"),
            ("n --stdio --filled --quick --folder", "n --stdio --quick"),
            ("n --stdio --filled --root /a /b --word x", "n --stdio --root=/a --root=/b --word=x"),
            ("n --stdio --filled --size 1 2", "n --stdio --size 1 2"),
            ("n --stdio --filled -l=2", "n --stdio -l -l"),
            ("n --stdio --filled <files> /a -b --quick=1", "n --stdio --quick -- /a -b"),
            ("n --stdio --filled <files>=/a", "n --stdio -- /a"),
            ("n --stdio --filled stray", "n --stdio stray"),
        ] {
            let args = line.split(' ').map(OsString::from).collect();
            let read = read(&mut Command::new(""), &own(), args);
            let read: Vec<&str> = read.iter().filter_map(|arg| arg.to_str()).collect();
            assert_eq!(read.join(" "), expected, "{line}");
        }
    }
}
