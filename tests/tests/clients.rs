//! Real clients drive the servers over stdio. What they say to each other is validated line by line.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use mcp_tests::validate::{Conversation, Side};
use serde_json::{Map, Value};

#[path = "clients/rmcp_asker.rs"]
mod rmcp_asker;
#[path = "clients/rmcp.rs"]
mod rmcp_client;
#[path = "clients/rmcp_drive.rs"]
mod rmcp_drive;
#[path = "clients/rmcp_library.rs"]
mod rmcp_library;

/// One client in one mode.
struct Driver {
    /// The folder of its installation.
    sdk: &'static str,
    mode: &'static str,
    /// What `initialize` has to settle, or nothing for a client that does without.
    negotiated: Option<&'static str>,
}

/// The folder that cargo builds into.
fn target() -> PathBuf {
    let tee = Path::new(env!("CARGO_BIN_EXE_tee"));
    tee.ancestors().nth(2).expect("a binary lies in a profile in the target folder").to_owned()
}

fn server(subject: &str) -> PathBuf {
    match subject {
        "testbed" => env!("CARGO_BIN_EXE_testbed").into(),
        "library" => env!("CARGO_BIN_EXE_library").into(),
        "asker" => env!("CARGO_BIN_EXE_asker").into(),
        example => {
            let profile = Path::new(env!("CARGO_BIN_EXE_tee")).parent().expect("a folder");
            let path = profile.join("examples").join(example);
            assert!(path.exists(), "{} is missing: `cargo xtask test` builds it", path.display());
            path
        }
    }
}

/// The node that runs the clients.
fn node() -> PathBuf {
    let own = target().join("clients/node/bin/node");
    if own.exists() { own } else { "node".into() }
}

/// A folder for one run, with something in it to be found.
fn scratch(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("mcp-clients-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("root/notes")).expect("a folder");
    std::fs::write(folder.join("root/notes/a.txt"), "hay\nthe needle\nhay\n").expect("a file");
    folder
}

/// The log of one start, when the server has ended: that may be a moment after the client did.
fn ended(path: &Path) -> String {
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        let log = std::fs::read_to_string(path).expect("a log");
        if log.lines().last().is_some_and(|line| line.starts_with("exit ")) || Instant::now() > until {
            return log;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Reads the logs of all starts of a server: each line fits the schema, and each ended well, unless the client kills it
/// together with what would say so.
fn judge(folder: &Path, negotiated: Option<&str>, killed: bool) {
    let mut settled = None;
    let mut starts = 0;
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        if !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("log")) {
            continue;
        }
        starts += 1;
        let log = if killed { std::fs::read_to_string(&path).expect("a log") } else { ended(&path) };
        let mut conversation = Conversation::default();
        for line in log.lines() {
            if let Some(line) = line.strip_prefix("→ ") {
                conversation.line(Side::Client, line);
            } else if let Some(line) = line.strip_prefix("← ") {
                conversation.line(Side::Server, line);
            } else {
                assert_eq!(line, "exit 0", "{log}");
            }
        }
        assert!(killed || log.ends_with("exit 0\n"), "the server did not end by itself: {log}");
        settled = settled.or(conversation.negotiated().map(str::to_owned));
    }
    assert!(starts > 0, "the server was never started");
    assert_eq!(settled.as_deref(), negotiated);
}

impl Driver {
    fn drive(&self, subject: &str) {
        let clients = target().join("clients");
        let sdk = clients.join(self.sdk);
        assert!(sdk.join("installed").exists(), "{} is not installed: run `cargo xtask clients`", self.sdk);
        let drivers = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients");
        let mut command = if self.sdk.starts_with("mcp-") {
            let mut python = Command::new(sdk.join("bin/python"));
            python.arg(drivers.join("python/drive.py"));
            python
        } else {
            let mut node = Command::new(node());
            node.arg(drivers.join("node/drive.mjs"));
            node
        };
        let folder = scratch(&format!("{}-{}-{subject}", self.sdk, self.mode));
        let mark = folder.join("mark");
        let output = command
            .args([self.sdk, self.mode, subject])
            .arg(&mark)
            .arg(env!("CARGO_BIN_EXE_tee"))
            .arg(folder.join("log"))
            .arg(server(subject))
            .arg("--stdio")
            .env("MCP_SDK_FOLDER", &sdk)
            .env("TESTBED_MARK", &mark)
            .env("FILES_ROOT", folder.join("root"))
            .output()
            .expect("the driver runs");
        let said = String::from_utf8_lossy(&output.stdout);
        let complained = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !said.contains("not ok"), "{said}\n{complained}");
        assert!(said.contains("ok close"), "{said}\n{complained}");
        judge(&folder, self.negotiated, false);
        let _ = std::fs::remove_dir_all(folder);
    }
}

