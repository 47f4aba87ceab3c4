//! `dev`: what is built takes the place of what runs, and nobody has to connect anew.
//!
//! Here cargo is a script that puts another program in the place of the one that runs, by what the source says: that is all that `dev`
//! sees of it. The tutorial's test has cargo itself.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use mcp_tests::http::client::{
    call, call_with_progress, initialize, initialized, message, modern_request, text,
};
use mcp_tests::http::request;
use mcp_tests::http::served::{Served, eventually};
use mcp_tests::http::sse::Stream;
use mcp_tests::process::Process;
use mcp_tests::transcript::Wire as _;
use serde_json::{Value, json};

use super::{LIBRARY, TESTBED};

const CARGO: &str = r#"#!/bin/sh
here=$(dirname "$0")
if [ "$1" = metadata ]; then cat "$here/metadata.json"; exit 0; fi
echo "$@" >> "$here/asked"
what=$(cat "$here/src/main.rs")
if [ "$what" = broken ]; then
    printf '%s\n' '{"reason":"compiler-message","message":{"level":"error","rendered":"error: so it is\n"}}'
    echo "error: could not compile" >&2
    exit 101
fi
if [ "$what" = slow ]; then
    echo $$ > "$here/waits"
    sleep 60
fi
if [ "$what" != "$(cat "$here/built")" ]; then
    ln -f "$here/programs/$what" "$here/target/debug/new"
    mv "$here/target/debug/new" "$here/target/debug/served"
    echo "$what" > "$here/built"
fi
echo '{"reason":"compiler-artifact","executable":null}'
printf '{"reason":"compiler-artifact","executable":"%s"}\n' "$here/target/debug/served"
"#;

/// A project whose source is the name of the program that is built of it.
struct Project(PathBuf);

impl Project {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("dev").join(name);
        let _ = std::fs::remove_dir_all(&folder);
        for part in ["src", "programs", "target/debug"] {
            std::fs::create_dir_all(folder.join(part)).expect("a folder");
        }
        let write = |file: &str, text: &str| std::fs::write(folder.join(file), text).expect("a file");
        let main = folder.join("src/main.rs");
        let target = json!({"kind": ["bin"], "name": "served", "src_path": main});
        let package = json!({"manifest_path": folder.join("Cargo.toml"), "targets": [target]});
        write("metadata.json", &json!({"packages": [package]}).to_string());
        write("Cargo.toml", "");
        write("target/.rustc_info.json", "");
        write("target/debug/served.d", &format!("served: {}\n", main.display()));
        write("cargo", CARGO);
        write("programs/dies", "#!/bin/sh\nexit 3\n");
        write("built", "testbed\n");
        for (name, program) in [("testbed", TESTBED), ("library", LIBRARY)] {
            std::fs::hard_link(program, folder.join("programs").join(name)).expect("a program");
        }
        for script in ["cargo", "programs/dies"] {
            let made = Command::new("chmod").arg("+x").arg(folder.join(script)).status();
            assert!(made.expect("chmod runs").success());
        }
        std::fs::hard_link(TESTBED, folder.join("target/debug/served")).expect("a program");
        let project = Self(folder);
        project.write("testbed");
        project
    }

    /// What the source says from now on.
    fn write(&self, what: &str) {
        std::fs::write(self.0.join("src/main.rs"), what).expect("a source");
    }

    /// Runs its program, with `dev` behind the arguments of the server.
    fn dev(&self, args: &[&str]) -> Command {
        let mut command = Command::new(self.0.join("target/debug/served"));
        command.args(args).args(["dev", "--features", "more"]).env("CARGO", self.0.join("cargo"));
        command
    }

    /// How often a build was asked for, and how.
    fn asked(&self) -> Vec<String> {
        let asked = std::fs::read_to_string(self.0.join("asked")).unwrap_or_default();
        asked.lines().map(str::to_owned).collect()
    }
}

/// The process of the server behind that of `dev`.
fn child(of: u32) -> u32 {
    let all = std::fs::read_dir(format!("/proc/{of}/task")).expect("it runs").flatten();
    let children = all.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let all: Vec<u32> = children
        .flat_map(|ids| ids.split_whitespace().map(str::parse).collect::<Vec<_>>())
        .flatten()
        .collect();
    *all.last().expect("a process of the server")
}

fn signal(id: u32, signal: &str) {
    let sent = Command::new("kill").arg(format!("-{signal}")).arg(id.to_string()).status();
    assert!(sent.expect("kill runs").success());
}

fn runs(id: u32) -> bool {
    Path::new(&format!("/proc/{id}")).exists()
}

fn list(id: u32) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/list"})
}

fn add(id: u32) -> Value {
    call(id, "add", json!({"a": 2, "b": 3}))
}

