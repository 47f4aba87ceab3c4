//! Options that could never match anything: refused at the start, on one line that says what to write instead.
//!
//! What is only written in another way than clients send it is understood: an IPv6 address without its brackets, the port
//! that an origin has anyway.

use std::net::IpAddr;

use crate::app::options::HttpOptions;
use crate::outcome::error::Error;
use crate::transport::http::inspect;

/// What the options of a server may not be.
pub(crate) fn check(options: &HttpOptions) -> Result<(), Error> {
    let checked = paths(options)
        .and_then(|()| options.allow_hosts.iter().try_for_each(|text| host(text).map(drop)))
        .and_then(|()| options.allow_origins.iter().try_for_each(|text| origin(text).map(drop)));
    checked.map_err(Error::usage)?;
    if options.keep_alive.is_zero() {
        return Err(Error::usage("`keep_alive` is no time"));
    }
    Ok(())
}

fn paths(options: &HttpOptions) -> Result<(), String> {
    let named = [
        ("--path", &options.path),
        ("--sse-path", &options.sse_path),
        ("--message-path", &options.message_path),
    ];
    for (flag, path) in named {
        path_of(flag, path)?;
        if options.inspect && inspect::has(path) {
            return Err(format!("`{flag} {path}`: the page of `--inspect` is there: choose another path"));
        }
        if path == "/health" {
            return Err(format!("`{flag} {path}`: load balancers ask there: choose another path"));
        }
        if path == "/events" && flag != "--sse-path" {
            return Err(format!(
                "`{flag} {path}`: streams of HTTP+SSE are opened there too: choose another path"
            ));
        }
    }
    for (at, (flag, path)) in named.iter().enumerate() {
        if let Some((other, _)) = named[..at].iter().find(|(_, other)| other == path) {
            return Err(format!("`{other}` and `{flag}` are both `{path}`: give each a path of its own"));
        }
    }
    if options.mounted_at.is_empty() { Ok(()) } else { path_of("--public-path", &options.mounted_at) }
}

/// Whether a request can have such a path.
fn path_of(flag: &str, path: &str) -> Result<(), String> {
    let no_path = |why: String| Err(format!("`{flag} {}` is no path: {why}", plain(path)));
    if !path.starts_with('/') || (path.ends_with('/') && (path.len() > 1 || flag == "--public-path")) {
        return no_path("it begins with `/`, and does not end with one".into());
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || "/-._~!$&'()*+,;=:@%".contains(c);
    if let Some(odd) = path.chars().find(|c| !fits(*c)) {
        let odd = plain(&odd.to_string());
        return no_path(format!("no request has `{odd}` in its path: take it out, or write it with `%`"));
    }
    if path.split('/').any(|segment| segment == "." || segment == "..") {
        return no_path("clients take `.` and `..` away before they ask: leave them out".into());
    }
    Ok(())
}

/// A name of the server, as it is in `Host`.
pub(crate) fn host(text: &str) -> Result<String, String> {
    if text == "*" {
        return Ok(text.into());
    }
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    if let Ok(ip) = bare.parse::<IpAddr>() {
        return Ok(written(ip));
    }
    let Some((reason, mend)) = why_no_host(text) else { return Ok(text.to_ascii_lowercase()) };
    Err(format!("`--allow-host {}` can never match: {reason}: write {mend}", plain(text)))
}

/// What is wrong with the name of a host, and what to write.
fn why_no_host(text: &str) -> Option<(&'static str, String)> {
    let example = || "one such as `mcp.example.com`".to_owned();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let name = name_of(rest);
    // What it would be without what is too much; said only where that could match.
    let instead = || match host(name) {
        Ok(name) => format!("`{name}`"),
        Err(_) => example(),
    };
    if let Some((network, bits)) = rest.split_once('/')
        && network.parse::<IpAddr>().is_ok()
        && bits.bytes().all(|b| b.is_ascii_digit())
        && !bits.is_empty()
    {
        return Some(("networks are not understood", "each address, or `*` for any".into()));
    }
    if rest.len() < text.len() {
        return Some(("`Host` has no scheme", instead()));
    }
    if text.contains(',') {
        return Some(("it is several names", "the flag once for each".into()));
    }
    if text.contains(['/', '?', '#']) {
        return Some(("`Host` has no path", instead()));
    }
    if text.contains('@') {
        return Some(("`Host` has no user", instead()));
    }
    if text.contains('*') {
        return Some(("only `*` alone is a wildcard", "each name, or `*` for any".into()));
    }
    if name.len() < text.len() && text.contains(':') {
        return Some(("ports are not compared", instead()));
    }
    why_no_name(text, instead)
}

fn why_no_name(text: &str, instead: impl Fn() -> String) -> Option<(&'static str, String)> {
    if text.contains(['[', ']']) {
        return Some(("brackets are for addresses of IPv6", instead()));
    }
    if !text.is_ascii() {
        return Some(("clients send names in ASCII", "the form that begins with `xn--`".into()));
    }
    if text.len() > 1 && text.ends_with('.') {
        return Some(("clients leave the dot at the end out", instead()));
    }
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    if text.is_empty() || !text.bytes().all(fits) || text.starts_with('.') {
        return Some(("it is no name of a host", "one such as `mcp.example.com`".into()));
    }
    None
}

/// The name in what may also have a user, a port, a path, brackets or a dot at its end.
fn name_of(text: &str) -> &str {
    let authority = text.split(['/', '?', '#']).next().unwrap_or_default();
    let place = authority.rsplit('@').next().unwrap_or_default();
    if let Some((inside, _)) = place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return inside;
    }
    // More than one colon is an address of IPv6.
    let name = match place.split_once(':') {
        Some((name, port)) if !port.contains(':') => name,
        _ => place,
    };
    name.trim_end_matches('.')
}

