//! The flags of every server, and beside them those of the author.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::{Arg, ArgAction, Args, Command};

#[cfg(feature = "install")]
use super::publish::{self, Card};
use super::{call, complete, program};
use crate::author::table::{Part, Server};
use crate::outcome::error::Error;

/// The names of what asks the server; what comes after them is read when the server is there, which says what there can be.
pub(super) const ASKING: [(&str, &str); 3] = [
    ("call", "Call a tool and print its result"),
    ("prompt", "Print the messages of a prompt"),
    ("read", "Print the contents of a resource"),
];

/// What comes after one of them.
pub(super) const REST: &str = "rest";

/// Under which the help lists the author's flags.
const HEADING: &str = "Of this server";

pub(super) const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// What is known of a server before it is made.
pub(super) struct Face {
    #[cfg(feature = "install")]
    pub(super) name: &'static str,
    /// What is published of it, made only where it is asked for.
    #[cfg(feature = "install")]
    pub(super) card: fn() -> Card,
    pub(super) version: &'static str,
    pub(super) about: String,
    /// Which of [`ASKING`] there are.
    asking: [bool; 3],
    help: &'static str,
}

impl Face {
    pub(super) fn of<S: Server>(help: &'static str) -> Self {
        let info = S::TABLE.info;
        let all = S::TABLE.all();
        let prompts = all.iter().any(|marked| matches!(marked.part, Part::Prompt));
        let resources = all.iter().any(|marked| matches!(marked.part, Part::Resource(_) | Part::Lister));
        let about = first_sentence(info.instructions);
        Self {
            #[cfg(feature = "install")]
            name: info.name,
            #[cfg(feature = "install")]
            card: Card::of::<S>,
            version: info.version,
            about,
            asking: [true, prompts, resources],
            help,
        }
    }
}

impl Face {
    /// One that has everything, where no server is known.
    pub(super) fn any() -> Self {
        Self {
            #[cfg(feature = "install")]
            name: "",
            #[cfg(feature = "install")]
            card: Card::none,
            version: "",
            about: String::new(),
            asking: [true; 3],
            help: "",
        }
    }
}

/// The first sentence of a text, on one line.
pub(super) fn first_sentence(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    paragraph.split_inclusive(". ").next().unwrap_or_default().trim_end().to_owned()
}

/// The variable of a flag of the kit.
pub(super) fn variable(flag: &str) -> String {
    format!("MCP_{}", flag.replace('-', "_").to_ascii_uppercase())
}

/// The identity of a flag of the kit. No field of the author's can have it.
pub(super) fn id(flag: &str) -> String {
    format!("--{flag}")
}

/// A flag of the kit. Its variable is read by [`Line`](super::line::Line), so that it wins over nothing, needs nothing and is no
/// fault where it is not asked for.
pub(super) fn flag(name: &'static str, help: &str) -> Arg {
    Arg::new(id(name)).long(name).help(format!("{help} [env: {}]", variable(name)))
}

/// A flag of the kit that is yes where it is written.
pub(super) fn switch(name: &'static str, help: &str) -> Arg {
    flag(name, help).action(ArgAction::SetTrue)
}

/// The level of the log, which may stand anywhere.
pub(super) fn log() -> Arg {
    flag("log", "How much to log, to stderr [default: what RUST_LOG says, or else warn]")
        .value_name("LEVEL")
        .global(true)
        .value_parser(LEVELS)
}

/// The whole command line. Err: a flag of the author's is there already.
pub(super) fn command<A: Args>(face: &Face) -> Result<Command, Error> {
    let kit = kit(face);
    distinct(&kit, &A::augment_args(Command::new("")))?;
    // The author's type may have a doc comment, which is not that of the server.
    let command = A::augment_args(kit.next_help_heading(HEADING)).mut_args(|arg| arg.hide_env_values(true));
    let command = command.about(face.about.clone()).long_about(None).version(face.version).long_version(None);
    Ok(if face.help.is_empty() { command } else { command.after_help(face.help) })
}

