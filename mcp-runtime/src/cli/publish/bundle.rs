//! `bundle`: a ZIP with a manifest, this program and an icon.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Map, Value, json};

use super::card::Offered;
use super::fields::{Field, Kind};
use super::filled::open;
use super::zip::{self, Entry};
use super::{Asked, flags, output};
use crate::cli::install::{self, own};
use crate::cli::{complain, print};
use crate::outcome::error::Error;

/// The newest form of a manifest.
const VERSION: &str = "0.4";

/// What a PNG begins with.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

pub(super) fn write(asked: &Asked<'_>) -> Result<ExitCode, Error> {
    let name = install::name(asked.face, asked.behind)?;
    let out = asked.behind.get_one::<PathBuf>("out").cloned();
    let out = out.unwrap_or_else(|| format!("{name}.mcpb").into());
    output::free(&out, asked.behind)?;
    let icon = icon(asked)?;
    let inside = format!("server/{name}{}", std::env::consts::EXE_SUFFIX);
    let manifest = format!("{:#}\n", manifest(asked, &name, &inside, icon.is_some())?);
    let program = own::program()?;
    let bytes =
        fs::read(&program).map_err(|error| Error::because(format!("{program} cannot be read"), error))?;
    let mut entries = vec![
        Entry { name: "manifest.json".into(), bytes: manifest.as_bytes(), runs: false },
        Entry { name: inside, bytes: &bytes, runs: true },
    ];
    entries.extend(icon.iter().map(|bytes| Entry { name: "icon.png".into(), bytes, runs: false }));
    let archive = zip::archive(&entries).ok_or_else(|| {
        Error::new(format!(
            "{program} has 4 GiB or more, which no bundle can hold: build it with `--release`"
        ))
    })?;
    output::write(&out, &archive, asked.behind)?;
    if own::is_debug_build(Path::new(&program)) {
        complain(&format!(
            "warning: {program} is a debug build, large and slow: bundle what `cargo build --release` makes"
        ));
    }
    let (system, machine) = (std::env::consts::OS, std::env::consts::ARCH);
    Ok(print(&format!("{name} is in {}, for {system} on {machine}\n", out.display())))
}

/// The system of this program, as manifests call it; nothing where they do not know it.
fn platform() -> Option<&'static str> {
    match std::env::consts::OS {
        "linux" => Some("linux"),
        "macos" => Some("darwin"),
        "windows" => Some("win32"),
        _ => None,
    }
}

fn icon(asked: &Asked<'_>) -> Result<Option<Vec<u8>>, Error> {
    let Some(path) = asked.behind.get_one::<PathBuf>("icon") else { return Ok(None) };
    let shown = path.display();
    let bytes = fs::read(path).map_err(|error| {
        Error::usage(format!("`--icon {shown}` cannot be read ({error}): write the path of a PNG"))
    })?;
    if !bytes.starts_with(PNG) {
        return Err(Error::usage(format!(
            "`--icon {shown}` is no PNG, and clients show no other: make one of it, best of 512 by 512 pixels"
        )));
    }
    Ok(Some(bytes))
}

/// Name and address of who made it.
fn author(asked: &Asked<'_>) -> Result<Value, Error> {
    let given = flags::text(asked.behind, "author")?;
    let authors = asked.card.info.package.authors;
    let known = || authors.split(':').next().map(|author| author.trim().to_owned());
    let author = given.or_else(known).filter(|author| !author.is_empty()).ok_or_else(|| {
        Error::usage("nothing says who made it: write `--author 'NAME <EMAIL>'`, or `authors` in Cargo.toml")
    })?;
    let (name, email) = match author.strip_suffix('>').and_then(|author| author.split_once('<')) {
        Some((name, email)) => (name.trim(), Some(email.trim())),
        None => (&*author, None),
    };
    if name.is_empty() {
        return Err(Error::usage(format!(
            "`{author}` is no author with a name: write `--author 'NAME <EMAIL>'`"
        )));
    }
    let mut author = json!({ "name": name });
    if let Some(email) = email.filter(|email| is_email(email)) {
        author["email"] = email.into();
    }
    Ok(author)
}

