//! Instructions per call, counted by callgrind: user space, all threads.
//!
//! Two runs of one server differ in nothing but the number of calls, so start and end cancel out. On a machine
//! that others use too, this is the figure that repeats.

use std::process::Command;
use std::time::Duration;

use crate::Result;
use crate::build::Built;
use crate::calls::{Case, cases};
use crate::load::{Load, Until};
use crate::options::Options;
use crate::report::Instructions;
use crate::server::Running;
use crate::temporary::Folder;

const IN_FLIGHT: [usize; 2] = [1, 16];
/// Under valgrind a server is some fifty times slower than without.
const LIMIT: Duration = Duration::from_secs(300);

/// Counts every case on every server; nothing where valgrind is not installed.
pub(crate) fn measure(built: &[Built], options: &Options) -> Result<Vec<Instructions>> {
    if !Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("valgrind is not installed: no instructions are counted");
        return Ok(Vec::new());
    }
    let (few, many) = if options.quick { (1_000, 2_000) } else { (2_000, 6_000) };
    let mut counted = Vec::new();
    for case in cases(&IN_FLIGHT) {
        eprintln!(
            "instructions, {} {}, {} in flight",
            case.revision.name(),
            case.work.name(),
            case.in_flight
        );
        for built in built {
            let count = |calls| {
                count(built, case, calls)
                    .map_err(|error| format!("{} under callgrind, {case:?}: {error}", built.server.name))
            };
            if let (Some(less), Some(more)) = (count(few)?, count(many)?) {
                let per_call = per_call(more.saturating_sub(less), many - few);
                counted.push(Instructions { server: built.server.name, case, per_call });
            }
        }
    }
    Ok(counted)
}

/// The instructions of a whole run with this many calls; none where the server does not speak the revision.
fn count(built: &Built, case: Case, calls: u64) -> Result<Option<u64>> {
    let folder = Folder::new()?;
    let file = folder.path().join("callgrind.out");
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--quiet", &format!("--callgrind-out-file={}", file.display())]);
    command.arg(&built.path);
    let mut server = Running::start(command, LIMIT)?;
    if !server.open(case.revision)? {
        return Ok(None);
    }
    let mut load = Load::new(server, case);
    load.run(Until::Calls(calls))?;
    load.close()?;
    let profile = std::fs::read_to_string(&file)?;
    let total = profile.lines().find_map(|line| {
        let totals = line.strip_prefix("totals:").or_else(|| line.strip_prefix("summary:"))?;
        totals.split_whitespace().next()?.parse().ok()
    });
    Ok(Some(total.ok_or("callgrind wrote no total")?))
}

#[expect(clippy::cast_precision_loss, reason = "a difference of counts is far below 2^52")]
fn per_call(instructions: u64, calls: u64) -> f64 {
    instructions as f64 / calls as f64
}
