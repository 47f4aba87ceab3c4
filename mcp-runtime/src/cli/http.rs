//! `--http` and what goes with it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, value_parser};

use super::{amount, complain, ended, failed, limited};
use crate::app::App;
use crate::app::options::HttpOptions;
use crate::outcome::error::Error;
use crate::transport::http::listen::address::Address;
use crate::transport::http::listen::host;

/// Under which the help lists these.
const HEADING: &str = "Over HTTP";

pub(super) fn args() -> Vec<Arg> {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let file = |name: &'static str, help: &'static str| {
        text(name, "FILE", help).value_parser(value_parser!(PathBuf))
    };
    let mut args = vec![
        text("path", "PATH", "Where Streamable HTTP is served [default: /mcp]"),
        text("sse-path", "PATH", "Where streams of HTTP+SSE are opened [default: /sse]"),
        text("message-path", "PATH", "Where messages of HTTP+SSE go [default: /message]"),
        flag("no-sse-on-mcp", "Open no stream of HTTP+SSE for a GET without a session on the first path"),
        text(
            "allow-origin",
            "ORIGIN",
            "A web page that may call, such as https://app.example.com; `*` is any",
        )
        .action(ArgAction::Append),
        text("allow-host", "NAME", "A name under which the server may be reached; `*` is any")
            .action(ArgAction::Append),
        flag("cors", "Tell browsers what they may do (CORS), for the origins that may call"),
        file("token-file", "Bearer tokens, one a line, `TOKEN` or `NAME TOKEN`; read again when it changes"),
        file("secret-file", "What signs session ids, so that sessions outlive the process [env: MCP_SECRET]"),
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
        flag("allow-unauthenticated", "Serve an address that others can reach without asking who they are"),
    ];
    if cfg!(feature = "tls") {
        args.push(file("tls-cert", "Serve HTTPS with this certificate chain (PEM)").requires("tls-key"));
        args.push(file("tls-key", "The private key of the certificate (PEM)").requires("tls-cert"));
    }
    let mut args: Vec<Arg> = args.into_iter().map(|arg| arg.requires("http").help_heading(HEADING)).collect();
    let address = text("http", "ADDRESS", "Serve HTTP: `:3000` for this machine only, or `HOST:3000`");
    args.insert(0, address.visible_alias("sse").conflicts_with("stdio").help_heading(HEADING));
    args
}

pub(super) fn serve(app: Arc<App>, matches: &ArgMatches) -> ExitCode {
    let prepared = prepare(app.options.http.clone(), matches).and_then(|(options, address)| {
        let app = limited(app, matches)?.adjust(|app| app.options.http = options);
        host::serve(app, &address, &|url| complain(&format!("listening on {url}")))
    });
    match prepared {
        Err(error) if error.is_usage() => failed(&error),
        served => ended(served),
    }
}

/// The options that the command line makes of those of the server.
fn prepare(mut options: HttpOptions, matches: &ArgMatches) -> Result<(HttpOptions, Address), Error> {
    let given = |name: &str| matches.get_one::<String>(name).cloned();
    let address = Address::parse(&given("http").unwrap_or_default())?;
    for (name, path) in [
        ("path", &mut options.path),
        ("sse-path", &mut options.sse_path),
        ("message-path", &mut options.message_path),
    ] {
        let Some(text) = given(name) else { continue };
        let trimmed = text.trim_end_matches('/');
        path.clone_from(&if trimmed.is_empty() { text } else { trimmed.to_owned() });
    }
    if let Some(path) = given("public-path") {
        path.trim_end_matches('/').clone_into(&mut options.mounted_at);
    }
    let many = |name: &str| matches.get_many::<String>(name).into_iter().flatten().cloned();
    options.allow_origins.extend(many("allow-origin"));
    options.allow_hosts.extend(many("allow-host"));
    options.sse_on_mcp &= !matches.get_flag("no-sse-on-mcp");
    options.cors |= matches.get_flag("cors");
    options.allow_unauthenticated |= matches.get_flag("allow-unauthenticated");
    if let Some(path) = matches.get_one::<PathBuf>("token-file") {
        options.token_file = Some(path.clone());
    }
    if let Some(path) = matches.get_one::<PathBuf>("secret-file") {
        options.secret_file = Some(path.clone());
    }
    // What is passed to a container; several, from the newest to the oldest, have blanks between them.
    if let Ok(secrets) = std::env::var("MCP_SECRET") {
        options.secrets.extend(secrets.split_whitespace().map(str::to_owned));
    }
    options.max_body = amount::size(matches, "max-body")?.unwrap_or(options.max_body);
    options.max_sessions = amount::count(matches, "max-sessions")?.unwrap_or(options.max_sessions);
    options.session_ttl = amount::time(matches, "session-ttl")?.unwrap_or(options.session_ttl);
    options.keep_alive = amount::time(matches, "keep-alive")?.unwrap_or(options.keep_alive);
    options.grace = amount::pause(matches, "grace")?.unwrap_or(options.grace);
    #[cfg(feature = "tls")]
    if let (Some(cert), Some(key)) =
        (matches.get_one::<PathBuf>("tls-cert"), matches.get_one::<PathBuf>("tls-key"))
    {
        options.tls = Some(crate::app::options::TlsFiles::new(cert, key));
    }
    Ok((options, address))
}
