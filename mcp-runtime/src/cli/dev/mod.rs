//! `dev`: the server while it is written. What is changed is built, and takes the place of what runs, behind clients that stay connected.
//!
//! This process is between: it starts the server as a process of its own, of the program that cargo made, and passes on what is said
//! ([`piped`], or [`hosted`] over HTTP). A call waits until what is written is what runs ([`keeper`]); where it does not build, the call is
//! answered with what the compiler says, once. Of the author's code nothing runs here but what `main`
//! does before `run`.

mod between;
mod cargo;
mod held;
#[cfg(feature = "http")]
mod hosted;
mod keeper;
#[cfg(feature = "http")]
mod passed;
mod piped;
mod process;
mod project;
mod running;
#[cfg(feature = "http")]
mod serving;
mod session;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command, value_parser};

use super::command::id;
use super::line::{Line, Mode};
use super::{FAILED, ended, program};
use crate::outcome::error::Error;
use keeper::Keeper;
pub(super) use process::{Started, TOLD};
use project::Project;

pub(super) const NAME: &str = "dev";

const CARGO: &str = "cargo";

/// Its sub-command.
pub(super) fn command() -> Command {
    let cargo = Arg::new(CARGO)
        .num_args(0..)
        .trailing_var_arg(true)
        .allow_hyphen_values(true)
        .value_name("OPTION")
        .value_parser(value_parser!(OsString))
        .help("What else `cargo build` is told, such as `--features NAME`");
    Command::new(NAME)
        .about(
            "Serve, and build and start anew whenever the source changes, behind clients that stay connected",
        )
        .arg(cargo)
}

/// What is asked for.
pub(super) struct Wanted {
    /// The command line of the server.
    server: Vec<OsString>,
    cargo: Vec<OsString>,
    /// How it serves.
    served: Box<Mode>,
}

impl Wanted {
    /// Reads it of a whole command line: what stands before the sub-command is the server's.
    pub(super) fn read(matches: &ArgMatches, all: &[OsString], served: Mode) -> Self {
        let cargo: Vec<OsString> = matches.get_many(CARGO).into_iter().flatten().cloned().collect();
        let before = &all[..all.len() - cargo.len().min(all.len())];
        let end = before.iter().rposition(|arg| arg == NAME).unwrap_or(before.len());
        Self { server: before[1.min(end)..end].to_vec(), cargo, served: Box::new(served) }
    }
}

/// Serves, as a command line says that asks for it. The author's server must not be made, or have gone.
pub(super) fn run(line: &Line) -> ExitCode {
    let Mode::Dev(wanted) = &line.mode else { return ExitCode::from(FAILED) };
    ended(work(line, wanted))
}

fn work(line: &Line, wanted: &Wanted) -> Result<(), Error> {
    let keeper = || Project::of_this_program(&wanted.cargo).map(Keeper::new);
    let mut args = wanted.server.clone();
    // It may stand behind the sub-command too.
    let is_log = |arg: &OsString| arg.to_string_lossy().starts_with("--log");
    if let Some(level) = line.level()?.filter(|_| line.is_on_line(&id("log")) && !args.iter().any(is_log)) {
        args.extend(["--log".into(), level.into()]);
    }
    match &*wanted.served {
        #[cfg(feature = "http")]
        Mode::Http(address) => hosted::serve(keeper()?, line, address, args),
        Mode::Stdio => {
            if !line.is_on_line(&id("stdio")) {
                args.push("--stdio".into());
            }
            piped::serve(keeper()?, args)
        }
        _ => {
            let name = program();
            Err(Error::usage(format!(
                "nobody speaks to it on a terminal: have a client start `{name} dev`, or serve HTTP with `{name} --http :3000 dev`"
            )))
        }
    }
}

/// What whoever calls reads while nothing serves.
fn refused_while_down(why: &str) -> String {
    format!("The server does not start: {why}. It is tried again when its source changes; its log says more.")
}

/// What whoever called reads in the place of an answer.
fn not_called(why: &str) -> String {
    format!("{why}\n\nThis call did not run. Called again, it runs in the last build that served.")
}
