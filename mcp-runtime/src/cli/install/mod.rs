//! `config`, `install` and `uninstall`: what a client has to know to start this server, and the file that it is in.
//!
//! No server is made. *Invariant: of a file of a client nothing is written but the entry of this server*, and a file that was not
//! understood is left as it is.

mod clients;
mod entry;
mod file;
mod flags;
mod format;
mod json;
mod listed;
pub(super) mod own;
mod places;
mod toml;
mod yaml;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ArgMatches, Command};
use serde_json::{Map, Value};

use super::command::Face;
use super::{complain, failed, print};
use crate::outcome::error::Error;
use clients::{Client, Place, Scope};
use entry::Server;
use file::Read;
pub(super) use flags::{called, commands, force, name};
use places::Machine;

/// Does what is asked for, if it is one of the sub-commands of here.
pub(super) fn answered(face: &Face, command: &Command, args: &[OsString]) -> Option<ExitCode> {
    // Few command lines have to be read twice for this.
    if !args.iter().any(|arg| flags::NAMES.iter().any(|name| *arg == **name)) {
        return None;
    }
    // A client may give what is missing here by variables.
    let mut command = command.clone().subcommand_negates_reqs(true);
    let matches = command.try_get_matches_from_mut(args).ok()?;
    let (name, behind) = matches.subcommand()?;
    let name = *flags::NAMES.iter().find(|known| **known == name)?;
    let done = Asked { face, command: &command, matches: &matches, behind }.answer(name);
    Some(done.unwrap_or_else(|error| failed(&error)))
}

/// A command line of here.
struct Asked<'a> {
    face: &'a Face,
    command: &'a Command,
    /// What stands before the sub-command, and what behind it.
    matches: &'a ArgMatches,
    behind: &'a ArgMatches,
}

/// Where a server is written down.
struct Target {
    client: &'static Client,
    file: Read,
    /// The way to its entry.
    path: Vec<String>,
}

impl Asked<'_> {
    fn answer(&self, name: &str) -> Result<ExitCode, Error> {
        let machine = Machine::this()?;
        let server = flags::name(self.face, self.behind)?;
        let Some(client) = self.behind.get_one::<String>("client").and_then(|name| clients::named(name))
        else {
            return listed::all(&machine, &server);
        };
        let place = flags::place(client, self.behind)?;
        match name {
            "config" => self.config(&machine, client, place, server),
            "install" => self.install(&Target::of(&machine, client, place, &server)?, server),
            _ => self.uninstall(&Target::of(&machine, client, place, &server)?),
        }
    }

    fn is(&self, flag: &str) -> bool {
        self.behind.get_flag(flag)
    }

    fn config(
        &self,
        machine: &Machine<'_>,
        client: &'static Client,
        place: &Place,
        name: String,
    ) -> Result<ExitCode, Error> {
        let server = Server::of(self, name)?;
        let mut keys = machine.keys(place);
        keys.push(server.name.clone());
        let text = changed(
            client,
            if client.format == format::Format::Json { "{}\n" } else { "" },
            &keys,
            &server.entry(client)?,
        )
        .map_err(|why| Error::new(format!("what was made {why}")))?;
        server.warn(self);
        if let Ok(file) = machine.file(client, place) {
            complain(&format!("for {}, in {}:", client.title, file.display()));
        }
        Ok(print(&text))
    }

    fn install(&self, target: &Target, name: String) -> Result<ExitCode, Error> {
        let server = Server::of(self, name)?;
        let entry = server.entry(target.client)?;
        let found = target.entry()?;
        let new = match found {
            Some(found)
                if entry::identity(target.client, &found) == entry::identity(target.client, &entry) =>
            {
                target.merged(&found, &entry)
            }
            Some(found) if !self.is("force") => return Err(target.another(&found)),
            _ => changed(target.client, target.text(), &target.path, &entry),
        };
        let new = new.map_err(|why| target.refused(&why))?;
        server.warn(self);
        let title = target.client.title;
        if new == target.file.text {
            return Ok(print(&format!(
                "{} is installed in {title} already: {}\n",
                server.name,
                target.shown()
            )));
        }
        let kept = self.write(target, &new, server.is_private())?;
        Ok(print(&match kept {
            Some(kept) => format!("{} is installed in {title}: {}{kept}\n", server.name, target.shown()),
            None => format!(
                "{} is not installed: leave `--dry-run` out to write {}\n",
                server.name,
                target.shown()
            ),
        }))
    }

    fn uninstall(&self, target: &Target) -> Result<ExitCode, Error> {
        let (name, title) = (target.name(), target.client.title);
        let Some(found) = target.entry()? else {
            return Ok(print(&format!("{name} is not installed in {title}: {}\n", target.shown())));
        };
        let this = own::program()?;
        if entry::identity(target.client, &found).as_deref() != Some(&*this) && !self.is("force") {
            return Err(target.another(&found));
        }
        let path: Vec<&str> = target.path.iter().map(String::as_str).collect();
        let new =
            target.client.format.remove(&target.file.text, &path).map_err(|why| target.refused(&why))?;
        let kept = self.write(target, &new, false)?;
        Ok(print(&match kept {
            Some(kept) => format!("{name} is no longer installed in {title}: {}{kept}\n", target.shown()),
            None => format!("{name} is still installed: leave `--dry-run` out to write {}\n", target.shown()),
        }))
    }

    /// Writes a file, and says what it was before; or shows what would be different, and gives nothing.
    fn write(&self, target: &Target, new: &str, private: bool) -> Result<Option<String>, Error> {
        if self.is("dry-run") {
            print(&file::difference(&target.file.text, new));
            return Ok(None);
        }
        let kept = target.file.replace(new, private)?;
        Ok(Some(kept.map_or(String::new(), |kept| format!(" (as it was before: {})", kept.display()))))
    }
}

