//! `call NAME`: a tool from the command line, its flags made from its schema.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::app::catalog::ToolSpec;
use crate::author::handler::FieldSpec;
use crate::cli::{FAILED, USAGE, complain, failed, print};
use crate::protocol::revision::Revision;
use crate::schema::describe::describe;
use crate::testing::RawClient;

/// The flag that gives all arguments at once. A tool whose own argument has this name loses nothing: that one can be
/// given inside.
const JSON: &str = "json";

pub(super) fn command(app: &App) -> Command {
    let catalog = app.catalog();
    let tools = catalog.tools.all().map(|tool| tool_command(tool));
    Command::new("call")
        .about("Call a tool and print its result")
        .subcommand_value_name("TOOL")
        .subcommand_help_heading("Tools")
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .subcommands(tools)
}

fn tool_command(tool: &ToolSpec) -> Command {
    let flags = tool.handler.arguments().filter(|field| field.name != JSON).map(flag);
    Command::new(tool.handler.name.to_string())
        .about(tool.doc.to_string())
        .disable_version_flag(true)
        .arg(
            Arg::new(JSON)
                .long(JSON)
                .value_name("OBJECT")
                .help("All arguments as one JSON object; flags beside it win")
                .allow_hyphen_values(true),
        )
        .args(flags)
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

pub(super) fn call(app: Arc<App>, matches: &ArgMatches) -> ExitCode {
    let Some((name, matches)) = matches.subcommand() else { return ExitCode::from(USAGE) };
    let catalog = app.catalog();
    let Some(tool) = catalog.tools.all().find(|tool| &*tool.handler.name == name) else {
        return ExitCode::from(USAGE);
    };
    let arguments = match arguments(tool, matches) {
        Ok(arguments) => arguments,
        Err(text) => {
            complain(&format!("error: {text}"));
            return ExitCode::from(USAGE);
        }
    };
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
        "name": name, "arguments": arguments, "_meta": {
            "io.modelcontextprotocol/protocolVersion": Revision::MODERN.as_str(),
            "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/clientInfo": { "name": "command line", "version": app.info.version },
            "progressToken": 1,
        }
    } });
    let mut client = match RawClient::of(app) {
        Ok(client) => client,
        Err(error) => return failed(&error),
    };
    client.send(&request.to_string());
    loop {
        let Some(line) = client.receive(Duration::from_secs(3600)) else { continue };
        let message: Value = serde_json::from_str(&line).unwrap_or_default();
        if message.get("id").is_some() {
            return show(&message);
        }
        show_progress(&message["params"]);
    }
}

fn arguments(tool: &ToolSpec, matches: &ArgMatches) -> Result<Value, String> {
    let mut arguments = match matches.get_one::<String>(JSON) {
        None => Map::new(),
        Some(text) => match serde_json::from_str(text) {
            Ok(Value::Object(members)) => members,
            Ok(_) => return Err("--json takes an object".into()),
            Err(error) => return Err(format!("--json: {error}")),
        },
    };
    for field in tool.handler.arguments().filter(|field| field.name != JSON) {
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

fn show(message: &Value) -> ExitCode {
    if let Some(error) = message.get("error") {
        complain(&format!("error: {}", error["message"].as_str().unwrap_or_default()));
        return ExitCode::from(FAILED);
    }
    let result = &message["result"];
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