/// Whether readers of manifests, which refuse others, take it for an address.
fn is_email(text: &str) -> bool {
    let plain = |text: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
        !text.is_empty()
            && !text.starts_with('.')
            && !text.ends_with('.')
            && !text.contains("..")
            && text.chars().all(fits)
    };
    let top = |host: &str| {
        host.rsplit_once('.').is_some_and(|(_, top)| top.len() > 1 && top.chars().all(char::is_alphabetic))
    };
    text.split_once('@')
        .is_some_and(|(user, host)| plain(user) && plain(host) && top(host) && !host.contains(['_', '+']))
}

fn manifest(asked: &Asked<'_>, name: &str, inside: &str, icon: bool) -> Result<Value, Error> {
    let (card, info) = (asked.card, &asked.card.info);
    let mut all = Map::new();
    let mut put = |key: &str, value: Value| all.insert(key.into(), value);
    put("manifest_version", VERSION.into());
    put("name", name.into());
    if let Some(title) = card.title(asked.behind)? {
        put("display_name", title.into());
    }
    put("version", info.version.into());
    put("description", card.description(asked.behind)?.into());
    put("author", author(asked)?);
    if flags::is_url(info.package.repository) {
        put("repository", json!({ "type": "git", "url": info.package.repository }));
    }
    if let Some(url) = card.website() {
        put("homepage", url.into());
    }
    if !info.package.license.is_empty() {
        put("license", info.package.license.into());
    }
    if icon {
        put("icon", "icon.png".into());
    }
    put("server", server(asked, inside));
    put("tools", card.tools.iter().map(tool).collect());
    if !card.prompts.is_empty() {
        put("prompts", card.prompts.iter().map(prompt).collect());
        // Their texts are made when they are asked for.
        put("prompts_generated", true.into());
    }
    if let Some(platform) = platform() {
        put("compatibility", json!({ "platforms": [platform] }));
    }
    let fields = &asked.start.fields;
    if !fields.is_empty() {
        let fields = fields.iter().map(|field| (field.key().to_owned(), asked_for(field)));
        put("user_config", Value::Object(fields.collect()));
    }
    Ok(Value::Object(all))
}

/// How a client starts it.
fn server(asked: &Asked<'_>, inside: &str) -> Value {
    let mut args = asked.start.args();
    let mut env = Map::new();
    for field in &asked.start.fields {
        let (name, value) = (field.name(), open(field.key()));
        match field.variable().filter(|_| field.is_secret) {
            // Whoever may list processes sees their arguments.
            Some(variable) => drop(env.insert(variable.into(), value.into())),
            // Only what stands for itself becomes as many arguments as there are values.
            None if field.is_list() => args.extend([name, value]),
            None => args.push(format!("{name}={value}")),
        }
    }
    let mut config = json!({ "command": format!("${{__dirname}}/{inside}"), "args": args });
    if !env.is_empty() {
        config["env"] = Value::Object(env);
    }
    json!({ "type": "binary", "entry_point": inside, "mcp_config": config })
}

fn tool(tool: &Offered) -> Value {
    let mut all = json!({ "name": tool.name });
    if !tool.about.is_empty() {
        all["description"] = tool.about.into();
    }
    all
}

/// A prompt. A manifest has to give its text; the client gets the real one from the server, and this says what it is about.
fn prompt(prompt: &Offered) -> Value {
    let about = if prompt.about.is_empty() { prompt.name } else { prompt.about };
    let args = prompt.args.iter().map(|arg| format!("\n{arg}: ${{arguments.{arg}}}"));
    let text: String = std::iter::once(about.to_owned()).chain(args).collect();
    json!({ "name": prompt.name, "description": about, "arguments": prompt.args, "text": text })
}

/// What a user is asked.
fn asked_for(field: &Field<'_>) -> Value {
    let kind = match field.kind {
        Kind::Text | Kind::Path => "string",
        Kind::Number => "number",
        Kind::Switch => "boolean",
        Kind::Folder => "directory",
        Kind::File => "file",
    };
    let mut about = field.about();
    let choices = field.choices();
    if !choices.is_empty() {
        about = format!("{} (one of: {})", about.trim_end_matches('.'), choices.join(", "));
    }
    let mut all = json!({ "type": kind, "title": field.title(), "description": about });
    let flags =
        [("required", field.is_required()), ("multiple", field.is_list()), ("sensitive", field.is_secret)];
    for (key, _) in flags.into_iter().filter(|(_, is)| *is) {
        all[key] = true.into();
    }
    if let Some(default) = field.default() {
        all["default"] = default;
    }
    all
}
