//! `--http` and what goes with it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Arg, ArgAction, value_parser};

use super::command::{flag, id, switch};
use super::line::{Given, Line};
use super::{amount, complain, ended, failed, limited};
use crate::app::App;
use crate::app::options::HttpOptions;
use crate::outcome::error::{Error, chain};
use crate::transport::http::listen::address::Address;
use crate::transport::http::listen::host;

/// Under which the help lists these.
const HEADING: &str = "Over HTTP";

pub(super) fn args() -> Vec<Arg> {
    let text =
        |name: &'static str, value: &'static str, help: &'static str| flag(name, help).value_name(value);
    let file = |name: &'static str, help: &'static str| {
        text(name, "FILE", help).value_parser(value_parser!(PathBuf))
    };
    let mut args = vec![
        text("path", "PATH", "Where Streamable HTTP is served [default: /mcp]"),
        text("sse-path", "PATH", "Where streams of HTTP+SSE are opened [default: /sse]"),
        text("message-path", "PATH", "Where messages of HTTP+SSE go [default: /message]"),
        switch("no-sse-on-mcp", "Open no stream of HTTP+SSE for a GET without a session on the first path"),
        text(
            "allow-origin",
            "ORIGIN",
            "A web page that may call, such as https://app.example.com; `*` is any",
        )
        .action(ArgAction::Append),
        text("allow-host", "NAME", "A name under which the server may be reached; `*` is any")
            .action(ArgAction::Append),
        switch("cors", "Tell browsers what they may do (CORS), for the origins that may call"),
        file("token-file", "Bearer tokens, one a line, `TOKEN` or `NAME TOKEN`; read again when it changes"),
        file(
            "secret-file",
            "What signs session ids, so that sessions outlive the process (MCP_SECRET holds secrets themselves)",
        ),
        text(
            "public-path",
            "PATH",
            "The path that a proxy takes off, for clients of HTTP+SSE, such as /tools",
        ),
        text("max-body", "SIZE", "The largest body of a request, such as `8M` [default: 4M]"),
        text(
            "max-sessions",
            "COUNT",
            "How many sessions there may be; then the idlest goes [default: 20000]",
        ),
        text("session-ttl", "TIME", "How long a session lives that nobody uses [default: 12h]"),
        text("keep-alive", "TIME", "How often an open stream says that it lives [default: 15s]"),
        switch("inspect", "Serve a page at /inspect on which a person tries the server, on loopback only"),
        switch("allow-unauthenticated", "Serve an address that others can reach without asking who they are"),
    ];
    if cfg!(feature = "tls") {
        args.push(file("tls-cert", "Serve HTTPS with this certificate chain (PEM)"));
        args.push(file("tls-key", "The private key of the certificate (PEM)"));
    }
    let mut args: Vec<Arg> = args.into_iter().map(|arg| arg.help_heading(HEADING)).collect();
    let address = text("http", "ADDRESS", "Serve HTTP: `:3000` for this machine only, or `HOST:3000`");
    args.insert(0, address.visible_alias("sse").conflicts_with(id("stdio")).help_heading(HEADING));
    args
}

/// The names of these flags.
pub(super) fn flags() -> Vec<String> {
    args().iter().filter_map(Arg::get_long).map(str::to_owned).collect()
}

/// Refuses flags of HTTP on a command line that serves none.
pub(super) fn misplaced(line: &Line) -> Result<(), Error> {
    if line.is_on_line(&id("http")) {
        return Ok(());
    }
    match flags().into_iter().find(|flag| line.is_on_line(&id(flag))) {
        None => Ok(()),
        Some(flag) => {
            Err(Error::usage(format!("`--{flag}` is for HTTP: write `--http :3000` too, or leave it out")))
        }
    }
}

pub(super) fn serve(app: Arc<App>, line: &Line, address: &Given) -> ExitCode {
    let prepared = prepare(app.options.http.clone(), line, Some(address)).and_then(|(options, address)| {
        let app = limited(app, line)?.adjust(|app| app.options.http = options);
        #[cfg(all(feature = "dev", unix))]
        if let Some(started) = super::dev::Started::read() {
            return started.host(app, &address);
        }
        host::serve(app, &address, &complain)
    });
    match prepared {
        Err(error) if error.is_usage() => failed(&Error::usage(line.renamed(chain(&error)))),
        served => ended(served),
    }
}

/// The options that the command line makes of those of the server. Without an address it is any port of loopback.
pub(super) fn prepare(
    mut options: HttpOptions,
    line: &Line,
    address: Option<&Given>,
) -> Result<(HttpOptions, Address), Error> {
    let text = address.map_or(":0", |given| &given.text);
    let address = Address::parse(text).map_err(|error| match address {
        Some(given) if error.is_usage() => {
            Error::usage(error.to_string().replacen(&format!("`{text}`"), &given.to_string(), 1))
        }
        _ => error,
    })?;
    let given = |name: &'static str| Ok::<_, Error>(line.given(name)?.map(|given| given.text));
    let file = |name: &'static str| Ok::<_, Error>(given(name)?.map(PathBuf::from));
    for (name, path) in [
        ("path", &mut options.path),
        ("sse-path", &mut options.sse_path),
        ("message-path", &mut options.message_path),
    ] {
        let Some(text) = given(name)? else { continue };
        let trimmed = text.trim_end_matches('/');
        path.clone_from(&if trimmed.is_empty() { text } else { trimmed.to_owned() });
    }
    if let Some(path) = given("public-path")? {
        path.trim_end_matches('/').clone_into(&mut options.mounted_at);
    }
    options.allow_origins.extend(line.each("allow-origin")?);
    options.allow_hosts.extend(line.each("allow-host")?);
    options.sse_on_mcp &= !line.is_on("no-sse-on-mcp")?;
    options.cors |= line.is_on("cors")?;
    options.inspect |= line.is_on("inspect")?;
    options.allow_unauthenticated |= line.is_on("allow-unauthenticated")?;
    options.token_file = file("token-file")?.or(options.token_file);
    options.secret_file = file("secret-file")?.or(options.secret_file);
    // What is passed to a container; several, from the newest to the oldest, have blanks between them.
    if let Ok(secrets) = std::env::var("MCP_SECRET") {
        options.secrets.extend(secrets.split_whitespace().map(str::to_owned));
    }
    options.max_body = amount::size(line, "max-body")?.unwrap_or(options.max_body);
    options.max_sessions = amount::count(line, "max-sessions")?.unwrap_or(options.max_sessions);
    options.session_ttl = amount::time(line, "session-ttl")?.unwrap_or(options.session_ttl);
    options.keep_alive = amount::time(line, "keep-alive")?.unwrap_or(options.keep_alive);
    options.grace = amount::pause(line, "grace")?.unwrap_or(options.grace);
    #[cfg(feature = "tls")]
    match (file("tls-cert")?, file("tls-key")?) {
        (None, None) => {}
        (Some(cert), Some(key)) => options.tls = Some(crate::app::options::TlsFiles::new(cert, key)),
        (Some(_), None) => {
            return Err(Error::usage("`--tls-cert` needs its key: write `--tls-key FILE` too"));
        }
        (None, Some(_)) => {
            return Err(Error::usage("`--tls-key` needs its certificate: write `--tls-cert FILE` too"));
        }
    }
    Ok((options, address))
}
