//! Programs that stand between a person or another client and a server: the MCP Inspector, and `mcp-remote`.

use std::process::Command;

use serde_json::Value;

use super::setup::{Bed, drivers, installed, node};

/// Each thing that the command line of the Inspector does is a session of its own.
fn inspect(transport: &str, era: &str, negotiated: Option<&str>) {
    let program = "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js";
    let program = installed("inspector").join(program);
    let bed = Bed::start(&format!("inspector-{transport}-{era}"), "testbed");
    let route = if transport == "sse" { "/sse" } else { "/mcp" };
    let ask = |more: &[&str]| -> Value {
        let said = bed.run(
            Command::new(node())
                .arg(&program)
                .args(["--cli", &bed.url(route), "--transport", transport, "--protocol-era", era])
                .arg("--method")
                .args(more)
                .env("HOME", bed.folder()),
        );
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
    };
    let listed = ask(&["tools/list"]);
    let add = listed["tools"].as_array().and_then(|tools| tools.iter().find(|tool| tool["name"] == "add"));
    assert_eq!(add.expect("it is listed")["inputSchema"]["properties"]["a"]["type"], "number");
    let called = ask(&["tools/call", "--tool-name", "add", "--tool-arg", "a=2", "b=3"]);
    assert_eq!(called["content"][0]["text"], "5");
    bed.judge(negotiated);
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
fn bridge(strategy: &str, route: &str, negotiated: Option<&str>) {
    let sdk = installed("sdk-1");
    let bed = Bed::start(&format!("remote-{strategy}"), "testbed");
    let said = bed.run(
        Command::new(node())
            .arg(drivers().join("node/drive.mjs"))
            .args(["sdk-1", "legacy", "testbed"])
            .arg(bed.mark())
            .arg(node())
            .arg(installed("mcp-remote").join("node_modules/mcp-remote/dist/proxy.js"))
            .args([&bed.url(route), "--transport", strategy])
            .env("MCP_SDK_FOLDER", &sdk)
            .env("MCP_REMOTE_CONFIG_DIR", bed.folder().join("remote")),
    );
    assert!(said.contains("ok close") && !said.contains("not ok"), "{said}");
    bed.judge(negotiated);
}

#[test]
fn remote_sse() {
    bridge("sse-only", "/sse", Some("2025-11-25"));
}

#[test]
fn remote() {
    bridge("http-first", "/mcp", Some("2025-11-25"));
}

/// Runs the driver of an agent.
fn agent(sdk: &str, driver: &str, args: &[&str], transport: &str, negotiated: Option<&str>) {
    let bed = Bed::start(&format!("{sdk}-{}-{transport}", args.join("-")), "testbed");
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
fn ai_sdk_sse() {
    agent("ai-sdk", "node/ai.mjs", &["legacy"], "sse", Some("2025-11-25"));
}

#[test]
fn ai_sdk() {
    agent("ai-sdk", "node/ai.mjs", &["legacy"], "http", Some("2025-11-25"));
}

#[test]
fn ai_sdk_modern() {
    agent("ai-sdk", "node/ai.mjs", &["modern"], "http", None);
}

#[test]
fn codex() {
    agent("codex", "node/codex.mjs", &[], "http", Some("2025-06-18"));
}

#[test]
fn langchain() {
    agent("langchain", "python/frameworks.py", &["langchain"], "http", Some("2025-11-25"));
}

#[test]
fn llama_index() {
    agent("llama-index", "python/frameworks.py", &["llama-index"], "http", Some("2025-11-25"));
}

#[test]
fn llama_index_sse() {
    agent("llama-index", "python/frameworks.py", &["llama-index"], "sse", Some("2025-11-25"));
}