/// An address as clients write it in `Host`.
fn written(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}

/// The origin of a page, as browsers send it.
pub(crate) fn origin(text: &str) -> Result<String, String> {
    if text == "*" || text == "null" {
        return Ok(text.into());
    }
    let refuse = |reason: &str, mend: &str| {
        Err(format!("`--allow-origin {}` can never match: {reason}: write {mend}", plain(text)))
    };
    let example = "one such as `https://app.example.com`";
    let Some((scheme, rest)) = text.split_once("://") else {
        let whole = origin(&format!("https://{text}"));
        let mend = whole.map_or(example.to_owned(), |whole| format!("`{whole}`"));
        return refuse("an origin has a scheme", &mend);
    };
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"+-.".contains(&b);
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.bytes().all(fits) {
        return refuse("it has no scheme of a page", example);
    }
    let scheme = scheme.to_ascii_lowercase();
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let place = authority.rsplit('@').next().unwrap_or_default();
    let Some((name, port)) = name_and_port(place) else {
        return refuse("its port is no number up to 65535", example);
    };
    let name = match host(name) {
        Ok(name) if name != "*" => name,
        _ if name.contains('*') => {
            return refuse("only `*` alone is a wildcard", "each origin, or `*` for any");
        }
        _ if !name.is_ascii() => return refuse("browsers send names in ASCII", "the form with `xn--`"),
        _ => return refuse("it has no name of a host", example),
    };
    // Browsers leave out the port that the scheme has anyway.
    let usual = matches!((&*scheme, port), ("https", Some(443)) | ("http", Some(80)));
    let port = port.filter(|_| !usual).map_or(String::new(), |port| format!(":{port}"));
    let whole = format!("{scheme}://{name}{port}");
    if authority.len() < rest.len() {
        return refuse("an origin has no path", &format!("`{whole}`"));
    }
    if place.len() < authority.len() {
        return refuse("an origin has no user", &format!("`{whole}`"));
    }
    Ok(whole)
}

/// Nothing where there is something like a port that is none.
fn name_and_port(place: &str) -> Option<(&str, Option<u16>)> {
    let after = place.rfind(']').map_or(0, |at| at + 1);
    match place[after..].rfind(':') {
        Some(at) if after > 0 || !place[..at].contains(':') => {
            let (name, port) = place.split_at(after + at);
            port[1..].parse().ok().map(|port| (name, Some(port)))
        }
        _ => Some((place, None)),
    }
}

