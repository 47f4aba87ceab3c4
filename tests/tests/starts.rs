//! How a server is started: from a function that is async or not, with states that are there or are still being made; and how it
//! ends.
#![cfg(target_os = "linux")]

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use mcp_tests::http::PATIENCE;
use mcp_tests::http::client::{call, initialize, message, modern, text};
use mcp_tests::http::served::{Served, eventually};
use mcp_tests::process::Process;
use mcp_tests::transcript::Wire;
use serde_json::{Value, json};

const STARTUP: &str = env!("CARGO_BIN_EXE_startup");

/// Those in which what was made before goes on.
const WAYS: [&str; 6] =
    ["run", "run in a task", "run in blocking", "serve", "serve in a task", "serve in one thread"];

fn command(way: &str) -> Command {
    let mut command = Command::new(STARTUP);
    command.env("STARTUP", way).env_remove("RUST_LOG");
    command
}

fn output(way: &str, args: &[&str]) -> Output {
    command(way).args(args).stdin(Stdio::null()).output().expect("it runs")
}

fn stdio(command: &mut Command) -> Process {
    let mut server = Process::start(command);
    server.send(&initialize("2025-11-25").to_string());
    server.message();
    server
}

fn ask(server: &mut Process, tool: &str, arguments: Value) -> String {
    server.send(&call(1, tool, arguments).to_string());
    text(&server.message()).to_owned()
}

/// So many answers, which come in any order.
fn by_id(server: &mut Process, count: usize) -> Vec<Value> {
    let mut answers: Vec<Value> = (0..count).map(|_| server.message()).collect();
    answers.sort_by_key(|answer| answer["id"].as_u64());
    answers
}

fn ends(server: &mut Process) -> bool {
    let status = server.wait(PATIENCE).unwrap_or_else(|| panic!("it runs on: {}", server.stderr()));
    status.success()
}

#[test]
fn the_command_line_works_in_every_way() {
    for way in WAYS {
        let said = |args: &[&str]| {
            let output = output(way, args);
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{way} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
            text
        };
        assert!(said(&["list"]).starts_with("double"), "{way}");
        assert!(said(&["schema"]).contains("\"double\""), "{way}");
        assert!(said(&["--help"]).contains("--stdio"), "{way}");
        assert_eq!(said(&["call", "double", "--n", "21"]), "42\n", "{way}");
        assert_eq!(said(&["call", "slow"]), "made\n", "{way}");
        assert_eq!(output(way, &["--no-such-flag"]).status.code(), Some(2), "{way}");
        assert_eq!(output(way, &["call", "double"]).status.code(), Some(2), "{way}");
    }
}

#[test]
fn over_stdio_every_way_serves_and_ends() {
    for way in WAYS {
        let mut server = stdio(command(way).arg("--stdio"));
        assert_eq!(ask(&mut server, "double", json!({"n": 21})), "42", "{way}");
        assert_eq!(ask(&mut server, "slow_blocking", json!({})), "made 0", "{way}");
        let home = if way.starts_with("serve") { "true" } else { "false" };
        assert_eq!(ask(&mut server, "at_home", json!({})), home, "{way}");
        assert_eq!(ask(&mut server, "at_home_blocking", json!({})), home, "{way}");
        server.close();
        assert!(ends(&mut server), "{way}");
        assert!(!server.stderr().contains("panicked"), "{way}: {}", server.stderr());
    }
}

#[test]
fn over_http_every_way_serves_and_ends() {
    for way in WAYS {
        let mut served = Served::of(command(way).args(["--http", "127.0.0.1:0"]));
        let ask = |tool: &str, arguments: Value| {
            let answer = message(&served.client().send(&modern(1, tool, arguments)));
            text(&answer).to_owned()
        };
        assert_eq!(ask("double", json!({"n": 21})), "42", "{way}");
        assert_eq!(ask("slow", json!({})), "made", "{way}");
        let home = if way.starts_with("serve") { "true" } else { "false" };
        assert_eq!(ask("at_home", json!({})), home, "{way}");
        assert_eq!(ask("at_home_blocking", json!({})), home, "{way}");
        served.ends_well();
        assert!(!served.process.stderr().contains("panicked"), "{way}: {}", served.process.stderr());
    }
}

