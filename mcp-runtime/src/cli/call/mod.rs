//! `call NAME`, `prompt NAME` and `read URI`: what a server offers from the command line, with flags made from its schemas.

mod asker;
mod flags;
mod form;
mod inbox;
mod offer;
mod own;
mod saved;
mod screen;
mod shown;
mod talk;
mod typed;

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Arg, ArgMatches, Command};
use serde_json::Value;

use self::offer::Offer;
use self::own::Own;
use self::saved::Saver;
use self::talk::{Failure, Talk};
use crate::app::App;
use crate::cli::line::Line;
use crate::cli::{FAILED, USAGE, command, complain, failed, program};

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
    let command = command(&offers, what).bin_name(format!("{} {what}", program())).no_binary_name(true);
    let matches = match command.try_get_matches_from(rest) {
        Ok(matches) => matches,
        Err(error) => return line.refused(&error),
    };
    let own = Own::new(&matches);
    let (method, params, name) = match params(&offers, what, &matches, own) {
        Ok(asked) => asked,
        Err(text) => {
            complain(&format!("error: {text}"));
            return ExitCode::from(USAGE);
        }
    };
    let level = line.level().ok().flatten();
    let mut talk = match Talk::open(app, own, level.as_deref()) {
        Ok(talk) => talk,
        Err(error) => return failed(&error),
    };
    let result = talk.request(method, &params);
    talk.close();
    match result {
        Ok(result) => shown::show(&result, own.output(), &mut Saver::new(own.save(), &name)),
        Err(Failure::Interrupted) => ExitCode::from(INTERRUPTED),
        Err(Failure::Refused(text)) => {
            complain(&format!("error: {}", shown::clean(&text, std::io::stderr().is_terminal())));
            ExitCode::from(FAILED)
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

fn command(offers: &[Offer], what: &'static str) -> Command {
    let about = command::ASKING.iter().find(|(name, _)| *name == what).map_or("", |(_, about)| about);
    let command = Command::new(what).about(about).disable_help_subcommand(true).args(own::behind());
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
