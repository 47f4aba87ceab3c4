//! What `bundle` writes: read by the official reader of bundles, unpacked, and started as the manifest says.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::home::{Home, Ran, ran};

/// A PNG as far as anybody looks at it.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand more";

fn home(name: &str) -> Home {
    let home = Home::new(name);
    home.copy(env!("CARGO_BIN_EXE_flagged"), "flagged");
    home
}

/// Runs the server that has a flag of each kind.
fn form(home: &Home, line: &str, more: &[&str]) -> Ran {
    ran(home.command("flagged", line).args(more).env("WAY", "form"), line)
}

/// The manifest, and how a client starts the server for each of some users, when they have filled this in.
fn read(home: &Home, file: &str, users: &[Value]) -> (Value, Vec<Value>) {
    let clients =
        Path::new(env!("CARGO_BIN_EXE_flagged")).ancestors().nth(2).expect("a target").join("clients");
    assert!(clients.join("mcpb/installed").exists(), "mcpb is not installed: run `cargo xtask clients`");
    let own = clients.join("node/bin/node");
    let output = Command::new(if own.exists() { own } else { "node".into() })
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/node/mcpb.mjs"))
        .args([home.path("{here}").join(file), home.path("{here}/unpacked")])
        .arg(json!(users).to_string())
        .env("MCP_SDK_FOLDER", clients.join("mcpb"))
        .output()
        .expect("node runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stdout));
    let mut read: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    (read["manifest"].take(), read["configs"].as_array().expect("a list").clone())
}

/// What a server that is started as a client does says it was opened with.
fn opened(config: &Value) -> String {
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().expect("a list").iter().map(|text| text.as_str().expect("a text").into()).collect()
    };
    let mut command = Command::new(config["command"].as_str().expect("a command"));
    command.args(texts(&config["args"])).env_clear().env("WAY", "form");
    for (name, value) in config["env"].as_object().into_iter().flatten() {
        command.env(name, value.as_str().expect("a text"));
    }
    let mut server = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let hello = json!({
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": { "name": "test", "version": "1" },
    });
    let mut input = server.stdin.take().expect("its input");
    for message in [
        json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello }),
        json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
        json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": { "name": "opened", "arguments": {} } }),
    ] {
        writeln!(input, "{message}").expect("it reads");
    }
    drop(input);
    let output = server.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let lines: Vec<Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines[0]["result"]["serverInfo"]["name"], "shop", "{lines:?}");
    lines[1]["result"]["content"][0]["text"].as_str().expect("a text").to_owned()
}

#[test]
fn what_is_filled_in_reaches_the_server() {
    let home = home("bundle-form");
    home.put("{here}/icon.png", "");
    fs::write(home.path("{here}/icon.png"), PNG).expect("an icon");
    let bundle =
        form(&home, "--count 9 bundle --name my_shop --icon icon.png --author", &["Ada <ada@example.com>"]);
    bundle.ends_well();
    assert!(bundle.stdout.starts_with("my_shop is in my_shop.mcpb, for linux on "), "{}", bundle.stdout);
    let empty = "order_folder: \".\", root: [], internal: None, lists: []";
    let users = [
        (json!({ "url": "u" }), format!("url: \"u\", api_token: None, speed: Slow, count: 9, quick: false, {empty}")),
        (
            json!({ "url": "a b=$", "api_token": "t", "speed": "fast", "quick": true }),
            format!("url: \"a b=$\", api_token: Some(\"t\"), speed: Fast, count: 9, quick: true, {empty}"),
        ),
        (
            json!({ "url": "--x", "quick": false, "api_token": "", "order_folder": "", "root": [], "lists": "" }),
            format!("url: \"--x\", api_token: None, speed: Slow, count: 9, quick: false, {empty}"),
        ),
        (
            json!({ "url": "u", "order_folder": "/o", "root": ["/a", "/b c"], "lists": ["-l", "m"] }),
            "url: \"u\", api_token: None, speed: Slow, count: 9, quick: false, order_folder: \"/o\", root: [\"/a\", \"/b c\"], \
             internal: None, lists: [\"-l\", \"m\"]"
                .into(),
        ),
    ];
    let filled: Vec<Value> = users.iter().map(|(filled, _)| filled.clone()).chain([json!({})]).collect();
    let (manifest, configs) = read(&home, "my_shop.mcpb", &filled);
    for ((filled, expected), config) in users.iter().zip(&configs) {
        assert_eq!(opened(config), format!("Form {{ {expected} }}"), "{filled}");
    }
    assert_eq!(configs.last(), Some(&Value::Null), "it starts without what is required");
    assert_eq!(manifest["icon"], "icon.png");
    let program = home.path("{here}/unpacked/server/my_shop");
    assert_eq!(fs::metadata(&program).expect("the program").permissions().mode() & 0o777, 0o755);
    assert!(
        fs::read(program).expect("the program")
            == fs::read(env!("CARGO_BIN_EXE_flagged")).expect("the program")
    );
    check(&manifest);
}

