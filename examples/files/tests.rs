//! The server on a real folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use mcp_runtime::testing::RawClient;

use super::*;

/// A folder that is gone after the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mcp-files-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("root")).expect("a folder");
        Self(path)
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.0.join("root").join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        std::fs::write(path, text).expect("a file");
        self
    }

    fn client(&self) -> Client {
        let folder = Folder::new(&self.0.join("root")).expect("a folder");
        Client(RawClient::new(Files { folder }, mcp_runtime::Options::default()).expect("a server"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

struct Client(RawClient);

impl Client {
    /// Calls a tool; gives its text, and whether it was an error.
    fn call(&mut self, tool: &str, arguments: &str) -> (String, bool) {
        self.0.send(&format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"{tool}","arguments":{arguments},"_meta":{{
            "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{{}}}}}}}}"#
        ));
        let line = self.0.receive(Duration::from_secs(20)).expect("an answer");
        let answer: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let text = answer["result"]["content"][0]["text"].as_str().unwrap_or_default();
        (text.to_owned(), answer["result"]["isError"] == true)
    }

    fn ok(&mut self, tool: &str, arguments: &str) -> String {
        let (text, error) = self.call(tool, arguments);
        assert!(!error, "{text}");
        text
    }

    fn refused(&mut self, tool: &str, arguments: &str) -> String {
        let (text, error) = self.call(tool, arguments);
        assert!(error, "{text}");
        text
    }
}

#[test]
fn nothing_leaves_the_folder() {
    let scratch = Scratch::new("outside");
    scratch.write("a.txt", "in").write("../secret.txt", "out");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(scratch.0.join("secret.txt"), scratch.0.join("root/link.txt"))
            .expect("a link");
        std::os::unix::fs::symlink(&scratch.0, scratch.0.join("root/up")).expect("a link");
    }
    let mut client = scratch.client();
    let absolute = scratch.0.join("secret.txt").display().to_string();
    for path in
        ["../secret.txt", "x/../../secret.txt", "link.txt", "up/secret.txt", "/etc/passwd", absolute.as_str()]
    {
        let said = client.refused("read", &format!(r#"{{"path":"{path}"}}"#));
        assert!(said.contains("outside"), "{path}: {said}");
    }
    assert!(client.refused("tree", r#"{"path":".."}"#).contains("outside"));
    assert!(client.ok("read", r#"{"path":"./a.txt"}"#).contains(r#""text":"in\n""#));
    assert_eq!(client.ok("find", r#"{"glob":"*.txt"}"#), r#"{"files":["a.txt"]}"#);
    assert!(client.ok("search", r#"{"pattern":"out"}"#).contains(r#""hits":[]"#));
}

#[test]
fn pages_give_every_hit_once() {
    let scratch = Scratch::new("pages");
    for n in 0..7 {
        scratch.write(&format!("d{n}/f.txt"), "hit\nmiss\nhit hit\nhit\n");
    }
    scratch.write("d1.txt", "hit\n").write("d1/sub/g.txt", "hit");
    let mut client = scratch.client();
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.ok("search", &format!(r#"{{"pattern":"hit","limit":4,"context":0{cursor}}}"#));
        let lines: Vec<_> = page.match_indices(r#""path":""#).map(|(at, _)| at).collect();
        for at in lines {
            all.push(page[at..].split("\"text\"").next().unwrap_or_default().to_owned());
        }
        let Some(next) = page.split(r#""next_cursor":""#).nth(1) else { break };
        cursor = format!(r#","cursor":"{}""#, next.split('"').next().unwrap_or_default());
    }
    assert_eq!(all.len(), 7 * 3 + 2);
    let mut once = all.clone();
    once.dedup();
    assert_eq!(once, all);

    let (mut found, mut cursor) = (0, String::new());
    loop {
        let page = client.ok("find", &format!(r#"{{"glob":"*.txt","limit":2{cursor}}}"#));
        found += page.matches(".txt").count();
        let Some(next) = page.split(r#""next_cursor":""#).nth(1) else { break };
        found -= 1;
        cursor = format!(r#","cursor":"{}""#, next.split('"').next().unwrap_or_default());
    }
    assert_eq!(found, 9);
}

#[test]
fn ignore_files_are_honoured() {
    let scratch = Scratch::new("ignore");
    scratch
        .write(".gitignore", "target\n")
        .write("target/x.rs", "x")
        .write("src/y.rs", "y")
        .write(".hidden.rs", "z");
    let mut client = scratch.client();
    assert_eq!(client.ok("find", r#"{"glob":"*.rs"}"#), r#"{"files":["src/y.rs"]}"#);
    let all = client.ok("find", r#"{"glob":"*.rs","include_ignored":true}"#);
    assert_eq!(all, r#"{"files":[".hidden.rs","src/y.rs","target/x.rs"]}"#);
    assert_eq!(client.ok("tree", "{}"), "src/\n  y.rs");
}

#[test]
fn texts_of_every_kind() {
    let scratch = Scratch::new("texts");
    scratch
        .write("crlf.txt", "one\r\ntwo\r\nthree")
        .write("latin.txt", b"caf\xe9\n")
        .write("empty.txt", "")
        .write("binary.bin", b"hit\0hit")
        .write("long.txt", "x".repeat(100_000) + "hit");
    let mut client = scratch.client();
    let lines = client.ok("read", r#"{"path":"crlf.txt","first":2,"lines":1}"#);
    assert_eq!(lines, r#"{"text":"two\n","first":2,"last":2,"more":true}"#);
    assert!(client.ok("read", r#"{"path":"latin.txt"}"#).contains("caf\u{fffd}"));
    assert_eq!(
        client.ok("read", r#"{"path":"empty.txt"}"#),
        r#"{"text":"","first":1,"last":0,"more":false}"#
    );
    assert!(client.refused("read", r#"{"path":"crlf.txt","first":9}"#).contains("fewer than 9 lines"));
    assert!(client.refused("read", r#"{"path":"binary.bin"}"#).contains("not a text file"));
    let hits = client.ok("search", r#"{"pattern":"hit|two","context":1}"#);
    assert!(hits.contains(r#""line":2,"text":"two","before":["one"],"after":["three"]"#), "{hits}");
    assert!(hits.contains("100003 bytes in all") && !hits.contains("binary.bin"), "{hits}");
    assert!(client.ok("search", r#"{"pattern":"TWO","ignore_case":true}"#).contains("crlf.txt"));
}

#[test]
fn mistakes_are_answered_with_what_to_do() {
    let scratch = Scratch::new("mistakes");
    scratch.write("src/main.rs", "x");
    let mut client = scratch.client();
    assert!(client.refused("read", r#"{"path":"src/mian.rs"}"#).contains("in `src` there are: main.rs"));
    assert!(client.refused("read", r#"{"path":"src"}"#).contains("is a folder"));
    assert!(client.refused("tree", r#"{"path":"src/main.rs"}"#).contains("is a file"));
    assert!(client.refused("search", r#"{"pattern":"a("}"#).contains("no regular expression"));
    assert!(client.refused("find", r#"{"glob":"a[" }"#).contains("the glob is wrong"));
    assert!(client.refused("search", r#"{"pattern":"x","cursor":"nonsense"}"#).contains("next_cursor"));
}

#[test]
fn a_large_folder_reports_progress_and_can_be_cancelled() {
    let scratch = Scratch::new("large");
    for n in 0..1500 {
        scratch.write(&format!("d{}/f{n}.txt", n % 10), "text");
    }
    let mut client = scratch.client();
    let meta = r#""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}"#;
    client.0.send(&format!(
        r#"{{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{{"name":"search","arguments":{{"pattern":"none"}},
        "_meta":{{{meta},"progressToken":"p"}}}}}}"#
    ));
    let first = client.0.receive(Duration::from_secs(20)).expect("progress");
    assert!(first.contains("notifications/progress") && first.contains(r#""progress":256"#), "{first}");
    client.0.send(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#);
    while let Some(line) = client.0.receive(Duration::from_millis(300)) {
        assert!(!line.contains(r#""id":7"#), "a cancelled call is not answered: {line}");
    }
    assert!(client.ok("find", r#"{"glob":"f7.txt"}"#).contains("d7/f7.txt"));
}
