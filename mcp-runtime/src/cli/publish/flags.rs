//! The flags of the sub-commands, and what they say.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::cli::install;
use crate::outcome::error::Error;

/// The names of the sub-commands.
pub(super) const NAMES: [&str; 2] = ["bundle", "server-json"];

/// The sub-commands.
pub(in crate::cli) fn commands() -> [Command; 2] {
    let bundle = Command::new("bundle")
        .about("Write this program into a file that clients install with one click (.mcpb)")
        .args([
            out("Where to write it [default: NAME.mcpb]"),
            install::called(),
            title(),
            description(),
            Arg::new("author")
                .long("author")
                .value_name("NAME <EMAIL>")
                .help("Who made it [default: the first of `authors` in Cargo.toml]"),
            Arg::new("icon")
                .long("icon")
                .value_name("FILE")
                .help("A PNG that stands for it, best of 512 by 512 pixels")
                .value_parser(value_parser!(PathBuf)),
            install::force("Replace the file if it is there"),
        ]);
    let server_json = Command::new("server-json")
        .about("Print or write what the MCP registry lists of this server (server.json)")
        .args(places())
        .args([
            title(),
            description(),
            Arg::new("repository")
                .long("repository")
                .value_name("URL")
                .help("Where the source is, at GitHub or GitLab [default: `repository` in Cargo.toml]"),
            Arg::new("readme")
                .long("readme")
                .value_name("FILE")
                .help("The README of the package, which has to name the server [default: README.md]")
                .value_parser(value_parser!(PathBuf)),
            out("Where to write it, such as server.json [default: standard output]"),
            install::force("Replace the file if it is there"),
        ]);
    [bundle, server_json]
}

/// How the registry calls a server, and where its users get it.
fn places() -> [Arg; 5] {
    [
        Arg::new("name")
            .long("name")
            .value_name("NAME")
            .help("What the registry calls it, such as io.github.USER/SERVER [default: of the repository at GitHub]"),
        Arg::new("cargo")
            .long("cargo")
            .help("Its users install it by `cargo install`; that is so where there is no `--bundle` and no `--url`")
            .action(ArgAction::SetTrue),
        Arg::new("bundle")
            .long("bundle")
            .value_names(["FILE", "URL"])
            .num_args(2)
            .help("A bundle, and where its users get it: a release at GitHub or GitLab; may be repeated")
            .action(ArgAction::Append),
        Arg::new("url")
            .long("url")
            .value_name("URL")
            .help("Where it runs for all, over Streamable HTTP; may be repeated")
            .action(ArgAction::Append),
        Arg::new("header")
            .long("header")
            .value_name("NAME")
            .help("A header that its users have to send to that URL, such as Authorization")
            .action(ArgAction::Append)
            .requires("url"),
    ]
}

fn out(help: &'static str) -> Arg {
    Arg::new("out").long("out").value_name("FILE").help(help).value_parser(value_parser!(PathBuf))
}

fn title() -> Arg {
    Arg::new("title").long("title").value_name("TEXT").help("What people call it [default: its own title]")
}

fn description() -> Arg {
    let help = "What it is, in a sentence [default: that of the server or of its package]";
    Arg::new("description").long("description").value_name("TEXT").help(help)
}

/// A text that has to say something.
pub(super) fn text(asked: &ArgMatches, flag: &str) -> Result<Option<String>, Error> {
    let Some(text) = asked.get_one::<String>(flag) else { return Ok(None) };
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_control) {
        return Err(Error::usage(format!(
            "what `--{flag}` is given is empty, or has more than a line: write a text of one line, or leave it out"
        )));
    }
    Ok(Some(text.to_owned()))
}

/// Whether that is the URL of a page.
pub(super) fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or(text.strip_prefix("http://"));
    let odd = |c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c);
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && !rest.contains(odd))
}