fn check(manifest: &Value) {
    assert_eq!(manifest["author"], json!({ "name": "Ada", "email": "ada@example.com" }));
    assert_eq!(manifest["compatibility"], json!({ "platforms": ["linux"] }));
    assert_eq!(
        manifest["tools"][0],
        json!({ "name": "opened", "description": "Say what the shop was opened with." })
    );
    let server = &manifest["server"];
    assert_eq!(server["entry_point"], "server/my_shop");
    let args = server["mcp_config"]["args"].as_array().expect("a list");
    assert_eq!(args[..4], ["--count", "9", "--stdio", "--filled"]);
    // No argument is a secret: others see those.
    assert_eq!(server["mcp_config"]["env"], json!({ "SHOP_TOKEN": "${user_config.api_token}" }));
    for (key, expected) in [
        (
            "url",
            json!({ "type": "string", "title": "Url", "description": "Where the orders are", "required": true }),
        ),
        (
            "api_token",
            json!({ "type": "string", "title": "Api token", "description": "Api token", "sensitive": true }),
        ),
        (
            "speed",
            json!({
                "type": "string", "title": "Speed", "description": "How soon (one of: slow, fast)", "default": "slow"
            }),
        ),
        ("quick", json!({ "type": "boolean", "title": "Quick", "description": "Whether to skip checks" })),
        (
            "order_folder",
            json!({ "type": "directory", "title": "Order folder", "description": "Order folder" }),
        ),
        (
            "root",
            json!({ "type": "directory", "title": "Root", "description": "What else there is", "multiple": true }),
        ),
        (
            "lists",
            json!({ "type": "string", "title": "Lists", "description": "Lists of orders", "multiple": true }),
        ),
        ("count", Value::Null),
        ("internal", Value::Null),
    ] {
        assert_eq!(manifest["user_config"][key], expected, "{key}");
    }
}

/// A server without flags, but with prompts.
#[test]
fn prompts_are_listed() {
    let home = Home::new("bundle-prompts");
    home.copy(env!("CARGO_BIN_EXE_library"), "library");
    let line = "bundle --author Ada --title Library --out new.mcpb";
    ran(&mut home.command("library", line), line).ends_well();
    let (manifest, configs) = read(&home, "new.mcpb", &[json!({})]);
    assert_eq!(configs[0]["args"], json!(["--stdio"]));
    assert_eq!(
        (&manifest["display_name"], &manifest["prompts_generated"]),
        (&"Library".into(), &true.into())
    );
    let prompts = manifest["prompts"].as_array().expect("prompts");
    let with_args =
        prompts.iter().find(|prompt| prompt["arguments"] != json!([])).expect("one with arguments");
    let (name, text) = (with_args["arguments"][0].as_str(), with_args["text"].as_str());
    let place = format!("${{arguments.{}}}", name.expect("a name"));
    assert!(text.expect("a text").contains(&place), "{with_args}");
}

#[test]
fn a_file_that_is_there_is_replaced_only_by_force() {
    let home = home("bundle-force");
    let there = home.put("{here}/shop.mcpb", "kept");
    home.put("{here}/no.png", "GIF89a");
    home.put("{here}/folder/x", "");
    for (line, words) in [
        (
            "bundle --author A",
            "shop.mcpb is there already: write `--force` to replace it, or `--out FILE` for another\n",
        ),
        ("bundle", "shop.mcpb is there already"),
        (
            "bundle --out a.mcpb",
            "nothing says who made it: write `--author 'NAME <EMAIL>'`, or `authors` in Cargo.toml\n",
        ),
        (
            "bundle --out a.mcpb --author <a@b>",
            "`<a@b>` is no author with a name: write `--author 'NAME <EMAIL>'`\n",
        ),
        ("bundle --author A --out folder", "`--out folder` is a folder: write the name of a file in it\n"),
        ("bundle --author A --out no/a.mcpb", "no/a.mcpb cannot be written (No such file or directory"),
        ("bundle --author A --out a.mcpb --name a.b", "`--name a.b` is no name for clients"),
        (
            "bundle --author A --out a.mcpb --icon no.png",
            "`--icon no.png` is no PNG, and clients show no other: make one of it",
        ),
        (
            "bundle --author A --out a.mcpb --icon x.png",
            "`--icon x.png` cannot be read (No such file or directory",
        ),
        ("bundle --author= --out a.mcpb", "what `--author` is given is empty"),
        ("--http :3000 bundle --author A --out a.mcpb", "`--http` is for who serves"),
    ] {
        form(&home, line, &[]).ends(2, words);
    }
    let left = || -> Vec<PathBuf> {
        let files = fs::read_dir(home.path("{here}")).expect("the folder").flatten();
        files.map(|file| file.path()).filter(|path| path.to_string_lossy().contains("mcpb")).collect()
    };
    assert_eq!(left(), std::slice::from_ref(&there));
    assert_eq!(fs::read_to_string(&there).expect("the file"), "kept");
    form(&home, "bundle --author A --force", &[]).ends_well();
    assert!(fs::read(&there).expect("the file").starts_with(b"PK\x03\x04"));
    assert_eq!(left(), [there]);
}
