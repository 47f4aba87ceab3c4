//! What comes back: states that are forged, replayed, swapped or old, answers to what has changed, other processes.

use std::process::Command;
use std::time::Duration;

use mcp_runtime::prelude::*;
use mcp_tests::http::client::{call, message, modern_request, text};
use mcp_tests::http::served::{Served, eventually};
use serde_json::{Value, json};

use crate::player::{Era, Player, accept};

/// Asks.
#[mcp_server(state = Calls)]
mod shop {
    use std::sync::atomic::{AtomicU32, Ordering};

    use mcp_runtime::AskError;
    use mcp_runtime::prelude::*;

    #[derive(Default)]
    pub(crate) struct Calls(pub(crate) AtomicU32);

    /// Delete files.
    #[mcp_tool]
    pub(crate) async fn delete(count: u32, cx: &Context) -> Result<String, AskError> {
        cx.ask::<Confirm>("sure", format!("Delete {count} files?")).await?;
        Ok(format!("deleted {count}"))
    }

    /// Create files.
    #[mcp_tool]
    pub(crate) async fn create(count: u32, cx: &Context) -> Result<String, AskError> {
        cx.ask::<Confirm>("sure", format!("Delete {count} files?")).await?;
        Ok(format!("created {count}"))
    }

    /// More at each call.
    #[mcp_tool]
    pub(crate) async fn growing(cx: &Context, calls: State<Calls>) -> Result<String, AskError> {
        let count = calls.0.fetch_add(1, Ordering::SeqCst) / 2;
        cx.ask::<Confirm>("sure", format!("Delete {count} files?")).await?;
        Ok(format!("deleted {count}"))
    }

    /// Another text at each run.
    #[mcp_tool]
    pub(crate) async fn clock(cx: &Context, calls: State<Calls>) -> Result<String, AskError> {
        let now = calls.0.fetch_add(1, Ordering::SeqCst);
        cx.ask::<Confirm>("sure", format!("It is {now}. Go on?")).await?;
        Ok("went on".to_owned())
    }

    /// Two questions, one after the other.
    #[mcp_tool]
    pub(crate) async fn move_file(cx: &Context) -> Result<String, AskError> {
        let from: String = cx.ask("from", "From where?").await?;
        let to: String = cx.ask("to", "Where to?").await?;
        Ok(format!("{from} to {to}"))
    }

    /// Pay, and then ask.
    #[mcp_tool]
    pub(crate) async fn pay(cx: &Context, calls: State<Calls>) -> Result<String, AskError> {
        let paid =
            cx.once("pay", async { Ok::<_, AskError>(calls.0.fetch_add(1, Ordering::SeqCst) + 1) }).await?;
        let mail: String = cx.ask("mail", "Where is the receipt sent?").await?;
        Ok(format!("payment {paid}, {mail}"))
    }
}

fn player() -> Player {
    Player::new(shop::server(shop::Calls::default()), Era::Rounds)
}

fn yes() -> Value {
    json!({"sure": accept(json!({"confirm": true}))})
}

fn again(answer: &Value, responses: &Value) -> Value {
    json!({"requestState": answer["result"]["requestState"], "inputResponses": responses})
}

fn refused(answer: &Value) -> bool {
    answer["error"]["code"] == -32602
        && answer["error"]["message"].as_str().is_some_and(|text| text.contains("`requestState`"))
}

/// M-MRTR-06
#[test]
fn a_state_is_of_its_request() {
    let mut player = player();
    let asked = player.round("delete", &json!({"count": 3}), &json!({}));
    let back = again(&asked, &yes());
    assert!(refused(&player.round("delete", &json!({"count": 500}), &back)), "other arguments");
    assert!(refused(&player.round("create", &json!({"count": 3}), &back)), "another tool");
    let mut forged = back.clone();
    forged["requestState"] = format!("{}A", back["requestState"].as_str().expect("a state")).into();
    assert!(refused(&player.round("delete", &json!({"count": 3}), &forged)), "changed");
    assert!(refused(&self::player().round("delete", &json!({"count": 3}), &back)), "of another process");
    // The same is the same, and may come twice.
    for written in [json!({"count": 3}), json!({"count": 3.0})] {
        let answer = player.round("delete", &written, &back);
        assert_eq!(text(&answer), "deleted 3");
    }
}

/// An answer is for what was asked, not for a key.
#[test]
fn what_has_changed_since_is_asked_again() {
    let mut player = player();
    let mut answer = player.round("growing", &json!({}), &json!({}));
    assert_eq!(answer["result"]["inputRequests"]["sure"]["params"]["message"], "Delete 0 files?");
    answer = player.round("growing", &json!({}), &again(&answer, &json!({})));
    assert_eq!(answer["result"]["inputRequests"]["sure"]["params"]["message"], "Delete 0 files?");
    answer = player.round("growing", &json!({}), &again(&answer, &yes()));
    assert_eq!(answer["result"]["inputRequests"]["sure"]["params"]["message"], "Delete 1 files?");
    answer = player.round("growing", &json!({}), &again(&answer, &yes()));
    assert_eq!(text(&answer), "deleted 1");
}

