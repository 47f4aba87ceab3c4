//! Measures servers of the Model Context Protocol: this kit, its peers, and the bare limit.
//!
//! `cargo run --release -p mcp-benches -- [--transport http] [--quick] [--only kit,rmcp] [--parts rates,start]`
//!
//! Every server is built alone and driven as a client would: spawned, shaken hands with, called. Every answer
//! is checked. Linux only: what a server costs is read from `/proc`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program whose output is its report")]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that panics has failed"))]

mod build;
mod calls;
mod check;
mod expansion;
mod handshake;
mod http;
mod instructions;
mod load;
mod machine;
mod median;
mod options;
mod pinning;
mod proc;
mod process;
mod programs;
mod rates;
mod report;
mod results;
mod servers;
mod sessions;
mod stdio;
mod table;
mod temporary;
mod transport;

use std::process::ExitCode;

use build::Built;
use options::{Options, Parts};
use pinning::Pinning;
use results::Results;

/// What goes wrong in a run is told to a person and ends it: a text is enough.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let outcome = match Options::parse(std::env::args().skip(1)) {
        Ok(Some(options)) => run(&options),
        Ok(None) => {
            println!("{}", options::USAGE);
            Ok(())
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures and reports; what was measured before something failed is reported too.
fn run(options: &Options) -> Result<()> {
    let built = options.servers.iter().map(|server| build::release(server)).collect::<Result<Vec<_>>>()?;
    let mut results = Results::new(options.transport, options.quick);
    let outcome = measure(&built, options, &mut results);
    results.loads.push(machine::load());
    results.failure = outcome.as_ref().err().map(ToString::to_string);
    let folder = build::target_directory(&built)?.join("bench");
    report::publish(&results, &folder, options.transport.name())?;
    outcome
}

fn measure(built: &[Built], options: &Options, results: &mut Results) -> Result<()> {
    if options.parts.contains(Parts::RATES) {
        let pinning = Pinning::new();
        results.pinning = pinning.describe(built);
        results.rates = rates::measure(built, options, &pinning)?;
        results.loads.push(machine::load());
    }
    if options.parts.contains(Parts::INSTRUCTIONS) {
        results.instructions = instructions::measure(built, options)?;
    }
    if options.parts.contains(Parts::SESSIONS) {
        results.sessions = sessions::measure(built, options)?;
    }
    if options.parts.contains(Parts::START) {
        results.programs = programs::measure(built)?;
    }
    if options.build_times {
        results.builds = build::times(&options.servers)?;
    }
    if options.expansion {
        results.expansions = expansion::measure();
    }
    Ok(())
}
