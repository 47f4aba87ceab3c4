//! Faults of a process on stdio: what must not break it, and what it must answer. The numbers are those of the project's
//! list of faults; those that need no process of their own are transcripts.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use mcp_tests::process::Process;
use mcp_tests::transcript::Wire;
use serde_json::{Value, json};

const INIT: &str = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"faults","version":"0"}}}"#;
const PATIENCE: Duration = Duration::from_secs(20);

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_testbed"));
    command.arg("--stdio").env_remove("RUST_BACKTRACE");
    command
}

fn start() -> Process {
    greet(Process::start(&mut command()))
}

fn greet(mut server: Process) -> Process {
    server.send(INIT);
    server.receive(PATIENCE).expect("initialize is answered");
    server.send(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    server
}

fn call(id: impl Into<Value>, tool: &str, arguments: Value) -> String {
    json!({"jsonrpc": "2.0", "id": id.into(), "method": "tools/call", "params": {"name": tool, "arguments": arguments}})
        .to_string()
}

/// The text of the answer to a call.
fn text(message: &Value) -> &str {
    message["result"]["content"][0]["text"].as_str().unwrap_or_else(|| panic!("no text: {message}"))
}

/// A call goes through.
fn alive(server: &mut Process) {
    server.send(&call("alive", "add", json!({"a": 2, "b": 3})));
    let answer = server.message();
    assert_eq!((&answer["id"], text(&answer)), (&json!("alive"), "5"), "{answer}");
}

fn ends_well(server: &mut Process, patience: Duration) {
    let status =
        server.wait(patience).unwrap_or_else(|| panic!("still running; stderr: {}", server.stderr()));
    assert!(status.success(), "{status}; stderr: {}", server.stderr());
}

/// A place for a tool's mark.
fn mark(name: &str) -> std::path::PathBuf {
    let path = std::env::temp_dir().join(format!("mcp-{}-{name}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}

fn marked(path: &std::path::Path, text: &str) -> bool {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        if std::fs::read_to_string(path).is_ok_and(|found| found.contains(text)) {
            return true;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    false
}

/// L-STD-09
#[test]
fn s02_invalid_utf8_is_a_parse_error_with_the_id() {
    let mut server = start();
    server.write(b"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"\xff\"}}}\n");
    let answer = server.message();
    assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(-32700), &json!(7)));
    alive(&mut server);
}

/// L-STD-04
#[test]
fn s04_s05_line_ends_and_a_byte_order_mark_are_accepted() {
    let mut server = Process::start(&mut command());
    server.write(b"\xef\xbb\xbf");
    server.write(INIT.as_bytes());
    server.write(b"\r\n");
    assert_eq!(server.message()["result"]["protocolVersion"], "2025-11-25");
    server.write(b"\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\r\n");
    assert_eq!(server.message(), json!({"jsonrpc": "2.0", "id": 1, "result": {}}));
}

#[test]
fn s32_nonsense_before_the_handshake_is_not_answered() {
    let mut server = Process::start(&mut command());
    server.send("nonsense");
    server.send("[]");
    assert!(server.stderr_has("refused a message", PATIENCE));
    let mut server = greet(server);
    alive(&mut server);
}

#[test]
fn s34_an_id_in_use_is_refused_and_the_first_call_completes() {
    let mut server = start();
    server.send(&call(1, "slow", json!({"ms": 200})));
    server.send(&call(1, "echo", json!({"text": "x"})));
    assert_eq!(server.message()["error"]["code"], -32600);
    assert_eq!(text(&server.message()), "done");
}

#[test]
fn s35_one_byte_a_write() {
    let mut server = start();
    for byte in call(1, "add", json!({"a": 1, "b": 2})).bytes().chain([b'\n']) {
        server.write(&[byte]);
    }
    assert_eq!(text(&server.message()), "3");
}

#[test]
fn s36_ten_megabytes_come_back() {
    let mut server = start();
    let sent = "x".repeat(10_000_000);
    server.send(&call(1, "echo", json!({"text": sent})));
    assert_eq!(text(&server.message()).len(), sent.len());
    alive(&mut server);
}

/// L-STD-08
#[test]
fn s37_a_hundred_megabytes_are_refused_and_not_kept() {
    let mut server = start();
    let before = server.memory();
    server.write(br#"{"jsonrpc":"2.0","id":"long","method":"tools/call","params":{"name":"echo","arguments":{"text":""#);
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..100 {
        server.write(&piece);
    }
    server.write(b"\"}}}\n");
    let answer = server.message();
    assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(-32700), &json!("long")), "{answer}");
    alive(&mut server);
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 24 << 20, "grown by {grown} bytes");
}

/// L-STD-10
#[test]
fn s38_two_thousand_calls_in_one_write() {
    let mut server = start();
    let calls: String = (1..=2000).map(|n| call(n, "add", json!({"a": n, "b": 1})) + "\n").collect();
    server.write(calls.as_bytes());
    for n in 1..=2000 {
        let answer = server.message();
        assert_eq!((answer["id"].as_i64(), text(&answer)), (Some(n), (n + 1).to_string().as_str()));
    }
}

/// L-UTIL-06
#[test]
fn s39_cancel_races_completion() {
    let mut server = start();
    for n in 1..=200 {
        server.send(&call(n, "slow", json!({"ms": n % 3})));
        server.send(
            &json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": n}})
                .to_string(),
        );
    }
    let mut answered = std::collections::HashSet::new();
    server.send(&call("last", "slow", json!({"ms": 300})));
    loop {
        let answer = server.message();
        assert_eq!(text(&answer), "done");
        assert!(answered.insert(answer["id"].to_string()), "answered twice: {answer}");
        if answer["id"] == "last" {
            break;
        }
    }
    alive(&mut server);
}

/// L-UTIL-05
#[test]
fn s40_cancelling_drops_the_future_or_tells_the_function() {
    for (tool, told) in [("slow", "dropped"), ("sleep", "cancelled")] {
        let path = mark(tool);
        let mut command = command();
        command.env("TESTBED_MARK", &path).env("TESTBED_OPTIONS", "blocking_threads=1");
        let mut server = greet(Process::start(&mut command));
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
            "name": tool, "arguments": {"ms": 60_000}, "_meta": {"progressToken": "p"}}});
        server.send(&request.to_string());
        if tool == "sleep" {
            // A function that waits for a thread is taken off the queue; this one has begun.
            assert_eq!(server.message()["method"], "notifications/progress");
        } else {
            alive(&mut server);
        }
        server.send(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#);
        assert!(marked(&path, told), "{tool}");
        // The one thread for functions does this after that.
        server.send(&call(2, tool, json!({"ms": 1})));
        loop {
            let message = server.message();
            if message["id"] == 2 {
                break;
            }
            assert_eq!(message["method"], "notifications/progress", "a cancelled call is not answered");
        }
        let _ = std::fs::remove_file(path);
    }
}

