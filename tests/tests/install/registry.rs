//! What `server-json` prints: held to the rules of the MCP registry's format of 2025-12-11, as its documentation gives them.

use std::fs;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::home::{Home, Ran, ran};

/// The SHA-256 of `PK\x03\x04`.
const HASH: &str = "8dcc7e601606217f3b754766511182a916b17e9a26a94c9d887104eba92e9bb2";

/// The rules of the format. What it allows beside, and this kit does not write, is not in them.
fn rules() -> Validator {
    let text = |most: u32| json!({ "type": "string", "minLength": 1, "maxLength": most });
    let url = json!({ "type": "string", "pattern": "^https://[^\\s]+$" });
    let input = json!({
        "description": { "type": "string" },
        "format": { "enum": ["string", "number", "boolean", "filepath"] },
        "isRequired": { "type": "boolean" },
        "isSecret": { "type": "boolean" },
        "isRepeated": { "type": "boolean" },
        "default": { "type": "string" },
        "choices": { "type": "array", "items": { "type": "string" } },
    });
    let with = |more: Value, required: &[&str]| {
        let mut properties = input.clone();
        properties.as_object_mut().expect("a map").extend(more.as_object().expect("a map").clone());
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
    };
    let package = |kind: &str, more: Value, required: &[&str]| {
        let mut properties = json!({
            "registryType": { "const": kind },
            "identifier": { "type": "string", "pattern": "^[^ ]+$" },
            "version": text(255),
            "transport": { "const": { "type": "stdio" } },
        });
        properties.as_object_mut().expect("a map").extend(more.as_object().expect("a map").clone());
        let all = [&["registryType", "identifier", "transport"], required].concat();
        json!({ "type": "object", "properties": properties, "required": all, "additionalProperties": false })
    };
    let argument = json!({ "anyOf": [
        with(json!({ "type": { "const": "positional" }, "value": { "type": "string" } }), &["type", "value"]),
        with(json!({ "type": { "const": "positional" }, "valueHint": { "type": "string" } }), &["type", "valueHint"]),
        with(json!({ "type": { "const": "named" }, "name": { "type": "string", "pattern": "^[^<> $]+$" } }), &["type", "name"]),
    ] });
    let named = with(json!({ "name": text(255) }), &["name"]);
    let rules = json!({
        "type": "object",
        "required": ["$schema", "name", "description", "version"],
        "additionalProperties": false,
        "properties": {
            "$schema": { "const": "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json" },
            "name": {
                "type": "string", "minLength": 3, "maxLength": 200,
                "pattern": "^[a-zA-Z0-9][a-zA-Z0-9.-]*[a-zA-Z0-9]/[a-zA-Z0-9][a-zA-Z0-9._-]*[a-zA-Z0-9]$",
            },
            "title": text(100),
            "description": text(100),
            "version": text(255),
            "websiteUrl": url,
            "repository": {
                "type": "object", "required": ["url", "source"], "additionalProperties": false,
                "properties": { "url": url, "source": { "enum": ["github", "gitlab"] } },
            },
            "packages": { "type": "array", "minItems": 1, "items": { "anyOf": [
                package("cargo", json!({
                    "packageArguments": { "type": "array", "items": argument },
                    "environmentVariables": { "type": "array", "items": named },
                }), &["version"]),
                package("mcpb", json!({
                    "fileSha256": { "type": "string", "pattern": "^[a-f0-9]{64}$" },
                    "identifier": { "type": "string", "pattern": "^https://(github|gitlab)\\.com/.*mcp" },
                }), &["fileSha256"]),
            ] } },
            "remotes": { "type": "array", "minItems": 1, "items": {
                "type": "object", "required": ["type", "url"], "additionalProperties": false,
                "properties": {
                    "type": { "const": "streamable-http" },
                    "url": url,
                    "headers": { "type": "array", "items": named },
                },
            } },
        },
    });
    jsonschema::validator_for(&rules).expect("the rules")
}

fn home(name: &str) -> Home {
    let home = Home::new(name);
    home.copy(env!("CARGO_BIN_EXE_flagged"), "flagged");
    home
}

/// Runs the server that has a flag of each kind.
fn form(home: &Home, line: &str) -> Ran {
    ran(home.command("flagged", line).env("WAY", "form"), line)
}

/// What is printed, if it is by the rules.
#[track_caller]
fn listed(home: &Home, line: &str) -> (Value, String) {
    let ran = form(home, line);
    ran.ends_well();
    let listed: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let wrong: Vec<String> = rules().iter_errors(&listed).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "`{line}`: {wrong:?} in {listed:#}");
    (listed, ran.stderr)
}

