//! `cargo xtask test`: everything that a change must pass.

use std::process::Command;
use std::time::Instant;

use crate::run::{Done, cargo, root, run};
use crate::{clients, postgres, tidy};

/// The peers in there are heavy, and nobody depends on it.
const NOT_BENCHES: [&str; 3] = ["--workspace", "--exclude", "mcp-benches"];

/// One step: what it is called, and what it does.
type Step = (&'static str, fn() -> Done);

const STEPS: [Step; 10] = [
    ("format", || cargo(&["fmt", "--all", "--check"], &[])),
    ("budgets", tidy::check),
    ("lints, all features", || clippy(&NOT_BENCHES, &["--all-targets", "--all-features"])),
    ("lints, other features", || {
        clippy(&["-p", "mcp-runtime"], &[])?;
        clippy(&["-p", "mcp-runtime"], &["--no-default-features"])
    }),
    ("documentation", documentation),
    ("the servers under test", || cargo(&["build", "-p", "mcp-examples", "--examples"], &[])),
    ("the clients", clients::install),
    ("PostgreSQL", postgres::install),
    ("tests", || tests(&NOT_BENCHES)),
    ("tests of HTTP/2", || tests(&["-p", "mcp-tests", "--features", "http2", "--test", "http2"])),
];

pub(crate) fn all() -> Done {
    let start = Instant::now();
    for (name, step) in STEPS {
        println!("\n== {name}");
        step()?;
    }
    println!("\nall passed in {} s", start.elapsed().as_secs());
    Ok(())
}

fn clippy(packages: &[&str], more: &[&str]) -> Done {
    let args = [&["clippy", "--quiet"], packages, more, &["--", "-D", "warnings"]].concat();
    cargo(&args, &[])
}

fn documentation() -> Done {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    run(Command::new(cargo)
        .args(["doc", "--quiet", "--no-deps", "--all-features", "-p", "mcp-macros", "-p", "mcp-runtime"])
        .env("RUSTDOCFLAGS", "-D warnings")
        .current_dir(root()))
}

fn tests(what: &[&str]) -> Done {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.arg("test").args(what).current_dir(root());
    if let Some(folder) = std::env::var_os("MCP_SCHEMA_DIR") {
        // The tests run in the folders of their packages, so a relative path has to be made absolute here.
        let absolute = std::fs::canonicalize(&folder).ok().filter(|path| path.is_dir());
        let fault = || format!("MCP_SCHEMA_DIR is set, and {} is no folder", folder.display());
        command.env("MCP_SCHEMA_DIR", absolute.ok_or_else(fault)?);
    } else if let Some(beside) =
        root().join("../shared/spec/schema").canonicalize().ok().filter(|path| path.is_dir())
    {
        command.env("MCP_SCHEMA_DIR", beside);
    } else {
        println!(
            "MCP_SCHEMA_DIR is not set: in this run the messages of the servers are not validated against the official \
             schemas of the protocol"
        );
    }
    run(&mut command)
}

pub(crate) fn bless() -> Done {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let bless = |args: &[&str]| {
        run(Command::new(&cargo)
            .args(args)
            .env("TRYBUILD", "overwrite")
            .env("MCP_BLESS", "1")
            .current_dir(root()))
    };
    bless(&["test", "-p", "mcp-tests", "--test", "ui"])?;
    bless(&["test", "-p", "mcp-macros", "golden"])
}
