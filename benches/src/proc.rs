//! What Linux tells about a process under `/proc`.

use std::fs;
use std::time::Duration;

use crate::Result;

/// The ticks of `/proc/PID/stat` are of this length on every architecture that has user-space to speak of.
const TICK: Duration = Duration::from_millis(10);

/// The CPU time of all living threads of a process, user and system, to the nanosecond where the kernel has it.
///
/// Threads that have ended are not in it: take differences over spans in which none ends.
pub(crate) fn cpu(pid: u32) -> Result<Duration> {
    let mut sum = Duration::ZERO;
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        let Ok(statistics) = fs::read_to_string(task?.path().join("schedstat")) else {
            return ticks(pid, [13, 14]);
        };
        let nanoseconds = statistics.split(' ').next().unwrap_or_default().parse()?;
        sum += Duration::from_nanos(nanoseconds);
    }
    Ok(sum)
}

/// The CPU time of all children of this process that have ended, with theirs.
pub(crate) fn cpu_of_children() -> Result<Duration> {
    ticks(std::process::id(), [15, 16])
}

/// The memory of a process that is in RAM, in KiB.
pub(crate) fn resident_kib(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

fn ticks(pid: u32, fields: [usize; 2]) -> Result<Duration> {
    let statistics = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The second field is a name in parentheses and may hold anything.
    let (_, rest) = statistics.rsplit_once(')').ok_or("no name in stat")?;
    let values: Vec<&str> = rest.split_whitespace().collect();
    let mut sum = 0;
    for field in fields {
        sum += values.get(field - 2).ok_or("a short stat")?.parse::<u32>()?;
    }
    Ok(TICK * sum)
}