/// Runs the driver of an agent, which has no modes; `args` come before the command line of the server, and may end with which
/// one it is.
fn agent(sdk: &str, driver: &str, args: &[&str], negotiated: &str) {
    let subject = args.last().filter(|last| **last == "library").unwrap_or(&"testbed");
    let installed = target().join("clients").join(sdk);
    assert!(installed.join("installed").exists(), "{sdk} is not installed: run `cargo xtask clients`");
    let folder = scratch(&format!("{sdk}-{subject}"));
    let is_python = driver.starts_with("python/");
    let output = Command::new(if is_python { installed.join("bin/python") } else { node() })
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("clients").join(driver))
        .args(args)
        .args(["stdio", env!("CARGO_BIN_EXE_tee")])
        .arg(folder.join("log"))
        .arg(server(subject))
        .arg("--stdio")
        .env("MCP_SDK_FOLDER", installed)
        .env("AGENT_HOME", folder.join("home"))
        .output()
        .expect("the driver runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("ok close"), "{said}\n{complained}");
    judge(&folder, Some(negotiated), sdk == "codex");
    let _ = std::fs::remove_dir_all(folder);
}

/// One type in the listing of what the kit emits, for `ajv.mjs`; and its name, and what was found in it.
fn listed(row: &[&str]) -> (String, String, Value) {
    let mut fields = Map::new();
    let mut found = String::new();
    for line in &row[1..] {
        let (key, text) = line.trim_start().split_once(' ').unwrap_or((line.trim(), ""));
        match key {
            "found" => found.push_str(text),
            key => drop(fields.insert(key.into(), serde_json::from_str(text).expect("JSON"))),
        }
    }
    (row[0].to_owned(), found, fields.into())
}

/// AJV, which clients on JavaScript read schemas with, takes what calls take, of every type in the listing; and cannot read just what
/// the kit says it cannot.
#[test]
fn ajv() {
    let listing =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../mcp-runtime/src/app/tests/profile/listing.txt");
    let listing = std::fs::read_to_string(listing).expect("the listing");
    let lines: Vec<&str> = listing.lines().collect();
    let rows = lines.chunk_by(|_, next| next.starts_with(' ')).map(listed).collect::<Vec<_>>();
    assert!(rows.len() > 80, "{} rows", rows.len());
    let sdk = target().join("clients/sdk-1");
    assert!(sdk.join("installed").exists(), "sdk-1 is not installed: run `cargo xtask clients`");
    let mut node = Command::new(node())
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/node/ajv.mjs"))
        .env("MCP_SDK_FOLDER", &sdk)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts");
    let all: Value = rows.iter().map(|(_, _, row)| row.clone()).collect();
    node.stdin.take().expect("a pipe").write_all(all.to_string().as_bytes()).expect("node reads");
    let output = node.wait_with_output().expect("node runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.lines().count() == rows.len(), "{said}");
    for ((name, found, row), said) in rows.iter().zip(said.lines()) {
        let unread = found.contains("not read by the TypeScript SDK");
        let right = if unread { said.starts_with("Invalid regular expression") } else { said == "ok" };
        assert!(right, "{name}: {said}: {row}");
    }
}

#[test]
fn codex() {
    agent("codex", "node/codex.mjs", &[], "2025-06-18");
}

macro_rules! agents {
    ($($name:ident: $sdk:literal $driver:literal $args:expr;)*) => {
        $(mod $name {
            #[test]
            fn testbed() {
                super::agent($sdk, $driver, &[$args, "testbed"], "2025-11-25");
            }

            #[test]
            fn library() {
                super::agent($sdk, $driver, &[$args, "library"], "2025-11-25");
            }
        })*
    };
}
agents! {
    ai_sdk: "ai-sdk" "node/ai.mjs" "legacy";
    langchain: "langchain" "python/frameworks.py" "langchain";
    llama_index: "llama-index" "python/frameworks.py" "llama-index";
}

macro_rules! clients {
    ($($name:ident: $sdk:literal $mode:literal $negotiated:expr;)*) => {
        $(mod $name {
            use super::Driver;

            const DRIVER: Driver = Driver { sdk: $sdk, mode: $mode, negotiated: $negotiated };

            #[test]
            fn testbed() {
                DRIVER.drive("testbed");
            }

            #[test]
            fn library() {
                DRIVER.drive("library");
            }

            #[test]
            fn asker() {
                DRIVER.drive("asker");
            }

            #[test]
            fn calculator() {
                DRIVER.drive("calculator");
            }

            #[test]
            fn files() {
                DRIVER.drive("files");
            }
        })*
    };
}
clients! {
    typescript_1_0: "sdk-1.0" "legacy" Some("2024-11-05");
    typescript_1_12: "sdk-1.12" "legacy" Some("2025-03-26");
    typescript_1_17: "sdk-1.17" "legacy" Some("2025-06-18");
    typescript_1: "sdk-1" "legacy" Some("2025-11-25");
    typescript_2_legacy: "sdk-2" "legacy" Some("2025-11-25");
    typescript_2_modern: "sdk-2" "modern" None;
    python_1: "mcp-1" "legacy" Some("2025-11-25");
    python_2_legacy: "mcp-2" "legacy" Some("2025-11-25");
    python_2_modern: "mcp-2" "modern" None;
}
