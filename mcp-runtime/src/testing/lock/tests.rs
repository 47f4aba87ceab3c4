//! Surfaces against each other, and their files.

mod schemas;

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::change::Effect;
use super::{change, check, compare, locked, surface};
use crate::author::table::{Server, Table};
use crate::protocol::lifecycle::Info;

/// The changes between two surfaces, a line each, with a letter for what each does: `b`reaks, is `r`ead by models, `f`its.
#[track_caller]
fn changes(old: &Value, new: &Value, expected: &[&str]) {
    let line = |change: change::Change| {
        let letter = match change.effect {
            Effect::Breaks => 'b',
            Effect::Read => 'r',
            Effect::Fits => 'f',
        };
        format!("{letter} {}", change.text)
    };
    let lines: Vec<String> = compare::surfaces(old, new).into_iter().map(line).collect();
    assert_eq!(lines, expected);
    assert!(compare::surfaces(old, old).is_empty() && compare::surfaces(new, new).is_empty());
}

fn tool(name: &str, rest: &Value) -> Value {
    let mut tool = json!({ "name": name, "inputSchema": { "type": "object", "properties": {}, "additionalProperties": false } });
    tool.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
    json!({ "tools": [tool] })
}

/// A tool whose arguments are these; those with a `!` have to be there.
fn takes(arguments: &Value) -> Value {
    tool("t", &json!({ "inputSchema": object(arguments) }))
}

