//! `doctor`: what it finds, and how it ends.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use mcp_tests::http::served::Served;

use super::{TESTBED, ran};

const FLAGGED: &str = env!("CARGO_BIN_EXE_flagged");

const SPOKEN: &str = "speaks 2024-11-05, 2025-03-26, 2025-06-18, 2025-11-25, 2026-07-28";

/// What the testbed's doctor finds after these flags: status and text of each check of HTTP, and the exit code.
fn over_http(flags: &[&str]) -> (Vec<(String, String)>, Option<i32>) {
    let (text, said, code) = ran(TESTBED, &[flags, &["doctor", "--json"]].concat());
    let found: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}{said}"));
    let checks = found["checks"].as_array().expect("checks").iter().filter(|check| check["area"] == "http");
    let word = |value: &Value| value.as_str().expect("a text").to_owned();
    (checks.map(|check| (word(&check["status"]), word(&check["text"]))).collect(), code)
}

#[test]
fn a_server_that_is_well_speaks_every_revision_to_it() {
    let (text, said, code) = ran(TESTBED, &["doctor"]);
    assert_eq!((said.as_str(), code), ("", Some(0)));
    assert!(
        text.contains(&format!("\nstdio\n  ok       {SPOKEN}\n  ok       started and answered after ")),
        "{text}"
    );
    assert!(text.contains(&format!("\nhttp\n  ok       {SPOKEN}, at /mcp and /sse\n")), "{text}");
    assert!(
        text.contains(
            "  warning  `labels`, argument `labels`: a map with free keys: left empty by Roo Code, "
        ),
        "{text}"
    );
    assert!(text.ends_with(" warnings\n"), "{text}");
}

#[test]
fn what_breaks_at_a_client_that_is_named_is_an_error() {
    let (text, _, code) = ran(TESTBED, &["doctor", "--client", "roo"]);
    assert_eq!(code, Some(1));
    assert!(
        text.contains(
            "  error    `labels`, argument `labels`: a map with free keys: left empty by Roo Code; take"
        ),
        "{text}"
    );
    assert!(
        text.contains("  warning  `draw`, argument `shapes`: an enum with data: refused by Gemini"),
        "{text}"
    );
    let (_, said, code) = ran(TESTBED, &["doctor", "--client", "rooo"]);
    assert!(code == Some(2) && said.contains("[possible values: anthropic, openai, "), "{said}");
    let calculator = ["doctor", "--json", "--client", "typescript"];
    let (text, _, code) = ran(TESTBED, &calculator);
    let found: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((code, &found["errors"]), (Some(0), &Value::from(0)));
    assert_eq!(found["offers"]["tools"], 35);
    let tokens = found["offers"]["tokens"].as_u64().expect("a number");
    assert_eq!(tokens, found["offers"]["bytes"].as_u64().expect("a number").div_ceil(4));
    let well =
        |check: &Value| check["status"] == "ok" && check["text"] == "the TypeScript SDK can use all of it";
    assert!(found["checks"].as_array().is_some_and(|checks| checks.iter().any(well)), "{found}");
}

/// The process that it starts has the flags of this one, but for those of HTTP.
#[test]
fn the_server_is_started_with_its_own_flags() {
    let doctor = |args: &[&str]| {
        let mut command = Command::new(FLAGGED);
        command.args(args).env("WAY", "run").env_remove("SHOP_URL").stdin(Stdio::null());
        let output = command.output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("a text");
        (text(output.stdout), text(output.stderr), output.status.code())
    };
    for args in [
        &["--url", "doctor", "--count=3", "doctor"][..],
        &["--stdio", "--url", "x", "doctor"],
        &[
            "--sse",
            ":0",
            "--path=/x",
            "--url",
            "x",
            "--cors",
            "--allow-origin",
            "https://a.example",
            "doctor",
        ],
    ] {
        let (text, said, code) = doctor(args);
        assert!(code == Some(0) && text.contains(&format!("stdio\n  ok       {SPOKEN}\n")), "{text}{said}");
    }
    let (text, said, code) = doctor(&["doctor"]);
    assert!(code == Some(2) && text.is_empty() && said.contains("--url"), "{text}{said}");
}

