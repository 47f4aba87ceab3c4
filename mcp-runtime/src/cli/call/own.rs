//! The flags of `call` itself and of its like. They stand before the name of a tool, and behind it where the tool has no argument of that
//! name.

use clap::{Arg, ArgMatches};

use super::super::command::{self, id};

const JSON: &str = "json";

/// What may stand behind the name of a tool too.
pub(super) fn behind() -> Vec<Arg> {
    let json = Arg::new(id(JSON))
        .long(JSON)
        .value_name("OBJECT")
        .help("All arguments as one JSON object, `@FILE` for that in a file, `-` for standard input; flags beside it win")
        .allow_hyphen_values(true);
    vec![json, command::log().global(false)]
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

    /// What a flag was given; behind the name of the tool wins.
    fn text(self, flag: &str) -> Option<&'a str> {
        let of = |matches: &'a ArgMatches| matches.try_get_one::<String>(&id(flag)).ok().flatten();
        self.behind.and_then(of).or_else(|| of(self.before)).map(String::as_str)
    }
}
