//! The load generator on one CPU, the servers on the others.
//!
//! Left alone, the scheduler now and then puts both on one CPU, and a round trip costs little more than half:
//! the figures of one server then fall into two groups. Done by `taskset`; without it nothing is pinned.

use std::process::Command;

use crate::build::Built;

/// Holds this thread on one CPU until dropped.
pub(crate) struct Pinning {
    /// The CPUs that this process may use, as `taskset` writes them.
    all: String,
    /// Those of the servers; none where nothing is pinned.
    servers: Option<String>,
}

impl Pinning {
    pub(crate) fn new() -> Self {
        let all = allowed().unwrap_or_default();
        let cpus = expand(&all);
        let servers = match cpus.split_first() {
            Some((own, others)) if !others.is_empty() && hold(&own.to_string()) => {
                let others: Vec<String> = others.iter().map(ToString::to_string).collect();
                Some(others.join(","))
            }
            _ => {
                eprintln!("no second CPU or no taskset: nothing is pinned, expect figures in two groups");
                None
            }
        };
        Self { all, servers }
    }

    /// The command that starts a server on its CPUs. It is replaced by the server, so its id is the server's.
    pub(crate) fn command(&self, built: &Built) -> Command {
        let Some(others) = &self.servers else { return Command::new(&built.path) };
        let cpus = if built.server.on_all_cpus { &self.all } else { others };
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", cpus]).arg(&built.path);
        command
    }

    /// The command that runs a program on one CPU, where that can be done.
    pub(crate) fn command_on_one(program: &str) -> Command {
        let cpus = expand(&allowed().unwrap_or_default());
        let one = cpus.last().map(ToString::to_string).unwrap_or_default();
        let taskset = Command::new("taskset").args(["--cpu-list", &one, "true"]).output();
        if !taskset.is_ok_and(|output| output.status.success()) {
            return Command::new(program);
        }
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", &one, program]);
        command
    }

    /// What was done with these servers, for the report.
    pub(crate) fn describe(&self, built: &[Built]) -> String {
        match &self.servers {
            Some(cpus) if built.iter().any(|built| built.server.on_all_cpus) => format!(
                "servers on CPU {cpus}, the load generator on another; a server of many threads on all"
            ),
            Some(cpus) => format!("servers on CPU {cpus}, the load generator on another"),
            None => "nothing pinned to a CPU".into(),
        }
    }
}

impl Drop for Pinning {
    fn drop(&mut self) {
        if self.servers.is_some() {
            hold(&self.all);
        }
    }
}

/// Holds the main thread of this process on these CPUs, with all that it starts from now on.
fn hold(cpus: &str) -> bool {
    let id = std::process::id().to_string();
    let taskset = Command::new("taskset").args(["--cpu-list", "--pid", cpus, &id]).output();
    taskset.is_ok_and(|output| output.status.success())
}

fn allowed() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| Some(line.strip_prefix("Cpus_allowed_list:")?.trim().to_owned()))
}

/// The numbers in a list like `0-3,8`.
fn expand(list: &str) -> Vec<usize> {
    let range = |part: &str| {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        Some(from.parse().ok()?..=to.parse().ok()?)
    };
    list.split(',').filter_map(range).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn lists_of_cpus_are_read() {
        assert_eq!(expand("0-2,8"), [0, 1, 2, 8]);
        assert_eq!(expand("5"), [5]);
        assert!(expand("").is_empty());
    }
}
