//! `doctor`: what a server offers, held against what clients take; and the server itself, started and spoken to as they do.
//!
//! It ends with 1 where something is wrong, so a job can ask it. What the compiler or the start can see is theirs.

#[cfg(feature = "http")]
mod hosted;
mod piped;
mod report;
mod surface;
mod talk;

use std::process::ExitCode;
use std::sync::Arc;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::line::Line;
use super::{FAILED, print};
use crate::app::App;
use crate::schema::clients::Client;
use report::Report;

/// What is to be looked at.
pub(super) struct Wanted {
    /// The clients for which what breaks there is wrong.
    clients: Vec<Client>,
    json: bool,
}

pub(super) fn command() -> Command {
    let names = Client::ALL.iter().map(|(name, _)| *name);
    let client = Arg::new("client")
        .long("client")
        .value_name("NAME")
        .action(ArgAction::Append)
        .value_parser(PossibleValuesParser::new(names))
        .help("A client that has to take everything; what breaks there is an error");
    let json = Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print what was found as JSON");
    Command::new("doctor")
        .about("Check what the server offers, and that it can be reached")
        .arg(client)
        .arg(json)
}

impl Wanted {
    pub(super) fn read(matches: &ArgMatches) -> Self {
        let names = matches.get_many::<String>("client").into_iter().flatten();
        let clients = names.filter_map(|name| Client::named(name)).collect();
        Self { clients, json: matches.get_flag("json") }
    }
}

/// Checks all, and prints it.
pub(super) fn run(app: Arc<App>, line: &Line, wanted: &Wanted) -> ExitCode {
    let mut report = Report::default();
    let costs = surface::look(&app.catalog(), &app.info, &wanted.clients, &mut report);
    piped::look(&app, &mut report);
    #[cfg(feature = "http")]
    hosted::look(app, line, &mut report);
    #[cfg(not(feature = "http"))]
    let _ = line;
    let text = if wanted.json { format!("{}\n", report.json(&costs)) } else { report.text() };
    let code = if report.is_wrong() { ExitCode::from(FAILED) } else { ExitCode::SUCCESS };
    print(&text);
    code
}