impl Target {
    fn of(machine: &Machine<'_>, client: &'static Client, place: &Place, name: &str) -> Result<Self, Error> {
        if !machine.has(client) && place.scope != Scope::Project {
            complain(&format!("warning: {} is not found on this machine", client.title));
        }
        let file = Read::of(&machine.file(client, place)?)?;
        let mut target = Self { client, file, path: machine.keys(place) };
        target.path.extend(newer(client, target.text(), &target.path).map_err(|why| target.refused(&why))?);
        target.path.push(name.to_owned());
        Ok(target)
    }

    fn name(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    fn shown(&self) -> String {
        self.file.path().display().to_string()
    }

    /// The text to be edited. A file that has none is like one that is not there.
    fn text(&self) -> &str {
        readable(self.client, &self.file.text)
    }

    /// The entry that is there.
    fn entry(&self) -> Result<Option<Map<String, Value>>, Error> {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match self.client.format.get(self.text(), &path).map_err(|why| self.refused(&why))? {
            None => Ok(None),
            Some(Value::Object(entry)) => Ok(Some(entry)),
            Some(_) => Err(self.refused(&format::no_map(self.name()))),
        }
    }

    /// The text with what an entry has to say in the one that is there. All else of it stays, and what its user may have set.
    fn merged(&self, found: &Map<String, Value>, entry: &Map<String, Value>) -> Result<String, String> {
        let mut text = self.text().to_owned();
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        for (key, value) in entry {
            match (found.get(key), value) {
                (Some(old), value) if old == value || entry::is_setting(self.client, key) => {}
                (Some(Value::Object(old)), Value::Object(new)) => {
                    for (name, value) in new.iter().filter(|(name, value)| old.get(*name) != Some(*value)) {
                        text = self.client.format.set(&text, &[&path[..], &[key, name]].concat(), value)?;
                    }
                }
                _ => text = self.client.format.set(&text, &[&path[..], &[key]].concat(), value)?,
            }
        }
        // What was nothing is not made anything.
        Ok(if text == self.text() { self.file.text.clone() } else { text })
    }

    /// That an entry of the same name is of another server.
    fn another(&self, found: &Map<String, Value>) -> Error {
        let there = entry::identity(self.client, found);
        let there = there.map_or_else(|| "something else".into(), |there| format!("`{there}`"));
        Error::new(format!(
            "`{}` in {} is {there}: write `--force` to replace that, or `--name NAME` for another name",
            self.name(),
            self.shown()
        ))
    }

    fn refused(&self, why: &str) -> Error {
        Error::new(format!(
            "{} {why}, so it is left as it is: mend it, or paste into it what `{} config {}` prints",
            self.shown(),
            super::program(),
            self.client.name
        ))
    }
}

/// What is edited where a file has nothing to say.
fn readable<'a>(client: &Client, text: &'a str) -> &'a str {
    if text.trim().is_empty() && client.format == format::Format::Json { "{}\n" } else { text }
}

/// The key below the map of servers under which they are in this file, if there is one.
fn newer(client: &Client, text: &str, keys: &[String]) -> Result<Option<String>, String> {
    let Some(key) = client.newer else { return Ok(None) };
    let path: Vec<&str> = keys.iter().map(String::as_str).chain([key]).collect();
    let found = client.format.get(text, &path)?;
    // A server of that name has a type, which is a text.
    let is_map = found.is_some_and(|found| {
        found.as_object().is_some_and(|map| !map.get("type").is_some_and(Value::is_string))
    });
    Ok(is_map.then(|| key.to_owned()))
}

/// A text with an entry.
fn changed(
    client: &Client,
    text: &str,
    path: &[String],
    entry: &Map<String, Value>,
) -> Result<String, String> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    client.format.set(text, &path, &Value::Object(entry.clone()))
}