/// A child whose output nobody reads until it is asked for.
fn unread() -> (Child, std::process::ChildStdin) {
    let mut child = command()
        .args(["--grace", "60"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let input = child.stdin.take().expect("stdin is piped");
    (child, input)
}

fn memory(child: &Child) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    line.trim().trim_end_matches(" kB").parse::<usize>().expect("a number") * 1024
}

#[test]
fn s41_a_client_that_does_not_read_costs_little_and_loses_nothing() {
    for tool in ["big", "big_later"] {
        let (mut child, mut input) = unread();
        let writer = std::thread::spawn(move || {
            writeln!(input, "{INIT}").expect("it takes input");
            for n in 1..=200 {
                writeln!(input, "{}", call(n, tool, json!({"bytes": 1_000_000}))).expect("it takes input");
            }
            input
        });
        std::thread::sleep(Duration::from_millis(1500));
        let used = memory(&child);
        assert!(used < 64 << 20, "{tool}: {used} bytes while nobody reads");
        let mut output = String::new();
        let reader = child.stdout.take().expect("stdout is piped");
        let reading = std::thread::spawn(move || {
            let mut reader = reader;
            reader.read_to_string(&mut output).expect("text");
            output
        });
        drop(writer.join().expect("the writer ends"));
        let output = reading.join().expect("the reader ends");
        let mut ids: Vec<i64> = output
            .lines()
            .map(|line| {
                serde_json::from_str::<Value>(line).expect("whole lines")["id"].as_i64().expect("an id")
            })
            .collect();
        ids.sort_unstable();
        assert_eq!(ids, (0..=200).collect::<Vec<_>>(), "{tool}");
        assert!(child.wait().expect("it ends").success());
    }
}

/// M-STDIO-05, L-STD-06
#[test]
fn s42_s43_s44_the_end_of_the_input() {
    let mut idle = start();
    idle.close();
    ends_well(&mut idle, PATIENCE);

    let mut busy = start();
    busy.send(&call(1, "slow", json!({"ms": 300})));
    busy.write(call(2, "add", json!({"a": 1, "b": 1})).as_bytes());
    busy.close();
    assert_eq!(text(&busy.message()), "2", "a last line without an end counts");
    assert_eq!(text(&busy.message()), "done", "what runs may finish");
    ends_well(&mut busy, PATIENCE);

    let mut endless = greet(Process::start(command().args(["--grace", "0.2"])));
    endless.send(&call(1, "slow", json!({"ms": 600_000})));
    alive(&mut endless);
    endless.close();
    ends_well(&mut endless, PATIENCE);
}

/// L-STD-07
#[test]
fn s45_s52_signals_let_calls_finish() {
    for signal in ["TERM", "INT", "HUP"] {
        let mut server = start();
        server.send(&call(1, "slow", json!({"ms": 300})));
        alive(&mut server);
        server.signal(signal);
        assert_eq!(text(&server.message()), "done", "{signal}");
        ends_well(&mut server, PATIENCE);
    }
}

#[test]
fn m_sub_06_07_subscriptions_end_with_the_server() {
    let mut server = start();
    server.send(r#"{"jsonrpc":"2.0","id":"s","method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}"#);
    assert_eq!(server.message()["method"], "notifications/subscriptions/acknowledged");
    server.close();
    let closed = server.message();
    assert_eq!(closed["result"]["resultType"], "complete");
    assert_eq!(closed["result"]["_meta"]["io.modelcontextprotocol/subscriptionId"], "s");
    assert_eq!(closed["result"]["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "testbed");
    assert_eq!(server.message()["params"]["requestId"], "s");
    ends_well(&mut server, PATIENCE);
}

/// L-STD-07
#[test]
fn s46_a_closed_output_ends_the_process_quietly() {
    let mut child = command()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = child.stdin.take().expect("stdin is piped");
    writeln!(input, "{INIT}").expect("it takes input");
    drop(child.stdout.take());
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("the process can be asked") {
            break status;
        }
        assert!(started.elapsed() < PATIENCE, "still running");
        std::thread::sleep(Duration::from_millis(5));
    };
    let mut said = String::new();
    child.stderr.take().expect("stderr is piped").read_to_string(&mut said).expect("text");
    assert!(status.success(), "{status}");
    assert!(!said.contains("panic"), "{said}");
}

/// M-STDIO-02, M-STDIO-03, L-STD-01, L-STD-03
#[test]
fn s47_only_the_protocol_reaches_the_output() {
    let mut server = start();
    server.send(&call(1, "print", json!({"text": "stray"})));
    assert_eq!(text(&server.message()), "printed");
    for by in ["stray by println", "stray by print", "stray by a child"] {
        assert!(server.stderr_has(by, PATIENCE), "{by} is missing: {}", server.stderr());
    }
    alive(&mut server);
}

#[test]
fn s48_a_tool_that_blocks_its_thread_stops_nobody_else() {
    let mut server = greet(Process::start(command().args(["--grace", "0.2"])));
    server.send(&call(1, "block", json!({"ms": 600_000})));
    alive(&mut server);
    server.send(&call(2, "block", json!({"ms": 400})));
    alive(&mut server);
    assert_eq!(text(&server.message()), "unblocked");
    // Cancelled while it holds its thread: its late answer is dropped.
    server.send(&call(3, "block", json!({"ms": 300})));
    alive(&mut server);
    server.send(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}"#);
    // This one began later and takes longer, and is what comes next.
    server.send(&call(4, "block", json!({"ms": 400})));
    assert_eq!(server.message()["id"], 4);
    server.close();
    ends_well(&mut server, PATIENCE);
}

/// Twenty at once keep others waiting as long as one does: if each were waited for, some would be done first.
#[test]
fn s48_twenty_tools_that_block_their_threads_stop_nobody_else() {
    let mut server = start();
    for n in 0..20 {
        server.send(&call(n, "block", json!({"ms": 700})));
    }
    alive(&mut server);
    for _ in 0..20 {
        assert_eq!(text(&server.message()), "unblocked");
    }
}

#[test]
fn s49_stderr_that_nobody_reads_or_that_is_closed() {
    // Nobody reads: the pipe is full after 64 KiB.
    let mut child = command()
        .args(["--log", "trace"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = child.stdin.take().expect("stdin is piped");
    let mut reader = child.stdout.take().expect("stdout is piped");
    let reading = std::thread::spawn(move || {
        let mut output = String::new();
        reader.read_to_string(&mut output).expect("text");
        output
    });
    writeln!(input, "{INIT}").expect("it takes input");
    for n in 0..2000 {
        writeln!(input, "{}", call(n, "boom", json!({}))).expect("it takes input");
    }
    drop(input);
    let output = reading.join().expect("the reader ends");
    assert_eq!(output.lines().count(), 2001);
    assert!(child.wait().expect("it ends").success());

    // Closed.
    let mut shell = Command::new("sh");
    shell.args(["-c", "exec \"$0\" --stdio 2>&-", env!("CARGO_BIN_EXE_testbed")]);
    let mut server = greet(Process::start(&mut shell));
    server.send(&call(1, "boom", json!({})));
    assert!(text(&server.message()).starts_with("internal error"));
    server.send(&call(2, "print", json!({"text": "x"})));
    assert_eq!(text(&server.message()), "printed");
    alive(&mut server);
}

#[test]
fn s50_s51_two_at_once_with_hardly_an_environment() {
    let bare = || {
        let mut command = command();
        command.env_clear().env("PATH", "/usr/bin:/bin").current_dir(std::env::temp_dir());
        greet(Process::start(&mut command))
    };
    let (mut one, mut other) = (bare(), bare());
    alive(&mut one);
    alive(&mut other);
}

#[test]
fn s53_a_thousand_calls_with_cancels_and_panics() {
    let mut server = start();
    let mut expected = std::collections::HashSet::new();
    for n in 1..=1000 {
        match n {
            n if n % 100 == 0 => server.send(&call(n, "boom_later", json!({}))),
            _ => server.send(&call(n, "slow", json!({"ms": 1000}))),
        }
        expected.insert(n);
    }
    for n in (5..=1000).step_by(10) {
        server.send(
            &json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": n}})
                .to_string(),
        );
    }
    let mut seen = std::collections::HashSet::new();
    server.close();
    while let Some(line) = server.receive(Duration::from_secs(5)) {
        let answer: Value = serde_json::from_str(&line).expect("JSON");
        let id = answer["id"].as_i64().expect("an id");
        assert!(seen.insert(id), "answered twice: {id}");
        assert_eq!(answer["result"]["isError"] == true, id % 100 == 0, "{answer}");
    }
    let lost: Vec<_> = expected.difference(&seen).filter(|n| (**n - 5) % 10 != 0).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
}

/// M-STDIO-01, L-STD-02
#[test]
fn s55_one_line_a_message() {
    let mut server = start();
    let text_with_ends = "a\nb\rc\u{2028}d\u{85}e\r\n";
    server.send(&call(1, "echo", json!({"text": text_with_ends})));
    assert_eq!(text(&server.message()), text_with_ends);
    alive(&mut server);
}

/// L-UTIL-12
#[test]
fn a_flood_of_progress_is_bounded_and_its_end_arrives() {
    let mut server = start();
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
        "name": "flood", "arguments": {"steps": 100_000}, "_meta": {"progressToken": "f"}}});
    server.send(&request.to_string());
    let (mut count, mut last) = (0, 0);
    loop {
        let message = server.message();
        if message["id"] == 1 {
            break;
        }
        count += 1;
        last = message["params"]["progress"].as_i64().expect("a number");
    }
    assert_eq!(last, 100_000);
    assert!((33..20_000).contains(&count), "{count} notifications");
}

/// The test bed with these ends. Its exit code, and what it says on stderr.
fn run_with(input: impl Into<Stdio>, output: impl Into<Stdio>) -> (Option<i32>, String) {
    let child = command().stdin(input).stdout(output).stderr(Stdio::piped()).spawn().expect("it starts");
    let output = child.wait_with_output().expect("it ends");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
#[cfg(unix)]
fn an_input_or_output_that_is_none_is_said() {
    let folder = std::fs::File::open(std::env::temp_dir()).expect("a folder");
    let (code, said) = run_with(folder, Stdio::null());
    assert_eq!((code, said.lines().count()), (Some(1), 1), "{said}");
    assert!(said.contains("standard input cannot be read"), "{said}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_output_is_said() {
    let (reading, mut writing) = std::io::pipe().expect("a pipe");
    writeln!(writing, "{INIT}").expect("room");
    let full = std::fs::File::options().write(true).open("/dev/full").expect("a device");
    let (code, said) = run_with(reading, full);
    assert_eq!((code, said.lines().count()), (Some(1), 1), "{said}");
    assert!(said.contains("standard output cannot be written"), "{said}");
}

/// The parent made both ends non-blocking, as event loops do.
#[test]
#[cfg(unix)]
fn ends_that_do_not_block_are_waited_for() {
    let (input, mut to) = std::io::pipe().expect("a pipe");
    let (from, output) = std::io::pipe().expect("a pipe");
    rustix::io::ioctl_fionbio(&input, true).expect("a flag");
    rustix::io::ioctl_fionbio(&output, true).expect("a flag");
    let mut child = command().stdin(input).stdout(output).stderr(Stdio::null()).spawn().expect("it starts");
    let mut lines = BufReader::new(from).lines();
    let mut next = || lines.next().expect("a line").expect("text");
    writeln!(to, "{INIT}").expect("it takes input");
    assert!(next().contains("2025-11-25"));
    // More than a pipe holds, while nobody reads.
    for id in 0..8 {
        writeln!(to, "{}", call(id, "big", json!({"bytes": 500_000}))).expect("it takes input");
    }
    std::thread::sleep(Duration::from_millis(100));
    for _ in 0..8 {
        assert!(next().len() > 500_000);
    }
    drop(to);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn a_client_that_is_killed_ends_the_server_and_its_tools_at_once() {
    for n in 0..5 {
        let path = mark(&format!("killed-{n}"));
        let mut command = command();
        command.env("TESTBED_MARK", &path).env("TESTBED_OPTIONS", "grace_ms=600000");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        let mut input = child.stdin.take().expect("stdin");
        writeln!(input, "{INIT}\n{}", call(1, "slow", json!({"ms": 600_000}))).expect("it takes input");
        assert!(marked(&path, "began"));
        // Both at once, in either order.
        if n % 2 == 0 {
            drop(input);
            drop(child.stdout.take());
        } else {
            drop(child.stdout.take());
            drop(input);
        }
        assert!(child.wait().expect("it ends").success());
        assert!(marked(&path, "dropped"), "the tool was not dropped");
        let _ = std::fs::remove_file(path);
    }
}

/// Tools may print as much as they like, while nobody reads it.
#[test]
#[cfg(unix)]
fn printing_holds_up_nobody_and_fails_nothing() {
    for closed in [false, true] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_traps"));
        command.args(["--stdio", "--log", "info"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().expect("it starts");
        let (mut input, output) = (child.stdin.take().expect("stdin"), child.stdout.take().expect("stdout"));
        let mut stderr = child.stderr.take();
        if closed {
            drop(stderr.take());
        }
        writeln!(input, "{INIT}").expect("it takes input");
        writeln!(input, "{}", call(1, "shout", json!({"lines": 2000}))).expect("it takes input");
        let lines: Vec<String> = BufReader::new(output).lines().map_while(Result::ok).take(2).collect();
        assert!(lines[1].contains("shouted"), "{lines:?}");
        let mut said = String::new();
        if let Some(mut stderr) = stderr {
            // Once it is read, more goes out, and what is missing is said.
            let reading = std::thread::spawn(move || {
                let mut bytes = Vec::new();
                stderr.read_to_end(&mut bytes).expect("it can be read");
                String::from_utf8_lossy(&bytes).into_owned()
            });
            drop(input);
            said = reading.join().expect("the reader ends");
            assert!(said.contains("bytes that were printed are dropped"), "{} bytes", said.len());
            assert!(said.contains("oooo") && said.contains("eeee"), "nothing came");
        } else {
            drop(input);
        }
        assert!(child.wait().expect("it ends").success(), "{said}");
    }
}
