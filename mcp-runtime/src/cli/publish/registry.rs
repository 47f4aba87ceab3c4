//! `server-json`: what the MCP registry lists of a server.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::fields::{Field, Kind};
use super::{Asked, flags, output, readme};
use crate::cli::{complain, print};
use crate::outcome::error::Error;

/// The newest form of a `server.json`.
const SCHEMA: &str = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

/// So many characters a description and a title may have.
const MOST_TEXT: usize = 100;
/// So many a name may have.
const MOST_NAME: usize = 200;

pub(super) fn write(asked: &Asked<'_>) -> Result<ExitCode, Error> {
    let out = asked.behind.get_one::<PathBuf>("out");
    if let Some(out) = out {
        output::free(out, asked.behind)?;
    }
    let repository = repository(asked)?;
    let name = name(asked, repository)?;
    let (packages, remotes) = (packages(asked)?, remotes(asked)?);
    let mut all = Map::new();
    let mut put = |key: &str, value: Value| all.insert(key.into(), value);
    put("$schema", SCHEMA.into());
    put("name", name.as_str().into());
    if let Some(title) = asked.card.title(asked.behind)? {
        put("title", short(title, "title")?.into());
    }
    put("description", short(asked.card.description(asked.behind)?, "description")?.into());
    put("version", version(asked.card.info.version)?.into());
    if let Some((url, source)) = repository {
        put("repository", json!({ "url": url, "source": source }));
    }
    if let Some(url) = asked.card.website().filter(|url| url.starts_with("https://")) {
        put("websiteUrl", url.into());
    }
    let is_crate = |package: &Value| package["registryType"] == "cargo";
    let said = packages.iter().any(is_crate).then(|| readme::look(&name, asked.behind)).transpose()?;
    for (key, list) in [("packages", packages), ("remotes", remotes)] {
        if !list.is_empty() {
            put(key, list.into());
        }
    }
    let text = format!("{:#}\n", Value::Object(all));
    let shown = match out {
        Some(out) => {
            output::write(out, text.as_bytes(), asked.behind)?;
            format!("{name} is in {}: `mcp-publisher publish` sends it to the registry\n", out.display())
        }
        None => text,
    };
    if let Some(said) = said {
        complain(&said);
    }
    Ok(print(&shown))
}

/// The URL of the repository, if the registry takes it, and where that is.
fn repository<'a>(asked: &'a Asked<'_>) -> Result<Option<(&'a str, &'static str)>, Error> {
    let given = asked.behind.get_one::<String>("repository");
    let url = given.map_or(asked.card.info.package.repository, String::as_str).trim_end_matches('/');
    let hosts = [("https://github.com/", "github", 2..=2), ("https://gitlab.com/", "gitlab", 2..=usize::MAX)];
    let fits = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
    };
    let found = hosts.into_iter().find_map(|(head, source, count)| {
        let path = url.strip_prefix(head)?;
        (count.contains(&path.split('/').count()) && path.split('/').all(fits)).then_some((url, source))
    });
    match (found, given) {
        (None, Some(given)) => Err(Error::usage(format!(
            "`--repository {}` is none that the registry takes: write one such as `https://github.com/USER/REPOSITORY`",
            given.escape_debug()
        ))),
        (found, _) => Ok(found),
    }
}

/// What the registry calls the server: a domain of its author backwards, and its name there.
fn name(asked: &Asked<'_>, repository: Option<(&str, &str)>) -> Result<String, Error> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let Some(given) = asked.behind.get_one::<String>("name") else {
        let owner =
            repository.and_then(|(url, _)| url.strip_prefix("https://github.com/")?.split('/').next());
        let own: String = asked.face.name.chars().map(|c| if plain(c) { c } else { '-' }).collect();
        let name = owner.map(|owner| format!("io.github.{owner}/{own}")).filter(|name| is_name(name));
        return name.ok_or_else(|| {
            Error::usage("nothing says what the registry calls it: write `--name io.github.USER/SERVER`, or a domain of yours backwards")
        });
    };
    if !is_name(given) {
        return Err(Error::usage(format!(
            "`--name {}` is no name in the registry: write one such as `io.github.USER/SERVER`, with letters, digits, `.` and `-`",
            given.escape_debug()
        )));
    }
    Ok(given.clone())
}

