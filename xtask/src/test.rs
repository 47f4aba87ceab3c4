//! `cargo xtask test`: everything that a change must pass. `--quick` is what each commit should: the part that installs nothing.

use std::process::Command;
use std::thread;
use std::time::Instant;

use crate::run::{Done, cargo, root, run};
use crate::{builds, clients, conformance, models, package, postgres, schemas, tidy};

/// The peers in there are heavy, and nobody depends on it.
const NOT_BENCHES: [&str; 3] = ["--workspace", "--exclude", "mcp-benches"];

/// What it needs is that all others do without.
const NOT_HTTP2: [&str; 2] = ["--exclude", "mcp-http2-tests"];

/// One step: what it is called, and what it does.
type Step = (&'static str, fn() -> Done);

const QUICK: [Step; 4] =
    [FORMAT, BUDGETS, LINTS, ("tests", || tests(&[&NOT_BENCHES[..], &NOT_HTTP2, &SMALL].concat()))];

/// The tests of each crate itself, and those that are data: they start nothing but the server under test.
const SMALL: [&str; 6] = ["--lib", "--bins", "--test", "transcripts", "--test", "exchanges"];

const FORMAT: Step = ("format", || cargo(&["fmt", "--all", "--check"], &[]));
const BUDGETS: Step = ("budgets", tidy::check);
const LINTS: Step = ("lints, all features", || clippy(&NOT_BENCHES, &["--all-targets", "--all-features"]));

const STEPS: [Step; 12] = [
    FORMAT,
    BUDGETS,
    LINTS,
    ("lints, other features", builds::features),
    ("other compilers and systems", builds::elsewhere),
    ("documentation", documentation),
    ("the packages", package::check),
    ("the servers under test", || cargo(&["build", "-p", "mcp-examples", "--examples"], &[])),
    ("tests", || tests(&[&NOT_BENCHES[..], &NOT_HTTP2].concat())),
    ("conformance", conformance::check),
    ("models", models::check),
    ("tests of HTTP/2", || tests(&["-p", "mcp-http2-tests"])),
];

/// What comes from the registries of others. It waits for the network, so it is installed while the steps before the first test compile.
fn install() -> Done {
    schemas::install()?;
    clients::install()?;
    postgres::install()?;
    conformance::install()
}

pub(crate) fn all() -> Done {
    let start = Instant::now();
    let (before, tests) = STEPS.split_at(STEPS.iter().position(|(name, _)| *name == "tests").unwrap_or(0));
    let installing = thread::spawn(install);
    pass(before)?;
    println!("\n== what is installed is waited for");
    installing.join().map_err(|_| "the thread that installs ended by a panic")??;
    pass(tests)?;
    println!("\nall passed in {} s", start.elapsed().as_secs());
    Ok(())
}

pub(crate) fn quick() -> Done {
    let start = Instant::now();
    pass(&QUICK)?;
    println!("\nall passed in {} s", start.elapsed().as_secs());
    Ok(())
}

fn pass(steps: &[Step]) -> Done {
    for (name, step) in steps {
        println!("\n== {name}");
        let start = Instant::now();
        step()?;
        println!("== {name}: {} s", start.elapsed().as_secs());
    }
    Ok(())
}

fn clippy(packages: &[&str], more: &[&str]) -> Done {
    let args = [&["clippy", "--quiet"], packages, more, &["--", "-D", "warnings"]].concat();
    cargo(&args, &[])
}

fn documentation() -> Done {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for features in ["--no-default-features", "--all-features"] {
        run(Command::new(&cargo)
            .args(["doc", "--quiet", "--no-deps", features, "-p", "mcp-runtime-macros", "-p", "mcp-runtime"])
            .env("RUSTDOCFLAGS", "-D warnings")
            .current_dir(root()))?;
    }
    Ok(())
}

fn tests(what: &[&str]) -> Done {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.arg("test").args(what).current_dir(root());
    command.env("MCP_SCHEMA_DIR", schemas::folder()?);
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
    bless(&["test", "-p", "mcp-compiler-tests", "--test", "ui"])?;
    bless(&["test", "-p", "mcp-runtime", "--lib", "the_table_is_in_the_architecture"])?;
    bless(&["test", "-p", "mcp-examples", "--example", "units", "mcp_lock"])?;
    bless(&["test", "-p", "mcp-tests", "--test", "typed_clients", "mcp_lock"])?;
    bless(&["test", "-p", "mcp-runtime", "--lib", "places_of_each_system"])?;
    bless(&["test", "-p", "mcp-tests", "--test", "install", "files_of_clients"])?;
    bless(&["test", "-p", "mcp-tests", "--test", "readme", "the_picture"])?;
    bless(&["test", "-p", "mcp-runtime-macros", "golden"])
}