#[test]
fn a_text_that_always_changes_ends_the_call() {
    let mut player = player();
    let ended = player.play("clock", json!({}), &mut |_| accept(json!({"confirm": true})));
    assert!(ended.text().starts_with("internal error (reference "), "{ended:?}");
    assert_eq!(ended.asked.len(), 3);
}

/// A lost answer is fetched again: the same request with the same state has the same answer, and what is done once is.
#[test]
fn a_lost_answer_can_be_fetched_again() {
    let mut player = player();
    let asked = player.round("pay", &json!({}), &json!({}));
    let back = again(&asked, &json!({"mail": accept(json!({"value": "a@example.com"}))}));
    for _ in 0..3 {
        assert_eq!(text(&player.round("pay", &json!({}), &back)), "payment 1, a@example.com");
    }
}

/// What was answered in a round before is not answered anew: code and what was done once depend on it.
#[test]
fn a_sealed_answer_stays() {
    let mut player = player();
    let value = |value: &str| accept(json!({"value": value}));
    let asked = player.round("move_file", &json!({}), &json!({}));
    let asked = player.round("move_file", &json!({}), &again(&asked, &json!({"from": value("a")})));
    let answer =
        player.round("move_file", &json!({}), &again(&asked, &json!({"from": value("b"), "to": value("c")})));
    assert_eq!(text(&answer), "a to c");
}

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A request of `folders` over HTTP.
fn folders(served: &Served, more: &Value) -> (u16, Value) {
    let response = served.client().send(&request("folders", json!({}), more));
    (response.status(), message(&response))
}

/// The bytes of a request, of a client that has roots.
fn request(tool: &str, arguments: Value, more: &Value) -> Vec<u8> {
    let mut request = call(1, tool, arguments);
    request["params"].as_object_mut().expect("params").extend(more.as_object().expect("members").clone());
    let mut bytes = modern_request(request);
    // The claim of the tests' client has no capabilities.
    let plain = String::from_utf8(std::mem::take(&mut bytes)).expect("text");
    let (head, body) = plain.split_once("\r\n\r\n").expect("a head");
    let body = body.replace(
        r#""io.modelcontextprotocol/clientCapabilities":{}"#,
        r#""io.modelcontextprotocol/clientCapabilities":{"roots":{}}"#,
    );
    let head: Vec<String> = head
        .lines()
        .map(|line| {
            if line.to_ascii_lowercase().starts_with("content-length") {
                format!("Content-Length: {}", body.len())
            } else {
                line.to_owned()
            }
        })
        .collect();
    format!("{}\r\n\r\n{body}", head.join("\r\n")).into_bytes()
}

fn start(secret: Option<&str>) -> Served {
    let mut command = Command::new(env!("CARGO_BIN_EXE_asker"));
    command.args(["--http", "127.0.0.1:0"]);
    if let Some(secret) = secret {
        command.env("MCP_SECRET", secret);
    }
    Served::of(&mut command)
}

/// M-MRTR-12: the next round may come to another process, or to the same one after a restart.
#[test]
fn rounds_go_on_at_whoever_has_the_secret() {
    let roots = json!({"roots": {"roots": [{"uri": "file:///a"}]}});
    let (mut one, mut other, mut stranger) = (start(Some(SECRET)), start(Some(SECRET)), start(None));
    let (_, asked) = folders(&one, &json!({}));
    let back = again(&asked, &roots);
    assert!(text(&folders(&other, &back).1).contains("file:///a"));
    assert!(refused(&folders(&stranger, &back).1));
    one.ends_well();
    let mut restarted = start(Some(SECRET));
    assert!(text(&folders(&restarted, &back).1).contains("file:///a"));
    for served in [&mut other, &mut stranger, &mut restarted] {
        served.ends_well();
    }
}

/// A process that is killed while it does something once: the client asks again elsewhere, and what is done by the name of the call is
/// not done twice.
#[test]
fn a_killed_process_pays_once() {
    let folder = std::env::temp_dir().join(format!("mcp-rounds-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let (ledger, hold) = (folder.join("ledger"), folder.join("hold"));
    std::fs::write(&hold, "").expect("a file");
    let (mut one, mut other) = (start(Some(SECRET)), start(Some(SECRET)));
    let arguments = json!({"ledger": ledger});
    let asked = message(&one.client().send(&request("purchase", arguments.clone(), &json!({}))));
    let back = request("purchase", arguments, &again(&asked, &json!({"roots": {"roots": []}})));
    let mut waiting = one.connect();
    assert!(waiting.send(&back), "it is taken");
    assert!(eventually(|| ledger.exists()), "it pays");
    one.process.signal("KILL");
    assert!(one.process.wait(Duration::from_secs(20)).is_some_and(|status| !status.success()));
    std::fs::remove_file(&hold).expect("it is there");
    assert_eq!(text(&message(&other.client().send(&back))), "paid");
    let paid = std::fs::read_to_string(&ledger).expect("a ledger");
    assert_eq!(paid.lines().count(), 1, "{paid}");
    other.ends_well();
    std::fs::remove_dir_all(folder).expect("it is there");
}

/// M-META-04
#[test]
fn a_client_that_lacks_something_has_a_status() {
    let mut served = start(None);
    let response = served.client().send(&modern_request(call(1, "folders", json!({}))));
    assert_eq!((response.status(), &message(&response)["error"]["code"]), (400, &json!(-32021)));
    served.ends_well();
}
