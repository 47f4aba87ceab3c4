//! A server held to the file that says what clients and models knew of it: `#[mcp_server(lock = "mcp.lock.json")]`.
//!
//! What clients see is made of the constant table, without a value of the server. Invariant: any two surfaces whose files differ have a
//! change to tell of; where the comparison has no words for it, it says so.

mod change;
mod compare;
mod forms;
mod pairs;
mod schema;
mod surface;

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::author::table::Server;
use change::{Change, Effect};

/// The test of a server with a lock file, whose type is that of what the function returns; `hooked` where its calls go through hooks.
///
/// # Panics
/// Where the server is another one than the file says, and where the file cannot be read or written.
#[track_caller]
#[expect(clippy::panic, reason = "in a test")]
pub fn locked<T, S: Server>(_: fn(T) -> S, hooked: bool, dir: &str, file: &str) {
    let bless = std::env::var_os("MCP_BLESS").is_some_and(|value| !value.is_empty() && value != "0");
    let surface =
        surface::of::<S>(hooked).unwrap_or_else(|error| panic!("the server does not start: {error}"));
    if let Err(text) = check(Path::new(dir), file, &surface, bless) {
        panic!("{text}");
    }
}

/// Compares a surface with a file in a folder, or writes that file. Err: what is different, or why it cannot be known.
fn check(dir: &Path, file: &str, new: &Value, bless: bool) -> Result<(), String> {
    let (path, text) = (dir.join(file), format!("{new:#}\n"));
    let known = match fs::read_to_string(&path) {
        Ok(known) => Some(known),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(format!("{} cannot be read: {error}", path.display())),
    };
    if bless {
        let is_same = known.is_some_and(|known| known == text);
        return if is_same { Ok(()) } else { replace(&path, &text) };
    }
    let Some(known) = known else {
        let shown = path.display();
        return Err(format!(
            "there is no {shown}: `MCP_BLESS=1 cargo test` writes it, and then it is committed"
        ));
    };
    let old: Value = serde_json::from_str(&known).map_err(|error| {
        let shown = path.display();
        format!("{shown} cannot be read as JSON ({error}): take it from your history, or write it anew by `MCP_BLESS=1 cargo test`")
    })?;
    let changes = compare::surfaces(&old, new);
    if changes.is_empty() { Ok(()) } else { Err(report(file, changes, &old, new)) }
}

/// Writes a file as a whole: who reads it meanwhile sees the one or the other.
fn replace(path: &Path, text: &str) -> Result<(), String> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = path.with_file_name(name);
    let written = fs::write(&new, text).and_then(|()| fs::rename(&new, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&new);
        format!("{} cannot be written: {error}", path.display())
    })
}

/// All changes, what breaks clients first, and what to do.
fn report(file: &str, mut changes: Vec<Change>, old: &Value, new: &Value) -> String {
    changes.sort_by_key(|change| change.effect);
    let mut text = format!("what clients see of this server is not what {file} says\n");
    for effect in Effect::ALL {
        let mut lines = changes.iter().filter(|change| change.effect == effect).peekable();
        if lines.peek().is_some() {
            text.push_str(&format!("\n{}:\n", effect.heading()));
            lines.for_each(|line| text.push_str(&format!("- {}\n", line.text)));
        }
    }
    let (before, now) = (surface::tokens(old), surface::tokens(new));
    let cost = if before == now { format!("as before, {now}") } else { format!("{now}, were {before}") };
    text.push_str(&format!(
        "\ntokens that the list of tools costs a model, about (bytes / 4): {cost}\n\n\
         if all of it is meant: `MCP_BLESS=1 cargo test` writes {file}\n"
    ));
    text
}

#[cfg(test)]
mod tests;
