//! Programs that stand between a person or another client and a server: the MCP Inspector, and `mcp-remote`.

use std::process::Command;

use serde_json::Value;

use super::setup::{Bed, drivers, installed, node};

/// The command line of the Inspector at a server: each thing that it does is a session of its own.
struct Inspector<'a> {
    bed: Bed,
    transport: &'a str,
    era: &'a str,
}

impl<'a> Inspector<'a> {
    fn new(subject: &str, transport: &'a str, era: &'a str) -> Self {
        Self { bed: Bed::start(&format!("inspector-{transport}-{era}"), subject), transport, era }
    }

    fn command(&self, method: &[&str]) -> Command {
        let program = "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js";
        let route = if self.transport == "sse" { "/sse" } else { "/mcp" };
        let mut command = Command::new(node());
        command
            .arg(installed("inspector").join(program))
            .args(["--cli", &self.bed.url(route), "--transport", self.transport])
            .args(["--protocol-era", self.era, "--method"])
            .args(method)
            .env("HOME", self.bed.folder());
        command
    }

    fn ask(&self, method: &[&str]) -> Value {
        let said = self.bed.run(&mut self.command(method));
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
    }

    /// What it says of something that does not work.
    fn refused(&self, method: &[&str]) -> String {
        let output = self.command(method).output().expect("the client runs");
        assert!(!output.status.success(), "{method:?} works");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

fn inspect(transport: &str, era: &str, negotiated: Option<&str>) {
    let inspector = Inspector::new("testbed", transport, era);
    let listed = inspector.ask(&["tools/list"]);
    let add = listed["tools"].as_array().and_then(|tools| tools.iter().find(|tool| tool["name"] == "add"));
    assert_eq!(add.expect("it is listed")["inputSchema"]["properties"]["a"]["type"], "number");
    let called = inspector.ask(&["tools/call", "--tool-name", "add", "--tool-arg", "a=2", "b=3"]);
    assert_eq!(called["content"][0]["text"], "5");
    inspector.bed.judge(negotiated);
}

fn inspect_library(transport: &str, era: &str, negotiated: Option<&str>) {
    let inspector = Inspector::new("library", transport, era);
    let listed = inspector.ask(&["prompts/list"]);
    assert_eq!(listed["prompts"][0]["name"], "recommend");
    let recommend = ["prompts/get", "--prompt-name", "recommend", "--prompt-args", "topic=Zürich"];
    let got = inspector.ask(&[&recommend[..], &["pages=30", "mood=sad", "aloud=true"]].concat());
    let text = "Recommend a book on Zürich (Some(30) pages, Some(Sad), aloud: true).";
    assert_eq!(got["messages"][0]["content"]["text"], text);
    assert_eq!(
        inspector.ask(&["prompts/get", "--prompt-name", "show_all"])["messages"][2]["content"]["type"],
        "audio"
    );
    let wrong = inspector.refused(&[&recommend[..], &["pages=0"]].concat());
    assert!(wrong.contains("pages: expected an integer from 1 to 1000, got 0"), "{wrong}");

    let listed = inspector.ask(&["resources/list"]);
    assert_eq!(listed["resources"][3]["uri"], "library://books/7");
    let listed = inspector.ask(&["resources/templates/list"]);
    assert_eq!(listed["resourceTemplates"][0]["uriTemplate"], "library://books/{id}{?mood}");
    let read = |uri: &str| inspector.ask(&["resources/read", "--uri", uri])["contents"].clone();
    assert_eq!(read("library://cover")[0]["blob"], "iVBORw==");
    assert_eq!(read("library://raw/Z%C3%BCrich%20b")[0]["text"], "Zürich b");
    assert_eq!(read("https://library.example")[0]["text"], "Welcome.");
    assert_eq!(read("library://shelves/7/8?tag=1&tag=2")[2]["text"], "[1, 2]");
    let missing = inspector.refused(&["resources/read", "--uri", "library://books/11"]);
    assert!(missing.contains("there is no resource"), "{missing}");
    inspector.bed.judge(negotiated);
}

#[test]
fn inspector_library_sse() {
    inspect_library("sse", "legacy", Some("2025-11-25"));
}

#[test]
fn inspector_library() {
    inspect_library("http", "legacy", Some("2025-11-25"));
}

#[test]
fn inspector_library_modern() {
    inspect_library("http", "modern", None);
}

#[test]
fn inspector_sse() {
    inspect("sse", "legacy", Some("2025-11-25"));
}

#[test]
fn inspector() {
    inspect("http", "legacy", Some("2025-11-25"));
}

#[test]
fn inspector_modern() {
    inspect("http", "modern", None);
}

/// A client that speaks stdio only gets the server through `mcp-remote`.
fn bridge(strategy: &str, route: &str, subject: &str) {
    let sdk = installed("sdk-1");
    let bed = Bed::start(&format!("remote-{strategy}"), subject);
    let said = bed.run(
        Command::new(node())
            .arg(drivers().join("node/drive.mjs"))
            .args(["sdk-1", "legacy", subject])
            .arg(bed.mark())
            .arg(node())
            .arg(installed("mcp-remote").join("node_modules/mcp-remote/dist/proxy.js"))
            .args([&bed.url(route), "--transport", strategy])
            .env("MCP_SDK_FOLDER", &sdk)
            .env("MCP_REMOTE_CONFIG_DIR", bed.folder().join("remote")),
    );
    assert!(said.contains("ok close") && !said.contains("not ok"), "{said}");
    bed.judge(Some("2025-11-25"));
}

#[test]
fn remote_sse() {
    bridge("sse-only", "/sse", "testbed");
}

#[test]
fn remote() {
    bridge("http-first", "/mcp", "testbed");
}

#[test]
fn remote_library_sse() {
    bridge("sse-only", "/sse", "library");
}

#[test]
fn remote_library() {
    bridge("http-first", "/mcp", "library");
}

/// Runs the driver of an agent; `args` may end with which server it is.
fn agent(sdk: &str, driver: &str, args: &[&str], transport: &str, negotiated: Option<&str>) {
    let subject = args.last().filter(|last| **last == "library").unwrap_or(&"testbed");
    let bed = Bed::start(&format!("{sdk}-{}-{transport}", args.join("-")), subject);
    let route = if transport == "sse" { "/sse" } else { "/mcp" };
    let python = installed(sdk).join("bin/python");
    let said = bed.run(
        Command::new(if driver.starts_with("python/") { python } else { node() })
            .arg(drivers().join(driver))
            .args(args)
            .args([transport, &bed.url(route)])
            .env("MCP_SDK_FOLDER", installed(sdk))
            .env("AGENT_HOME", bed.folder().join("home")),
    );
    assert!(said.contains("ok close") && !said.contains("not ok"), "{said}");
    bed.judge(negotiated);
}

#[test]
fn codex() {
    agent("codex", "node/codex.mjs", &[], "http", Some("2025-06-18"));
}

macro_rules! agents {
    ($($name:ident: $sdk:literal $driver:literal $args:expr, $transport:literal $negotiated:expr;)*) => {
        $(mod $name {
            #[test]
            fn testbed() {
                super::agent($sdk, $driver, &[$args, "testbed"], $transport, $negotiated);
            }

            #[test]
            fn library() {
                super::agent($sdk, $driver, &[$args, "library"], $transport, $negotiated);
            }
        })*
    };
}
agents! {
    ai_sdk_sse: "ai-sdk" "node/ai.mjs" "legacy", "sse" Some("2025-11-25");
    ai_sdk: "ai-sdk" "node/ai.mjs" "legacy", "http" Some("2025-11-25");
    ai_sdk_modern: "ai-sdk" "node/ai.mjs" "modern", "http" None;
    langchain: "langchain" "python/frameworks.py" "langchain", "http" Some("2025-11-25");
    llama_index: "llama-index" "python/frameworks.py" "llama-index", "http" Some("2025-11-25");
    llama_index_sse: "llama-index" "python/frameworks.py" "llama-index", "sse" Some("2025-11-25");
}
