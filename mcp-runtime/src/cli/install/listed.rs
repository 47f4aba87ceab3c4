//! Which clients there are on this machine, and which have this server.

use std::process::ExitCode;

use serde_json::Value;

use super::clients::{CLIENTS, Client, Place};
use super::file::Read;
use super::places::Machine;
use super::{entry, newer, own, readable};
use crate::cli::{print, program};
use crate::outcome::error::Error;

/// Prints the clients that are found, what each of their files says of this server, and the names of the others.
pub(super) fn all(machine: &Machine<'_>, name: &str) -> Result<ExitCode, Error> {
    let this = own::program()?;
    let (found, others): (Vec<&Client>, Vec<&Client>) =
        CLIENTS.iter().partition(|client| machine.has(client));
    let width = CLIENTS.iter().map(|client| client.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for client in found {
        let mut lines: Vec<String> =
            client.places.iter().flat_map(|place| said(machine, client, place, name, &this)).collect();
        if lines.is_empty() {
            lines.push("not installed".into());
        }
        for (at, line) in lines.iter().enumerate() {
            let head = if at == 0 { client.name } else { "" };
            text.push_str(&format!("{head:width$}  {line}\n"));
        }
    }
    let others: Vec<&str> = others.iter().map(|client| client.name).collect();
    if !others.is_empty() {
        text.push_str(&format!("not found on this machine: {}\n", others.join(", ")));
    }
    let program = program();
    text.push_str(&format!(
        "`{program} config CLIENT` prints what a client needs, `{program} install CLIENT` writes it\n"
    ));
    Ok(print(&text))
}

/// What the file of a place says of this server.
fn said(machine: &Machine<'_>, client: &Client, place: &Place, name: &str, this: &str) -> Vec<String> {
    let Ok(path) = machine.file(client, place) else { return Vec::new() };
    let (scope, shown) = (place.scope.name(), path.display());
    let read = Read::of(&path).map_err(|error| error.to_string()).and_then(|file| {
        let mut keys = machine.keys(place);
        let text = readable(client, &file.text);
        keys.extend(newer(client, text, &keys).map_err(|why| format!("{shown} {why}"))?);
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        client.format.get(text, &keys).map_err(|why| format!("{shown} {why}"))
    });
    let servers = match read {
        Ok(Some(Value::Object(servers))) => servers,
        Ok(_) => return Vec::new(),
        Err(why) => return vec![format!("not readable ({scope}): {why}")],
    };
    let line = |(key, entry): (&String, &Value)| {
        let there = entry::identity(client, entry.as_object()?)?;
        if there == this {
            Some(format!("installed as {key} ({scope}): {shown}"))
        } else {
            (key == name).then(|| format!("{key} is `{there}` ({scope}): {shown}"))
        }
    };
    servers.iter().filter_map(line).collect()
}
