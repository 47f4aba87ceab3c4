//! Sessions that outlive the process which began them, and that another one goes on with.

use std::path::PathBuf;
use std::process::Command;

use mcp_tests::http::client::{Client, call, initialize, message, text};
use mcp_tests::http::request;
use mcp_tests::http::served::Served;
use serde_json::json;

use crate::bystander::{TESTBED, mark};

const OLD: &str = "old-secret-0123456789012345678901234567890";
const NEW: &str = "new-secret-0123456789012345678901234567890";

/// A server that has these secrets from its environment, and this in its file of tokens.
fn serve(secrets: &[&str], tokens: Option<&PathBuf>) -> Served {
    let mut command = Command::new(TESTBED);
    command.args(["--http", "127.0.0.1:0"]).env("MCP_SECRET", secrets.join(" "));
    if let Some(tokens) = tokens {
        command.arg("--token-file").arg(tokens);
    }
    Served::of(&mut command)
}

fn status(client: &Client, headers: &[(&str, &str)], id: &str) -> u16 {
    let headers = [headers, &[("Mcp-Session-Id", id)]].concat();
    client.post("/mcp", &headers, &call(1, "add", json!({"a": 1, "b": 1}))).status()
}

#[test]
fn a_session_goes_on_after_a_restart() {
    for revision in ["2025-03-26", "2025-06-18", "2025-11-25"] {
        let mut first = serve(&[OLD], None);
        let mut session = first.client().session(revision);
        session.call_add();
        let mut stream = session.listen();
        session.post(&call(7, "toggle", json!({"name": "add", "on": false})));
        let seen = stream.event();
        drop(stream);
        first.ends_well();

        let second = serve(&[NEW, OLD], None);
        let mut session = session.at(second.client());
        session.call_add();
        // What the client heard last on its stream means nothing here, and it hears what comes.
        let last = seen.id.unwrap_or_else(|| "0-1".into());
        let mut stream = session.get(&[("Last-Event-ID", &last)]);
        assert_eq!(stream.head.status, 200, "{revision}");
        session.post(&call(8, "toggle", json!({"name": "add", "on": false})));
        let changed = loop {
            let event = stream.event();
            if event.data.as_deref().is_some_and(|data| !data.is_empty()) {
                break event;
            }
        };
        assert_eq!(changed.json()["method"], "notifications/tools/list_changed", "{revision}");
    }
}

#[test]
fn only_with_the_secret() {
    let first = serve(&[OLD], None);
    let id = first.client().session("2025-06-18").id;
    assert_eq!(status(&serve(&[OLD], None).client(), &[], &id), 200);
    for secrets in [&[NEW][..], &[]] {
        assert_eq!(status(&serve(secrets, None).client(), &[], &id), 404, "{secrets:?}");
    }
}

/// Also at two servers at once; one that was ended is gone where it was ended.
#[test]
fn what_was_ended_is_gone() {
    let (first, second) = (serve(&[OLD], None), serve(&[OLD], None));
    let session = first.client().session("2025-06-18");
    let mut other = session.at(second.client());
    other.call_add();
    let id = session.id.clone();
    other.leave();
    assert_eq!(status(&second.client(), &[], &id), 404);
    session.leave();
    assert_eq!(status(&first.client(), &[], &id), 404);
}

#[test]
fn who_begins_anew_has_a_new_session() {
    let first = serve(&[OLD], None);
    let id = first.client().session("2025-06-18").id;
    let second = serve(&[OLD], None);
    let answer = second.client().post("/mcp", &[("Mcp-Session-Id", &id)], &initialize("2025-11-25"));
    let new = answer.head.get("mcp-session-id").expect("a session id");
    assert_ne!(new, id);
    assert_eq!(answer.json()["result"]["protocolVersion"], "2025-11-25");
}

#[test]
fn it_is_nobody_elses() {
    let tokens = mark("restart-tokens");
    std::fs::write(&tokens, "alice first-token\nbob second-token\n").expect("a file");
    let first = serve(&[OLD], Some(&tokens));
    let alice = ("Authorization", "Bearer first-token");
    let answer = first.client().post("/mcp", &[alice], &initialize("2025-06-18"));
    let id = answer.head.get("mcp-session-id").expect("a session id").to_owned();
    let second = serve(&[NEW, OLD], Some(&tokens));
    assert_eq!(status(&second.client(), &[("Authorization", "Bearer second-token")], &id), 404);
    assert_eq!(status(&second.client(), &[alice], &id), 200);
    assert_eq!(status(&serve(&[OLD], None).client(), &[], &id), 404, "a server that asks nobody");
    let _ = std::fs::remove_file(tokens);
}

/// A file of secrets, the oldest of which is still good.
#[test]
fn secrets_of_a_file() {
    let file = mark("secrets");
    std::fs::write(&file, format!("# the newest first\n{NEW}\n\n{OLD}\n")).expect("a file");
    let id = serve(&[OLD], None).client().session("2025-06-18").id;
    let path = file.to_string_lossy().into_owned();
    let served = Served::start(TESTBED, &["--secret-file", &path], "");
    let answer = served.client().send(&request(
        "POST",
        "/mcp",
        &[("Mcp-Session-Id", &id)],
        call(1, "add", json!({"a": 2, "b": 3})).to_string().as_bytes(),
    ));
    assert_eq!(text(&message(&answer)), "5");
    std::fs::write(&file, "# none\n").expect("a file");
    let output =
        Command::new(TESTBED).args(["--http", ":0", "--secret-file", &path]).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(said, format!("error: the file of secrets {path} has none: write one a line\n"));
    let short =
        Command::new(TESTBED).args(["--http", ":0"]).env("MCP_SECRET", "short").output().expect("it runs");
    let said = String::from_utf8_lossy(&short.stderr).into_owned();
    assert!(
        said.starts_with("error: a secret has at least 32 characters, this one has 5: make one by"),
        "{said}"
    );
    assert_eq!((output.status.code(), short.status.code()), (Some(2), Some(2)));
    let _ = std::fs::remove_file(file);
}
