//! Builds the servers with cargo, each alone.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::results::BuildTime;
use crate::servers::Server;
use crate::temporary::Folder;
use crate::{Result, proc};

/// A server and its release binary.
pub(crate) struct Built {
    pub(crate) server: &'static Server,
    pub(crate) path: PathBuf,
}

/// Builds a server with the release profile of the workspace.
pub(crate) fn release(server: &'static Server) -> Result<Built> {
    let mut command = cargo("build", server);
    command.args(["--release", "--message-format=json-render-diagnostics", "--bin", server.binary]);
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("`{}` does not build", server.binary).into());
    }
    let executable = String::from_utf8(output.stdout)?.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let is_server = message["target"]["name"] == server.binary;
        is_server.then_some(message["executable"].as_str()?.into())
    });
    Ok(Built { server, path: executable.ok_or("cargo names no executable")? })
}

/// The target directory of the workspace: two above a release binary.
pub(crate) fn target_directory(built: &[Built]) -> Result<&Path> {
    let path = built.first().ok_or("no server to measure")?.path.as_path();
    Ok(path.ancestors().nth(2).ok_or("a binary outside a target directory")?)
}

/// Builds servers from clean in a folder of their own, for users' first impression (dev) and for release.
pub(crate) fn times(servers: &[&'static Server]) -> Result<Vec<BuildTime>> {
    servers.iter().filter(|server| server.timed_build).map(|server| time(server)).collect()
}

fn time(server: &'static Server) -> Result<BuildTime> {
    let (dev_wall, dev_cpu) = time_profile(server, "dev")?;
    let (release_wall, release_cpu) = time_profile(server, "release")?;
    let crates = count_crates(server)?;
    Ok(BuildTime { server: server.name, crates, dev_wall, dev_cpu, release_wall, release_cpu })
}

/// The seconds of wall clock and of CPU of one build from clean.
fn time_profile(server: &'static Server, profile: &str) -> Result<(f64, f64)> {
    eprintln!("building {} from clean, profile {profile}", server.binary);
    let folder = Folder::new()?;
    let mut command = cargo("build", server);
    command
        .args(["--quiet", "--profile", profile, "--bin", server.binary, "--target-dir"])
        .arg(folder.path());
    let (wall, cpu) = (Instant::now(), proc::cpu_of_children()?);
    if !command.status()?.success() {
        return Err(format!("`{}` does not build", server.binary).into());
    }
    let cpu = proc::cpu_of_children()?.saturating_sub(cpu);
    Ok((wall.elapsed().as_secs_f64(), cpu.as_secs_f64()))
}

/// The crates that are compiled for a server, beside its own.
fn count_crates(server: &'static Server) -> Result<usize> {
    let mut command = cargo("tree", server);
    command.args(["--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
    let output = command.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let text = String::from_utf8(output.stdout)?;
    let mut crates: Vec<&str> = text.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    crates.sort_unstable();
    crates.dedup();
    Ok(crates.len().saturating_sub(1))
}

/// The version of a dependency in the lock file, where it is in it.
pub(crate) fn locked_version(name: &str) -> Option<String> {
    let output = Command::new(cargo_program()).args(["pkgid", name]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().rsplit_once('@')?.1.into())
}

/// A cargo command about this package with nothing but what `server` needs.
fn cargo(subcommand: &str, server: &'static Server) -> Command {
    let mut command = Command::new(cargo_program());
    command.args([subcommand, "--package", "mcp-benches", "--no-default-features", "--features"]);
    command.arg(server.feature);
    command
}

/// The cargo that runs this program, where one does.
pub(crate) fn cargo_program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