#[test]
fn without_a_command_line_it_is_awaited_too() {
    let mut server = stdio(&mut command("bare"));
    assert_eq!(ask(&mut server, "double", json!({"n": 21})), "42");
    server.close();
    assert!(ends(&mut server));
    assert!(server.stderr_has("closing after 0\nclosed\n", PATIENCE), "{}", server.stderr());
    // It has no log that says the port, so a wrong address shows which way it took.
    let output = command("bare").env("ADDRESS", "nowhere").stdin(Stdio::null()).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("closing after 0\nclosed\nerror: ") && said.contains("nowhere"), "{said}");
    let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port");
    let mut server = Process::start(command("bare").env("ADDRESS", free.to_string()));
    assert!(eventually(|| TcpStream::connect(free).is_ok()), "it serves nothing: {}", server.stderr());
    server.signal("TERM");
    assert!(ends(&mut server));
    assert!(server.stderr_has("closing after 0\nclosed\n", PATIENCE), "{}", server.stderr());
}

/// Nothing can make the runtime go on there, so it is said what is wrong and what to write.
#[test]
fn a_runtime_that_stands_still_is_named() {
    assert!(output("run in one thread", &["list"]).status.success());
    assert!(output("run in one thread", &["call", "plain", "--n", "1"]).status.success());
    let mut server = stdio(command("run in one thread").arg("--stdio"));
    assert_eq!(ask(&mut server, "plain", json!({"n": 1})), "2");
    assert_eq!(ask(&mut server, "slow", json!({})), "made", "what the server makes itself is made");
    server.send(&call(2, "double", json!({"n": 21})).to_string());
    let said = server.stderr_has("write `mcp_runtime::serve(server).await`", PATIENCE);
    assert!(said, "{}", server.stderr());
    assert_eq!(server.receive(Duration::ZERO), None);
    server.signal("TERM");
    assert!(ends(&mut server));
    // Where it goes on nothing is said.
    for way in ["run", "run in a task", "run in blocking"] {
        let mut server = stdio(command(way).arg("--stdio"));
        std::thread::sleep(Duration::from_millis(1500));
        assert_eq!(ask(&mut server, "double", json!({"n": 21})), "42");
        assert!(!server.stderr().contains("stands still"), "{way}: {}", server.stderr());
    }
}

/// The runtime has one thread, and a function that is async holds one.
#[test]
fn a_function_that_holds_its_thread_does_not_hold_the_runtime() {
    let mut server = stdio(command("serve in one thread").arg("--stdio"));
    server.send(&call(7, "hold", json!({"ms": 600_000})).to_string());
    assert_eq!(ask(&mut server, "double", json!({"n": 21})), "42");
    server.signal("KILL");
}

/// Whatever ends it, what is to be closed is closed after the last answer.
#[test]
fn over_stdio_it_closes_after_the_last_call() {
    for way in ["client", "signal", "own"] {
        let mut server = stdio(command("serve in one thread").arg("--stdio"));
        server.send(&call(1, "wait", json!({"ms": 300})).to_string());
        assert!(server.stderr_has("waiting", PATIENCE));
        match way {
            "client" => server.close(),
            "signal" => server.signal("TERM"),
            _ => server.send(&call(2, "quit", json!({})).to_string()),
        }
        let answers = by_id(&mut server, if way == "own" { 2 } else { 1 });
        assert_eq!((&answers[0]["id"], text(&answers[0])), (&json!(1), "done"), "{way}");
        assert!(ends(&mut server), "{way}");
        assert!(server.stderr_has("closing after 1\nclosed\n", PATIENCE), "{way}: {}", server.stderr());
    }
}

#[test]
fn over_http_it_closes_after_the_last_call() {
    for way in ["signal", "own"] {
        let mut served = Served::of(command("serve in one thread").args(["--http", "127.0.0.1:0"]));
        let mut waiting = served.connect();
        assert!(waiting.send(modern(1, "wait", json!({"ms": 300}))));
        assert!(served.stderr_has("waiting"));
        if way == "signal" {
            served.process.signal("TERM");
        } else {
            let answer = message(&served.client().send(&modern(1, "quit", json!({}))));
            assert_eq!(text(&answer), "done");
        }
        let answer = waiting.response(PATIENCE).expect("an answer");
        assert_eq!(text(&message(&answer)), "done", "{way}");
        assert!(ends(&mut served.process), "{way}");
        let closed = served.stderr_has("closing after 1\nclosed\n");
        assert!(closed, "{way}: {}", served.process.stderr());
    }
}

