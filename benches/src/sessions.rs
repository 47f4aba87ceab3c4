//! The memory of a server over HTTP for each client that is there and silent.
//!
//! A client of the revisions with sessions has a connection for its messages and an open stream of events, one
//! of the newest revision has nothing but a connection.

use std::process::Command;
use std::thread;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::build::Built;
use crate::calls::Revision;
use crate::http::{Client, Listening};
use crate::options::Options;
use crate::results::SessionMemory;
use crate::{Result, proc};

/// Sessions before the first look: by then the server has what it needs once.
const FIRST: usize = 100;
/// What it may take to open them all before the server is stopped.
const LIMIT: Duration = Duration::from_secs(120);
/// How long nothing happens before the memory is read.
const SETTLE: Duration = Duration::from_millis(500);

/// Opens sessions on every server in every revision that it speaks.
pub(crate) fn measure(built: &[Built], options: &Options) -> Result<Vec<SessionMemory>> {
    let more = if options.quick { 500 } else { 2_000 };
    allow_many_files()?;
    let mut memory = Vec::new();
    for &revision in options.transport.revisions() {
        eprintln!("{more} idle sessions, {}", revision.name());
        for built in built.iter().filter(|built| built.server.revisions.contains(&revision)) {
            let kib = kib_per_session(built, revision, more)
                .map_err(|error| format!("{}, {}: {error}", built.server.name, revision.name()))?;
            memory.push(SessionMemory { server: built.server.name, revision, sessions: more, kib });
        }
    }
    Ok(memory)
}

/// Two sockets a session are more files than a process may have open by default. The servers inherit the limit.
fn allow_many_files() -> Result<()> {
    let limit = getrlimit(Resource::Nofile);
    Ok(setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })?)
}

#[expect(clippy::cast_precision_loss, reason = "a size in KiB is far below 2^52")]
fn kib_per_session(built: &Built, revision: Revision, more: usize) -> Result<f64> {
    let server = Listening::start(Command::new(&built.path), LIMIT)?;
    let mut clients = Vec::with_capacity(FIRST + more);
    let mut resident_with = |number: usize| -> Result<f64> {
        while clients.len() < number {
            let mut client = Client::open(server.address, revision)?;
            client.listen()?;
            clients.push(client);
        }
        thread::sleep(SETTLE);
        Ok(proc::resident_kib(server.process.pid)? as f64)
    };
    let before = resident_with(FIRST)?;
    let after = resident_with(FIRST + more)?;
    drop(clients);
    server.close()?;
    Ok((after - before) / more as f64)
}
