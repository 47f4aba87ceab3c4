//! The command line asks other servers: programs, and addresses.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use mcp_tests::http::PATIENCE;
use mcp_tests::http::served::{Served, eventually, marked};
use mcp_tests::process::Process;

use super::{ASKER, LIBRARY, TESTBED, ran};

const TOKEN: &str = "Authorization: Bearer of-the-test";

/// The folder that the real clients are in.
fn clients() -> PathBuf {
    let target =
        Path::new(TESTBED).ancestors().nth(2).expect("a binary lies in a profile in the target folder");
    target.join("clients")
}

/// The folder of one of them, and its server.
fn foreign(name: &str, file: &str) -> (PathBuf, PathBuf) {
    let folder = clients().join(name);
    assert!(folder.join("installed").exists(), "{name} is not installed: run `cargo xtask clients`");
    (folder, Path::new(env!("CARGO_MANIFEST_DIR")).join("clients").join(file))
}

/// Starts a server of the TypeScript SDK.
fn node(args: &[&str]) -> Command {
    let own = clients().join("node/bin/node");
    let (sdk, script) = foreign("sdk-1", "node/serve.mjs");
    let mut command = Command::new(if own.exists() { own } else { "node".into() });
    command.arg(script).args(args).env("MCP_SDK_FOLDER", sdk);
    command
}

/// A command as one word of `--command`, with its environment.
fn quoted(command: &Command) -> String {
    let set = command.get_envs().map(|(name, value)| {
        format!("{}={}", name.to_string_lossy(), value.expect("a value").to_string_lossy())
    });
    let words = [command.get_program()].into_iter().chain(command.get_args());
    let words = words.map(|word| format!("'{}'", word.to_string_lossy()));
    format!("env {} {}", set.collect::<Vec<_>>().join(" "), words.collect::<Vec<_>>().join(" "))
}

/// What is printed and said when the server at the other end, named by `there`, is asked.
fn asked(there: &[&str], line: &str) -> (String, String, Option<i32>) {
    let (what, rest) = line.split_once(' ').unwrap_or((line, ""));
    let rest = rest.split(' ').filter(|word| !word.is_empty());
    let args: Vec<&str> = [what].into_iter().chain(there.iter().copied()).chain(rest).collect();
    ran(LIBRARY, &args)
}

/// The test bed and the server that asks, by what `there` makes of each.
fn all_of_the_kit(testbed: &[&str], asker: &[&str], library: &[&str]) {
    let (text, said, code) = asked(testbed, "call add --a 2 --b 3");
    assert_eq!((&*text, &*said, code), ("5\n", "", Some(0)));
    let (text, said, code) = asked(testbed, "call count --to 2 --log info");
    let steps = "info: counting\n[1/2] step 1\n[2/2] step 2\n";
    assert_eq!((&*text, &*said, code), ("counted to 2\n", steps, Some(0)));
    let (_, said, code) = asked(testbed, "call order --item ab");
    assert!(
        said.starts_with("error: --item: expected a string of 3 to 10 characters") && code == Some(2),
        "{said}"
    );
    let (_, said, code) = asked(testbed, "call fail --kind x");
    assert!(said.starts_with("failed as asked: x") && code == Some(1), "{said}");
    let (help, _, code) = asked(testbed, "call add --help");
    assert!(
        help.contains("--a <NUMBER>  The first addend. (a number, required)") && code == Some(0),
        "{help}"
    );
    let (help, _, _) = asked(testbed, "call --help");
    assert!(help.contains("\n  echo ") && help.contains("--command <PROGRAM>"), "{help}");

    let (text, said, _) = asked(asker, "call book --answer name=Ann --answer seat=2 --answer confirm=y");
    assert_eq!(text, "Ann, 1, Aisle, None, true\n", "{said}");
    let (_, said, code) = asked(asker, "call book");
    assert!(said.ends_with("the user declined\n") && code == Some(1), "{said}");

    let (text, _, _) = asked(library, "list");
    assert!(text.contains("\n  recommend  Recommend a book.\n"), "{text}");
    assert!(text.contains("  library://books/{id}{?mood}        A book. There are ten.\n"), "{text}");
    let (text, _, _) = asked(library, "schema");
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(schema["resourceTemplates"][0]["uriTemplate"], "library://books/{id}{?mood}");
    assert_eq!(schema["serverInfo"]["name"], "library");
    // A server without prompts and resources asks for those of another.
    let there: Vec<&str> = ["prompt"].into_iter().chain(library.iter().copied()).collect();
    let (text, said, _) = ran(TESTBED, &[&there[..], &["recommend", "--topic", "ships"]].concat());
    assert!(text.starts_with("[user]\nRecommend a book on ships"), "{said}");
    let (text, ..) = asked(library, "read library://catalogue --output raw");
    assert!(text.contains("# Books"), "{text}");
}

