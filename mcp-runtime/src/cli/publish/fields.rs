//! What a user fills in before the server can start: the author's flags that are not on the command line.

use std::any::TypeId;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};
use serde_json::Value;

use super::filled;
use crate::cli::install::own;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Switch,
    Folder,
    File,
    /// A path to either.
    Path,
}

/// One of the author's flags.
pub(super) struct Field<'a> {
    pub(super) arg: &'a Arg,
    pub(super) kind: Kind,
    pub(super) is_secret: bool,
}

/// Words of a name by which it is that of a secret.
const SECRETS: [&str; 10] = [
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "credential",
    "credentials",
    "apikey",
    "key",
    "pat",
];

/// All of them. `own` are the author's flags as they were written, `command` those that were read.
pub(super) fn all<'a>(command: &'a Command, own: &Command, matches: &ArgMatches) -> Vec<Field<'a>> {
    let hides = |arg: &Arg| {
        own.get_arguments().any(|own| own.get_id() == arg.get_id() && own.is_hide_env_values_set())
    };
    own::authors(command)
        .filter(|arg| !own::is_on_line(arg, matches) && (!arg.is_hide_set() || is_needed(arg)))
        .map(|arg| {
            let kind = kind(arg);
            let is_secret =
                kind == Kind::Text && (hides(arg) || words(arg).any(|word| SECRETS.contains(&word)));
            Field { arg, kind, is_secret }
        })
        .collect()
}

fn is_needed(arg: &Arg) -> bool {
    arg.is_required_set() && arg.get_default_values().is_empty()
}

/// The words of its name.
fn words(arg: &Arg) -> impl Iterator<Item = &str> {
    let name = arg.get_long().unwrap_or(arg.get_id().as_str());
    name.split(|c: char| !c.is_ascii_alphanumeric())
}

fn is_switch(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::SetTrue | ArgAction::SetFalse)
}

fn kind(arg: &Arg) -> Kind {
    let parsed = arg.get_value_parser().type_id();
    let is = |id: TypeId| parsed == id;
    if is_switch(arg) || is(TypeId::of::<bool>()) {
        return Kind::Switch;
    }
    let numbers = [
        TypeId::of::<u8>(),
        TypeId::of::<u16>(),
        TypeId::of::<u32>(),
        TypeId::of::<u64>(),
        TypeId::of::<usize>(),
        TypeId::of::<i8>(),
        TypeId::of::<i16>(),
        TypeId::of::<i32>(),
        TypeId::of::<i64>(),
        TypeId::of::<isize>(),
        TypeId::of::<f32>(),
        TypeId::of::<f64>(),
    ];
    if matches!(arg.get_action(), ArgAction::Count) || numbers.into_iter().any(is) {
        return Kind::Number;
    }
    match arg.get_value_hint() {
        ValueHint::DirPath => Kind::Folder,
        ValueHint::FilePath | ValueHint::ExecutablePath => Kind::File,
        hint if hint == ValueHint::AnyPath || is(TypeId::of::<PathBuf>()) => {
            if words(arg).any(|word| matches!(word, "folder" | "dir" | "directory" | "root")) {
                Kind::Folder
            } else if words(arg).any(|word| word == "file") {
                Kind::File
            } else {
                Kind::Path
            }
        }
        _ => Kind::Text,
    }
}

impl Field<'_> {
    /// What it is called in a form.
    pub(super) fn key(&self) -> &str {
        self.arg.get_id().as_str()
    }

    /// How it is written in a command line that is made of a form.
    pub(super) fn name(&self) -> String {
        filled::name(self.arg)
    }

    /// What people read above it.
    pub(super) fn title(&self) -> String {
        let words: Vec<&str> = words(self.arg).filter(|word| !word.is_empty()).collect();
        let title = words.join(" ");
        let mut letters = title.chars();
        letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
    }

    /// What people read about it, with what it may be.
    pub(super) fn about(&self) -> String {
        let help = self.arg.get_long_help().or(self.arg.get_help()).map(ToString::to_string);
        help.map(|help| help.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|help| !help.is_empty())
            .unwrap_or_else(|| self.title())
    }

    /// The texts that it may be, if it may not be all.
    pub(super) fn choices(&self) -> Vec<String> {
        if self.kind != Kind::Text {
            return Vec::new();
        }
        let values = self.arg.get_possible_values();
        values.iter().filter(|value| !value.is_hide_set()).map(|value| value.get_name().to_owned()).collect()
    }

    pub(super) fn is_required(&self) -> bool {
        is_needed(self.arg)
    }

    pub(super) fn is_list(&self) -> bool {
        let many = self.arg.get_num_args().is_some_and(|count| count.max_values() > 1);
        many || matches!(self.arg.get_action(), ArgAction::Append)
    }

    /// The variable that sets it, where one can.
    pub(super) fn variable(&self) -> Option<&str> {
        self.arg.get_env().and_then(|name| name.to_str()).filter(|_| !self.is_list())
    }

    /// What it is when nobody says so, where that means the same on each machine.
    pub(super) fn default(&self) -> Option<Value> {
        if is_switch(self.arg) || matches!(self.arg.get_action(), ArgAction::Count) {
            return None;
        }
        let values = self.arg.get_default_values().iter().map(|value| value.to_str());
        let texts = values.collect::<Option<Vec<&str>>>().filter(|texts| !texts.is_empty())?;
        let is_path = matches!(self.kind, Kind::Folder | Kind::File | Kind::Path);
        if is_path && texts.iter().any(|text| !Path::new(text).is_absolute()) {
            return None;
        }
        match (self.kind, &texts[..]) {
            _ if self.is_list() => Some(texts.into_iter().map(Value::from).collect()),
            (Kind::Number | Kind::Switch, [text]) => serde_json::from_str(text).ok(),
            (_, [text]) => Some((*text).into()),
            _ => None,
        }
    }
}