fn object(members: &Value) -> Value {
    let members = members.as_object().expect("an object");
    let required: Vec<&str> = members.keys().filter_map(|name| name.strip_suffix('!')).collect();
    let properties: Value = members
        .iter()
        .map(|(name, schema)| (name.trim_end_matches('!').to_owned(), schema.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

#[test]
fn entries_that_come_and_go() {
    let (none, one) = (json!({}), tool("add", &json!({ "description": "Add." })));
    changes(&one, &none, &["b tool `add`: is gone; clients that call it are refused"]);
    changes(&none, &one, &["f tool `add`: is new"]);
    let renamed = tool("sum", &json!({ "description": "Add.", "annotations": { "readOnlyHint": true } }));
    changes(
        &one,
        &renamed,
        &[
            "b tool `add`: is `sum` now; clients that call it are refused",
            "f tool `sum`: `readOnlyHint` is true now",
        ],
    );
    let other = tool("remove", &json!({ "description": "Remove." }));
    changes(
        &one,
        &other,
        &["b tool `add`: is gone; clients that call it are refused", "f tool `remove`: is new"],
    );
    changes(&one, &tool("add", &json!({ "description": "Sum." })), &["r tool `add`: another `description`"]);
    changes(&one, &tool("add", &json!({})), &["r tool `add`: has no `description` any more"]);
    changes(
        &one,
        &tool("add", &json!({ "description": "Add.", "title": "Add", "icons": [], "_meta": { "a/b": 1 } })),
        &[
            "f tool `add`: another `a/b` of `_meta`",
            "f tool `add`: has `title` now",
            "f tool `add`: has `icons` now",
        ],
    );
    changes(
        &tool("t", &json!({ "_meta": { "a/b": 1 }, "requires": ["roots"] })),
        &tool("t", &json!({ "requires": ["elicitation"] })),
        &[
            "b tool `t`: requires \"elicitation\" now; clients without it are refused",
            "f tool `t`: does not require \"roots\" any more",
            "b tool `t`: `a/b` of `_meta` is gone; clients that know it miss it",
        ],
    );
}

#[test]
fn hints() {
    let hinted = |hints: Value| tool("t", &json!({ "annotations": hints }));
    let trusted = hinted(
        json!({ "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false }),
    );
    changes(
        &trusted,
        &tool("t", &json!({})),
        &[
            "b tool `t`: `readOnlyHint` is false now; clients that run it without asking, since it only reads, ask now or refuse it",
            "b tool `t`: `destructiveHint` is true now; clients that run it without asking, since it destroys nothing, ask now or refuse it",
            "b tool `t`: `idempotentHint` is false now; clients that call it again after a failure do the same thing twice",
            "b tool `t`: `openWorldHint` is true now; clients that run it without asking, since it reaches nothing outside, ask now or refuse it",
        ],
    );
    changes(
        &hinted(json!({})),
        &hinted(json!({ "idempotentHint": true, "destructiveHint": true })),
        &[
            "f tool `t`: `destructiveHint` is what it is without it; it is true now",
            "f tool `t`: `idempotentHint` is true now",
        ],
    );
}

#[test]
fn prompts_and_resources() {
    let prompt = |arguments: Value| json!({ "prompts": [{ "name": "p", "arguments": arguments }] });
    changes(
        &prompt(json!([{ "name": "a", "description": "A." }, { "name": "b", "required": true }])),
        &prompt(
            json!([{ "name": "a", "description": "One.", "required": true }, { "name": "c", "description": "C.", "required": true }]),
        ),
        &[
            "b prompt `p`, argument `a`: has to be there now; clients that leave it out are refused",
            "r prompt `p`, argument `a`: another `description`",
            "b prompt `p`, argument `b`: is gone; clients that send it are refused",
            "b prompt `p`, argument `c`: is new and has to be there; clients that do not send it are refused",
        ],
    );
    let resource = |rest: Value| {
        let mut entry = json!({ "uri": "a://b", "name": "b" });
        entry.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
        json!({ "resources": [entry] })
    };
    changes(
        &resource(json!({ "mimeType": "text/plain" })),
        &resource(json!({ "mimeType": "text/html", "size": 3, "annotations": { "priority": 1 } })),
        &[
            "b resource `a://b`: its MIME type is \"text/html\" now, was \"text/plain\"; clients that read it as what it was cannot",
            "f resource `a://b`: other `annotations`",
            "f resource `a://b`: has `size` now",
        ],
    );
    changes(
        &resource(json!({})),
        &resource(json!({ "mimeType": "text/html" })),
        &["f resource `a://b`: says its MIME type now, \"text/html\""],
    );
    let template = |uri: &str| json!({ "resourceTemplates": [{ "uriTemplate": uri, "name": "b", "description": "B." }] });
    changes(
        &template("a://{x}"),
        &template("a://{y}/z"),
        &[
            "b resource template `a://{x}`: is `a://{y}/z` now; clients that read what it stands for find nothing",
        ],
    );
}

#[test]
fn the_server_itself() {
    changes(
        &json!({ "server": { "name": "a" }, "instructions": "One.", "capabilities": { "logging": {}, "tools": { "listChanged": true } } }),
        &json!({ "server": { "name": "b", "title": "B" }, "capabilities": { "tools": {}, "completions": {} }, "tokens": 3 }),
        &[
            "f the server: another `name`",
            "f the server: has `title` now",
            "r the server: has no `instructions` any more",
            "b capability `logging`: is gone; clients that use it are refused",
            "b capability `tools`: `listChanged` is gone; clients that wait to be told hear nothing",
            "f capability `completions`: is new",
        ],
    );
}

/// A folder of its own, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mcp-lock-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_file_is_written_when_it_is_asked_for() {
    let folder = Folder::new("bless");
    let check = |surface: &Value, bless| check(&folder.0, "mcp.lock.json", surface, bless);
    let (old, new) = (
        takes(&json!({ "a": { "type": "number" } })),
        takes(&json!({ "a": { "type": "integer" }, "b": {} })),
    );
    let missing = check(&old, false).expect_err("there is no file");
    assert!(
        missing.starts_with("there is no ")
            && missing.ends_with("`MCP_BLESS=1 cargo test` writes it, and then it is committed"),
        "{missing}"
    );
    check(&old, true).expect("it is written");
    let path = folder.0.join("mcp.lock.json");
    let written = fs::read_to_string(&path).expect("a file");
    assert_eq!(written, format!("{old:#}\n"));
    assert_eq!(check(&old, false), Ok(()));
    // As Git has it on another system.
    fs::write(&path, written.replace('\n', "\r\n")).expect("a file");
    assert_eq!(check(&old, false), Ok(()));
    assert_eq!(
        check(&new, false).expect_err("it is another one"),
        "what clients see of this server is not what mcp.lock.json says\n\n\
         breaks clients:\n\
         - tool `t`, argument `a`: an integer now, was a number; clients that send what it took are refused\n\n\
         breaks nobody:\n\
         - tool `t`, argument `b`: is new, and may be left out\n\n\
         tokens that the list of tools costs a model, about (bytes / 4): 34, were 32\n\n\
         if all of it is meant: `MCP_BLESS=1 cargo test` writes mcp.lock.json\n"
    );
    check(&new, true).expect("it is written anew");
    assert_eq!(check(&new, false), Ok(()));
    assert_eq!(fs::read_dir(&folder.0).expect("the folder").count(), 1);
    fs::write(&path, "<<<<<<< ours\n{}").expect("a file");
    let broken = check(&new, false).expect_err("it is no JSON");
    assert!(broken.contains("cannot be read as JSON") && broken.contains("MCP_BLESS=1"), "{broken}");
    check(&new, true).expect("it is written anew");
    let nowhere = super::check(&folder.0.join("none"), "x", &new, true).expect_err("no such folder");
    assert!(nowhere.contains("cannot be written"), "{nowhere}");
}

struct Empty;
impl Server for Empty {
    const TABLE: &'static Table<Self> =
        &Table { info: Info::new("empty", "1.2.3").instructions("None."), marked: &[], included: &[] };
}

#[test]
fn a_version_is_no_part_of_it() {
    let surface = surface::of::<Empty>(false).expect("a surface");
    assert_eq!(
        surface,
        json!({ "server": { "name": "empty" }, "instructions": "None.", "capabilities": {}, "tokens": 0 })
    );
}

#[test]
#[should_panic(expected = "nowhere")]
fn a_server_without_its_file_fails() {
    locked(|empty: Empty| empty, false, "/nowhere", "mcp.lock.json");
}

/// The README is not in the package that is published.
#[test]
fn the_readme_shows_what_such_a_test_says() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let Ok(readme) = fs::read_to_string(root.join("README.md")) else { return };
    let known = fs::read_to_string(root.join("examples/units.lock.json")).expect("the example's file");
    let mut new: Value = serde_json::from_str(&known).expect("JSON");
    let tool = &mut new["tools"][0];
    tool["description"] = "Convert a length into another unit.".into();
    let members = &mut tool["inputSchema"]["properties"];
    members["digits"]["maximum"] = 6.into();
    members["note"] = json!({ "type": "string" });
    let said = check(&root.join("examples"), "units.lock.json", &new, false).expect_err("another surface");
    let shown = readme.replace("\r\n", "\n");
    assert!(shown.contains(&format!("```text\n{said}```\n")), "{said}");
}
