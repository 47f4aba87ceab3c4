//! Where the figures come from.

use std::fs;
use std::process::Command;

use crate::build;
use crate::transport::Transport;

/// The processor, its cores, the kernel, the compiler and the peers, in one line.
pub(crate) fn describe(transport: Transport) -> String {
    let model = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let kernel = first_line(fs::read_to_string("/proc/sys/kernel/osrelease").ok().as_deref());
    let peers: &[&str] = match transport {
        Transport::Stdio => &["rmcp"],
        Transport::Http => &["rmcp", "rust-mcp-sdk"],
    };
    let version = |peer: &&str| {
        let version = build::locked_version(peer).unwrap_or_else(|| "not locked".into());
        format!(", {peer} {version}")
    };
    format!(
        "{}, {cores} cores, Linux {kernel}, {}{}",
        model.unwrap_or_else(|| "unknown processor".into()),
        output("rustc", "-V"),
        peers.iter().map(version).collect::<String>(),
    )
}

/// How many threads wanted to run, on average over the last minute; this program and its server are up to two.
pub(crate) fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|load| load.parse().ok()).unwrap_or_default()
}

/// The first line that a program prints when asked for its version.
fn output(program: &str, argument: &str) -> String {
    let output = Command::new(program).arg(argument).output().ok();
    first_line(output.and_then(|output| String::from_utf8(output.stdout).ok()).as_deref())
}

fn first_line(text: Option<&str>) -> String {
    text.and_then(|text| text.lines().next()).unwrap_or("unknown").to_owned()
}