#[test]
fn programs_are_asked() {
    all_of_the_kit(
        &["--command", TESTBED],
        &["--command", ASKER],
        &["--command", &format!("'{LIBRARY}' --stdio")],
    );
}

#[test]
fn addresses_are_asked() {
    let servers = [TESTBED, ASKER, LIBRARY].map(|program| Served::start(program, &[], ""));
    let urls = servers.each_ref().map(|served| format!("http://{}/mcp", served.addr));
    let [testbed, asker, library] = urls.each_ref().map(|url| ["--url", url]);
    all_of_the_kit(&testbed, &asker, &library);
    // Each by the one stream that HTTP+SSE has.
    let urls = urls.map(|url| url.replace("/mcp", "/sse"));
    let [testbed, asker, library] = urls.each_ref().map(|url| ["--url", url]);
    all_of_the_kit(&testbed, &asker, &library);
}

/// The server of this program is not made, whatever it wants; also where it is made by async code.
#[test]
fn the_own_server_is_not_made() {
    for way in ["run", "serve"] {
        let output = Command::new(env!("CARGO_BIN_EXE_flagged"))
            .args(["call", "--command", TESTBED, "echo", "--text", "a"])
            .env("WAY", way)
            .output()
            .expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((&*output.stdout, &*said), (&b"a\n"[..], ""), "{way}");
    }
}

/// A server without sessions is asked as 2026-07-28 has it.
#[cfg(unix)]
#[test]
fn a_server_without_sessions() {
    let answers = [
        r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"there is no such method"}}"#,
        r#"{"jsonrpc":"2.0","id":2,"result":{"capabilities":{"tools":{}}}}"#,
        r#"[{"jsonrpc":"2.0","method":"notifications/x"},{"jsonrpc":"2.0","id":3,"result":{"tools":[{"name":"t"}]}}]"#,
        r#"{"jsonrpc":"2.0","id":4,"result":{"content":[{"type":"text","text":"done"}]}}"#,
    ];
    let script = Path::new(env!("CARGO_TARGET_TMPDIR")).join("without-sessions.sh");
    let lines =
        answers.map(|answer| format!("read -r asked\nprintf '%s\\n' \"$asked\" >&2\necho '{answer}'\n"));
    std::fs::write(&script, lines.concat()).expect("a file");
    let (text, said, code) = asked(&["--command", &format!("sh '{}'", script.display())], "call t");
    assert_eq!((&*text, code), ("done\n", Some(0)), "{said}");
    let methods: Vec<String> = said
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .map(|asked| {
            format!(
                "{} {}",
                asked["method"], asked["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"]
            )
        })
        .collect();
    let modern = |method: &str| format!("\"{method}\" \"2026-07-28\"");
    assert_eq!(
        methods,
        [
            "\"initialize\" null".to_owned(),
            modern("server/discover"),
            modern("tools/list"),
            modern("tools/call")
        ]
    );
}

/// A server that answers each request with what `answer` makes of it, its type and its body, until nothing is. Gives its address, and what it
/// was asked.
fn answering(
    answer: impl Fn(&str) -> Option<(&'static str, &'static str)> + Send + 'static,
) -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/mcp", listener.local_addr().expect("an address"));
    let served = std::thread::spawn(move || {
        let mut seen = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut request = String::new();
            while !request.contains("\r\n\r\n") || request.starts_with("POST") && !request.ends_with("}}") {
                let mut bytes = [0; 4096];
                let count = stream.read(&mut bytes).expect("a request");
                request.push_str(&String::from_utf8_lossy(&bytes[..count]));
                if count == 0 || request.contains("notifications/initialized") {
                    break;
                }
            }
            let answered = answer(&request);
            seen.push(request);
            let Some((kind, body)) = answered else { return seen };
            let head = format!(
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        }
        seen
    });
    (url, served)
}