/// The first tool of a list: of the test bed or of the library.
fn first(answer: &Value) -> &str {
    answer["result"]["tools"][0]["name"].as_str().unwrap_or_else(|| panic!("no tools: {answer}"))
}

/// Sends a request, and gives what comes until its answer, which is last.
fn ask(process: &mut Process, message: &Value) -> Vec<Value> {
    process.send(&message.to_string());
    let mut came = Vec::new();
    while came.last().and_then(|message: &Value| message.get("id")) != message.get("id") {
        came.push(process.message());
    }
    came
}

fn answer(process: &mut Process, message: &Value) -> Value {
    ask(process, message).pop().expect("an answer")
}

/// Sends a request that a new build answers, and gives what comes until that and the news are there: which is first is chance.
fn renewed(process: &mut Process, message: &Value, news: &str) -> Vec<Value> {
    let mut came = ask(process, message);
    while !came.iter().any(|message| message["method"] == news) {
        came.push(process.message());
    }
    came
}

fn of<'a>(came: &'a [Value], id: &Value) -> &'a Value {
    came.iter().find(|message| message["id"] == *id).unwrap_or_else(|| panic!("no answer to {id}: {came:?}"))
}

const TOOLS: &str = "notifications/tools/list_changed";

#[test]
fn a_client_on_pipes_stays_and_hears_of_each_build() {
    let project = Project::new("piped");
    let mut process = Process::start(&mut project.dev(&[]));
    let hello = answer(&mut process, &initialize("2025-11-25"));
    assert_eq!(hello["result"]["capabilities"]["tools"]["listChanged"], true, "{hello}");
    process.send(&initialized().to_string());
    assert_eq!(first(&answer(&mut process, &list(1))), "add");
    let begun = child(process.id());

    // A call that runs has its answer, from the build that it runs in.
    process.send(&call_with_progress(2, "count", json!({"to": 10, "delay_ms": 30})).to_string());
    while process.message()["method"] != "notifications/progress" {}
    project.write("library");
    let came = renewed(&mut process, &list(3), TOOLS);
    assert_eq!(first(of(&came, &json!(3))), "toggle");
    assert_eq!(text(of(&came, &json!(2))), "counted to 10");
    assert!(!runs(begun));

    // What was subscribed to is subscribed to in the next build.
    let watch = json!({"jsonrpc": "2.0", "id": 4, "method": "resources/subscribe", "params": {"uri": "library://catalogue"}});
    assert!(answer(&mut process, &watch)["result"].is_object());
    let lasts = child(process.id());
    project.write("library\n");
    assert_eq!(first(&answer(&mut process, &list(5))), "toggle");
    assert_eq!(child(process.id()), lasts, "what cargo finds fresh goes on");
    project.write("testbed");
    answer(&mut process, &list(6));
    project.write("library");
    let touch = call(7, "touch", json!({"uri": "library://catalogue", "times": 1}));
    renewed(&mut process, &touch, "notifications/resources/updated");

    // An error is told once, to a call, and the last build goes on.
    project.write("broken");
    assert_eq!(first(&answer(&mut process, &list(80))), "toggle");
    let touch = |id: u32| call(id, "touch", json!({"uri": "library://home", "times": 0}));
    let refused = answer(&mut process, &touch(8));
    assert_eq!(refused["result"]["isError"], true, "{refused}");
    assert!(text(&refused).starts_with("The server does not build:\n\nerror: so it is\n\n"), "{refused}");
    let answered = answer(&mut process, &touch(9));
    assert_eq!((text(&answered), &answered["result"]["isError"]), ("touched", &Value::Null));

    // A batch waits as one, and has an answer to each of its requests.
    project.write("dies");
    process.send(&json!([add(21), list(22), {"jsonrpc": "2.0", "method": "notifications/x"}]).to_string());
    let refused = process.message();
    assert_eq!(
        (&refused[0]["id"], &refused[0]["result"]["isError"]),
        (&json!(21), &json!(true)),
        "{refused}"
    );
    assert_eq!((&refused[1]["id"], &refused[1]["error"]["code"]), (&json!(22), &json!(-32603)), "{refused}");

    // One that does not start is told each time.
    project.write("dies");
    for id in [10, 11] {
        let refused = answer(&mut process, &add(id));
        assert!(text(&refused).contains("ended with exit code 3"), "{refused}");
        assert!(!text(&refused).contains("last build"), "there is none: {refused}");
    }
    let refused = answer(&mut process, &list(12));
    assert!(
        refused["error"]["message"].as_str().is_some_and(|text| text.contains("exit code 3")),
        "{refused}"
    );
    project.write("testbed");
    assert_eq!(text(&answer(&mut process, &add(13))), "5");

    let last = child(process.id());
    process.close();
    assert!(
        process.wait(Duration::from_secs(20)).is_some_and(|status| status.success()),
        "{}",
        process.stderr()
    );
    assert!(!runs(last));
    let asked = project.asked();
    assert!(
        asked.iter().all(|asked| asked.contains(" --bin served --profile dev --target-dir ")),
        "{asked:?}"
    );
    assert!(asked.iter().all(|asked| asked.ends_with(" --features more")), "{asked:?}");
}

