//! `--command` and `--url`: what is asked of another server. That of this program is not made.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value};

use super::child::Started;
use super::offer::Offer;
use super::own::{self, Own};
use super::shown::clean;
use super::talk::{Failure, Talk};
use super::{Asked, command};
use crate::cli::command::{ASKING, Face, REST, asking};
use crate::cli::line::{Line, Mode};
use crate::cli::{complain, failed, log, offered, print, program};
use crate::outcome::error::Error;

/// What there may be in lists: the heading, the method, the member of its result and of capabilities, and by what an entry is named.
const LISTS: [(&str, &str, &str, &str, &str); 4] = [
    ("Tools", "tools/list", "tools", "tools", "name"),
    ("Prompts", "prompts/list", "prompts", "prompts", "name"),
    ("Resources", "resources/list", "resources", "resources", "uri"),
    ("Resources", "resources/templates/list", "resourceTemplates", "resources", "uriTemplate"),
];

/// Does what is asked of another server, if that is so.
pub(in crate::cli) fn answered(
    face: &Face,
    command: &Command,
    args: &[OsString],
    own: &[String],
) -> Option<ExitCode> {
    // Few command lines have to be read twice for this.
    if !args.iter().any(names_another) {
        return None;
    }
    let mut command = command.clone().subcommand_negates_reqs(true);
    for (name, about) in ASKING {
        if command.find_subcommand(name).is_none() {
            command = command.subcommand(asking(name, about));
        }
    }
    let matches = command.try_get_matches_from_mut(args).ok()?;
    let (what, behind) = matches.subcommand()?;
    let (what, rest) = match ASKING.iter().find(|(name, _)| *name == what) {
        Some((name, _)) => {
            let rest: Vec<OsString> = behind.get_many(REST).into_iter().flatten().cloned().collect();
            (*name, rest)
        }
        None if what == "list" => ("list", Vec::new()),
        None if what == "schema" => ("schema", Vec::new()),
        None => return None,
    };
    let behind = behind.clone();
    let line = Line::of(matches, Mode::Ask(what, rest.clone()), own.to_vec());
    let front = match front(what, &rest) {
        None => behind,
        Some(Ok(front)) => front,
        Some(Err(_)) if !rest.iter().any(names_another) => return None,
        Some(Err(error)) => return Some(line.refused(&error)),
    };
    if !is_elsewhere(Own::new(&front)) {
        return None;
    }
    let level = match line.level() {
        Ok(level) => level,
        Err(error) => return Some(failed(&error)),
    };
    let log = log::start(level.as_deref());
    let talked = || match open(Own::new(&front), face.version) {
        Ok(talk) => {
            let asked = Elsewhere { line: &line, what, rest: &rest, level: level.as_deref() };
            asked.answer(talk, Own::new(&front))
        }
        Err(error) => {
            let code = failed(&error);
            let flag = if Own::new(&front).command().is_some() { "--command" } else { "--url" };
            // The author's flag of that name was meant, maybe.
            if error.is_usage() && own.iter().any(|of| of == flag) {
                complain(&format!("tip: write `{flag}` before the sub-command"));
            }
            code
        }
    };
    // A thread of its own, since this one may be of a runtime of the author's, which must not be blocked on another.
    let code = std::thread::scope(|scope| scope.spawn(talked).join());
    let code = code.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    log.flush();
    Some(code)
}

fn names_another(arg: &OsString) -> bool {
    let text = arg.to_string_lossy();
    ["--command", "--url"]
        .iter()
        .any(|flag| text.strip_prefix(flag).is_some_and(|rest| rest.is_empty() || rest.starts_with('=')))
}

fn is_elsewhere(own: Own<'_>) -> bool {
    #[cfg(feature = "http")]
    if own.url().is_some() {
        return true;
    }
    own.command().is_some()
}

/// What stands before the name of a tool, or anywhere beside the URI of a resource; nothing where none of these follows.
fn front(what: &'static str, rest: &[OsString]) -> Option<Result<ArgMatches, clap::Error>> {
    let command = match what {
        "read" => command(&[], what),
        "call" | "prompt" => {
            let help = Arg::new("--help").long("help").short('h').action(ArgAction::SetTrue);
            Command::new(what)
                .disable_help_flag(true)
                .allow_external_subcommands(true)
                .external_subcommand_value_parser(clap::value_parser!(OsString))
                .args(own::behind())
                .args(own::before())
                .arg(help)
        }
        _ => return None,
    };
    let command = command.bin_name(format!("{} {what}", program())).no_binary_name(true);
    Some(command.try_get_matches_from(rest))
}

