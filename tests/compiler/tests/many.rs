//! Servers of thousands of functions: they compile, and what is listed last is found.
//!
//! The programs are written by this test, since nobody would read them. That the compiler takes no longer for each function when there
//! are many shows in that it comes to an end: it refuses what it has to evaluate for long, and what compares each with each does.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Far more than the compiler needs for both programs, on any machine.
const LONGEST: Duration = Duration::from_secs(900);

const TOOLS: usize = 2000;
const PROMPTS: usize = 200;
/// Every second one is a template.
const RESOURCES: usize = 400;

/// Functions of a module, from one number to another. Templates differ in their first text, and in one behind a variable.
fn functions(begin: usize, end: usize, of: usize) -> String {
    let mut text = String::new();
    let mut add = |number: usize, mark: &str, signature: &str| {
        let (kind, _) = mark.split_once('(').unwrap_or((mark, ""));
        writeln!(text, "/// Number {number}.\n#[{mark}]\npub fn {kind}_{number}({signature}) -> String {{ \"{number}\".into() }}")
            .unwrap();
    };
    let share = |all: usize| begin * all / of..end * all / of;
    share(TOOLS).for_each(|number| add(number, "mcp_tool", "a: u32"));
    share(PROMPTS).for_each(|number| add(number, "mcp_prompt", "about: String"));
    for number in share(RESOURCES) {
        let (uri, signature) = match number % 4 {
            0 | 2 => (format!("fixed://{number}"), ""),
            1 => (format!("kit-{number}://{{id}}"), "id: String"),
            _ => (format!("kit://{{id}}/{number}"), "id: String"),
        };
        add(number, &format!("mcp_resource(\"{uri}\")"), signature);
    }
    text
}

/// The paths of the same functions.
fn paths(module: &str, begin: usize, end: usize, of: usize) -> String {
    let mut text = String::new();
    for (kind, all) in [("tool", TOOLS), ("prompt", PROMPTS), ("resource", RESOURCES)] {
        for number in begin * all / of..end * all / of {
            write!(text, "{module}::mcp_{kind}_{number}, ").unwrap();
        }
    }
    text
}

/// What each program does: it asks for the lists, and for the last one of each.
const MAIN: &str = r##"
fn ask(client: &mut mcp_runtime::testing::RawClient, method: &str, params: &str) -> String {
    client.send(&r#"{"jsonrpc":"2.0","id":1,"method":"METHOD","params":PARAMS}"#.replace("METHOD", method).replace("PARAMS", params));
    client.receive(std::time::Duration::from_secs(60)).expect("an answer")
}

fn main() {
    let client = mcp_runtime::testing::RawClient::new(all::server(), mcp_runtime::Options::default());
    let mut client = client.expect("a server that starts");
    ask(&mut client, "initialize", r#"{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}"#);
    for (method, entry, count) in [
        ("tools/list", "\"name\":\"mcp_tool_", TOOLS),
        ("prompts/list", "\"name\":\"mcp_prompt_", PROMPTS),
        ("resources/list", "\"uri\":\"fixed:", RESOURCES / 2),
        ("resources/templates/list", "\"uriTemplate\":\"kit", RESOURCES / 2),
    ] {
        assert_eq!(ask(&mut client, method, "{}").matches(entry).count(), count, "{method}");
    }
    let last = RESOURCES - 1;
    for (method, params, said) in [
        ("tools/call", format!("{{\"name\":\"mcp_tool_{0}\",\"arguments\":{{\"a\":1}}}}", TOOLS - 1), TOOLS - 1),
        ("prompts/get", format!("{{\"name\":\"mcp_prompt_{0}\",\"arguments\":{{\"about\":\"\"}}}}", PROMPTS - 1), PROMPTS - 1),
        ("resources/read", format!("{{\"uri\":\"fixed://{}\"}}", last - 1), last - 1),
        ("resources/read", format!("{{\"uri\":\"kit://7/{last}\"}}"), last),
        ("resources/read", format!("{{\"uri\":\"kit-{}://7\"}}", last - 2), last - 2),
    ] {
        let answer = ask(&mut client, method, &params);
        assert!(answer.contains(&format!("\"text\":\"{said}\"")), "{answer}");
    }
}
"##;

fn program(folder: &Path, name: &str, modules: &str) -> PathBuf {
    let numbers = format!(
        "const TOOLS: usize = {TOOLS};\nconst PROMPTS: usize = {PROMPTS};\nconst RESOURCES: usize = {RESOURCES};\n"
    );
    let path = folder.join(name);
    std::fs::write(&path, format!("#![allow(unused_variables)]\n{modules}\n{numbers}{MAIN}")).unwrap();
    path
}

fn module(name: &str, functions: &str) -> String {
    format!("mod {name} {{\nuse mcp_runtime::prelude::*;\n{functions}}}\n")
}

#[test]
fn thousands_of_functions_compile_and_are_found() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("many");
    std::fs::create_dir_all(&folder).unwrap();
    let mark = "/// All.\n#[mcp_runtime::mcp_server]\n";
    let one = format!("{mark}{}", module("all", &functions(0, 1, 1)));
    let several = format!(
        "{}{}/// All.\n#[mcp_runtime::mcp_server(include({}{}))]\n{}",
        module("first", &functions(0, 1, 4)),
        module("second", &functions(1, 2, 4)),
        paths("super::first", 0, 1, 4),
        paths("super::second", 1, 2, 4),
        module("all", &functions(2, 4, 4)),
    );
    let programs = [program(&folder, "one.rs", &one), program(&folder, "several.rs", &several)];
    let (done, end) = channel();
    let compiler = std::thread::spawn(move || {
        let cases = trybuild::TestCases::new();
        programs.iter().for_each(|path| cases.pass(path));
        drop(cases);
        done.send(()).unwrap();
    });
    match end.recv_timeout(LONGEST) {
        Err(RecvTimeoutError::Timeout) => panic!("the compiler takes longer than {LONGEST:?}"),
        _ => compiler.join().expect("both programs compile and find what they ask for"),
    }
}
