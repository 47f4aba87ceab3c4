//! `health`: asks the server that runs here over HTTP whether it is well, for images that have no other program to ask with.
//!
//! It makes no server and needs no token: it is asked often, and beside one that runs.

use std::process::ExitCode;

use clap::{ArgMatches, Command};

use super::line::Line;
use super::{call, ended, print};
use crate::outcome::error::Error;
use crate::transport::http::listen::address::Address;

const NAME: &str = "health";

/// Its sub-command.
pub(super) fn command() -> Command {
    Command::new(NAME)
        .about("Ask the server that runs at the address of --http or MCP_HTTP whether it is well, and end with 0 if so")
}

/// Answers a command line that asks for it; nothing where it does not.
pub(super) fn answered(line: &Line, matches: &ArgMatches) -> Option<ExitCode> {
    matches.subcommand_matches(NAME)?;
    let asked = url(line).and_then(|url| {
        // A thread of its own, since this one may be of a runtime of the author's, which must not be blocked on another.
        let asked = std::thread::scope(|scope| scope.spawn(|| call::healthy(&url)).join());
        asked.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    Some(if asked.is_ok() { print("ok\n") } else { ended(asked) })
}

/// Where the server answers that listens where the command line or the environment says.
fn url(line: &Line) -> Result<String, Error> {
    let Some(given) = line.given("http")? else {
        return Err(Error::usage(
            "`health` asks a server that runs over HTTP: say where, by `--http :3000` before it or by MCP_HTTP",
        ));
    };
    let address = Address::parse(&given.text)?;
    if address.port == 0 {
        return Err(Error::usage(format!("{given} is any port: `health` needs the one that the server has")));
    }
    let scheme = if is_secure(line)? { "https" } else { "http" };
    Ok(format!("{scheme}://{}:{}/health", host(&address), address.port))
}

fn is_secure(line: &Line) -> Result<bool, Error> {
    Ok(cfg!(feature = "tls") && line.given("tls-cert")?.is_some())
}

/// As the server knows itself: it refuses names that are not its own. Who listens on every address is reached on loopback.
fn host(address: &Address) -> String {
    let unspecified = address.ips.iter().find(|ip| ip.is_unspecified());
    match (unspecified, &address.host) {
        (Some(ip), _) if ip.is_ipv6() => "[::1]".to_owned(),
        (None, Some(host)) => host.clone(),
        _ => "127.0.0.1".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (listens, asked) in [
            (":3000", "127.0.0.1"),
            ("0.0.0.0:3000", "127.0.0.1"),
            ("[::]:3000", "[::1]"),
            ("127.0.0.2:3000", "127.0.0.2"),
            ("[::1]:3000", "[::1]"),
        ] {
            assert_eq!(host(&Address::parse(listens).expect(listens)), asked, "{listens}");
        }
    }
}
