//! `bundle` and `server-json`: what others need to find, install and start this server.
//!
//! No server is made. *Invariants: a file that is there is replaced only with `--force`, and as a whole; no value of a variable
//! is written down.*

mod bundle;
mod card;
mod fields;
pub(super) mod filled;
mod flags;
mod output;
mod readme;
mod registry;
mod zip;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ArgMatches, Command};

use super::command::Face;
use super::failed;
use super::install::own::{self, Paths, Words};
use crate::outcome::error::Error;
pub(super) use card::Card;
use fields::Field;
pub(super) use flags::commands;

/// Does what is asked for, if it is one of the sub-commands of here. `own` are the author's flags alone, as they were written.
pub(super) fn answered(face: &Face, command: &Command, own: &Command, args: &[OsString]) -> Option<ExitCode> {
    if !args.iter().any(|arg| flags::NAMES.iter().any(|name| *arg == **name)) {
        return None;
    }
    // What is missing here is filled in by a user.
    let mut command = command.clone().subcommand_negates_reqs(true);
    let matches = command.try_get_matches_from_mut(args).ok()?;
    let (name, behind) = matches.subcommand()?;
    let work = match name {
        "bundle" => bundle::write,
        "server-json" => registry::write,
        _ => return None,
    };
    let done = Start::of(&command, own, &matches)
        .and_then(|start| work(&Asked { face, card: &(face.card)(), start, behind }));
    Some(done.unwrap_or_else(|error| failed(&error)))
}

/// A command line of here.
struct Asked<'a> {
    face: &'a Face,
    card: &'a Card,
    start: Start<'a>,
    /// What stands behind the sub-command.
    behind: &'a ArgMatches,
}

/// How the server is started elsewhere.
struct Start<'a> {
    /// What stands before the sub-command, which is the same for all.
    fixed: Vec<String>,
    /// Of that what has no flag, in the form of what is filled in.
    fixed_last: Vec<String>,
    /// What its user fills in.
    fields: Vec<Field<'a>>,
}

impl<'a> Start<'a> {
    fn of(command: &'a Command, own: &Command, matches: &ArgMatches) -> Result<Self, Error> {
        let Words { flags, last } = own::words(command, matches, Paths::AsTheyAre)?;
        let named = |(arg, words): (&clap::Arg, Vec<String>)| std::iter::once(filled::name(arg)).chain(words);
        Ok(Self {
            fixed: flags,
            fixed_last: last.into_iter().flat_map(named).collect(),
            fields: fields::all(command, own, matches),
        })
    }

    /// The arguments that are the same for all. Behind them are those that are filled in, and there only.
    fn args(&self) -> Vec<String> {
        let mut args = self.fixed.clone();
        args.push("--stdio".into());
        if !(self.fields.is_empty() && self.fixed_last.is_empty()) {
            args.push(filled::FILLED.into());
        }
        args.extend(self.fixed_last.iter().cloned());
        args
    }
}