const JSON: &str = "application/json";

/// A stream that ends before the answer is come back to, where it left off.
#[test]
fn a_stream_is_come_back_to() {
    let (url, served) = answering(|request| {
        Some(if request.starts_with("GET /end") {
            return None;
        } else if request.contains("\"initialize\"") {
            (
                JSON,
                r#"{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}}}}"#,
            )
        } else if request.contains("tools/list") {
            (JSON, r#"{"jsonrpc":"2.0","id":2,"result":{"tools":[{"name":"t","inputSchema":{}}]}}"#)
        } else if request.contains("tools/call") {
            ("text/event-stream", "id: seven\nretry: 10\ndata:\n\nid: eight\ndata: {\"jsonrpc\"")
        } else if request.to_ascii_lowercase().contains("last-event-id: seven") {
            (
                "text/event-stream",
                "data: {\"jsonrpc\":\"2.0\",\"id\":3,\ndata: \"result\":{\"content\":[]}}\n\n",
            )
        } else {
            ("text/plain", "")
        })
    });
    let (text, said, code) = asked(&["--url", &url, "--header", TOKEN], "call t");
    assert_eq!((&*text, &*said, code), ("", "", Some(0)));
    let seen = ended(&url, served);
    assert!(seen.iter().all(|request| request.contains("authorization: Bearer of-the-test")), "{seen:?}");
    assert!(seen[1..].iter().all(|request| request.contains("mcp-protocol-version: 2025-11-25")), "{seen:?}");
}

/// What a server without sessions wants to see of a call in its headers is there.
#[test]
fn arguments_that_headers_repeat() {
    let (url, served) = answering(|request| {
        Some(if request.starts_with("GET /end") {
            return None;
        } else if request.contains("server/discover") {
            (JSON, r#"{"jsonrpc":"2.0","id":2,"result":{"capabilities":{"tools":{}}}}"#)
        } else if request.contains("tools/list") {
            (
                JSON,
                r#"{"jsonrpc":"2.0","id":3,"result":{"tools":[{"name":"t","inputSchema":{"type":"object","properties":{
                    "depot":{"type":"string","x-mcp-header":"Depot"}}}}]}}"#,
            )
        } else if request.contains("tools/call") {
            (JSON, r#"{"jsonrpc":"2.0","id":4,"result":{"content":[{"type":"text","text":"done"}]}}"#)
        } else {
            (JSON, r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"there is no such method"}}"#)
        })
    });
    let (text, said, code) = asked(&["--url", &url], "call t --depot Köln");
    assert_eq!((&*text, &*said, code), ("done\n", "", Some(0)));
    let seen = ended(&url, served);
    let called = seen.iter().find(|request| request.contains("tools/call")).expect("a call");
    for head in ["mcp-method: tools/call", "mcp-name: t", "mcp-param-depot: =?base64?S8O2bG4=?="] {
        assert!(called.contains(&format!("{head}\r\n")), "{head}: {called}");
    }
}

/// Ends such a server, and gives what it was asked before.
fn ended(url: &str, served: std::thread::JoinHandle<Vec<String>>) -> Vec<String> {
    let address = url.trim_start_matches("http://").trim_end_matches("/mcp");
    let mut stream = std::net::TcpStream::connect(address).expect("it listens");
    stream.write_all(b"GET /end HTTP/1.1\r\n\r\n").expect("it is read");
    let mut seen = served.join().expect("it ends");
    seen.pop();
    seen
}

