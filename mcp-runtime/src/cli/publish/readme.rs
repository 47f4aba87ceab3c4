//! Whether the README of a package names the server, by which the registry knows that both are of one owner.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use crate::outcome::error::Error;

/// What a README says of a server.
#[derive(Debug, PartialEq, Eq)]
enum Says {
    Name,
    /// Only where the page of the package does not show it.
    Hidden,
    Nothing,
}

/// A sentence for the author: that all is well, or what has to be added.
pub(super) fn look(name: &str, asked: &ArgMatches) -> Result<String, Error> {
    let given = asked.get_one::<PathBuf>("readme");
    let path = given.map_or(Path::new("README.md"), PathBuf::as_path);
    let shown = path.display();
    let add = format!("add the line `mcp-name: {name}`, which the registry looks for in what is published");
    let text = match (fs::read_to_string(path), given) {
        (Ok(text), _) => text,
        (Err(_), None) => {
            return Ok(format!(
                "warning: there is no {shown} here: {add}, to the README of the package, and name that by `--readme FILE`"
            ));
        }
        (Err(error), Some(_)) => {
            return Err(Error::usage(format!(
                "`--readme {shown}` cannot be read ({error}): write the path of the README of the package"
            )));
        }
    };
    Ok(match says(&text, name) {
        Says::Name => format!("{shown} has the line `mcp-name: {name}`"),
        Says::Hidden => format!(
            "warning: {shown} has `mcp-name: {name}` in a comment, which the page of the package leaves out: write it as text"
        ),
        Says::Nothing => {
            format!("warning: {shown} does not name the server: {add}, as text and not in a comment")
        }
    })
}

fn says(text: &str, name: &str) -> Says {
    let (mut visible, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("<!--") {
        visible.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    visible.push_str(rest);
    if names(&visible, name) {
        Says::Name
    } else if names(text, name) {
        Says::Hidden
    } else {
        Says::Nothing
    }
}

/// Whether the name is there whole: what may go on a name may not follow it.
fn names(text: &str, name: &str) -> bool {
    let goes_on = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
    let mut found = text.split("mcp-name: ").skip(1).filter_map(|rest| rest.strip_prefix(name));
    found.any(|rest| !rest.starts_with(goes_on))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_readmes_say() {
        for (text, expected) in [
            ("# A\n\nmcp-name: io.github.a/b\n", Says::Name),
            ("- `mcp-name: io.github.a/b`", Says::Name),
            ("mcp-name: io.github.a/b", Says::Name),
            ("mcp-name: io.github.a/bc, mcp-name: io.github.a/b!", Says::Name),
            ("<!-- x --> mcp-name: io.github.a/b <!-- y -->", Says::Name),
            ("<!-- mcp-name: io.github.a/b -->", Says::Hidden),
            ("<!-- mcp-name: io.github.a/b", Says::Hidden),
            ("mcp-name: io.github.a/b.", Says::Nothing),
            ("mcp-name: io.github.a/b-c", Says::Nothing),
            ("mcp-name:io.github.a/b", Says::Nothing),
            ("", Says::Nothing),
        ] {
            assert_eq!(says(text, "io.github.a/b"), expected, "{text}");
        }
    }
}