fn kit(face: &Face) -> Command {
    let command = Command::new(program())
        .disable_help_subcommand(true)
        .arg(switch(
            "stdio",
            "Serve the program that started this one, over standard input and output (the default when the input is \
             not a terminal)",
        ))
        .arg(log())
        .arg(
            flag(
                "grace",
                "How long calls may go on when the client has left or the process is told to stop, such as `10s`",
            )
            .value_name("TIME"),
        )
        .arg(
            flag(
                "call-deadline",
                "How long a call may take unless its tool says otherwise, such as `2m` [default: for ever]",
            )
            .value_name("TIME"),
        )
        .arg(
            flag(
                "max-held",
                "How much may be held for clients, all together, such as `1G` [default: 256M]",
            )
            .value_name("SIZE"),
        )
        .subcommand(Command::new("list").about("Print what the server offers").args(call::before()))
        .subcommand(Command::new("schema").about("Print what clients see, as JSON").args(call::before()))
        .subcommand(super::doctor::command())
        .subcommands(
            ASKING
                .iter()
                .zip(face.asking)
                .filter(|(_, there)| *there)
                .map(|((name, about), _)| asking(name, about)),
        );
    let command = command.subcommand(complete::command());
    #[cfg(all(feature = "dev", unix))]
    let command = command.subcommand(super::dev::command());
    #[cfg(feature = "install")]
    let command = command.subcommands(super::install::commands()).subcommands(publish::commands());
    #[cfg(feature = "http")]
    let command = command.subcommand(super::health::command()).args(super::http::args());
    command
}

/// The sub-command of one of [`ASKING`].
pub(super) fn asking(name: &'static str, about: &'static str) -> Command {
    let rest = Arg::new(REST)
        .num_args(0..)
        .trailing_var_arg(true)
        .allow_hyphen_values(true)
        .value_parser(clap::value_parser!(OsString));
    Command::new(name).about(about).disable_help_flag(true).arg(rest)
}

/// clap panics where a name is there twice, and only in a debug build.
fn distinct(kit: &Command, own: &Command) -> Result<(), Error> {
    if let Some(command) = own.get_subcommands().next() {
        return Err(Error::usage(format!(
            "the server has a sub-command of its own, `{}`: make a flag or a tool of it",
            command.get_name()
        )));
    }
    let mut taken: BTreeMap<String, bool> =
        ["--help", "-h", "--version", "-V", "help", "version"].map(|name| (name.to_owned(), true)).into();
    for arg in kit.get_arguments() {
        taken.extend(names(arg).into_iter().map(|name| (name, true)));
        taken.extend(arg.get_long().map(|name| (variable(name), true)));
    }
    taken.insert("MCP_SECRET".into(), true);
    #[cfg(all(feature = "dev", unix))]
    taken.insert(super::dev::TOLD.into(), true);
    #[cfg(feature = "install")]
    taken.insert(publish::filled::FILLED.into(), true);
    for arg in own.get_arguments() {
        let variable = arg.get_env().map(|variable| variable.to_string_lossy().into_owned());
        let id = arg.get_id().to_string();
        for name in names(arg).into_iter().chain(variable).chain([id.clone()]) {
            match taken.insert(name.clone(), false) {
                None => {}
                Some(true) => {
                    return Err(Error::usage(format!(
                        "`{name}` of the field `{id}` belongs to every server: give it another name, such as \
                         `#[arg(long = \"my-{}\")]`",
                        id.replace('_', "-")
                    )));
                }
                // One variable may be read by two flags.
                Some(false) if arg.get_env().is_some_and(|variable| *variable == *name) => {}
                Some(false) => {
                    return Err(Error::usage(format!(
                        "`{name}` of the field `{id}` is there twice: give one of them another name"
                    )));
                }
            }
        }
    }
    Ok(())
}

/// The names that a flag has on the command line.
fn names(arg: &Arg) -> Vec<String> {
    let longs = arg
        .get_long_and_visible_aliases()
        .into_iter()
        .flatten()
        .chain(arg.get_all_aliases().into_iter().flatten());
    let shorts = arg
        .get_short_and_visible_aliases()
        .into_iter()
        .flatten()
        .chain(arg.get_all_short_aliases().into_iter().flatten());
    let mut names: Vec<String> =
        longs.map(|name| format!("--{name}")).chain(shorts.map(|name| format!("-{name}"))).collect();
    names.sort();
    names.dedup();
    names
}
