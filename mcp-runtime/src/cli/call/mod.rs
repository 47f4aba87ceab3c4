//! `call NAME`, `prompt NAME` and `read URI`: what a server offers from the command line, with flags made from its schemas.

mod flags;
mod offer;
mod own;
mod typed;

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Arg, ArgMatches, Command};
use serde_json::{Value, json};

use self::offer::Offer;
use self::own::Own;
use crate::app::App;
use crate::cli::line::Line;
use crate::cli::{FAILED, USAGE, command, complain, failed, print, program};
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
    let Some((name, flags)) = matches.subcommand() else { return read(app, &matches) };
    let Some(offer) = offers.iter().find(|offer| offer.name == name) else { return ExitCode::from(USAGE) };
    let is_prompt = what == "prompt";
    match typed::arguments(offer, flags, Own::new(&matches).json(), is_prompt) {
        Err(text) => {
            complain(&format!("error: {text}"));
            ExitCode::from(USAGE)
        }
        Ok(arguments) if is_prompt => prompt(app, name, &arguments),
        Ok(arguments) => tool(app, name, &arguments),
    }
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

fn tool(app: Arc<App>, name: &str, arguments: &str) -> ExitCode {
    request(app, "tools/call", &named(name, arguments)).map_or_else(|code| code, |result| show(&result))
}

fn named(name: &str, arguments: &str) -> String {
    format!("{{\"name\":{},\"arguments\":{arguments}", Value::from(name))
}

fn prompt(app: Arc<App>, name: &str, arguments: &str) -> ExitCode {
    let result = match request(app, "prompts/get", &named(name, arguments)) {
        Ok(result) => result,
        Err(code) => return code,
    };
    let messages = result["messages"].as_array().into_iter().flatten();
    let shown = messages.map(|message| {
        format!("[{}]\n{}", message["role"].as_str().unwrap_or_default(), block(&message["content"]))
    });
    print(&shown.collect::<Vec<String>>().join("\n"))
}

fn read(app: Arc<App>, matches: &ArgMatches) -> ExitCode {
    let uri = matches.get_one::<String>(URI).map(String::as_str).unwrap_or_default();
    let result = match request(app, "resources/read", &format!("{{\"uri\":{}", Value::from(uri))) {
        Ok(result) => result,
        Err(code) => return code,
    };
    let contents = result["contents"].as_array().into_iter().flatten();
    let parts = contents.map(|part| block(&json!({ "type": "resource", "resource": part })));
    print(&parts.collect::<String>())
}

/// Asks the server, and gives the result; or the exit code, when the error is printed. `params` has no end yet.
fn request(app: Arc<App>, method: &str, params: &str) -> Result<Value, ExitCode> {
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
        let mut message: Value = serde_json::from_str(&line).unwrap_or_default();
        if let Some(error) = message.get("error") {
            complain(&format!("error: {}", error["message"].as_str().unwrap_or_default()));
            return Err(ExitCode::from(FAILED));
        }
        if message.get("id").is_some() {
            return Ok(message["result"].take());
        }
        show_progress(&message["params"]);
    }
}

fn show(result: &Value) -> ExitCode {
    let text: String = result["content"].as_array().into_iter().flatten().map(block).collect();
    if result["isError"] == true {
        complain(text.trim_end());
        return ExitCode::from(FAILED);
    }
    print(&text)
}

/// A content block for a person: text as it is, objects indented, anything else by what it is.
fn block(block: &Value) -> String {
    let text = match block["type"].as_str() {
        Some("text") => {
            let text = block["text"].as_str().unwrap_or_default();
            match serde_json::from_str::<Value>(text) {
                Ok(value) if value.is_object() || value.is_array() => format!("{value:#}"),
                _ => text.to_owned(),
            }
        }
        Some("resource_link") => block["uri"].as_str().unwrap_or_default().to_owned(),
        Some("resource") if block["resource"]["text"].is_string() => {
            block["resource"]["text"].as_str().unwrap_or_default().to_owned()
        }
        _ => {
            let data = block["data"].as_str().or(block["resource"]["blob"].as_str()).unwrap_or_default();
            let kind =
                block["mimeType"].as_str().or(block["resource"]["mimeType"].as_str()).unwrap_or("binary");
            format!("[{kind}, {} bytes]", data.trim_end_matches('=').len() * 3 / 4)
        }
    };
    if text.ends_with('\n') { text } else { text + "\n" }
}

fn show_progress(params: &Value) {
    if params.get("progress").is_none() {
        return;
    }
    let of = params.get("total").map(|total| format!("/{total}")).unwrap_or_default();
    let message = params["message"].as_str().unwrap_or_default();
    complain(&format!("[{}{of}] {message}", params["progress"]));
}