fn is_name(name: &str) -> bool {
    let part = |part: &str, more: &[char]| {
        let end = |c: char| c.is_ascii_alphanumeric();
        part.len() > 1
            && part.starts_with(end)
            && part.ends_with(end)
            && part.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(&c))
    };
    name.len() <= MOST_NAME
        && name
            .split_once('/')
            .is_some_and(|(space, name)| part(space, &['.', '-']) && part(name, &['.', '-', '_']))
}

/// A text that the registry takes.
fn short(text: String, flag: &str) -> Result<String, Error> {
    let count = text.chars().count();
    if count > MOST_TEXT {
        return Err(Error::usage(format!(
            "the {flag} has {count} characters, and the registry takes {MOST_TEXT}: write a shorter one, `--{flag} TEXT`"
        )));
    }
    Ok(text)
}

/// A version that is one, and no range.
fn version(version: &'static str) -> Result<&'static str, Error> {
    let wild = version.split(['.', ' ']).any(|part| matches!(part, "x" | "X" | "*"));
    if version.is_empty()
        || version == "latest"
        || version.contains(['^', '~', '<', '>', '=', '|', ' '])
        || wild
    {
        return Err(Error::usage(format!(
            "`{version}` is no version of one server: write one such as `#[mcp_server(version = \"1.2.3\")]`"
        )));
    }
    Ok(version)
}

/// Where its users get it, to start it themselves.
fn packages(asked: &Asked<'_>) -> Result<Vec<Value>, Error> {
    let info = &asked.card.info;
    let mut bundles = Vec::new();
    for words in asked.behind.get_occurrences::<String>("bundle").into_iter().flatten() {
        if let [file, url] = &words.map(String::as_str).collect::<Vec<_>>()[..] {
            bundles.push(bundle(file, url, info.version)?);
        }
    }
    let elsewhere = !bundles.is_empty() || asked.behind.contains_id("url");
    if elsewhere && !asked.behind.get_flag("cargo") {
        return Ok(bundles);
    }
    if info.package.name.is_empty() {
        return Err(Error::usage(
            "Cargo did not build this program, so its package is not known: write `--bundle FILE URL` or `--url URL`",
        ));
    }
    let mut package = json!({
        "registryType": "cargo",
        "identifier": info.package.name,
        "version": version(info.package.version)?,
        "transport": { "type": "stdio" },
    });
    let (by_variable, by_flag): (Vec<&Field<'_>>, Vec<&Field<'_>>) =
        asked.start.fields.iter().partition(|field| field.variable().is_some());
    let mut args: Vec<Value> = asked.start.args().into_iter().map(word).collect();
    if by_flag.is_empty() && asked.start.fixed_last.is_empty() {
        // Nothing has to be read as a form.
        args.truncate(asked.start.fixed.len() + 1);
    }
    args.extend(by_flag.into_iter().flat_map(argument));
    package["packageArguments"] = args.into();
    if !by_variable.is_empty() {
        package["environmentVariables"] = by_variable.into_iter().map(variable).collect();
    }
    bundles.insert(0, package);
    Ok(bundles)
}

/// A bundle that can be had somewhere.
fn bundle(file: &str, url: &str, version: &str) -> Result<Value, Error> {
    let hosts = ["https://github.com/", "https://gitlab.com/"];
    let is_release =
        flags::is_url(url) && hosts.iter().any(|host| url.starts_with(host)) && url.contains("/releases/");
    if !is_release || !url.to_ascii_lowercase().contains("mcp") {
        return Err(Error::usage(format!(
            "`--bundle {file} {}` is at no place that the registry takes: write the URL of a file of a release, such as \
             `https://github.com/USER/REPOSITORY/releases/download/v1.2.3/SERVER.mcpb`",
            url.escape_debug()
        )));
    }
    let bytes = fs::read(file).map_err(|error| {
        Error::usage(format!(
            "`--bundle {file}` cannot be read ({error}): write the path of what `bundle` wrote"
        ))
    })?;
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(Error::usage(format!(
            "`--bundle {file}` is no bundle: write the path of what `bundle` wrote"
        )));
    }
    let digits = Sha256::digest(&bytes).into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let hash: String = digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect();
    Ok(json!({
        "registryType": "mcpb",
        "identifier": url,
        "version": version,
        "fileSha256": hash,
        "transport": { "type": "stdio" },
    }))
}

