//! The flags of a tool or a prompt, made from the schemas of its arguments.
//!
//! `user_name` and `userName` are `--user-name`; the name itself is understood too. The members of an argument that is an object have flags
//! of their own, `--address.city`, beside the one that takes all of it as JSON.

use std::collections::BTreeSet;
use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, ArgAction, Command};
use serde_json::Value;

use super::offer::{Field, Kind, Offer, kind, words};
use super::own;
use crate::schema::describe::describe;

/// So deep in an object members have flags of their own.
const DEPTH: usize = 4;
/// So many flags a tool has at most: what is beyond is given as JSON.
const MOST: usize = 400;

/// A flag.
#[derive(Debug)]
pub(super) struct Flag<'a> {
    /// Its name without dashes, by which it is found.
    pub(super) long: String,
    /// The name of the argument itself, where it is another.
    alias: Option<String>,
    /// The argument, and the members on the way to what is meant.
    pub(super) path: Vec<&'a str>,
    pub(super) schema: &'a Value,
    pub(super) field: &'a Field,
}

impl Flag<'_> {
    /// As it is written.
    pub(super) fn written(&self) -> String {
        format!("--{}", self.long)
    }

    /// Whether it is for an argument, and for no member of one.
    pub(super) fn is_whole(&self) -> bool {
        self.path.len() == 1
    }

    /// What is expected, in words.
    pub(super) fn expected(&self) -> String {
        describe(self.schema, &self.field.defs)
    }
}

/// All flags of a tool or a prompt, in their order. Those of arguments are named first, so that no member takes the name of one.
pub(super) fn flags(offer: &Offer) -> Vec<Flag<'_>> {
    // The name of an argument is its own, whatever others look like.
    let exact: BTreeSet<&str> = offer.fields.iter().map(|field| field.name.as_str()).collect();
    let mut taken: BTreeSet<String> = exact.iter().map(|name| (*name).to_owned()).collect();
    let mut all = Vec::new();
    for field in offer.fields.iter().filter(|field| is_writable(&field.name)) {
        let long = kebab(&field.name);
        let (long, alias) = if long == field.name || !taken.insert(long.clone()) {
            (field.name.clone(), None)
        } else {
            (long, Some(field.name.clone()))
        };
        all.push(Flag { long, alias, path: vec![&field.name], schema: &field.schema, field });
    }
    let mut at = 0;
    while at < all.len() && all.len() < MOST {
        let inner = members(&all[at], &mut taken);
        all.extend(inner);
        at += 1;
    }
    all.truncate(MOST);
    // The members of an argument stand behind it.
    let place = |flag: &Flag<'_>| offer.fields.iter().position(|field| field.name == flag.field.name);
    all.sort_by_key(place);
    all
}

/// The flags of the members of an object.
fn members<'a>(of: &Flag<'a>, taken: &mut BTreeSet<String>) -> Vec<Flag<'a>> {
    let Kind::Object(Some(members)) = kind(of.schema, &of.field.defs) else { return Vec::new() };
    if of.path.len() >= DEPTH {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (name, schema) in members.iter().filter(|(name, _)| is_writable(name)) {
        let mut path = of.path.clone();
        path.push(name);
        let (long, exact) = (format!("{}.{}", of.long, kebab(name)), path.join("."));
        if !taken.insert(long.clone()) {
            continue;
        }
        let alias = (exact != long && taken.insert(exact.clone())).then_some(exact);
        all.push(Flag { long, alias, path, schema, field: of.field });
    }
    all
}

/// Whether a name can be that of a flag.
fn is_writable(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('-')
        && !name.contains(['=', '.'])
        && !name.contains(char::is_whitespace)
}