#[test]
fn it_closes_also_when_nothing_was_served() {
    for (args, code) in
        [(vec!["list"], 0), (vec!["--no-such-flag"], 2), (vec!["--http", "nowhere"], 2), (vec!["--help"], 0)]
    {
        let output = output("serve", &args);
        assert_eq!(output.status.code(), Some(code), "{args:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.ends_with("closing after 0\nclosed\n"), "{args:?}: {said}");
    }
}

/// The first signal ended serving.
#[test]
fn a_signal_ends_the_wait_for_what_does_not_close() {
    let mut server = stdio(command("serve").arg("--stdio").env("HANG", "yes"));
    server.signal("TERM");
    assert!(server.stderr_has("closing after 0", PATIENCE));
    assert_eq!(server.wait(Duration::from_millis(300)), None);
    // It may not be listened to yet.
    assert!(eventually(|| {
        server.signal("TERM");
        server.wait(Duration::from_millis(100)).is_some()
    }));
    assert!(server.stderr_has("it is not waited for", PATIENCE), "{}", server.stderr());
    assert!(!server.stderr().contains("closed\n"), "{}", server.stderr());
}

/// Whether the thread is there that serves.
fn serves(server: &Process) -> bool {
    let tasks = std::fs::read_dir(format!("/proc/{}/task", server.id())).expect("the process runs");
    let named =
        |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("comm")).unwrap_or_default();
    tasks.flatten().any(|task| named(task).trim() == "mcp-serve")
}

#[test]
fn who_awaits_it_no_more_ends_it() {
    let mut server = stdio(command("dropped").arg("--stdio"));
    assert!(serves(&server));
    server.send(&call(1, "open", json!({})).to_string());
    assert!(server.stderr_has("not awaited any more", PATIENCE), "{}", server.stderr());
    assert!(eventually(|| !serves(&server)), "{}", server.stderr());
    // The program itself goes on.
    assert_eq!(server.wait(Duration::ZERO), None);
}

