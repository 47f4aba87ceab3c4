//! The flags of the sub-commands, and what they say.

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value};

use super::clients::{CLIENTS, Client, Place, Scope};
use crate::cli::command::Face;
use crate::outcome::error::Error;

/// The names of the sub-commands.
pub(super) const NAMES: [&str; 3] = ["config", "install", "uninstall"];

/// The sub-commands.
pub(in crate::cli) fn commands() -> [Command; 3] {
    let config = Command::new("config")
        .about("Print what a client needs to start this server; without a client, which there are")
        .args([client(), scope(), called()])
        .args(entry());
    let install = Command::new("install")
        .about("Write this server into the file of a client; without a client, say which there are")
        .args([client(), scope(), called()])
        .args(entry())
        .args([dry_run(), force("Replace a server of the same name that is another program or URL")]);
    let uninstall = Command::new("uninstall")
        .about("Take this server out of the file of a client")
        .args([client().required(true), scope(), called()])
        .args([dry_run(), force("Also where that is another program, or a URL")]);
    [config, install, uninstall]
}

fn client() -> Arg {
    let known = CLIENTS.iter().map(|client| PossibleValue::new(client.name).aliases(client.aliases));
    Arg::new("client").value_name("CLIENT").help("Which client").value_parser(known.collect::<Vec<_>>())
}

fn scope() -> Arg {
    Arg::new("scope")
        .long("scope")
        .value_name("SCOPE")
        .help("For whom: this user, or the project in this folder, for all or for this user [default: user]")
        .value_parser(Scope::ALL.map(Scope::name))
}

pub(in crate::cli) fn called() -> Arg {
    Arg::new("name")
        .long("name")
        .value_name("NAME")
        .help("What the client calls the server [default: its own name]")
}

fn entry() -> Vec<Arg> {
    vec![
        Arg::new("env")
            .long("env")
            .value_name("NAME[=VALUE]")
            .help("A variable to start the server with; without a value, with that of here")
            .action(ArgAction::Append)
            .conflicts_with("url"),
        Arg::new("url")
            .long("url")
            .value_name("URL")
            .help("Where the server is, if it runs already and serves HTTP"),
        Arg::new("header")
            .long("header")
            .value_name("NAME: VALUE")
            .help("A header of each request, such as `Authorization: Bearer TOKEN`")
            .action(ArgAction::Append)
            .requires("url"),
        #[cfg(all(feature = "dev", unix))]
        Arg::new("dev")
            .long("dev")
            .help("Have it built and started anew whenever its source changes, while the client stays connected")
            .action(ArgAction::SetTrue)
            .conflicts_with("url"),
    ]
}

/// Whether the client is to start the server while it is written.
pub(super) fn is_written(behind: &ArgMatches) -> bool {
    cfg!(all(feature = "dev", unix)) && behind.get_flag("dev")
}

fn dry_run() -> Arg {
    let help = "Show what would be different, and write nothing";
    Arg::new("dry-run").long("dry-run").help(help).action(ArgAction::SetTrue)
}

pub(in crate::cli) fn force(help: &'static str) -> Arg {
    Arg::new("force").long("force").help(help).action(ArgAction::SetTrue)
}

/// What the client calls the server.
pub(in crate::cli) fn name(face: &Face, asked: &ArgMatches) -> Result<String, Error> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let Some(name) = asked.get_one::<String>("name") else {
        let name: String = face.name.chars().map(|c| if fits(c) { c } else { '-' }).collect();
        return Ok(name.trim_matches('-').to_owned());
    };
    if name.is_empty() || !name.chars().all(fits) {
        return Err(Error::usage(format!(
            "`--name {}` is no name for clients: write letters, digits, `-` and `_`",
            name.escape_debug()
        )));
    }
    Ok(name.clone())
}

/// Where a client has the scope that was asked for.
pub(super) fn place<'a>(client: &'a Client, asked: &ArgMatches) -> Result<&'a Place, Error> {
    let Some(scope) = asked.get_one::<String>("scope") else { return Ok(&client.places[0]) };
    let mut places = client.places.iter();
    places.find(|place| place.scope.name() == scope).ok_or_else(|| {
        let known: Vec<String> =
            client.places.iter().map(|place| format!("`--scope {}`", place.scope.name())).collect();
        Error::usage(format!("{} has no scope `{scope}`: write {}", client.title, known.join(" or ")))
    })
}

/// The URL of a server that runs.
pub(super) fn url(asked: &ArgMatches) -> Result<Option<String>, Error> {
    let Some(url) = asked.get_one::<String>("url") else { return Ok(None) };
    let rest = url.strip_prefix("http://").or(url.strip_prefix("https://"));
    let wrong = rest
        .is_none_or(|rest| rest.is_empty() || rest.contains(|c: char| c.is_whitespace() || c.is_control()));
    if wrong {
        return Err(Error::usage(format!(
            "`--url {}` is no URL of a server: write one such as `http://localhost:3000/mcp`",
            url.escape_debug()
        )));
    }
    Ok(Some(url.clone()))
}

/// The variables to start the server with. Values may be secrets, so no error has one.
pub(super) fn env(asked: &ArgMatches) -> Result<Map<String, Value>, Error> {
    let mut env = Map::new();
    for text in asked.get_many::<String>("env").into_iter().flatten() {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, value.to_owned()),
            None => (text.as_str(), here(text)?),
        };
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(Error::usage(
                "what `--env` is given has no name of a variable: write `--env NAME=VALUE`",
            ));
        }
        env.insert(name.to_owned(), value.into());
    }
    Ok(env)
}

fn here(name: &str) -> Result<String, Error> {
    std::env::var(name).map_err(|error| {
        let why = if error == std::env::VarError::NotPresent { "is not set here" } else { "is not Unicode" };
        Error::usage(format!("{name} {why}: write `--env {name}=VALUE`"))
    })
}

/// The headers of each request. Values may be secrets, so no error has one.
pub(super) fn headers(asked: &ArgMatches) -> Result<Map<String, Value>, Error> {
    let mut headers = Map::new();
    for text in asked.get_many::<String>("header").into_iter().flatten() {
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        let pair = text.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
        match pair.filter(|(name, value)| {
            !name.is_empty() && name.chars().all(token) && !value.contains(char::is_control)
        }) {
            Some((name, value)) => headers.insert(name.to_owned(), value.into()),
            None => {
                return Err(Error::usage(
                    "what `--header` is given is no header: write `--header 'NAME: VALUE'`",
                ));
            }
        };
    }
    Ok(headers)
}
