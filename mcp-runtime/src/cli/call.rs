//! `call NAME`, `prompt NAME` and `read URI`: what a server offers from the command line, with flags made from its schemas.

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::author::handler::{FieldSpec, Handler};
use crate::cli::line::Line;
use crate::cli::{FAILED, USAGE, command, complain, failed, print, program};
use crate::protocol::revision::Revision;
use crate::schema::describe::describe;
use crate::testing::RawClient;

/// The flag that gives all arguments at once. A tool whose own argument has this name loses nothing: that one can be
/// given inside.
const JSON: &str = "json";

const URI: &str = "uri";

/// Asks the server for what a command line says after `call`, `prompt` or `read`.
pub(super) fn ask(app: Arc<App>, line: &Line, what: &'static str, rest: &[OsString]) -> ExitCode {
    let command = command(&app, what)
        .bin_name(format!("{} {what}", program()))
        .no_binary_name(true)
        // A tool with an argument `log` has that one.
        .arg(command::log().id("log"));
    match command.try_get_matches_from(rest) {
        Err(error) => line.refused(&error),
        Ok(matches) => match what {
            "call" => tool(app, &matches),
            "prompt" => prompt(app, &matches),
            _ => read(app, &matches),
        },
    }
}

fn command(app: &App, what: &'static str) -> Command {
    let catalog = app.catalog();
    let about = command::ASKING.iter().find(|(name, _)| *name == what).map_or("", |(_, about)| about);
    let command = match what {
        "call" => {
            let tools = catalog.tools.all();
            let tools = tools.map(|tool| function(&tool.handler, tool.common.description, true));
            group(what, "TOOL", "Tools").subcommands(tools)
        }
        "prompt" => {
            let prompts = catalog.prompts.all();
            let prompts = prompts.map(|prompt| function(&prompt.handler, prompt.common.description, false));
            group(what, "PROMPT", "Prompts").subcommands(prompts)
        }
        _ => {
            let uri = Arg::new(URI).value_name("URI").required(true).help("The URI of the resource");
            Command::new(what).arg(uri)
        }
    };
    command.about(about)
}

fn group(name: &'static str, value: &'static str, heading: &'static str) -> Command {
    Command::new(name)
        .subcommand_value_name(value)
        .subcommand_help_heading(heading)
        .subcommand_required(true)
        .disable_help_subcommand(true)
}

/// The flags of one function; `json` where all its arguments may be given at once.
fn function(handler: &Handler, doc: &str, json: bool) -> Command {
    let flags = handler.arguments().filter(|field| !json || field.name != JSON).map(flag);
    // A tool with an argument `help` has that one.
    let helps = !handler.arguments().any(|field| field.name == "help");
    let command = Command::new(handler.name.to_string())
        .about(doc.to_owned())
        .disable_version_flag(true)
        .disable_help_flag(!helps)
        .args(flags);
    if !json {
        return command;
    }
    command.arg(
        Arg::new(JSON)
            .long(JSON)
            .value_name("OBJECT")
            .help("All arguments as one JSON object; flags beside it win")
            .allow_hyphen_values(true),
    )
}

fn flag(field: &FieldSpec) -> Arg {
    let about = field.schema.get("description").and_then(Value::as_str).unwrap_or_default();
    let need = match &field.default {
        Some(default) => format!("default: {default}"),
        None if field.required => "required".into(),
        None => "optional".into(),
    };
    let kind = kind(field);
    let action = if kind == Some("array") { ArgAction::Append } else { ArgAction::Set };
    let help = format!("{about} ({}, {need})", describe(&field.schema, &field.defs));
    let arg = Arg::new(field.name)
        .long(field.name)
        .value_name("VALUE")
        .action(action)
        .allow_hyphen_values(true)
        .help(help.trim_start().to_owned());
    if kind == Some("boolean") { arg.num_args(0..=1).default_missing_value("true") } else { arg }
}

fn kind(field: &FieldSpec) -> Option<&str> {
    field.schema.get("type").and_then(Value::as_str)
}

fn tool(app: Arc<App>, matches: &ArgMatches) -> ExitCode {
    let Some((name, matches)) = matches.subcommand() else { return ExitCode::from(USAGE) };
    let catalog = app.catalog();
    let Some(tool) = catalog.tools.all().find(|tool| &*tool.handler.name == name) else {
        return ExitCode::from(USAGE);
    };
    let arguments = match arguments(&tool.handler, matches) {
        Ok(arguments) => arguments,
        Err(text) => {
            complain(&format!("error: {text}"));
            return ExitCode::from(USAGE);
        }
    };
    request(app, "tools/call", json!({ "name": name, "arguments": arguments }))
        .map_or_else(|code| code, |result| show(&result))
}

fn prompt(app: Arc<App>, matches: &ArgMatches) -> ExitCode {
    let Some((name, matches)) = matches.subcommand() else { return ExitCode::from(USAGE) };
    let catalog = app.catalog();
    let Some(prompt) = catalog.prompts.all().find(|prompt| &*prompt.handler.name == name) else {
        return ExitCode::from(USAGE);
    };
    let mut arguments = Map::new();
    for field in prompt.handler.arguments() {
        if let Some(text) = matches.get_one::<String>(field.name) {
            arguments.insert(field.name.to_owned(), text.as_str().into());
        }
    }
    let result = match request(app, "prompts/get", json!({ "name": name, "arguments": arguments })) {
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
    let result = match request(app, "resources/read", json!({ "uri": uri })) {
        Ok(result) => result,
        Err(code) => return code,
    };
    let contents = result["contents"].as_array().into_iter().flatten();
    let parts = contents.map(|part| block(&json!({ "type": "resource", "resource": part })));
    print(&parts.collect::<String>())
}

/// Asks the server, and gives the result; or the exit code, when the error is printed.
fn request(app: Arc<App>, method: &str, mut params: Value) -> Result<Value, ExitCode> {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": Revision::MODERN.as_str(),
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { "name": "command line", "version": app.info.version },
        "progressToken": 1,
    });
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    let mut client = RawClient::of(app).map_err(|error| failed(&error))?;
    client.send(&request.to_string());
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

fn arguments(tool: &Handler, matches: &ArgMatches) -> Result<Value, String> {
    let mut arguments = match matches.get_one::<String>(JSON) {
        None => Map::new(),
        Some(text) => match serde_json::from_str(text) {
            Ok(Value::Object(members)) => members,
            Ok(_) => return Err("--json takes an object".into()),
            Err(error) => return Err(format!("--json: {error}")),
        },
    };
    for field in tool.arguments().filter(|field| field.name != JSON) {
        let Some(values) = matches.get_many::<String>(field.name) else { continue };
        let values: Vec<&str> = values.map(String::as_str).collect();
        arguments.insert(field.name.to_owned(), value(field, &values));
    }
    Ok(Value::Object(arguments))
}

/// What was typed, as JSON of the argument's type; the tool itself says what is wrong with it.
fn value(field: &FieldSpec, typed: &[&str]) -> Value {
    match (kind(field), typed) {
        (Some("string"), [.., last]) => (*last).into(),
        (Some("array"), [one]) if one.trim_start().starts_with('[') => json_or_text(one),
        (Some("array"), many) => {
            let texts = field.schema["items"].get("type").is_some_and(|kind| kind == "string");
            many.iter().map(|one| if texts { (*one).into() } else { json_or_text(one) }).collect()
        }
        (_, [.., last]) => json_or_text(last),
        (_, []) => Value::Null,
    }
}

fn json_or_text(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
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
