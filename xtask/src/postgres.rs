//! The PostgreSQL that the tests of the database server start, installed into `target/postgres`. It comes as a package of
//! node, so no root is needed. Where there is no such package for the system, `tests/tests/database` says so.
#![allow(clippy::doc_markdown, reason = "PostgreSQL is a name")]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::clients::{node, once};
use crate::run::{Done, root, run, target};

/// Installs what is not installed yet.
pub(crate) fn install() -> Done {
    let source = root().join("tests/postgres");
    let files = ["package.json", "package-lock.json", ".npmrc"].map(|file| source.join(file));
    let bin = node(&target().join("clients"))?;
    once(&target().join("postgres"), &files, |folder| {
        for file in &files {
            let to = folder.join(file.file_name().unwrap_or_default());
            fs::copy(file, to).map_err(|error| format!("{}: {error}", file.display()))?;
        }
        npm(bin.as_deref(), folder)
    })
}

/// Its scripts may run: they make the links between its libraries.
fn npm(bin: Option<&Path>, folder: &Path) -> Done {
    let mut npm = Command::new("npm");
    if let Some(bin) = bin {
        npm = Command::new(bin.join("npm"));
        let path = std::env::var("PATH").unwrap_or_default();
        npm.env("PATH", format!("{}:{path}", bin.display()));
    }
    run(npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder))
}
