//! `cargo xtask fuzz`: libFuzzer makes conversations, guided by what of the code they reach, until the time is up or one is answered wrongly.
//!
//! It works on the stable toolchain: what `cargo fuzz` asks of a nightly one is only the sanitizers, and nothing here is unsafe.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::run::{Done, has, root, run, target};
use crate::schemas;

/// Enough to look around after a change. A release deserves an hour.
const SECONDS: u32 = 600;

/// Counters in the code, so that libFuzzer sees what is new. They are the flags of this build alone, and so is its folder.
const FLAGS: &str = "--cfg libfuzzer -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

pub(crate) fn fuzz(args: &[String]) -> Done {
    let seconds = match args {
        [] => SECONDS,
        [flag, number] if flag == "--seconds" => {
            number.parse().map_err(|_| format!("`--seconds` takes a whole number, not `{number}`"))?
        }
        _ => return Err(format!("`fuzz` takes `--seconds N` or nothing, not `{}`", args.join(" "))),
    };
    let compiler = std::env::var("CXX").unwrap_or_else(|_| "c++".into());
    if !has(&compiler) {
        return Err(format!(
            "libFuzzer is built by a C++ compiler, and `{compiler}` is none; on Debian: apt install g++. \
             `cargo test -p mcp-fuzz` does without"
        ));
    }
    let binary = build()?;
    let folder = target().join("fuzz");
    let (corpus, told, failing) = (folder.join("corpus"), folder.join("told"), folder.join("failing/"));
    for folder in [&corpus, &told, &failing] {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    tell(&root().join("tests/transcripts"), &told)?;
    let before = count(&failing);
    let mut command = Command::new(binary);
    command.arg(format!("-max_total_time={seconds}"));
    // The longest conversations of this size take a fraction of a second; an input of more bytes only has more messages.
    command.args(["-timeout=20", "-max_len=4096", "-print_final_stats=1"]);
    let mut prefix = OsString::from("-artifact_prefix=");
    prefix.push(&failing);
    command.arg(prefix).args([&corpus, &root().join("fuzz/corpus"), &told]);
    match schemas::folder() {
        Ok(folder) => drop(command.env("MCP_SCHEMA_DIR", folder)),
        Err(why) => println!("answers are not held against the schemas: {why}"),
    }
    let seen = follow(&mut command)?;
    let failures = count(&failing) - before;
    println!(
        "\n{} conversations, {} a second; coverage from {} to {}; {} inputs in {}; {failures} failures",
        seen.executed,
        seen.rate,
        seen.first,
        seen.last,
        count(&corpus),
        corpus.display()
    );
    match seen.failing {
        Some(path) => Err(format!("an answer is wrong; again by: cargo run -p mcp-fuzz -- {path}")),
        None if !seen.ended_well => Err("the fuzzer ended badly".into()),
        None => Ok(()),
    }
}

fn build() -> Result<PathBuf, String> {
    let version = Command::new("rustc").arg("-vV").output().map_err(|error| format!("rustc: {error}"))?;
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.ok_or("rustc does not say what it builds for")?;
    let folder = target().join("fuzz/build");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // With a target that is named, the flags are not those of build scripts and macros, which nothing counts in.
    let mut command = Command::new(cargo);
    command.args(["build", "-p", "mcp-fuzz", "--profile", "fuzz", "--target", host]);
    command.env("RUSTFLAGS", FLAGS).env_remove("CARGO_ENCODED_RUSTFLAGS").env("CARGO_TARGET_DIR", &folder);
    run(command.current_dir(root()))?;
    Ok(folder.join(host).join("fuzz/conversations"))
}

/// The client's lines of each transcript, as an input.
fn tell(folder: &Path, to: &Path) -> Done {
    let read = |path: &Path| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            tell(&path, to)?;
            continue;
        }
        let text = read(&path)?;
        let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("→ ")).collect();
        let revision = folder.file_name().unwrap_or_default().to_string_lossy();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let input = to.join(format!("{revision} {name}"));
        fs::write(&input, lines.join("\n")).map_err(|error| format!("{}: {error}", input.display()))?;
    }
    Ok(())
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

/// What a run came to.
#[derive(Default)]
struct Seen {
    executed: String,
    rate: String,
    first: String,
    last: String,
    failing: Option<String>,
    ended_well: bool,
}

/// Shows what a person wants to read of what libFuzzer says, and keeps its numbers.
fn follow(command: &mut Command) -> Result<Seen, String> {
    let child = command.stderr(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| format!("the fuzzer does not start: {error}"))?;
    let mut seen = Seen::default();
    for line in BufReader::new(child.stderr.take().ok_or("the fuzzer says nothing")?).lines() {
        let line = line.map_err(|error| format!("the fuzzer: {error}"))?;
        if let Some((_, rest)) = line.split_once("cov: ").filter(|_| line.starts_with('#')) {
            rest.split(' ').next().unwrap_or_default().clone_into(&mut seen.last);
            if seen.first.is_empty() {
                seen.first.clone_from(&seen.last);
            }
        }
        if let Some(number) = line.strip_prefix("stat::number_of_executed_units:") {
            number.trim().clone_into(&mut seen.executed);
        }
        if let Some(number) = line.strip_prefix("stat::average_exec_per_sec:") {
            number.trim().clone_into(&mut seen.rate);
        }
        if let Some((_, path)) = line.split_once("Test unit written to ") {
            seen.failing = Some(path.to_owned());
        }
        let noise = ["\tNEW ", "\tREDUCE ", "NEW_FUNC", "WARNING: Failed to find function", "stat::"];
        // The dictionary that it recommends at the end is long, and it finds that again by itself.
        let dictionary = line.starts_with('"') || line.starts_with("######");
        if !dictionary && !noise.iter().any(|noise| line.contains(noise)) {
            eprintln!("{line}");
        }
    }
    let status = child.wait().map_err(|error| format!("the fuzzer: {error}"))?;
    seen.ended_well = status.success();
    Ok(seen)
}
