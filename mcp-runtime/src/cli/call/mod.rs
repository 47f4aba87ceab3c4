//! `call NAME`, `prompt NAME` and `read URI`: what a server offers from the command line, with flags made from its schemas.

mod asker;
mod child;
mod elsewhere;
mod flags;
mod form;
mod hello;
mod inbox;
mod offer;
mod own;
mod peer;
mod saved;
mod screen;
mod shown;
mod talk;
mod typed;
#[cfg(feature = "http")]
mod web;

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Arg, ArgMatches, Command};
use serde_json::Value;

use self::offer::Offer;
use self::own::Own;
use self::peer::Inside;
use self::saved::Saver;
use self::talk::{Failure, Talk};
use crate::app::App;
use crate::cli::line::Line;
use crate::cli::{FAILED, USAGE, command, complain, failed, program};
pub(super) use elsewhere::answered;
pub(super) use own::before;
#[cfg(feature = "http")]
pub(super) use web::healthy;

/// The exit code after Ctrl-C, as shells have it.
const INTERRUPTED: u8 = 130;

const URI: &str = "uri";

/// Asks the server for what a command line says after `call`, `prompt` or `read`.
pub(super) fn ask(app: Arc<App>, line: &Line, what: &'static str, rest: &[OsString]) -> ExitCode {
    let offers = match what {
        "call" => Offer::tools(&app),
        "prompt" => Offer::prompts(&app),
        _ => Vec::new(),
    };
    let asked = match Asked::read(&offers, line, what, rest) {
        Ok(asked) => asked,
        Err(code) => return code,
    };
    let version = app.info.version;
    let mut talk = match Talk::open(|post| Inside::open(app, post), version) {
        Ok(talk) => talk,
        Err(error) => return failed(&error),
    };
    talk.heed(asked.own(), line.level().ok().flatten().as_deref());
    let result = talk.begin().and_then(|()| talk.request(asked.method, &asked.params));
    talk.close();
    asked.show(result)
}

/// What a command line asks for.
#[derive(Debug)]
struct Asked {
    matches: ArgMatches,
    method: &'static str,
    /// Without an end.
    params: String,
    name: String,
}

impl Asked {
    /// Err: it was no more than a question, or a mistake, and is answered.
    fn read(offers: &[Offer], line: &Line, what: &'static str, rest: &[OsString]) -> Result<Self, ExitCode> {
        let command = command(offers, what).bin_name(format!("{} {what}", program())).no_binary_name(true);
        let matches = command.try_get_matches_from(rest).map_err(|error| line.refused(&error))?;
        let (method, params, name) = params(offers, what, &matches, Own::new(&matches)).map_err(|text| {
            complain(&format!("error: {text}"));
            ExitCode::from(USAGE)
        })?;
        Ok(Self { matches, method, params, name })
    }

    fn own(&self) -> Own<'_> {
        Own::new(&self.matches)
    }

    /// Prints what it is answered.
    fn show(&self, result: Result<String, Failure>) -> ExitCode {
        let own = self.own();
        match result {
            Ok(result) => shown::show(&result, own.output(), &mut Saver::new(own.save(), &self.name)),
            Err(failure) => failure.show(),
        }
    }
}

impl Failure {
    fn show(self) -> ExitCode {
        match self {
            Self::Interrupted => ExitCode::from(INTERRUPTED),
            Self::Refused(text) | Self::Gone(text) => {
                complain(&format!("error: {}", shown::clean(&text, std::io::stderr().is_terminal())));
                ExitCode::from(FAILED)
            }
        }
    }
}

/// The method of a request, its params, which have no end yet, and the name of what is asked for.
fn params(
    offers: &[Offer],
    what: &str,
    matches: &ArgMatches,
    own: Own<'_>,
) -> Result<(&'static str, String, String), String> {
    let Some((name, flags)) = matches.subcommand() else {
        let uri = matches.get_one::<String>(URI).map(String::as_str).unwrap_or_default();
        return Ok(("resources/read", format!("{{\"uri\":{}", Value::from(uri)), "resource".to_owned()));
    };
    let offer = offers.iter().find(|offer| offer.name == name).ok_or("there is no such name")?;
    let is_prompt = what == "prompt";
    let arguments = typed::arguments(offer, flags, own.json(), is_prompt)?;
    let method = if is_prompt { "prompts/get" } else { "tools/call" };
    Ok((method, format!("{{\"name\":{},\"arguments\":{arguments}", Value::from(name)), name.to_owned()))
}

/// The sub-commands of all that a server offers.
pub(super) fn commands(app: &App) -> [Command; 3] {
    [command(&Offer::tools(app), "call"), command(&Offer::prompts(app), "prompt"), command(&[], "read")]
}

fn command(offers: &[Offer], what: &'static str) -> Command {
    let about = command::ASKING.iter().find(|(name, _)| *name == what).map_or("", |(_, about)| about);
    let command =
        Command::new(what).about(about).disable_help_subcommand(true).args(own::behind()).args(own::before());
    let (value, heading) = match what {
        "call" => ("TOOL", "Tools"),
        "prompt" => ("PROMPT", "Prompts"),
        _ => {
            let uri = Arg::new(URI).value_name("URI").required(true).help("The URI of the resource");
            return command.arg(uri);
        }
    };
    command
        .subcommand_value_name(value)
        .subcommand_help_heading(heading)
        .subcommand_required(true)
        .subcommands(offers.iter().map(flags::command))
}
