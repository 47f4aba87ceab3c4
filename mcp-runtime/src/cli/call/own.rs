//! The flags of `call` itself and of its like. They stand before the name of a tool, and behind it where the tool has no argument of that
//! name.

use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches};

use super::shown::Output;
use crate::cli::amount;
use crate::cli::command::{self, id};

const JSON: &str = "json";
const OUTPUT: &str = "output";
const SAVE: &str = "save";
const QUIET: &str = "quiet";
const ANSWER: &str = "answer";
pub(super) const COMMAND: &str = "command";
#[cfg(feature = "http")]
pub(super) const URL: &str = "url";
#[cfg(feature = "http")]
const HEADER: &str = "header";
const WAIT: &str = "wait";

/// The flags of another server, which stand before the name of a tool.
pub(in crate::cli) fn before() -> Vec<Arg> {
    let flag = |name: &'static str| Arg::new(id(name)).long(name).help_heading("Another server");
    let command = flag(COMMAND).value_name("PROGRAM").help(
        "Start this program, given with its arguments in quotes, and ask it over its standard input and output in the place of this server",
    );
    let wait = flag(WAIT)
        .value_name("TIME")
        .value_parser(|text: &str| amount::read_time(text).map_err(|why| format!("it {why}")))
        .help("How long to wait for each answer, such as `10s` [default: 30s until it is known what there is, then for ever]");
    #[cfg(feature = "http")]
    let others =
        [
            flag(URL)
                .value_name("URL")
                .conflicts_with(id(COMMAND))
                .help("Ask the server at this address, over HTTP, in the place of this one"),
            flag(HEADER).value_name("NAME: VALUE").action(ArgAction::Append).requires(id(URL)).help(
                "Send this header with each request, such as `Authorization: Bearer …`; may be repeated",
            ),
        ];
    #[cfg(not(feature = "http"))]
    let others = [];
    [command].into_iter().chain(others).chain([wait]).collect()
}

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
    let quiet = Arg::new(id(QUIET))
        .long(QUIET)
        .action(ArgAction::SetTrue)
        .help("Show no progress and no messages of the server");
    let answer = Arg::new(id(ANSWER))
        .long(ANSWER)
        .value_name("KEY=VALUE")
        .action(ArgAction::Append)
        .value_parser(pair)
        .help("What is answered when the server asks for the field KEY of a form, instead of asking at the terminal; may be repeated");
    vec![json, output, save, quiet, answer, command::log().global(false)]
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write the name of a field, `=` and its value")?;
    Ok((key.to_owned(), value.to_owned()))
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

    /// Whether nothing is said while a call runs.
    pub(super) fn quiet(self) -> bool {
        let of = |matches: &ArgMatches| matches.try_get_one::<bool>(&id(QUIET)).ok().flatten() == Some(&true);
        of(self.before) || self.behind.is_some_and(of)
    }

    /// What is answered, in the order of the command line.
    pub(super) fn answers(self) -> Vec<(String, String)> {
        let of =
            |matches: &'a ArgMatches| matches.try_get_many::<(String, String)>(&id(ANSWER)).ok().flatten();
        let all = [Some(self.before), self.behind].into_iter().flatten().filter_map(of);
        all.flatten().cloned().collect()
    }

    /// The program of another server.
    pub(super) fn command(self) -> Option<&'a str> {
        self.text(COMMAND)
    }

    /// The address of another server.
    #[cfg(feature = "http")]
    pub(super) fn url(self) -> Option<&'a str> {
        self.text(URL)
    }

    /// What is sent with each request to another server.
    #[cfg(feature = "http")]
    pub(super) fn headers(self) -> Vec<String> {
        let all = self.before.try_get_many::<String>(&id(HEADER)).ok().flatten();
        all.into_iter().flatten().cloned().collect()
    }

    /// How long an answer may take.
    pub(super) fn wait(self) -> Option<Duration> {
        self.before.try_get_one(&id(WAIT)).ok().flatten().copied()
    }

    /// What a flag was given; behind the name of the tool wins.
    fn text(self, flag: &str) -> Option<&'a str> {
        let of = |matches: &'a ArgMatches| matches.try_get_one::<String>(&id(flag)).ok().flatten();
        self.behind.and_then(of).or_else(|| of(self.before)).map(String::as_str)
    }
}
