//! `completions SHELL`: what a shell completes of the command line, with the names and the flags of all tools and prompts.

use std::process::ExitCode;

use clap::builder::EnumValueParser;
use clap::{Arg, ArgMatches, Command};
use clap_complete::Shell;

use super::command::id;
use super::{call, print, program};
use crate::app::App;

pub(super) const NAME: &str = "completions";

const SHELL: &str = "shell";

/// Its sub-command.
pub(super) fn command() -> Command {
    let shell = Arg::new(id(SHELL))
        .value_name("SHELL")
        .required(true)
        .value_parser(EnumValueParser::<Shell>::new())
        .help("The shell that completes");
    Command::new(NAME).about("Print what a shell needs to complete this command line").arg(shell)
}

/// The shell that is asked for.
pub(super) fn shell(matches: &ArgMatches) -> Option<Shell> {
    matches.get_one(&id(SHELL)).copied()
}

/// Prints the script of a shell for a command line, whose tools are those of the server.
pub(super) fn show(app: &App, mut command: Command, shell: Shell) -> ExitCode {
    // Tools may have an argument of that name, and nothing global is in its way then.
    command = command.mut_arg(id("log"), |log| log.global(false));
    for asking in call::commands(app) {
        let name = asking.get_name().to_owned();
        if command.find_subcommand(&name).is_some() {
            command = command.mut_subcommand(name, |_| asking);
        }
    }
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, program(), &mut script);
    print(&String::from_utf8_lossy(&script))
}