/// A text that stays on its line.
pub(crate) fn plain(text: &str) -> String {
    let mut line = String::new();
    for c in text.chars() {
        if c.is_control() {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(change: impl FnOnce(&mut HttpOptions)) -> String {
        let mut options = HttpOptions::default();
        change(&mut options);
        check(&options).map_or_else(
            |error| {
                assert!(error.is_usage() && !error.to_string().contains('\n'), "{error}");
                error.to_string()
            },
            |()| "fine".into(),
        )
    }

    #[test]
    fn hosts_that_are_understood() {
        for (text, name) in [
            ("*", "*"),
            ("MCP.example.com", "mcp.example.com"),
            ("localhost", "localhost"),
            ("under_score-1.example", "under_score-1.example"),
            ("192.0.2.1", "192.0.2.1"),
            ("2001:DB8::1", "[2001:db8::1]"),
            ("[2001:db8:0::1]", "[2001:db8::1]"),
            ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ] {
            assert_eq!(host(text).as_deref(), Ok(name));
        }
    }

    #[test]
    fn hosts_that_can_never_match() {
        for (text, why) in [
            ("mcp.example.com:443", "ports are not compared: write `mcp.example.com`"),
            ("[::1]:3000", "ports are not compared: write `[::1]`"),
            ("https://mcp.example.com", "`Host` has no scheme: write `mcp.example.com`"),
            ("https://mcp.example.com:8443/mcp", "`Host` has no scheme: write `mcp.example.com`"),
            ("https://*.example.com", "`Host` has no scheme: write one such as `mcp.example.com`"),
            ("mcp.example.com/mcp", "`Host` has no path: write `mcp.example.com`"),
            ("*.example.com", "only `*` alone is a wildcard: write each name, or `*` for any"),
            ("10.0.0.0/8", "networks are not understood: write each address, or `*` for any"),
            ("2001:db8::/32", "networks are not understood: write each address, or `*` for any"),
            ("[mcp.example.com]", "brackets are for addresses of IPv6: write `mcp.example.com`"),
            ("a.example,b.example", "it is several names: write the flag once for each"),
            ("me@mcp.example.com", "`Host` has no user: write `mcp.example.com`"),
            ("mcp.example.com.", "clients leave the dot at the end out: write `mcp.example.com`"),
            ("münchen.example", "clients send names in ASCII: write the form that begins with `xn--`"),
            ("", "it is no name of a host: write one such as `mcp.example.com`"),
            ("a b", "it is no name of a host: write one such as `mcp.example.com`"),
            (".example.com", "it is no name of a host: write one such as `mcp.example.com`"),
        ] {
            let expected = format!("`--allow-host {text}` can never match: {why}");
            assert_eq!(said(|options| options.allow_hosts.push(text.into())), expected);
        }
        assert!(said(|options| options.allow_hosts.push("a\nb".into())).starts_with("`--allow-host a\\nb`"));
    }

    #[test]
    fn origins_that_are_understood() {
        for (text, as_sent) in [
            ("*", "*"),
            ("null", "null"),
            ("https://App.example.com/", "https://app.example.com"),
            ("https://app.example.com:443", "https://app.example.com"),
            ("http://app.example.com:80", "http://app.example.com"),
            ("http://app.example.com:443", "http://app.example.com:443"),
            ("http://[::1]:5173", "http://[::1]:5173"),
            ("http://2001:db8::1", "http://[2001:db8::1]"),
            ("vscode-webview://0abc", "vscode-webview://0abc"),
        ] {
            assert_eq!(origin(text).as_deref(), Ok(as_sent));
        }
    }

    #[test]
    fn origins_that_can_never_match() {
        let example = "write one such as `https://app.example.com`";
        for (text, why) in [
            ("app.example.com", "an origin has a scheme: write `https://app.example.com`"),
            ("app.example.com:8443", "an origin has a scheme: write `https://app.example.com:8443`"),
            ("https://app.example.com/page", "an origin has no path: write `https://app.example.com`"),
            ("https://app.example.com:443/a?b", "an origin has no path: write `https://app.example.com`"),
            ("https://me@app.example.com", "an origin has no user: write `https://app.example.com`"),
            ("https://*.example.com", "only `*` alone is a wildcard: write each origin, or `*` for any"),
            ("https://münchen.example", "browsers send names in ASCII: write the form with `xn--`"),
            ("https://app.example.com:port", &format!("its port is no number up to 65535: {example}")),
            ("https://app.example.com:99999", &format!("its port is no number up to 65535: {example}")),
            ("https://", &format!("it has no name of a host: {example}")),
            ("file:///page.html", &format!("it has no name of a host: {example}")),
            ("", &format!("an origin has a scheme: {example}")),
        ] {
            let expected = format!("`--allow-origin {text}` can never match: {why}");
            assert_eq!(said(|options| options.allow_origins.push(text.into())), expected);
        }
    }

    #[test]
    fn paths_that_are_none_or_clash() {
        type Set = fn(&mut HttpOptions, String);
        let path: Set = |options, path| options.path = path;
        let sse: Set = |options, path| options.sse_path = path;
        let message: Set = |options, path| options.message_path = path;
        let mounted: Set = |options, path| options.mounted_at = path;
        let ends = "it begins with `/`, and does not end with one";
        for (set, text, expected) in [
            (path, "/api/v1:mcp", "fine".to_owned()),
            (path, "/", "fine".into()),
            (sse, "/events", "fine".into()),
            (mounted, "/tools", "fine".into()),
            (path, "mcp", format!("`--path mcp` is no path: {ends}")),
            (path, "", format!("`--path ` is no path: {ends}")),
            (sse, "/sse/", format!("`--sse-path /sse/` is no path: {ends}")),
            (mounted, "/tools/", format!("`--public-path /tools/` is no path: {ends}")),
            (mounted, "https://a.example/t", format!("`--public-path https://a.example/t` is no path: {ends}")),
            (message, "/a?b", "`--message-path /a?b` is no path: no request has `?` in its path: take it out, or write it with `%`".into()),
            (path, "/mñp", "`--path /mñp` is no path: no request has `ñ` in its path: take it out, or write it with `%`".into()),
            (path, "/a/../b", "`--path /a/../b` is no path: clients take `.` and `..` away before they ask: leave them out".into()),
            (path, "/sse", "`--path` and `--sse-path` are both `/sse`: give each a path of its own".into()),
            (path, "/message", "`--path` and `--message-path` are both `/message`: give each a path of its own".into()),
            (message, "/sse", "`--sse-path` and `--message-path` are both `/sse`: give each a path of its own".into()),
            (sse, "/health", "`--sse-path /health`: load balancers ask there: choose another path".into()),
            (path, "/events", "`--path /events`: streams of HTTP+SSE are opened there too: choose another path".into()),
            (message, "/events", "`--message-path /events`: streams of HTTP+SSE are opened there too: choose another path".into()),
        ] {
            assert_eq!(said(|options| set(options, text.into())), expected);
        }
    }
}