/// Where it runs for all.
fn remotes(asked: &Asked<'_>) -> Result<Vec<Value>, Error> {
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let names = asked.behind.get_many::<String>("header").into_iter().flatten();
    let headers = names.map(|name| {
        if name.is_empty() || !name.chars().all(token) {
            return Err(Error::usage(format!(
                "`--header {}` is no name of a header: write one such as `--header Authorization`",
                name.escape_debug()
            )));
        }
        Ok(json!({ "name": name, "isRequired": true, "isSecret": true }))
    });
    let headers = headers.collect::<Result<Vec<Value>, Error>>()?;
    let remote = |url: &String| {
        let host = url.strip_prefix("https://").unwrap_or_default().split(['/', ':', '?', '#']).next();
        let host = host.unwrap_or_default();
        let is_near = host == "localhost" || host == "127.0.0.1" || host.ends_with(".localhost");
        if !flags::is_url(url) || host.is_empty() || is_near {
            return Err(Error::usage(format!(
                "`--url {}` is none that all can reach: write one such as `https://mcp.example.com/mcp`",
                url.escape_debug()
            )));
        }
        let mut remote = json!({ "type": "streamable-http", "url": url });
        if !headers.is_empty() {
            remote["headers"] = headers.clone().into();
        }
        Ok(remote)
    };
    asked.behind.get_many::<String>("url").into_iter().flatten().map(remote).collect()
}

/// A word of a command line that is the same for all.
fn word(word: String) -> Value {
    json!({ "type": "positional", "value": word })
}

/// A flag that its user fills in. What has no flag stands behind a word that says what it is.
fn argument(field: &Field<'_>) -> Vec<Value> {
    let mut all = input(field);
    let before = field.arg.is_positional().then(|| word(field.name()));
    let kind = if before.is_some() { ("positional", "valueHint") } else { ("named", "name") };
    all["type"] = kind.0.into();
    all[kind.1] = if before.is_some() { field.key().into() } else { field.name().into() };
    if field.is_list() {
        all["isRepeated"] = true.into();
    }
    before.into_iter().chain([all]).collect()
}

/// A variable that its user fills in.
fn variable(field: &Field<'_>) -> Value {
    let mut all = input(field);
    all["name"] = field.variable().into();
    all
}

fn input(field: &Field<'_>) -> Value {
    let format = match field.kind {
        Kind::Text => "string",
        Kind::Number => "number",
        Kind::Switch => "boolean",
        Kind::Folder | Kind::File | Kind::Path => "filepath",
    };
    let mut all = json!({ "description": field.about(), "format": format });
    for (key, _) in
        [("isRequired", field.is_required()), ("isSecret", field.is_secret)].into_iter().filter(|(_, is)| *is)
    {
        all[key] = true.into();
    }
    let choices = field.choices();
    if !choices.is_empty() {
        all["choices"] = choices.into();
    }
    match field.default() {
        Some(Value::String(text)) => all["default"] = text.into(),
        Some(Value::Array(_)) | None => {}
        Some(other) => all["default"] = other.to_string().into(),
    }
    all
}