/// What is wrong with another server is said in a sentence, and so that it ends.
#[test]
fn servers_that_do_not_answer() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let silent = format!("http://{}/mcp", silent.local_addr().expect("an address"));
    let page = TcpListener::bind("127.0.0.1:0").expect("a port");
    let page_at = format!("http://{}/mcp?key=of-the-test", page.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in page.incoming() {
            let mut stream = stream.expect("a connection");
            let _ = stream.read(&mut [0; 8192]);
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-type: text/html\r\n\r\n<p/>");
        }
    });
    let page_named = page_at.split("/mcp").next().expect("a host").to_owned();
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|closed| closed.local_addr()).expect("a port");
    let closed = format!("http://{closed}");
    let testbed = Served::start(TESTBED, &[], "");
    let nowhere = format!("http://{}/nowhere", testbed.addr);
    for (there, said, code) in [
        (&["--command", "sh -c 'exit 3'"][..], "error: `sh` ended (exit status: 3) before it answered\n", 1),
        (&["--command", "no-such-program"], "error: `no-such-program` does not start: …", 1),
        (
            &["--command", "sleep 600", "--wait", "300ms"],
            "error: the server does not answer within 0.3 s: write `--wait TIME` for more\n",
            1,
        ),
        (
            &["--command", "echo hello"],
            "the server says what is no message: hello\nerror: `echo` ended (exit status: 0) before it answered\n",
            1,
        ),
        (
            &["--command", "a 'b"],
            "error: a quote in `--command` has no end: write it twice, or `\\` before it\n",
            2,
        ),
        (
            &["--command", " "],
            "error: `--command` names no program: write one, with its arguments in the same quotes\n",
            2,
        ),
        (
            &["--url", &silent, "--wait", "300ms"],
            "error: the server does not answer within 0.3 s: write `--wait TIME` for more\n",
            1,
        ),
        (
            &["--url", &page_at],
            &format!(
                "error: {page_named} answers 200 OK without an answer of the protocol: is that the address of an MCP server?\n"
            ),
            1,
        ),
        (&["--url", &closed], &format!("error: {closed} cannot be reached: Connection refused…"), 1),
        (&["--url", &nowhere], "error: there is nothing at this path; the server is at /mcp\n", 1),
        (
            &["--url", "localhost:3000"],
            "error: what `--url` says is no address: write one such as `http://127.0.0.1:3000/mcp`\n",
            2,
        ),
        (
            &["--url", "http://u:secret@h/"],
            "error: what `--url` says has a user in it: write `--header 'Authorization: Basic …'` instead\n",
            2,
        ),
        (
            &["--url", &closed, "--header", "of-the-test"],
            "error: a `--header` is none: write its name, `:` and its value in quotes, such as 'Authorization: Bearer …'\n",
            2,
        ),
        (
            &["--url", &closed, "--command", "x"],
            "error: the argument '--url <URL>' cannot be used with '--command <PROGRAM>'…",
            2,
        ),
    ] {
        let began = Instant::now();
        let (text, stderr, ended) = asked(there, "call add --a 2 --b 3");
        let fits = match said.split_once('…') {
            Some((start, "")) => stderr.starts_with(start),
            _ => stderr == said,
        };
        assert!(fits && text.is_empty() && ended == Some(code), "{there:?}: {ended:?} {stderr}");
        assert!(began.elapsed() < Duration::from_secs(10), "{there:?}");
    }
    // The silent one is dropped here, and not before.
    drop(silent);
    let (_, said, code) = ran(LIBRARY, &["call", "toggle", "--url", &closed]);
    assert!(said.contains("tip: write `--url` before the name of the tool\n") && code == Some(2), "{said}");
}

/// Ctrl-C is told to the other server as the protocol has it, and what it held is dropped.
#[cfg(unix)]
#[test]
fn an_interrupt_cancels_the_call_elsewhere() {
    let mark = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interrupted-elsewhere");
    let _ = std::fs::remove_file(&mark);
    let testbed = {
        let mut command = Command::new(TESTBED);
        command.args(["--http", "127.0.0.1:0"]).env("TESTBED_MARK", &mark);
        Served::of(&mut command)
    };
    let url = format!("http://{}/mcp", testbed.addr);
    for there in [["--command", TESTBED], ["--url", &url]] {
        let _ = std::fs::remove_file(&mark);
        let mut command = Command::new(LIBRARY);
        command.arg("call").args(there).args(["slow", "--ms", "600000"]).env("TESTBED_MARK", &mark);
        let mut process = Process::start(&mut command);
        assert!(eventually(|| marked(&mark, "began")), "{}", process.stderr());
        process.signal("INT");
        let status = process.wait(PATIENCE).expect("it ends");
        assert_eq!(status.code(), Some(130), "{there:?}");
        assert!(eventually(|| marked(&mark, "dropped")), "{there:?}");
    }
}

