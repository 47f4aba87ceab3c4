//! `cargo xtask conformance`: the official conformance suite of the protocol, against `examples/everything.rs`.
//!
//! The suite itself fails only for what a revision requires. Here nothing may fail and nothing may be warned of, required or not,
//! but what `tests/conformance/exceptions.txt` names with its reason; and what it names has to occur.

mod exceptions;
mod results;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use self::results::Outcome;
use crate::clients;
use crate::run::{Done, cargo, root, target};

/// The package in the folder of the suite.
const PACKAGE: &str = "node_modules/@modelcontextprotocol/conformance";
/// What each revision requires, and what the suite can test besides.
const REVISIONS: [&str; 2] = ["2025-11-25", "2026-07-28"];
/// Scenarios that belong to no revision.
const SKILLS: [&str; 3] =
    ["sep-2640-skills-enumeration", "sep-2640-skills-manifest", "sep-2640-skills-directory"];
/// A run takes some seconds, on a busy machine a minute.
const LONGEST_RUN: Duration = Duration::from_secs(300);
/// In milliseconds; the longest scenario takes three seconds.
const LONGEST_SCENARIO: &str = "60000";
const LONGEST_START: Duration = Duration::from_secs(30);

/// Installs the suite where it is not.
pub(crate) fn install() -> Done {
    clients::packages(&folder(), &root().join("tests/conformance"), &["--ignore-scripts"])
}

fn folder() -> PathBuf {
    target().join("conformance")
}

/// Installs the suite where it is not, builds the server, and runs everything.
pub(crate) fn check() -> Done {
    install()?;
    let folder = folder();
    let node = clients::node(&target().join("clients"))?.map_or("node".into(), |bin| bin.join("node"));
    cargo(&["build", "--quiet", "-p", "mcp-examples", "--example", "everything"], &[])?;
    let server = Server::start()?;
    let suite = Suite { node, folder, url: server.url.clone() };
    let mut outcomes = Vec::new();
    for revision in REVISIONS {
        let results = suite.run(revision, &["--requirements", revision])?;
        let asked = results::asked(&suite.folder.join(PACKAGE), revision)?;
        outcomes.push(results::read(&results, revision, &asked)?);
    }
    let mut skills = Outcome::new("skills");
    for scenario in SKILLS {
        let results = suite.run(scenario, &["--scenario", scenario])?;
        skills.add(results::read(&results, "skills", &[(scenario.to_owned(), false)])?);
    }
    outcomes.push(skills);
    drop(server);
    judge(&outcomes)
}

/// Says how each set went, and holds what is wrong against the exceptions.
fn judge(outcomes: &[Outcome]) -> Done {
    let file = root().join("tests/conformance/exceptions.txt");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let exceptions = exceptions::read(&text)?;
    let is_exception = |fault: &&results::Fault| exceptions.contains_key(&fault.place);
    for outcome in outcomes {
        println!("{outcome}, {} exceptions", outcome.faults.iter().filter(is_exception).count());
    }
    let found = || outcomes.iter().flat_map(|outcome| &outcome.faults);
    let mut wrong: Vec<String> = found()
        .filter(|fault| !is_exception(fault))
        .map(|fault| format!("{}: {} {}", fault.place, fault.status, fault.text))
        .collect();
    let gone = exceptions.keys().filter(|place| !found().any(|fault| fault.place == **place));
    wrong.extend(gone.map(|place| format!("{place}: is an exception, and does not occur any more")));
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("the conformance suite found what is no exception:\n  {}", wrong.join("\n  ")))
}

/// The suite, and the server that it is to test.
struct Suite {
    node: PathBuf,
    folder: PathBuf,
    url: String,
}

impl Suite {
    /// Runs it, and gives the folder of its results. What it prints is in a file there; its exit code says less than its results.
    fn run(&self, name: &str, args: &[&str]) -> Result<PathBuf, String> {
        let results = self.folder.join("results").join(name);
        let _ = fs::remove_dir_all(&results);
        let in_results = |error: std::io::Error| format!("{}: {error}", results.display());
        fs::create_dir_all(&results).map_err(in_results)?;
        let log = fs::File::create(results.join("log.txt")).map_err(in_results)?;
        let errors = log.try_clone().map_err(in_results)?;
        let mut suite = Command::new(&self.node);
        suite.arg(self.folder.join(PACKAGE).join("dist/index.js")).args(["server", "--url", &self.url]);
        suite.args(["--timeout", LONGEST_SCENARIO]).args(args).arg("-o").arg(&results);
        suite.stdin(Stdio::null()).stdout(log).stderr(errors);
        let started = suite.spawn();
        let mut suite =
            Ended(started.map_err(|error| format!("{} does not start: {error}", self.node.display()))?);
        let begin = Instant::now();
        while suite.0.try_wait().map_err(|error| error.to_string())?.is_none() {
            if begin.elapsed() > LONGEST_RUN {
                return Err(format!(
                    "the conformance suite took too long for {name}; see {}",
                    results.display()
                ));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(results)
    }
}

/// A process that ends with its owner.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The server under test, on a port that is free.
struct Server {
    url: String,
    _process: Ended,
}

impl Server {
    fn start() -> Result<Self, String> {
        let program =
            target().join("debug/examples/everything").with_extension(std::env::consts::EXE_EXTENSION);
        let started = Command::new(&program)
            .args(["--http", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let mut process = Ended(started.map_err(|error| said_of(&program, &error))?);
        let stderr = process.0.stderr.take().ok_or("the server has no stderr")?;
        let (found, url) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                match line.strip_prefix("listening on ") {
                    Some(url) => drop(found.send(url.to_owned())),
                    None => eprintln!("{line}"),
                }
            }
        });
        let url = url.recv_timeout(LONGEST_START).map_err(|_| "the server does not say where it listens")?;
        Ok(Self { url, _process: process })
    }
}

fn said_of(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
