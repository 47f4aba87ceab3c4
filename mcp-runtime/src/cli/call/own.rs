//! The flags of `call` itself and of its like. They stand before the name of a tool, and behind it where the tool has no argument of that
//! name.

use clap::{Arg, ArgMatches};

use super::shown::Output;
use crate::cli::command::{self, id};

const JSON: &str = "json";
const OUTPUT: &str = "output";
const SAVE: &str = "save";

/// What may stand behind the name of a tool too.
pub(super) fn behind() -> Vec<Arg> {
    let json = Arg::new(id(JSON))
        .long(JSON)
        .value_name("OBJECT")
        .help("All arguments as one JSON object, `@FILE` for that in a file, `-` for standard input; flags beside it win")
        .allow_hyphen_values(true);
    let output = Arg::new(id(OUTPUT))
        .long(OUTPUT)
        .value_name("FORM")
        .value_parser(Output::NAMES)
        .help("What is printed: `text` for people, `json` for the value as scripts read it, `raw` for the whole result [default: text]")
        .hide_possible_values(true);
    let save = Arg::new(id(SAVE))
        .long(SAVE)
        .value_name("DIR")
        .help("Write images, sounds and other data that is no text into files in this folder");
    vec![json, output, save, command::log().global(false)]
}

/// What was said by these flags.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own<'a> {
    before: &'a ArgMatches,
    behind: Option<&'a ArgMatches>,
}

impl<'a> Own<'a> {
    pub(super) fn new(before: &'a ArgMatches) -> Self {
        Self { before, behind: before.subcommand().map(|(_, behind)| behind) }
    }

    /// All arguments at once.
    pub(super) fn json(self) -> Option<&'a str> {
        self.text(JSON)
    }

    /// What is printed.
    pub(super) fn output(self) -> Output {
        Output::named(self.text(OUTPUT).unwrap_or_default())
    }

    /// The folder for what is no text.
    pub(super) fn save(self) -> Option<&'a str> {
        self.text(SAVE)
    }

    /// What a flag was given; behind the name of the tool wins.
    fn text(self, flag: &str) -> Option<&'a str> {
        let of = |matches: &'a ArgMatches| matches.try_get_one::<String>(&id(flag)).ok().flatten();
        self.behind.and_then(of).or_else(|| of(self.before)).map(String::as_str)
    }
}
