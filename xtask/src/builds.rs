//! The ways in which others build the library: with other features, an older compiler, another system.

use std::process::Command;

use crate::run::{Done, cargo, root, run, said, target};

/// Every set of features that differs: `http2` and `tls` bring `http` along.
const HTTP: [&str; 5] = ["", "http", "http2", "tls", "http2,tls"];

/// What `ask` is beside others.
const ASK: [&str; 3] = ["ask", "ask,http", "ask,cli"];

/// The system that is not Unix. HTTPS is left out: its cryptography needs a compiler of C for that system.
const WINDOWS: &str = "x86_64-pc-windows-gnu";

pub(crate) fn features() -> Done {
    let sets = HTTP.iter().flat_map(|http| [(*http).to_owned(), format!("{http},cli")]);
    for set in sets.chain(ASK.map(str::to_owned)).chain(["install", "dev", "dev,http"].map(str::to_owned)) {
        let features = format!("--features={}", set.trim_start_matches(','));
        let args = ["clippy", "--quiet", "-p", "mcp-runtime", "--no-default-features", &features];
        println!("{features}");
        cargo(&[&args[..], &["--all-targets", "--", "-D", "warnings"]].concat(), &[])?;
    }
    Ok(())
}

/// No dependency asks for a compiler that is newer than the one that `rust-version` promises, and where that one is installed it
/// builds the library; so does this one for Windows.
pub(crate) fn elsewhere() -> Done {
    let promised = promised()?;
    let tree = said(&[
        "tree",
        "-p",
        "mcp-runtime",
        "--all-features",
        "--target=all",
        "--edges=normal,build",
        "--prefix=none",
        "--format={p}",
    ])?;
    let metadata = said(&["metadata", "--format-version=1"])?;
    let asked = asked(&metadata);
    let newer: Vec<String> = tree
        .lines()
        .filter_map(|line| line.split_once(" v"))
        .map(|(name, version)| format!("{name}-{}", version.split(' ').next().unwrap_or_default()))
        .filter_map(|package| asked.iter().find(|(name, _)| *name == package))
        .filter(|(_, version)| number(version) > number(&promised))
        .map(|(name, version)| format!("{name} asks for Rust {version}"))
        .collect();
    if !newer.is_empty() {
        return Err(format!("`rust-version` says {promised}, but\n  {}", newer.join("\n  ")));
    }
    let own = |path: &str| target().join(path);
    if rustup(&["run", &promised, "rustc", "--version"]).is_some() {
        // Warnings of an old compiler are not looked at: newer ones know better.
        run(Command::new("rustup")
            .args([
                "run",
                &promised,
                "cargo",
                "check",
                "--quiet",
                "-p",
                "mcp-runtime",
                "--all-features",
                "--target-dir",
            ])
            .arg(own("promised"))
            .current_dir(root()))?;
    } else {
        println!("Rust {promised} is not installed, so it was not tried");
    }
    let targets = rustup(&["target", "list", "--installed"]).unwrap_or_default();
    if !targets.lines().any(|line| line == WINDOWS) {
        println!("{WINDOWS} is not installed, so it was not tried");
        return Ok(());
    }
    // What is of Unix alone is an empty function there, of which style would make less.
    let lints = ["--", "-D", "warnings", "-A", "clippy::pedantic"];
    let args = ["clippy", "--quiet", "-p", "mcp-runtime", "--target", WINDOWS, "--features=http2"];
    cargo(&[&args[..], &lints].concat(), &[])
}

/// What `rust-version` of the workspace says.
fn promised() -> Result<String, String> {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).map_err(|error| error.to_string())?;
    let line = manifest.lines().find_map(|line| line.strip_prefix("rust-version = "));
    line.map(|version| version.trim_matches('"').to_owned())
        .ok_or_else(|| "there is no `rust-version`".into())
}

/// What rustup says, if it is there and has what it is asked for.
fn rustup(args: &[&str]) -> Option<String> {
    // It must not fetch what is missing.
    let output = Command::new("rustup")
        .args(args)
        .env("RUSTUP_AUTO_INSTALL", "0")
        .current_dir(root())
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Packages, as `name-version`, and the compiler that each asks for, out of what `cargo metadata` writes: a package's manifest is
/// in a folder of that name, and comes before its `rust_version`.
fn asked(metadata: &str) -> Vec<(&str, &str)> {
    let mut packages = Vec::new();
    let mut before = "";
    for piece in metadata.split("\"rust_version\":") {
        let version = piece.strip_prefix('"').and_then(|piece| Some(piece.split_once('"')?.0));
        let folder =
            before.rsplit_once("\"manifest_path\":\"").and_then(|(_, path)| path.split_once("Cargo.toml\""));
        if let (Some(version), Some((folder, _))) = (version, folder) {
            let folder = folder.trim_end_matches(['/', '\\']);
            packages.push((folder.rsplit(['/', '\\']).next().unwrap_or(folder), version));
        }
        before = piece;
    }
    packages
}

/// A version that can be compared.
fn number(version: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = version.split('.').map(|part| part.parse().unwrap_or(0)).collect();
    parts.resize(3, 0);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_for_what() {
        let metadata = r#"{"packages":[{"name":"a","manifest_path":"/r/a-1.0.0/Cargo.toml","rust_version":"1.56"},
            {"name":"b","manifest_path":"/r/b-2.0.0/Cargo.toml","rust_version":null},
            {"name":"c","manifest_path":"C:\\r\\c-3.1.0\\Cargo.toml","rust_version":"1.90.1"}]}"#;
        assert_eq!(asked(metadata), [("a-1.0.0", "1.56"), ("c-3.1.0", "1.90.1")]);
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(number("1.100") > number("1.88"));
        assert_eq!(number("1.88"), number("1.88.0"));
    }
}
