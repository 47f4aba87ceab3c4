//! `call NAME`, `prompt NAME` and `read URI`: what a server offers from the command line, with flags made from its schemas.

mod flags;
mod offer;
mod own;
mod saved;
mod shown;
mod typed;

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Arg, ArgMatches, Command};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use self::offer::Offer;
use self::own::Own;
use self::saved::Saver;
use crate::app::App;
use crate::cli::line::Line;
use crate::cli::{FAILED, USAGE, command, complain, failed, program};
use crate::protocol::revision::Revision;
use crate::testing::RawClient;

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
    match request(app, method, &params) {
        Ok(result) => shown::show(&result, own.output(), &mut Saver::new(own.save(), &name)),
        Err(code) => code,
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

/// Asks the server, and gives the result; or the exit code, when the error is printed. `params` has no end yet.
fn request(app: Arc<App>, method: &str, params: &str) -> Result<String, ExitCode> {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": Revision::MODERN.as_str(),
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { "name": "command line", "version": app.info.version },
        "progressToken": 1,
    });
    let request = format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{method}\",\"params\":{params},\"_meta\":{meta}}}}}"
    );
    let mut client = RawClient::of(app).map_err(|error| failed(&error))?;
    client.send(&request);
    loop {
        let Some(line) = client.receive(Duration::from_secs(3600)) else { continue };
        let message: Incoming = serde_json::from_str(&line).unwrap_or_default();
        if let Some(error) = message.error {
            complain(&format!("error: {}", error["message"].as_str().unwrap_or_default()));
            return Err(ExitCode::from(FAILED));
        }
        if let Some(result) = message.result {
            return Ok(result.get().to_owned());
        }
        show_progress(&message.params);
    }
}

/// A message of the server.
#[derive(Debug, Default, serde::Deserialize)]
struct Incoming {
    #[serde(default)]
    params: Value,
    result: Option<Box<RawValue>>,
    error: Option<Value>,
}

fn show_progress(params: &Value) {
    if params.get("progress").is_none() {
        return;
    }
    let of = params.get("total").map(|total| format!("/{total}")).unwrap_or_default();
    let message = params["message"].as_str().unwrap_or_default();
    complain(&format!("[{}{of}] {message}", params["progress"]));
}