#[test]
fn subscriptions_of_2026_go_on() {
    let project = Project::new("listens");
    let mut process = Process::start(&mut project.dev(&["--stdio"]));
    let meta = mcp_tests::http::client::claim();
    let listen = json!({"jsonrpc": "2.0", "id": "heard", "method": "subscriptions/listen", "params": {
        "_meta": meta, "notifications": {"toolsListChanged": true}}});
    process.send(&listen.to_string());
    let acknowledged = process.message();
    assert_eq!(acknowledged["params"]["notifications"]["toolsListChanged"], true, "{acknowledged}");
    for (id, what, tool) in [(1, "library", "toggle"), (2, "testbed", "add"), (3, "library", "toggle")] {
        project.write(what);
        let mut list = list(id);
        list["params"] = json!({"_meta": meta});
        let came = renewed(&mut process, &list, TOOLS);
        assert_eq!(first(of(&came, &json!(id))), tool);
        let [heard] = came.iter().filter(|message| message["id"].is_null()).collect::<Vec<_>>()[..] else {
            panic!("the client knows already that it is subscribed: {came:?}")
        };
        assert_eq!(heard["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"], "heard");
    }
    let mut broken = add(4);
    broken["params"]["_meta"] = meta.clone();
    project.write("broken");
    let refused = answer(&mut process, &broken);
    assert_eq!(
        (&refused["result"]["resultType"], &refused["result"]["isError"]),
        (&json!("complete"), &json!(true))
    );
    process.signal("TERM");
    assert!(process.wait(Duration::from_secs(20)).is_some(), "{}", process.stderr());
}

#[test]
fn a_server_that_is_gone_is_started_again() {
    let project = Project::new("gone");
    let mut process = Process::start(&mut project.dev(&[]));
    answer(&mut process, &initialize("2024-11-05"));
    process.send(&initialized().to_string());
    assert_eq!(text(&answer(&mut process, &add(1))), "5");
    process.send(&call(2, "slow", json!({"ms": 60_000})).to_string());
    // One that lived for a second is no program that cannot start.
    std::thread::sleep(Duration::from_millis(1100));
    signal(child(process.id()), "KILL");
    let refused = process.message();
    assert_eq!((&refused["id"], &refused["result"]["isError"]), (&json!(2), &json!(true)), "{refused}");
    assert!(text(&refused).contains("signal 9"), "{refused}");
    assert_eq!(text(&answer(&mut process, &add(3))), "5");
}

/// What is built by another cargo meanwhile is what runs then, though there is nothing left to be built.
#[test]
fn who_else_builds_does_not_matter() {
    let project = Project::new("elsewhere");
    let mut process = Process::start(&mut project.dev(&[]));
    answer(&mut process, &initialize("2025-11-25"));
    process.send(&initialized().to_string());
    assert_eq!(first(&answer(&mut process, &list(1))), "add");
    let begun = child(process.id());
    let made = project.0.join("target/debug/made");
    std::fs::hard_link(project.0.join("programs/library"), &made).expect("a program");
    std::fs::rename(made, project.0.join("target/debug/served")).expect("it takes the place");
    std::fs::write(project.0.join("built"), "library\n").expect("a file");
    project.write("library");
    let came = renewed(&mut process, &list(2), TOOLS);
    assert_eq!(first(of(&came, &json!(2))), "toggle");
    assert!(!runs(begun));
}

/// A client whose handshake nobody answered may shake hands again.
#[test]
fn the_handshake_is_that_which_was_answered() {
    let project = Project::new("handshake");
    let mut process = Process::start(&mut project.dev(&[]));
    project.write("dies");
    let refused = answer(&mut process, &add(1));
    assert!(text(&refused).contains("exit code 3"), "{refused}");
    let mut hello = initialize("2025-11-25");
    hello["id"] = json!("first");
    let refused = answer(&mut process, &hello);
    assert!(
        refused["error"]["message"].as_str().is_some_and(|text| text.contains("exit code 3")),
        "{refused}"
    );
    project.write("testbed");
    hello["id"] = json!("second");
    let agreed = answer(&mut process, &hello);
    assert_eq!(agreed["result"]["protocolVersion"], "2025-11-25", "{agreed}");
    process.send(&initialized().to_string());
    assert_eq!(text(&answer(&mut process, &add(2))), "5");
    project.write("library");
    let came = renewed(&mut process, &list(3), TOOLS);
    assert_eq!(first(of(&came, &json!(3))), "toggle");
}

