//! The tasks of this workspace, so that contributors need only cargo.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks to a person")]

mod builds;
mod clients;
mod conformance;
mod fuzz;
mod models;
mod package;
mod postgres;
mod rules;
mod run;
mod schemas;
mod source;
mod test;
mod tested;
mod tidy;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  test          everything that a change must pass: format, lints, docs, budgets, all tests, real clients, conformance
  test --quick  what each commit should pass: format, lints, budgets, unit tests, transcripts, exchanges
  tidy          only the budgets for files and functions, where revisions may be named, the rules
  rules         how many of the specification's rules have a test, and which of those for a server have none
  builds        only the features, compilers and systems that the library has to be built with and for
  packages      only what would be published
  models        only what threads share, in many orders of their steps
  clients       only install the clients that the tests drive, into target/clients
  conformance   only the official conformance suite, against examples/everything.rs
  schemas       only fetch the official schemas that messages are validated against, into target/schemas
  fuzz [--seconds N]  look for conversations that are answered wrongly, by libFuzzer, for ten minutes or N seconds
  bless         write the expected compiler messages and expansions anew
  bench [ARGS]  measure this kit, its peers and the limit (see benches/)
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let done = match command.as_str() {
        "test" if rest.is_empty() => test::all(),
        "test" if rest == ["--quick"] => test::quick(),
        "test" => Err(format!("`test` takes `--quick` or nothing, not `{}`", rest.join(" "))),
        "tidy" => tidy::check(),
        "rules" => rules::show(),
        "builds" => builds::features().and_then(|()| builds::elsewhere()),
        "packages" => package::check(),
        "models" => models::check(),
        "clients" => clients::install(),
        "conformance" => conformance::check(),
        "schemas" => schemas::install(),
        "fuzz" => fuzz::fuzz(&rest),
        "bless" => test::bless(),
        "bench" => run::cargo(&["run", "--release", "-p", "mcp-benches", "--"], &rest),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => Err(format!("there is no command `{other}`\n\n{HELP}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\nerror: {why}");
            ExitCode::FAILURE
        }
    }
}
