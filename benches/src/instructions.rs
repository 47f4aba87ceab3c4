//! Instructions per call, counted by callgrind: user space, all threads.
//!
//! Two runs of one server differ in nothing but the number of calls, so start and end cancel out. On a machine
//! that others use too, this is the figure that repeats.

use std::process::Command;
use std::time::Duration;

use crate::Result;
use crate::build::Built;
use crate::calls::{Case, Work, cases};
use crate::load::Until;
use crate::options::Options;
use crate::pinning::Pinning;
use crate::results::Instructions;
use crate::temporary::Folder;
use crate::transport::Transport;

/// Under valgrind a server is some fifty times slower than without.
const LIMIT: Duration = Duration::from_secs(300);

/// Counts every case on every server; nothing where valgrind is not installed.
pub(crate) fn measure(built: &[Built], options: &Options) -> Result<Vec<Instructions>> {
    if !Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("valgrind is not installed: no instructions are counted");
        return Ok(Vec::new());
    }
    let calls = calls(options);
    let in_flight: &[usize] = match options.transport {
        Transport::Stdio => &[1, 16],
        Transport::Http => &[1],
    };
    let mut counted = Vec::new();
    let revisions = options.transport.revisions();
    let tools = cases(revisions, &Work::TOOLS, in_flight);
    for case in tools.into_iter().chain(cases(revisions, &Work::OTHERS, &[1])) {
        eprintln!("instructions, {}", case.describe());
        for built in built.iter().filter(|built| built.server.does(case)) {
            let count = |calls| {
                count(built, case, calls).map_err(|error| {
                    format!("{} under callgrind, {}: {error}", built.server.name, case.describe())
                })
            };
            let more = count(calls.many)?.saturating_sub(count(calls.few)?);
            let per_call = per_call(more, calls.many - calls.few);
            counted.push(Instructions { server: built.server.name, case, per_call });
        }
    }
    Ok(counted)
}

/// How many calls the two runs make.
struct Calls {
    few: u64,
    many: u64,
}

/// Over HTTP there are peers that answer no more than some twenty calls a second on one connection.
fn calls(options: &Options) -> Calls {
    let (few, many) = match (options.transport, options.quick) {
        (Transport::Stdio, true) => (1_000, 2_000),
        (Transport::Stdio, false) => (2_000, 6_000),
        (Transport::Http, true) => (200, 600),
        (Transport::Http, false) => (500, 1_500),
    };
    Calls { few, many }
}

/// The instructions of a whole run with this many calls.
fn count(built: &Built, case: Case, calls: u64) -> Result<u64> {
    let folder = Folder::new()?;
    let file = folder.path().join("callgrind.out");
    let command = callgrind(built, &file.display().to_string());
    let mut load = built.server.transport.start(command, case, LIMIT)?;
    load.run(Until::Calls(calls))?;
    load.close()?;
    let profile = std::fs::read_to_string(&file)?;
    let total = profile.lines().find_map(|line| {
        let totals = line.strip_prefix("totals:").or_else(|| line.strip_prefix("summary:"))?;
        totals.split_whitespace().next()?.parse().ok()
    });
    Ok(total.ok_or("callgrind wrote no total")?)
}

/// The command that runs a server under callgrind.
fn callgrind(built: &Built, file: &str) -> Command {
    let mut command = match built.server.transport {
        Transport::Stdio => Command::new("valgrind"),
        // With one CPU a runtime of many threads has one worker, and its count repeats.
        Transport::Http => Pinning::command_on_one("valgrind"),
    };
    command.args(["--tool=callgrind", "--quiet", &format!("--callgrind-out-file={file}")]);
    command.arg(&built.path);
    command
}

#[expect(clippy::cast_precision_loss, reason = "a difference of counts is far below 2^52")]
fn per_call(instructions: u64, calls: u64) -> f64 {
    instructions as f64 / calls as f64
}