/// A name as flags are written: `userName` and `user_name` are `user-name`.
fn kebab(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len());
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| chars[before]);
        let humps = before.is_some_and(|before| before.is_lowercase() || before.is_ascii_digit());
        if c.is_uppercase() && humps {
            out.push('-');
        }
        match c {
            // One at the edge, or beside another, means something.
            '_' if before.is_some_and(char::is_alphanumeric)
                && chars.get(at + 1).is_some_and(|c| c.is_alphanumeric()) =>
            {
                out.push('-');
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// The sub-command of a tool or a prompt.
pub(super) fn command(offer: &Offer) -> Command {
    let flags = flags(offer);
    let is_taken =
        |name: &str| flags.iter().any(|flag| flag.long == name || flag.alias.as_deref() == Some(name));
    let command = Command::new(offer.name.clone())
        .about(offer.about.clone())
        .disable_version_flag(true)
        .disable_help_flag(true)
        .next_help_heading("Arguments of this call")
        .args(flags.iter().map(argument));
    let help = Arg::new("--help").short('h').action(ArgAction::Help).help("Print help");
    let help = if is_taken("help") { help } else { help.long("help") };
    let own = own::behind().into_iter().filter(|arg| !arg.get_long().is_some_and(is_taken));
    command.next_help_heading("Options").args(own).arg(help)
}

fn argument(flag: &Flag<'_>) -> Arg {
    let schema = flag.schema;
    let about = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    let need = match (&flag.field.default, flag.is_whole()) {
        (_, false) => String::new(),
        (Some(default), true) => format!(", default: {default}"),
        (None, true) if flag.field.required => ", required".to_owned(),
        (None, true) => ", optional".to_owned(),
    };
    let kind = kind(schema, &flag.field.defs);
    let how = if matches!(kind, Kind::List(_)) { ", repeated or as JSON" } else { "" };
    let help = format!("{about} ({}{how}{need})", flag.expected());
    let arg = Arg::new(flag.long.clone())
        .long(flag.long.clone())
        .aliases(flag.alias.clone())
        .help(help.trim_start().to_owned());
    let (name, many) = match kind {
        // A word behind it is its value only where it is no flag.
        Kind::Boolean => {
            return arg
                .value_name("BOOL")
                .num_args(0..=1)
                .default_missing_value("true")
                .action(ArgAction::Set);
        }
        Kind::List(items) => (value_name(self::kind(items, &flag.field.defs)), true),
        one => (value_name(one), false),
    };
    let action = if many { ArgAction::Append } else { ArgAction::Set };
    let arg = arg.value_name(name).action(action).allow_hyphen_values(true).hide_possible_values(true);
    let of = if let Kind::List(items) = kind { items } else { schema };
    match words(of, &flag.field.defs).into_iter().map(str::to_owned).collect::<Vec<_>>() {
        words if words.is_empty() => arg,
        words => arg.value_parser(Completed(words)),
    }
}

/// Takes any text, which is held against the schema later, and tells shells of those that are right.
#[derive(Debug, Clone)]
struct Completed(Vec<String>);

impl TypedValueParser for Completed {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(PossibleValue::new)))
    }
}

fn value_name(kind: Kind<'_>) -> &'static str {
    match kind {
        Kind::Text => "TEXT",
        Kind::Boolean => "BOOL",
        Kind::Integer => "INTEGER",
        Kind::Number => "NUMBER",
        Kind::List(_) | Kind::Object(_) => "JSON",
        Kind::Any => "VALUE",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn names_of_flags() {
        for (name, flag) in [
            ("user_name", "user-name"),
            ("userName", "user-name"),
            ("UserName2", "user-name2"),
            ("URL", "url"),
            ("_x", "_x"),
            ("a__b", "a__b"),
            ("dry-run", "dry-run"),
        ] {
            assert_eq!(kebab(name), flag, "{name}");
        }
        // Who has a name as it is keeps it.
        let field = |name: &str| Field {
            name: name.to_owned(),
            schema: Value::Null,
            defs: Arc::new(Value::Null),
            required: false,
            default: None,
        };
        let fields = ["a_b", "a-b", "aB", "x y", "q=r"].map(field).into();
        let offer = Offer { name: "t".into(), about: String::new(), fields };
        let longs: Vec<String> = flags(&offer).into_iter().map(|flag| flag.long).collect();
        assert_eq!(longs, ["a_b", "a-b", "aB"]);
        command(&offer).debug_assert();
    }
}