#[test]
fn a_package_with_its_flags() {
    let home = home("registry-package");
    let line = "--quick --count=3 server-json --repository https://github.com/ada/shop/ --title Shop";
    let (listed, _) = listed(&home, line);
    assert_eq!((&listed["name"], &listed["title"]), (&"io.github.ada/shop".into(), &"Shop".into()));
    assert_eq!((&listed["description"], &listed["version"]), (&"A shop.".into(), &"0.0.0".into()));
    assert_eq!(listed["repository"], json!({ "url": "https://github.com/ada/shop", "source": "github" }));
    let package = &listed["packages"][0];
    assert_eq!((&package["registryType"], &package["identifier"]), (&"cargo".into(), &"mcp-tests".into()));
    let word = |word: &str| json!({ "type": "positional", "value": word });
    let path = |name: &str, about: &str| json!({ "type": "named", "name": name, "description": about, "format": "filepath" });
    let mut root = path("--root", "What else there is");
    root["isRepeated"] = true.into();
    let lists = json!({
        "type": "positional", "valueHint": "lists", "description": "Lists of orders", "format": "filepath",
        "isRepeated": true,
    });
    let expected = [
        word("--count"),
        word("3"),
        word("--quick"),
        word("--stdio"),
        word("--filled"),
        path("--order-folder", "Order folder"),
        root,
        word("<lists>"),
        lists,
    ];
    assert_eq!(package["packageArguments"], Value::from(expected.to_vec()));
    let variables = json!([
        { "name": "SHOP_URL", "description": "Where the orders are", "format": "string", "isRequired": true },
        { "name": "SHOP_TOKEN", "description": "Api token", "format": "string", "isSecret": true },
        {
            "name": "SHOP_SPEED", "description": "How soon", "format": "string", "choices": ["slow", "fast"],
            "default": "slow",
        },
    ]);
    assert_eq!(package["environmentVariables"], variables);
}

/// A client that puts a flag and its value into two arguments, or into one.
#[test]
fn the_flags_are_read_as_clients_write_them() {
    let home = home("registry-flags");
    for (line, expected) in [
        (
            "--stdio --filled --quick true --root /a --root /b",
            "quick: true, order_folder: \".\", root: [\"/a\", \"/b\"]",
        ),
        ("--stdio --filled --quick=false --order-folder /o", "quick: false, order_folder: \"/o\", root: []"),
    ] {
        let mut command = home.command("flagged", line);
        let messages = [
            json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
                "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": { "name": "t", "version": "1" },
            } }),
            json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": { "name": "opened", "arguments": {} } }),
        ];
        let input = home.put("{here}/input", &messages.map(|message| format!("{message}\n")).concat());
        command.stdin(fs::File::open(input).expect("the input"));
        let ran = ran(command.env("WAY", "form").env("SHOP_URL", "u"), line);
        ran.ends_well();
        let shown = ran.stdout.replace("\\\"", "\"");
        assert!(shown.contains(expected), "{line}: {shown}");
    }
}

#[test]
fn bundles_and_places() {
    let home = home("registry-bundles");
    home.put("{here}/shop.mcpb", "PK\u{3}\u{4}");
    let at = "https://github.com/ada/shop/releases/download/v1/shop.mcpb";
    let name = "server-json --name com.example/shop";
    let bundle = |listed: &Value, at_index: usize| listed["packages"][at_index]["registryType"].clone();
    let (listed_bundle, said) = listed(&home, &format!("{name} --bundle shop.mcpb {at}"));
    assert_eq!((bundle(&listed_bundle, 0), bundle(&listed_bundle, 1)), ("mcpb".into(), Value::Null));
    assert_eq!(listed_bundle["packages"][0]["identifier"], at);
    assert_eq!(listed_bundle["packages"][0]["fileSha256"], HASH);
    assert_eq!(said, "", "a bundle needs no README");
    let (both, _) =
        listed(&home, &format!("{name} --cargo --bundle shop.mcpb {at} --bundle shop.mcpb {at}2"));
    let kinds: Vec<Value> = (0..4).map(|index| bundle(&both, index)).collect();
    assert_eq!(kinds, ["cargo".into(), "mcpb".into(), "mcpb".into(), Value::Null]);
    let (remote, _) = listed(&home, &format!("{name} --url https://h.example/mcp --header Authorization"));
    assert_eq!(remote["packages"], Value::Null);
    let header = json!([{ "name": "Authorization", "isRequired": true, "isSecret": true }]);
    let expected = json!([{ "type": "streamable-http", "url": "https://h.example/mcp", "headers": header }]);
    assert_eq!(remote["remotes"], expected);
}