/// What a server of the TypeScript SDK is asked, over either transport.
fn all_of_node(there: &[&str]) {
    let (text, said, _) = asked(there, "list");
    assert!(text.contains("Tools:\n  forecast  Say the weather.\n"), "{text}{said}");
    assert!(text.contains("Prompts:\n  greet  Greet.\n\nResources:\n  note://one  A note.\n"), "{text}");
    let (text, said, code) = asked(there, "call forecast --city Bern --days 2");
    assert_eq!((&*text, &*said, code), ("Bern: rain for 2\n", "[1/2] looking\n", Some(0)));
    let (_, said, code) = asked(there, "call forecast --city Bern --days 9");
    assert_eq!((&*said, code), ("error: --days: expected an integer from 1 to 5, got 9\n", Some(2)));
    let (text, said, _) = asked(there, "call travel --answer seat=window");
    assert_eq!((&*text, &*said), ("accept window\n", "the server asks: Which seat?\n"));
    let (text, said, _) = asked(there, "prompt greet --name Ann");
    assert_eq!(text, "[user]\nHello Ann\n", "{said}");
    assert_eq!(asked(there, "read note://one").0, "written\n");
}

#[test]
fn a_program_of_the_typescript_sdk() {
    let program = quoted(&node(&[]));
    all_of_node(&["--command", &program]);
    let (_, said, code) = asked(&["--command", &program], "call leave");
    assert_eq!((&*said, code), ("error: `env` ended (exit status: 3) before it answered\n", Some(1)));
    let (_, said, code) = asked(&["--command", &program, "--wait", "3s"], "call wait");
    let late = "error: the server does not answer within 3 s: write `--wait TIME` for more\n";
    assert!(said.starts_with("waiting\n") && said.contains("cancelled\n") && said.contains(late), "{said}");
    assert_eq!(code, Some(1));
}

#[test]
fn an_address_of_the_typescript_sdk() {
    let served = Served::of(&mut node(&["http"]));
    let url = format!("http://{}/mcp", served.addr);
    // Its transport is for one session.
    let there = ["--url", &*url, "--header", TOKEN];
    let (text, said, _) = asked(&there, "call travel --answer seat=window");
    assert_eq!((&*text, &*said), ("accept window\n", "the server asks: Which seat?\n"));
    assert!(served.stderr_has("closed"), "the session is ended");
    let (_, said, code) = asked(&["--url", &url], "call travel");
    let refused = format!(
        "error: http://{} refuses with 401 Unauthorized: write `--header 'Authorization: Bearer …'` with a token that it takes\n",
        served.addr
    );
    assert_eq!((said, code), (refused, Some(1)));
    let other = url.replace("/mcp", "/other");
    let (_, said, _) = asked(&["--url", &other, "--header", TOKEN], "call travel");
    assert!(said.contains("307 Temporary Redirect: nothing is redirected"), "{said}");
}

#[test]
fn an_address_of_the_python_sdk_that_speaks_sse_alone() {
    let (folder, script) = foreign("mcp-1", "python/serve.py");
    let served = Served::of(Command::new(folder.join("bin/python")).arg(script));
    let url = format!("http://{}/sse", served.addr);
    let there = ["--url", &*url];
    let answered = || asked(&there, "list").2 == Some(0);
    assert!(eventually(answered), "{}", served.process.stderr());
    let (text, said, _) = asked(&there, "call double --number 4 --twice");
    assert_eq!((&*text, &*said), ("16\n", "[1.0/2.0] doubling\n"));
    let (text, said, _) = asked(&there, "call travel --answer row=3");
    assert_eq!((&*text, &*said), ("accept 3\n", "the server asks: Which row?\n"));
}
