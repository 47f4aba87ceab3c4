//! The page of `--inspect`: where it is, where it is not, what its headers say; and a browser that uses it.

use std::path::{Path, PathBuf};
use std::process::Command;

use mcp_runtime::{HttpOptions, HttpService, Options};
use mcp_tests::http::client::initialize;
use mcp_tests::http::served::{Served, eventually};
use mcp_tests::http::{PATIENCE, request};
use mcp_tests::process::Process;

const TESTBED: &str = env!("CARGO_BIN_EXE_testbed");

/// The status, the head and the body of an answer to GET.
fn get(served: &Served, target: &str, headers: &[(&str, &str)]) -> (u16, String, String) {
    ask(served, "GET", target, headers)
}

fn ask(served: &Served, method: &str, target: &str, headers: &[(&str, &str)]) -> (u16, String, String) {
    let answer = served.client().send(&request(method, target, headers, b""));
    (answer.status(), format!("{:?}", answer.head), answer.text())
}

/// Starts a server with its page, and gives the page's URL.
fn inspected(program: &str, args: &[&str]) -> (Served, String) {
    let served = Served::start(program, &[&["--inspect"], args].concat(), "");
    let page = format!("http://{}/inspect", served.addr);
    assert!(
        eventually(|| served.process.stderr().contains(&format!("inspect at {page}\n"))),
        "no word of the page"
    );
    (served, page)
}

#[test]
fn the_page_and_what_it_is_made_of() {
    let (mut served, _) = inspected(TESTBED, &[]);
    let (status, head, page) = get(&served, "/inspect", &[]);
    assert_eq!(status, 200);
    for said in [
        "default-src 'none'; script-src 'self'; style-src 'self'",
        "frame-ancestors 'none'",
        "nosniff",
        "no-referrer",
        "no-store",
        "text/html; charset=utf-8",
    ] {
        assert!(head.contains(said), "{said}: {head}");
    }
    assert!(!head.contains("unsafe"), "{head}");
    // The policy lets no script of the page itself run.
    assert!(
        !page.contains("<style") && !page.contains("javascript:") && !page.contains(" onclick"),
        "{page}"
    );
    for part in page.split("=\"inspect/").skip(1).filter_map(|rest| rest.split('"').next()) {
        let (status, head, _) = get(&served, &format!("/inspect/{part}"), &[]);
        assert!(status == 200 && head.contains("nosniff"), "{part}: {head}");
    }
    assert_eq!(get(&served, "/inspect/../inspect/none.js", &[]).0, 404);
    assert_eq!(get(&served, "/inspect/mod.rs", &[]).0, 404);
    let (status, head, _) = get(&served, "/inspect/", &[]);
    assert!(status == 308 && head.contains("../inspect"), "{head}");
    assert_eq!(ask(&served, "POST", "/inspect", &[]).0, 405);
    let about: serde_json::Value =
        serde_json::from_str(&get(&served, "/inspect/about", &[]).2).expect("JSON");
    assert_eq!(
        (&about["name"], &about["path"], &about["tokens"]),
        (&"testbed".into(), &"/mcp".into(), &false.into())
    );
    served.alive();
    served.ends_well();
}

#[test]
fn the_same_guards_as_elsewhere() {
    let (mut served, _) = inspected(TESTBED, &[]);
    for path in ["/inspect", "/inspect/main.js", "/inspect/about", "/inspect/sessions"] {
        assert_eq!(get(&served, path, &[]).0, 200, "{path}");
        assert_eq!(get(&served, path, &[("Host", "evil.example")]).0, 403, "{path}");
        assert_eq!(get(&served, path, &[("Origin", "http://evil.example")]).0, 403, "{path}");
    }
    served.ends_well();
}

#[test]
fn without_the_flag_there_is_nothing() {
    let mut served = Served::start(TESTBED, &[], "");
    for path in ["/inspect", "/inspect/", "/inspect/main.js", "/inspect/about", "/inspect/sessions"] {
        let (status, _, text) = get(&served, path, &[]);
        assert!(status == 404 && text.contains("there is nothing at this path"), "{path}: {text}");
    }
    assert!(!served.process.stderr().contains("inspect"));
    served.ends_well();
}