fn open(own: Own<'_>, version: &'static str) -> Result<Talk, Error> {
    #[cfg(feature = "http")]
    if let Some(url) = own.url() {
        return Talk::open(|post| super::web::Web::open(url, &own.headers(), post), version);
    }
    Talk::open(|post| Started::open(own.command().unwrap_or_default(), post), version)
}

/// What is asked of another server.
struct Elsewhere<'a> {
    line: &'a Line,
    what: &'static str,
    rest: &'a [OsString],
    level: Option<&'a str>,
}

impl Elsewhere<'_> {
    fn answer(&self, mut talk: Talk, front: Own<'_>) -> ExitCode {
        talk.heed(front, self.level);
        match self.known(&mut talk) {
            Ok(Known::Text(text)) => {
                talk.close();
                print(&text)
            }
            Ok(Known::Asked(asked)) => {
                talk.heed(asked.own(), self.level);
                let result = talk.request(asked.method, &asked.params);
                talk.close();
                asked.show(result)
            }
            Ok(Known::Answered(code)) => {
                talk.close();
                code
            }
            Err(failure) => {
                talk.close();
                failure.show()
            }
        }
    }

    /// Finds out what the server offers, and what of it is asked for.
    fn known(&self, talk: &mut Talk) -> Result<Known, Failure> {
        let about = talk.meet()?;
        let offers = match self.what {
            "list" => return listed(talk, &about).map(Known::Text),
            "schema" => return schema(talk, &about).map(Known::Text),
            "call" => offers(talk, &about, 0, Offer::of_tool)?,
            "prompt" => offers(talk, &about, 1, Offer::of_prompt)?,
            _ => Vec::new(),
        };
        Ok(Asked::read(&offers, self.line, self.what, self.rest).map_or_else(Known::Answered, Known::Asked))
    }
}

/// What is known when a server said what it offers.
enum Known {
    Text(String),
    Asked(Asked),
    /// There is nothing to ask for.
    Answered(ExitCode),
}

fn offers(
    talk: &mut Talk,
    about: &Value,
    list: usize,
    of: fn(&Value) -> Offer,
) -> Result<Vec<Offer>, Failure> {
    let entries = entries(talk, about, list)?;
    let mut offers: Vec<Offer> = entries.iter().map(of).collect();
    if offers.is_empty() {
        return Err(Failure::Refused(format!("the server has no {}", LISTS[list].2)));
    }
    if LISTS[list].2 == "tools" {
        talk.peer.listed(&entries);
    }
    // What is there twice is the first one.
    let mut seen = std::collections::BTreeSet::new();
    offers.retain(|offer| seen.insert(offer.name.clone()));
    Ok(offers)
}

/// The entries of a list, of which there are none without the capability.
fn entries(talk: &mut Talk, about: &Value, list: usize) -> Result<Vec<Value>, Failure> {
    let (_, method, member, capability, _) = LISTS[list];
    if about["capabilities"].get(capability).is_none() {
        return Ok(Vec::new());
    }
    match talk.all(method, member) {
        // A server that has resources need not know of templates.
        Err(Failure::Refused(_)) if member == "resourceTemplates" => Ok(Vec::new()),
        all => all,
    }
}

fn listed(talk: &mut Talk, about: &Value) -> Result<String, Failure> {
    let mut kinds: Vec<(&str, Vec<(String, String)>)> = Vec::new();
    for (at, (heading, _, _, _, name)) in LISTS.into_iter().enumerate() {
        let terminal = talk.screen.terminal;
        let text = |entry: &Value, key: &str| clean(entry[key].as_str().unwrap_or_default(), terminal);
        let all = entries(talk, about, at)?;
        let all = all.iter().map(|entry| (text(entry, name), text(entry, "description")));
        match kinds.last_mut() {
            Some((last, entries)) if *last == heading => entries.extend(all),
            _ => kinds.push((heading, all.collect())),
        }
    }
    Ok(offered::listing(kinds))
}

fn schema(talk: &mut Talk, about: &Value) -> Result<String, Failure> {
    let mut all = Map::new();
    for key in ["serverInfo", "instructions"] {
        all.extend(about.get(key).map(|value| (key.to_owned(), value.clone())));
    }
    for (at, (_, _, member, _, _)) in LISTS.into_iter().enumerate() {
        let entries = entries(talk, about, at)?;
        if at == 0 || !entries.is_empty() {
            all.insert(member.to_owned(), entries.into());
        }
    }
    Ok(format!("{:#}\n", Value::Object(all)))
}