/// Nothing goes on when `dev` ends: not the server, and not the build.
#[test]
fn a_build_ends_with_who_asked_for_it() {
    for args in [&[][..], &["--http", "127.0.0.1:0"]] {
        let project = Project::new(if args.is_empty() { "left" } else { "left-hosted" });
        let mut process = Process::start(&mut project.dev(args));
        project.write("slow");
        let waits = || std::fs::read_to_string(project.0.join("waits")).ok()?.trim().parse::<u32>().ok();
        assert!(eventually(|| waits().is_some()), "{}", process.stderr());
        let build = waits().expect("it waits");
        process.signal("TERM");
        assert!(process.wait(Duration::from_secs(10)).is_some_and(|status| status.success()));
        assert!(eventually(|| !runs(build)));
    }
}

#[test]
fn clients_over_http_stay_and_hear_of_each_build() {
    let project = Project::new("hosted");
    let mut served = Served::of(&mut project.dev(&["--http", "127.0.0.1:0"]));
    served.alive();
    let client = served.client();
    let mut session = client.session("2025-11-25");
    let mut stream = session.listen();
    let listen = json!({"jsonrpc": "2.0", "id": "heard", "method": "subscriptions/listen", "params": {
        "notifications": {"toolsListChanged": true}}});
    let mut listens = Stream::open(served.connect(), &modern_request(listen));
    assert_eq!(listens.message()["method"], "notifications/subscriptions/acknowledged");

    for (id, what, tool) in [(1, "library", "toggle"), (2, "testbed", "add"), (3, "library", "toggle")] {
        project.write(what);
        assert_eq!(first(&message(&session.post(&list(id)))), tool);
        while stream.message()["method"] != TOOLS {}
        let heard = listens.message();
        assert_eq!(heard["method"], TOOLS, "{heard}");
        assert_eq!(heard["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"], "heard");
    }

    project.write("broken");
    assert_eq!(first(&message(&session.post(&list(40)))), "toggle");
    let refused = message(&session.post(&add(4)));
    assert!(text(&refused).contains("error: so it is"), "{refused}");
    project.write("dies");
    let refused = message(&session.post(&add(5)));
    assert!(text(&refused).contains("ended with exit code 3"), "{refused}");
    let refused = client.send(&request("GET", "/health", &[], b""));
    assert_eq!(refused.status(), 503, "{}", refused.text());
    project.write("testbed");
    assert_eq!(text(&message(&session.post(&add(6)))), "5");
    served.alive();

    let last = child(served.process.id());
    served.ends_well();
    assert!(eventually(|| !runs(last)));
}

#[test]
fn a_server_over_http_that_is_gone_is_started_again() {
    let project = Project::new("gone-hosted");
    let served = Served::of(&mut project.dev(&["--http", "127.0.0.1:0"]));
    let client = served.client();
    let mut session = client.session("2025-11-25");
    std::thread::sleep(Duration::from_millis(1100));
    let gone = child(served.process.id());
    signal(gone, "KILL");
    assert!(served.stderr_has("the server is gone: it was ended by signal 9. It is started again."));
    assert_eq!(text(&message(&session.post(&add(1)))), "5");

    // Whom the server lets in no further hears nothing of the source either.
    project.write("broken");
    let body = add(2).to_string();
    let both = ("accept", "application/json, text/event-stream");
    let kind = ("content-type", "application/json");
    let foreign = request("POST", "/mcp", &[both, kind, ("origin", "https://evil.example")], body.as_bytes());
    let refused = client.send(&foreign);
    assert_eq!(refused.status(), 403, "{}", refused.text());
    assert!(text(&message(&session.post(&add(3)))).contains("error: so it is"));
}

#[test]
fn the_server_ends_with_who_started_it() {
    let project = Project::new("orphaned");
    let served = Served::of(&mut project.dev(&["--http", "127.0.0.1:0"]));
    served.alive();
    let orphan = child(served.process.id());
    served.process.signal("KILL");
    assert!(eventually(|| !runs(orphan)));
}

#[test]
fn what_cannot_be_built_anew_is_said() {
    let refused = |command: &mut Command| {
        let output = command.output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let project = Project::new("refused");
    let text = refused(&mut project.dev(&["--http", "0.0.0.0:3000"]));
    assert_eq!(text, "error: `dev` serves this machine only: write `--http :PORT`\n");
    std::fs::remove_file(project.0.join("target/debug/served.d")).expect("it is there");
    let text = refused(&mut project.dev(&[]));
    assert!(text.contains("was not built there: start it as `cargo run -- dev`"), "{text}");
}
