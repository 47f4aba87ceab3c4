//! One process of the server: how it is started, and what it knows of that.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::app::App;
use crate::cli::complain;
#[cfg(feature = "http")]
use crate::outcome::error::Error;
#[cfg(feature = "http")]
use crate::transport::http::listen::{address::Address, host};
#[cfg(feature = "http")]
use crate::transport::stdio;

/// What a process that `dev` started is told by, `PARENT:BUILD` or `PARENT:BUILD@ADDRESS`: the number of the process that started it, that of
/// the build, from 0 on, and where clients find it over HTTP. Who is started by it in turn has another parent.
pub(in crate::cli) const TOLD: &str = "MCP_DEV";

/// One that served for so long is started again when it ends by itself.
pub(super) const LIVED: Duration = Duration::from_secs(1);
/// So long a process has to end when it is told to. What calls of it may take is its own grace period.
pub(super) const ENDING: Duration = Duration::from_secs(15);
/// So long a process may take until it answers.
pub(super) const STARTING: Duration = Duration::from_secs(30);

/// How often it is looked whether a process has ended.
const GLANCE: Duration = Duration::from_millis(5);

/// A process that is still to be started.
pub(super) fn command(program: &Path, args: &[OsString], build: u32, at: Option<SocketAddr>) -> Command {
    let mut command = Command::new(program);
    let own = std::process::id();
    let told = at.map_or_else(|| format!("{own}:{build}"), |at| format!("{own}:{build}@{at}"));
    // Ctrl-C is for `dev`, which ends the server as a client does.
    command.args(args).env(TOLD, told).process_group(0);
    command
}

/// Waits for the end of a process.
pub(super) async fn ended(child: &mut Child, within: Duration) -> Option<ExitStatus> {
    let until = Instant::now() + within;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < until => sleep(GLANCE).await,
            _ => return None,
        }
    }
}

/// Asks a process to end.
pub(super) fn terminate(child: &Child) {
    let id = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    let _ = id.map(|id| rustix::process::kill_process(id, rustix::process::Signal::TERM));
}

/// Ends a process that does not end by itself.
pub(super) fn kill(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Why one that does not answer is no server.
pub(super) fn silent() -> String {
    format!("it did not answer for {} s", STARTING.as_secs())
}

/// Says that nothing serves until something changes.
pub(super) fn say_down(why: &str) {
    complain(&format!("dev: the server does not start: {why}. It is tried again when something changes."));
}

/// What a process ended with, in words.
pub(super) fn words(status: Option<ExitStatus>) -> String {
    match status {
        Some(status) => match (status.code(), status.signal()) {
            (_, Some(signal)) => format!("it was ended by signal {signal}"),
            (code, None) => format!("it ended with exit code {}", code.unwrap_or_default()),
        },
        None => "it does not end".to_owned(),
    }
}

/// What this process was told by the `dev` that started it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Started {
    build: u32,
    /// Where clients find it.
    at: Option<SocketAddr>,
}

impl Started {
    pub(in crate::cli) fn read() -> Option<Self> {
        Self::parse(&std::env::var(TOLD).ok()?, std::os::unix::process::parent_id())
    }

    fn parse(told: &str, parent: u32) -> Option<Self> {
        let (by, told) = told.split_once(':')?;
        if by.parse() != Ok(parent) {
            return None;
        }
        let (build, at) = told.split_once('@').map_or((told, None), |(build, at)| (build, Some(at)));
        Some(Self { build: build.parse().ok()?, at: at.map(str::parse).transpose().ok()? })
    }

    pub(in crate::cli) fn adjust(self, app: Arc<App>) -> Arc<App> {
        app.developed(self.build)
    }

    /// Serves HTTP on the listener that this process was given as its standard input.
    #[cfg(feature = "http")]
    pub(in crate::cli) fn host(self, app: Arc<App>, address: &Address) -> Result<(), Error> {
        use std::os::fd::AsFd as _;

        let failed = |error| Error::because("`dev` gave no listener", error);
        let listener: std::net::TcpListener =
            std::io::stdin().as_fd().try_clone_to_owned().map_err(failed)?.into();
        let at = listener.local_addr().and_then(|at| listener.set_nonblocking(true).map(|()| at));
        let at = self.at.unwrap_or(at.map_err(failed)?);
        let app = self.adjust(app);
        stdio::stop_without_reader(&app).map_err(failed)?;
        let announce = |line: &str| {
            if self.build == 0 {
                complain(line);
            }
        };
        host::serve_on(app, address, Some((listener, at)), &announce)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_is_told() {
        let at = Some("127.0.0.1:3000".parse().expect("an address"));
        assert_eq!(Started::parse("7:3@127.0.0.1:3000", 7), Some(Started { build: 3, at }));
        assert_eq!(Started::parse("7:0", 7), Some(Started { build: 0, at: None }));
        for wrong in ["", "yes", "0", "7:1@", "7:-1", "8:1"] {
            assert_eq!(Started::parse(wrong, 7), None, "{wrong}");
        }
    }
}