#[test]
fn the_readme_has_to_name_the_server() {
    let home = home("registry-readme");
    let line = "server-json --name io.github.ada/shop";
    let (_, said) = listed(&home, line);
    assert!(
        said.starts_with("warning: there is no README.md here: add the line `mcp-name: io.github.ada/shop`"),
        "{said}"
    );
    for (text, words) in [
        (
            "# Shop\n",
            "warning: README.md does not name the server: add the line `mcp-name: io.github.ada/shop`",
        ),
        (
            "<!-- mcp-name: io.github.ada/shop -->",
            "warning: README.md has `mcp-name: io.github.ada/shop` in a comment",
        ),
        ("- `mcp-name: io.github.ada/shop`\n", "README.md has the line `mcp-name: io.github.ada/shop`\n"),
    ] {
        home.put("{here}/README.md", text);
        let (_, said) = listed(&home, line);
        assert!(said.starts_with(words), "{said}");
    }
    home.put("{here}/docs/OTHER.md", "mcp-name: io.github.ada/shop");
    let (_, said) = listed(&home, &format!("{line} --readme docs/OTHER.md"));
    assert_eq!(said, "docs/OTHER.md has the line `mcp-name: io.github.ada/shop`\n");
}

#[test]
fn what_is_refused() {
    let home = home("registry-refused");
    home.put("{here}/server.json", "kept");
    home.put("{here}/x.mcpb", "no ZIP");
    let long = "x".repeat(101);
    for (line, words) in [
        ("", "nothing says what the registry calls it: write `--name io.github.USER/SERVER`"),
        (
            "--name shop",
            "`--name shop` is no name in the registry: write one such as `io.github.USER/SERVER`",
        ),
        ("--name a/b/c", "`--name a/b/c` is no name in the registry"),
        ("--name -a.b/c1", "error: "),
        ("--name io.github.ada/-c", "is no name in the registry"),
        (
            "--name io.a/shop --repository https://h.example/a/b",
            "`--repository https://h.example/a/b` is none that the registry takes: write one such as",
        ),
        ("--name io.a/shop --repository https://github.com/ada", "is none that the registry takes"),
        (
            &format!("--name io.a/shop --description {long}"),
            "the description has 101 characters, and the registry takes 100: write a shorter one, `--description TEXT`\n",
        ),
        (&format!("--name io.a/shop --title {long}"), "the title has 101 characters"),
        (
            "--name io.a/shop --url http://h.example/mcp",
            "`--url http://h.example/mcp` is none that all can reach: write one such as",
        ),
        ("--name io.a/shop --url https://localhost/mcp", "is none that all can reach"),
        (
            "--name io.a/shop --url https://h.example/ --header A:b",
            "`--header A:b` is no name of a header: write one such as `--header Authorization`\n",
        ),
        ("--name io.a/shop --header A", "--url <URL>"),
        ("--name io.a/shop --bundle x.mcpb", "2 values required"),
        (
            "--name io.a/shop --bundle x.mcpb https://h.example/mcp/releases/x",
            "is at no place that the registry takes: write the URL of a file of a release",
        ),
        (
            "--name io.a/shop --bundle x.mcpb https://github.com/a/b/releases/download/1/mcp",
            "`--bundle x.mcpb` is no bundle: write the path of what `bundle` wrote\n",
        ),
        (
            "--name io.a/shop --bundle y.mcpb https://github.com/a/b/releases/download/1/mcp",
            "`--bundle y.mcpb` cannot be read (No such file or directory",
        ),
        ("--name io.a/shop --readme NO.md", "`--readme NO.md` cannot be read (No such file or directory"),
        (
            "--name io.a/shop --out server.json",
            "server.json is there already: write `--force` to replace it, or `--out FILE` for another\n",
        ),
    ] {
        form(&home, &format!("server-json {line}")).ends(2, words);
    }
    let file = home.path("{here}/server.json");
    assert_eq!(fs::read_to_string(&file).expect("the file"), "kept");
    let written = form(&home, "server-json --name io.a/shop --out server.json --force");
    written.ends_well();
    assert_eq!(
        written.stdout,
        "io.a/shop is in server.json: `mcp-publisher publish` sends it to the registry\n"
    );
    let text = fs::read_to_string(file).expect("the file");
    assert_eq!(text, form(&home, "server-json --name io.a/shop").stdout);
}