#[test]
fn what_is_wrong_with_addresses_and_files_is_said() {
    let error = |flags: &[&str], text: &str| {
        let (found, code) = over_http(flags);
        assert!(code == Some(1) && found.len() == 1 && found[0].0 == "error", "{flags:?}: {found:?}");
        assert!(found[0].1.contains(text), "{flags:?}: {found:?}");
    };
    error(&["--http", "0.0.0.0:0"], "others can reach this address, and the server asks nobody who they are");
    error(&["--http", "x"], "`--http x` is no address to listen on");
    error(&["--http", ":0", "--path", "mcp"], "`--path mcp`");
    error(&["--http", ":0", "--token-file", "/no/such/file"], "/no/such/file");
    let (_, said, code) = ran(TESTBED, &["--cors", "doctor"]);
    assert!(code == Some(2) && said.contains("`--cors` is for HTTP"), "{said}");

    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let (found, code) = over_http(&["--http", &format!("127.0.0.1:{port}")]);
    let text = format!(
        "cannot listen on 127.0.0.1:{port}: another program has this port: stop it, or choose another port; it may be this server that runs already"
    );
    assert_eq!((&found[0], code), (&("warning".to_owned(), text), Some(0)));
    assert_eq!(found[1], ("ok".to_owned(), format!("{SPOKEN}, at /mcp and /sse")));
}

#[test]
fn tokens_let_it_in_and_nobody_else() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("doctor");
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("tokens");
    std::fs::write(&file, "alice 6YfkQ0lNaPq3kZ81\n").expect("a file");
    let path = file.display().to_string();
    let flags = [
        "--http",
        "0.0.0.0:0",
        "--token-file",
        &path,
        "--public-path",
        "/tools",
        "--allow-host",
        "mcp.example",
    ];
    for (mode, is_open) in [(0o644, true), (0o600, false)] {
        std::fs::set_permissions(&file, PermissionsExt::from_mode(mode)).expect("its mode");
        let (found, code) = over_http(&flags);
        let open =
            ("warning".to_owned(), format!("others on this machine can read {path}: `chmod 600 {path}`"));
        assert_eq!((found.contains(&open), code), (is_open, Some(0)), "{found:?}");
        let well = |text: &str| found.contains(&("ok".to_owned(), text.to_owned()));
        assert!(
            well(&format!("{SPOKEN}, at /mcp and /sse")) && well("who has no token is refused"),
            "{found:?}"
        );
        let note =
            found.iter().any(|(status, text)| status == "note" && text.contains("`--secret-file FILE`"));
        assert!(note, "{found:?}");
    }
}

/// It asks the server that runs, with the address that it was started with and nothing else.
#[test]
fn a_running_server_is_asked_whether_it_is_well() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("health");
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("tokens");
    std::fs::write(&file, "alice 6YfkQ0lNaPq3kZ81\n").expect("a file");
    let mut command = Command::new(TESTBED);
    command.args(["--http", "0.0.0.0:0", "--allow-host", "mcp.example", "--token-file"]).arg(&file);
    let mut served = Served::of(&mut command);
    let address = format!("0.0.0.0:{}", served.addr.port());
    let asked = |address: &str| {
        let (text, said, code) = ran(TESTBED, &["--http", address, "health"]);
        (code, text + &said)
    };
    assert_eq!(asked(&address), (Some(0), "ok\n".to_owned()));
    let output = Command::new(TESTBED).arg("health").env("MCP_HTTP", &address).output().expect("it runs");
    assert_eq!((output.status.code(), &*output.stdout), (Some(0), &b"ok\n"[..]));
    served.ends_well();
    let (code, said) = asked(&address);
    let gone = format!("error: http://127.0.0.1:{} cannot be reached: ", served.addr.port());
    assert!(code == Some(1) && said.starts_with(&gone), "{code:?}: {said}");
    for (args, text) in [
        (&["health"][..], "say where, by `--http :3000` before it or by MCP_HTTP"),
        (&["--http", ":0", "health"], "`--http :0` is any port"),
        (&["--http", "nowhere", "health"], "`nowhere` is no address to listen on"),
    ] {
        let (_, said, code) = ran(TESTBED, args);
        assert!(code == Some(2) && said.contains(text), "{code:?}: {said}");
    }
}