#[test]
fn the_sessions_of_a_token() {
    let path = std::env::temp_dir().join(format!("mcp-inspect-{}-tokens", std::process::id()));
    std::fs::write(&path, "one\ntwo\n").expect("a file");
    let (mut served, _) = inspected(TESTBED, &["--token-file", &path.to_string_lossy()]);
    let token = ("Authorization", "Bearer one");
    let opened = served.client().post("/mcp", &[token], &initialize("2025-11-25"));
    let id = opened.head.get("mcp-session-id").expect("a session").to_owned();
    // The page itself needs none; a browser has none to send.
    assert_eq!(get(&served, "/inspect", &[]).0, 200);
    assert_eq!(get(&served, "/inspect/sessions", &[]).0, 401);
    let sessions = |headers: &[(&str, &str)]| -> serde_json::Value {
        let (_, _, text) = get(&served, "/inspect/sessions", headers);
        assert!(!text.contains(&id), "whoever knows an id can use its session");
        serde_json::from_str(&text).expect("JSON")
    };
    let own = sessions(&[token, ("Mcp-Session-Id", &id)]);
    assert_eq!(
        (&own["sessions"][0]["revision"], &own["sessions"][0]["own"]),
        (&"2025-11-25".into(), &true.into())
    );
    assert_eq!(own["sessions"].as_array().map(Vec::len), Some(1));
    assert_eq!(sessions(&[token])["sessions"][0]["own"], false);
    assert_eq!(sessions(&[("Authorization", "Bearer two")])["sessions"], serde_json::json!([]));
    served.ends_well();
    let _ = std::fs::remove_file(path);
}

/// What a server says that does not start.
fn refused(command: &mut Command) -> String {
    let mut process = Process::start(command);
    let status = process.wait(PATIENCE).expect("it serves");
    assert_eq!(status.code(), Some(2), "{}", process.stderr());
    process.stderr()
}

#[test]
fn on_loopback_only() {
    let sentence = "error: `--inspect` lets anybody who reaches it call tools: serve it on loopback only, as with `--http :3000`, or \
                    leave it out\n";
    for address in ["0.0.0.0:0", "[::]:0"] {
        let flags = ["--http", address, "--inspect", "--allow-unauthenticated"];
        assert_eq!(refused(Command::new(TESTBED).args(flags)), sentence);
        assert_eq!(refused(Command::new(TESTBED).args(&flags[..3])), sentence);
        let by_variable = sentence.replace("`--inspect`", "`MCP_INSPECT`");
        assert_eq!(
            refused(Command::new(TESTBED).args(["--http", address]).env("MCP_INSPECT", "true")),
            by_variable
        );
    }
    assert!(
        refused(Command::new(TESTBED).args(["--inspect", "--stdio"])).contains("`--inspect` is for HTTP")
    );
    let taken = refused(Command::new(TESTBED).args(["--http", ":0", "--inspect", "--path", "/inspect/mcp"]));
    assert!(taken.contains("the page of `--inspect` is there: choose another path"), "{taken}");
    let options = Options::default().http(HttpOptions::default().inspect(true));
    let error =
        HttpService::new(mcp_tests::testbed::server(), options).expect_err("nobody knows who reaches it");
    assert!(error.to_string().contains("serve it with `serve_http` on loopback"), "{error}");
}

#[test]
fn by_its_variable() {
    let mut command = Command::new(TESTBED);
    let mut served = Served::of(command.args(["--http", ":0"]).env("MCP_INSPECT", "true"));
    assert_eq!(get(&served, "/inspect", &[]).0, 200);
    served.ends_well();
}

/// The folder that cargo builds into, with the clients that were installed.
fn clients() -> PathBuf {
    Path::new(TESTBED)
        .ancestors()
        .nth(2)
        .expect("a binary lies in a profile in the target folder")
        .join("clients")
}

/// A browser does what a person would, in both eras; what it does is in `clients/node/inspect.mjs`.
#[test]
fn in_a_browser() {
    let browser = clients().join("browser");
    assert!(browser.join("installed").exists(), "the browser is not installed: run `cargo xtask clients`");
    let tokens = std::env::temp_dir().join(format!("mcp-inspect-{}-browser", std::process::id()));
    std::fs::write(&tokens, "secret\n").expect("a file");
    let servers = [
        inspected(TESTBED, &[]),
        inspected(env!("CARGO_BIN_EXE_library"), &[]),
        inspected(env!("CARGO_BIN_EXE_asker"), &[]),
        inspected(TESTBED, &["--token-file", &tokens.to_string_lossy()]),
    ];
    let own = clients().join("node/bin/node");
    let mut node = Command::new(if own.exists() { own } else { "node".into() });
    node.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/node/inspect.mjs"));
    node.args(servers.iter().map(|(_, page)| page)).env("MCP_SDK_FOLDER", &browser);
    let output = node.output().expect("node runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("not ok"), "{said}\n{errors}");
    assert_eq!(said.lines().filter(|line| line.starts_with("ok ")).count(), 26, "{said}");
    for (mut served, _) in servers {
        served.ends_well();
    }
    let _ = std::fs::remove_file(tokens);
}