/// A call that was cancelled, or whose time is over, has not ended what others wait for.
#[test]
fn the_handshake_does_not_wait_for_what_is_made_later() {
    let mut server = stdio(command("serve").args(["--stdio", "--log", "info"]).env("SLOW", "gate"));
    assert!(server.stderr_has("making", PATIENCE), "it begins before anybody asks");
    server.send(r#"{"jsonrpc":"2.0","id":2,"method":"ping"}"#);
    assert_eq!(server.message()["id"], 2);
    server.send(r#"{"jsonrpc":"2.0","id":3,"method":"tools/list"}"#);
    assert_eq!(server.message()["result"]["tools"][0]["name"], "double");
    for (id, tool) in [(4, "slow"), (5, "slow_blocking"), (6, "slow")] {
        server.send(&call(id, tool, json!({})).to_string());
    }
    assert_eq!(ask(&mut server, "plain", json!({"n": 1})), "2");
    server.send(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":4}}"#);
    server.send(&call(7, "open", json!({})).to_string());
    let answers = by_id(&mut server, 3);
    let said: Vec<_> = answers.iter().map(|answer| (answer["id"].as_u64(), text(answer))).collect();
    assert_eq!(said, [(Some(5), "made 0"), (Some(6), "made"), (Some(7), "done")]);
    assert_eq!(ask(&mut server, "slow", json!({})), "made");
    server.close();
    assert!(ends(&mut server));
    assert_eq!(server.stderr().matches("making").count(), 1, "{}", server.stderr());
}

#[test]
fn the_wait_is_a_part_of_the_time_of_a_call() {
    let mut server = stdio(command("run").args(["--stdio", "--call-deadline", "200ms"]).env("SLOW", "gate"));
    assert_eq!(ask(&mut server, "slow", json!({})), "`slow` took longer than 200ms and was stopped");
    assert_eq!(ask(&mut server, "open", json!({})), "done");
    assert!(eventually(|| ask(&mut server, "slow", json!({})) == "made"));
    assert_eq!(server.stderr().matches("making").count(), 1, "{}", server.stderr());
    server.close();
    assert!(ends(&mut server));
}

/// It stays, and the next call has the state made once more.
#[test]
fn what_could_not_be_made_is_an_error_of_the_call() {
    let mut server = Process::start(command("run").arg("--stdio").env("SLOW", "fails"));
    // Before it fails for the first time nobody asks.
    assert!(server.stderr_has("a state of the server is not made", PATIENCE), "{}", server.stderr());
    server.send(&initialize("2025-11-25").to_string());
    server.message();
    // A call may still hear of the attempt that is said to have failed.
    assert!(eventually(|| ask(&mut server, "slow", json!({})) == "made"));
    assert!(eventually(|| server.stderr().matches("making").count() == 2), "{}", server.stderr());
    server.close();
    assert!(ends(&mut server));
    let mut server = stdio(command("serve").arg("--stdio").env("SLOW", "always fails"));
    for _ in 0..2 {
        assert_eq!(
            ask(&mut server, "slow", json!({})),
            "the server is not ready: no route to the secret host"
        );
    }
    let failed = command("run").args(["call", "slow"]).env("SLOW", "fails").output().expect("it runs");
    assert_eq!(failed.status.code(), Some(1));
    let said = String::from_utf8_lossy(&failed.stderr).into_owned();
    assert!(said.contains("\nthe server is not ready: no route to the secret host\n"), "{said}");
}

/// Over HTTP the client may be a stranger: it gets a reference, and the log has the rest.
#[test]
fn why_a_state_is_not_made_is_no_strangers_business() {
    let mut served = Served::of(command("serve").args(["--http", "127.0.0.1:0"]).env("SLOW", "always fails"));
    let ask = |tool: &str, arguments: Value| {
        text(&message(&served.client().send(&modern(1, tool, arguments)))).to_owned()
    };
    let said = ask("slow_blocking", json!({}));
    let reference = said.strip_prefix("internal error (reference ").and_then(|rest| rest.strip_suffix(')'));
    let reference = reference.unwrap_or_else(|| panic!("{said}")).to_owned();
    assert_eq!(ask("plain", json!({"n": 1})), "2", "it stays");
    let told = || {
        let log = served.process.stderr();
        log.lines().any(|line| line.contains(&reference) && line.contains("no route to the secret host"))
    };
    assert!(eventually(told), "{}", served.process.stderr());
    served.ends_well();
}

/// The program of the README, in a folder of its own.
fn journal(name: &str) -> (PathBuf, Command) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("glossary.txt"), "crate: a package\n").expect("a file");
    let program = Path::new(STARTUP).parent().expect("a folder").join("examples/journal");
    assert!(program.exists(), "{} is missing: `cargo xtask test` builds it", program.display());
    let mut command = Command::new(program);
    command.current_dir(&folder).env_remove("RUST_LOG");
    (folder, command)
}

#[test]
fn the_example_serves_over_stdio() {
    let (folder, mut command) = journal("journal-stdio");
    let mut server = stdio(command.arg("--stdio"));
    assert_eq!(ask(&mut server, "write", json!({"text": "one"})), "done");
    assert_eq!(ask(&mut server, "look_up", json!({"word": "crate"})), "a package");
    server.close();
    assert!(ends(&mut server));
    assert_eq!(std::fs::read_to_string(folder.join("journal.txt")).expect("a file"), "one\nclosed\n");
}

#[test]
fn the_example_serves_over_http() {
    let (folder, mut command) = journal("journal-http");
    let mut served = Served::of(command.args(["--http", "127.0.0.1:0"]));
    for (tool, arguments, said) in
        [("write", json!({"text": "one"}), "done"), ("look_up", json!({"word": "crate"}), "a package")]
    {
        assert_eq!(text(&message(&served.client().send(&modern(1, tool, arguments)))), said);
    }
    served.ends_well();
    assert_eq!(std::fs::read_to_string(folder.join("journal.txt")).expect("a file"), "one\nclosed\n");
}
