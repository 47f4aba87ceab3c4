//! The server on a real folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use mcp_runtime::testing::RawClient;

use super::*;

/// A folder that is gone after the test.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mcp-files-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("root")).expect("a folder");
        Self(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.0.join("root").join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        std::fs::write(path, text).expect("a file");
        self
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.0.join("root")
    }

    pub(crate) fn client(&self) -> Client {
        let folder = Folder::new(&self.root()).expect("a folder");
        Client(RawClient::new(Files { folder }, mcp_runtime::Options::default()).expect("a server"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) struct Client(pub(crate) RawClient);

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
    // Nor is it told what is there.
    for path in ["up/none.txt", "up/none/secret.txt", "up/secret.txt/x"] {
        let said = client.refused("read", &format!(r#"{{"path":"{path}"}}"#));
        assert!(cfg!(not(unix)) || said.contains("outside"), "{path}: {said}");
    }
    let absolute = scratch.0.join("root/a.txt").display().to_string().replace('\\', "\\\\");
    for path in ["a.txt", "./a.txt", "x/../a.txt", "up/../a.txt", absolute.as_str()] {
        let said = client.ok("read", &format!(r#"{{"path":"{path}"}}"#));
        assert!(said.contains(r#""text":"in\n""#), "{path}: {said}");
    }
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
    assert_eq!(client.ok("tree", r#"{"path":"src"}"#), "y.rs");
    assert!(client.ok("tree", r#"{"path":"target"}"#).contains("but for what ignore files leave out"));
    assert_eq!(client.ok("tree", r#"{"path":"target","include_ignored":true}"#), "x.rs");
}

#[test]
fn ignore_files_of_other_folders_are_not() {
    let scratch = Scratch::new("home");
    scratch
        .write("../.gitignore", "*\n")
        .write("src/y.rs", "y")
        .write("src/.ignore", "z.rs\n")
        .write("src/z.rs", "z");
    let mut client = scratch.client();
    assert_eq!(client.ok("find", r#"{"glob":"*.rs"}"#), r#"{"files":["src/y.rs"]}"#);
    assert_eq!(client.ok("tree", r#"{"path":"src"}"#), "y.rs");
    // In a repository they are: git itself takes those of the folders above.
    scratch.write("../.git/HEAD", "").write("../.gitignore", "y.rs\n");
    let mut client = scratch.client();
    assert_eq!(client.ok("find", r#"{"glob":"*.rs"}"#), r#"{"files":[]}"#);
}

#[test]
fn what_version_control_keeps_is_not_walked() {
    let scratch = Scratch::new("git");
    scratch.write(".git/objects/x.rs", "x").write(".github/ci.yml", "x").write("a.rs", "x");
    let mut client = scratch.client();
    let all = client.ok("find", r#"{"glob":"**","include_ignored":true}"#);
    assert_eq!(all, r#"{"files":[".github/ci.yml","a.rs"]}"#);
    assert!(client.ok("read", r#"{"path":".git/objects/x.rs"}"#).contains(r#""text":"x\n""#));
}

#[test]
fn globs_as_people_write_them() {
    let scratch = Scratch::new("globs");
    scratch.write("a.rs", "").write("src/b.rs", "").write("src/deep/c.toml", "").write("größe.txt", "");
    let mut client = scratch.client();
    for (glob, files) in [
        ("*.rs", r#"["a.rs","src/b.rs"]"#),
        ("/*.rs", r#"["a.rs"]"#),
        ("./*.rs", r#"["a.rs","src/b.rs"]"#),
        ("./src/*.rs", r#"["src/b.rs"]"#),
        ("src/", r#"["src/b.rs","src/deep/c.toml"]"#),
        ("src/**/*.{rs,toml}", r#"["src/b.rs","src/deep/c.toml"]"#),
        ("grö*", r#"["größe.txt"]"#),
        ("none", "[]"),
    ] {
        let found = client.ok("find", &format!(r#"{{"glob":"{glob}"}}"#));
        assert_eq!(found, format!(r#"{{"files":{files}}}"#), "{glob}");
    }
    assert!(client.refused("find", r#"{"glob":"../*"}"#).contains("from the root"));
}

/// A pipe would hold up whoever opens it, and a name that is not Unicode cannot be said.
#[cfg(target_os = "linux")]
#[test]
fn only_real_files_with_names_are_seen() {
    use std::os::unix::ffi::OsStrExt as _;

    let scratch = Scratch::new("odd");
    scratch.write("a.txt", "hit");
    let root = scratch.0.join("root");
    std::fs::write(root.join(std::ffi::OsStr::from_bytes(b"\xff.txt")), "hit").expect("a file");
    let made = std::process::Command::new("mkfifo").arg(root.join("pipe")).status();
    assert!(made.expect("mkfifo").success());
    let mut client = scratch.client();
    assert_eq!(client.ok("find", r#"{"glob":"**"}"#), r#"{"files":["a.txt"]}"#);
    assert_eq!(client.ok("tree", "{}"), "a.txt");
    assert!(client.ok("search", r#"{"pattern":"hit"}"#).contains(r#""files_searched":1,"files_skipped":0"#));
    assert!(client.refused("read", r#"{"path":"pipe"}"#).contains("not a text file"));
}

#[test]
fn what_is_around_a_hit_is_shown_on_every_page() {
    let scratch = Scratch::new("around");
    scratch.write("a.txt", "hit 1\nb\nc\nhit 4\ne\nf\ng\nh\ni\nhit 10\nhit 11\nl\n");
    let mut client = scratch.client();
    let one = |client: &mut Client, cursor: &str| {
        let hits = client
            .ok("search", &format!(r#"{{"pattern":"^hit","limit":1,"context":2,"cursor":"{cursor}"}}"#));
        hits.split(r#","files_searched""#).next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        one(&mut client, ""),
        r#"{"hits":[{"path":"a.txt","line":1,"text":"hit 1","after":["b","c"]}]"#
    );
    assert_eq!(
        one(&mut client, "a.txt:1"),
        r#"{"hits":[{"path":"a.txt","line":4,"text":"hit 4","before":["b","c"],"after":["e","f"]}]"#
    );
    assert_eq!(
        one(&mut client, "a.txt:4"),
        r#"{"hits":[{"path":"a.txt","line":10,"text":"hit 10","before":["h","i"]}]"#
    );
    assert_eq!(
        one(&mut client, "a.txt:10"),
        r#"{"hits":[{"path":"a.txt","line":11,"text":"hit 11","after":["l"]}]"#
    );
}

#[test]
fn texts_of_every_kind() {
    let scratch = Scratch::new("texts");
    scratch
        .write("crlf.txt", "one\r\ntwo\r\nthree")
        .write("latin.txt", b"caf\xe9\n")
        .write("empty.txt", "")
        .write("binary.bin", b"hit\0hit")
        .write("late.bin", "hit\n".repeat(30) + &"x\n".repeat(100_000) + "\0")
        .write("bom.txt", "\u{feff}first\n")
        .write("long.txt", "ä".repeat(50_000) + "hit" + &"y".repeat(50_000) + "\nnext");
    let mut client = scratch.client();
    let lines = client.ok("read", r#"{"path":"crlf.txt","first":2,"lines":1}"#);
    assert_eq!(lines, r#"{"text":"two\n","first":2,"last":2,"total":3,"next_first":3}"#);
    assert!(client.ok("read", r#"{"path":"latin.txt"}"#).contains("caf\u{fffd}"));
    assert_eq!(client.ok("read", r#"{"path":"empty.txt"}"#), r#"{"text":"","first":1,"last":0,"total":0}"#);
    assert!(client.refused("read", r#"{"path":"crlf.txt","first":9}"#).contains("has only 3 lines"));
    assert!(client.refused("read", r#"{"path":"binary.bin"}"#).contains("not a text file"));
    let hits = client.ok("search", r#"{"pattern":"hit|two","context":1}"#);
    assert!(hits.contains(r#""line":2,"text":"two","before":["one"],"after":["three"]"#), "{hits}");
    assert!(hits.contains("ähityy") && hits.contains("… (150003 bytes in all)"), "{hits}");
    assert!(!hits.contains(".bin") && hits.contains(r#""files_skipped":2"#), "{hits}");
    for pattern in ["^two$", "^three$", "o$"] {
        assert!(
            client.ok("search", &format!(r#"{{"pattern":"{pattern}"}}"#)).contains("crlf.txt"),
            "{pattern}"
        );
    }
    assert!(client.ok("search", r#"{"pattern":"^first"}"#).contains("bom.txt"));
    assert!(client.ok("read", r#"{"path":"bom.txt"}"#).contains(r#""text":"first\n""#));
    let long = client.ok("read", r#"{"path":"long.txt"}"#);
    assert!(long.contains("ää… (150004 bytes in all)") && long.len() < 2 * MAX_TEXT, "{}", long.len());
    assert!(long.contains(r#""last":1,"total":2,"next_first":2"#), "{}", &long[long.len() - 100..]);
    assert!(client.ok("search", r#"{"pattern":"TWO","ignore_case":true}"#).contains("crlf.txt"));
}

#[test]
fn long_answers_come_in_parts() {
    let scratch = Scratch::new("parts");
    let text = (0..400).map(|n| format!("{n} {}\n", "ö".repeat(150))).collect::<Vec<_>>().concat();
    scratch.write("a.txt", &text);
    let mut client = scratch.client();
    let (mut read, mut first) = (String::new(), serde_json::json!(1));
    while first.is_number() {
        let part = client.ok("read", &format!(r#"{{"path":"a.txt","first":{first},"lines":2000}}"#));
        let part: serde_json::Value = serde_json::from_str(&part).expect("JSON");
        let lines = part["text"].as_str().expect("text");
        assert!(lines.len() <= MAX_TEXT + 400, "{}", lines.len());
        read.push_str(lines);
        first = part["next_first"].clone();
    }
    assert!(read == text, "{} bytes of {}", read.len(), text.len());

    let (mut hits, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client
            .ok("search", &format!(r#"{{"pattern":"ö$","limit":500,"context":0,"cursor":"{cursor}"}}"#));
        let page: serde_json::Value = serde_json::from_str(&page).expect("JSON");
        hits.extend(page["hits"].as_array().expect("hits").iter().filter_map(|hit| hit["line"].as_u64()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        next.clone_into(&mut cursor);
    }
    assert_eq!(hits, (1..=400).collect::<Vec<u64>>());
}

#[test]
fn mistakes_are_answered_with_what_to_do() {
    let scratch = Scratch::new("mistakes");
    scratch.write("src/main.rs", "x");
    let mut client = scratch.client();
    assert!(client.refused("read", r#"{"path":"src/mian.rs"}"#).contains("did you mean `src/main.rs`?"));
    assert!(client.refused("read", r#"{"path":"scr/main.rs"}"#).contains("did you mean `src`?"));
    assert!(client.refused("read", r#"{"path":"src/other.txt"}"#).contains("in `src` there are: main.rs"));
    assert!(client.refused("read", r#"{"path":"src/main.rs/x"}"#).contains("there is no"));
    assert!(client.refused("search", r#"{"pattern":"a\\nb"}"#).contains("one line at a time"));
    assert!(client.refused("read", r#"{"path":"src"}"#).contains("is a folder"));
    assert!(client.refused("tree", r#"{"path":"src/main.rs"}"#).contains("is a file"));
    assert!(client.refused("search", r#"{"pattern":"a("}"#).contains("unclosed group"));
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
