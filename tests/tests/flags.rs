//! What command lines and environments do: flags that every server has, and those of a server itself.
#![cfg(target_os = "linux")]

use std::os::unix::ffi::OsStrExt as _;
use std::process::{Command, Stdio};

use mcp_tests::http::PATIENCE;
use mcp_tests::http::client::{call, initialize, message, modern, text};
use mcp_tests::http::served::{Served, eventually};
use mcp_tests::process::Process;
use mcp_tests::transcript::Wire as _;
use serde_json::json;

const FLAGGED: &str = env!("CARGO_BIN_EXE_flagged");
const TESTBED: &str = env!("CARGO_BIN_EXE_testbed");

/// The program with words for its arguments, and an environment written `NAME=value; …`. Nothing else is set.
fn command(program: &str, line: &str, environment: &str) -> Command {
    let mut command = Command::new(program);
    command.args(line.split(' ').filter(|word| !word.is_empty())).env_clear().stdin(Stdio::null());
    let variables = environment.split("; ").filter_map(|variable| variable.split_once('='));
    command.envs(variables);
    command
}

/// What it prints and says, and its exit code.
fn run(program: &str, line: &str, environment: &str) -> (String, String, Option<i32>) {
    let output = command(program, line, environment).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

/// Ends with a code, and prints what is here: to standard output where that is 0, else to stderr. With `…` at its end more may follow.
fn ends(program: &str, line: &str, environment: &str, code: i32, expected: &str) {
    let (stdout, stderr, ended) = run(program, line, environment);
    let said = if code == 0 { &stdout } else { &stderr };
    assert_eq!(ended, Some(code), "`{line}` with `{environment}`: {stdout}{stderr}");
    match expected.strip_suffix('…') {
        Some(start) => assert!(said.starts_with(start), "`{line}` with `{environment}`: {said}"),
        None => assert_eq!(said, &format!("{expected}\n"), "`{line}` with `{environment}`"),
    }
}

#[test]
fn own_flags() {
    for way in ["run", "run more", "serve"] {
        for (line, environment, code, expected) in [
            ("--url u call opened", "", 0, "u 7 Slow None"),
            ("-n 8 --url=u --speed fast --own-log l call opened", "", 0, "u 8 Fast Some(\"l\")"),
            ("call opened", "SHOP_URL=e; SHOP_COUNT=9; SHOP_SPEED=fast", 0, "e 9 Fast None"),
            ("--url u call opened", "SHOP_URL=e", 0, "u 7 Slow None"),
            ("--url u list", "", 0, "opened  Say what the shop was opened with.…"),
            ("--url u schema", "", 0, "{\n  \"serverInfo\": {\n…"),
            ("--url u call named --log debug --help h --url t", "", 0, "debug h t"),
            (
                "--url u call opened --help",
                "",
                0,
                "Say what the shop was opened with.\n\nUsage: flagged call opened…",
            ),
            // It takes no flags to ask what there is.
            ("--help", "", 0, "A shop.\n\nUsage: flagged [OPTIONS] --url <URL> [COMMAND]…"),
            ("--version", "", 0, "flagged…"),
            ("list", "", 2, "error: the following required arguments were not provided:\n  --url <URL>…"),
            ("--url u --count 900 list", "", 2, "error: invalid value '900' for '--count <COUNT>'…"),
            (
                "--url u",
                "SHOP_COUNT=900",
                2,
                "error: SHOP_COUNT in the environment does not fit `--count <COUNT>`: 900 is not in 0..=255",
            ),
            (
                "--url u",
                "SHOP_COUNT=secret-word",
                2,
                "error: SHOP_COUNT in the environment does not fit `--count <COUNT>`: invalid digit found in string",
            ),
            (
                "--url u",
                "SHOP_COUNT=9000000",
                2,
                "error: SHOP_COUNT in the environment does not fit `--count <COUNT>`: … is not in 0..=255",
            ),
            (
                "--url u list",
                "SHOP_SPEED=quick",
                2,
                "error: SHOP_SPEED in the environment does not fit `--speed <SPEED>`: write one of slow, fast",
            ),
            ("--url u --no-such-flag", "", 2, "error: unexpected argument '--no-such-flag' found…"),
            ("--url nothing list", "", 2, "opening\nerror: `--url nothing` is no place: name one"),
        ] {
            ends(FLAGGED, line, &format!("WAY={way}; {environment}"), code, expected);
        }
    }
    ends(FLAGGED, "--url closed list", "WAY=run", 1, "error: the shop is closed");
    let (_, said, _) = run(FLAGGED, "list", "WAY=run");
    assert!(said.ends_with("tip: `--url <URL>` can also be set by SHOP_URL\n"), "{said}");
    for line in ["--url u list --url x", "--url u call opened --url x"] {
        let (_, said, code) = run(FLAGGED, line, "WAY=run");
        assert_eq!(code, Some(2), "{line}");
        assert!(said.ends_with("tip: write `--url` before the sub-command\n"), "{said}");
    }
    let mut command = command(FLAGGED, "list", "WAY=run");
    let output = command.env("SHOP_URL", std::ffi::OsStr::from_bytes(b"\xFF")).output().expect("it runs");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: SHOP_URL in the environment, for `--url <URL>`, is not Unicode: write it in UTF-8\n"
    );
}

/// What is made before is closed, also by a server that is not awaited.
/// All that breaks at the clients of `clients(…)` is said at once, by every start and by what only lists.
#[test]
fn what_breaks_at_the_clients_of_a_server_ends_it() {
    for line in ["", "--stdio", "list", "schema", "call count"] {
        let (stdout, said, code) = run(FLAGGED, line, "WAY=clients");
        assert_eq!((&*stdout, code), ("", Some(2)), "{line}: {said}");
        assert_eq!(
            said,
            "error: the server says `clients(…)` for Roo Code and OpenAI strict, where this breaks:\n\
             - `count`, argument `labels`: a map with free keys: left empty by Roo Code, refused by OpenAI strict; \
             take a list of structs with a key and a value\n\
             - `look`, argument `page`: a tuple of different types: refused by OpenAI strict; \
             take a struct, or members that are all of one type\n",
            "{line}"
        );
    }
}

#[test]
fn own_flags_and_what_is_closed() {
    for way in ["run more", "serve"] {
        let (stdout, said, _) = run(FLAGGED, "--url u call opened", &format!("WAY={way}"));
        assert_eq!((&*stdout, &*said), ("u 7 Slow None\n", "opening\nclosed\n"), "{way}");
    }
}

#[test]
fn own_flags_over_each_transport() {
    for way in ["run", "run more", "serve"] {
        let environment = format!("WAY={way}; SHOP_URL=e; RUST_LOG=info");
        let mut server = Process::start(&mut command(FLAGGED, "--count 3 --stdio", &environment));
        server.send(&initialize("2025-11-25").to_string());
        server.message();
        server.send(&call(1, "opened", json!({})).to_string());
        assert_eq!(text(&server.message()), "e 3 Slow None", "{way}");
        server.close();
        assert!(server.wait(PATIENCE).is_some_and(|status| status.success()), "{way}");
        // What the author logs while the server is made is there.
        assert!(server.stderr().contains("INFO flagged: opening"), "{}", server.stderr());
        let mut http =
            Served::of(&mut command(FLAGGED, "--count 3", &format!("{environment}; MCP_HTTP=127.0.0.1:0")));
        let answer = message(&http.client().send(&modern(1, "opened", json!({}))));
        assert_eq!(text(&answer), "e 3 Slow None", "{way}");
        http.ends_well();
    }
}

#[test]
fn the_help_has_own_flags_apart_and_no_values() {
    let (help, _, _) =
        run(FLAGGED, "--help", "WAY=run; SHOP_URL=secret; MCP_SECRET=secret; MCP_TOKEN_FILE=secret");
    let (kit, own) = help.split_once("\nOf this server:\n").expect("a heading");
    assert!(own.contains("--url <URL>      Where the orders are [env: SHOP_URL]\n"), "{own}");
    assert!(!kit.contains("--url <URL>  ") && !help.contains("secret "), "{help}");
    assert!(!help.contains("=secret") && !help.contains("What a shop is opened with"), "{help}");
    // Each flag of the kit, and its variable.
    let flags = kit.lines().filter_map(|line| line.trim_start().strip_prefix("--"));
    let mut count = 0;
    for line in flags {
        let name = line.split([' ', ',']).next().expect("a name");
        let variable = format!("[env: MCP_{}]", name.replace('-', "_").to_uppercase());
        assert!(line.contains(&variable), "{variable} is missing: {line}");
        count += 1;
    }
    assert_eq!(count, 24, "{kit}");
}

#[test]
fn a_flag_that_every_server_has_is_refused() {
    let mend = |name: &str| {
        format!("belongs to every server: give it another name, such as `#[arg(long = \"my-{name}\")]`")
    };
    for (way, said) in [
        ("clash long", format!("`--call-deadline` of the field `call_deadline` {}", mend("call-deadline"))),
        ("clash short", format!("`-V` of the field `verbose` {}", mend("verbose"))),
        ("clash variable", format!("`MCP_PATH` of the field `folder` {}", mend("folder"))),
        ("clash alias", format!("`--sse` of the field `stream` {}", mend("stream"))),
        ("twice", "`--one` of the field `other` is there twice: give one of them another name".into()),
        (
            "sub-command",
            "the server has a sub-command of its own, `migrate`: make a flag or a tool of it".into(),
        ),
    ] {
        for line in ["list", "--stdio", "--help"] {
            ends(FLAGGED, line, &format!("WAY={way}"), 2, &format!("error: {said}"));
        }
    }
}

#[test]
fn refusals_name_the_variable() {
    let time = "is no time: write seconds, or a number with ms, s, m, h or d, such as `30s`";
    for (line, environment, said) in [
        (
            "",
            "MCP_HTTP=nowhere",
            "`MCP_HTTP=nowhere` is no address to listen on: write `:3000` for this machine only, or `HOST:3000`",
        ),
        (
            "--http nowhere",
            "MCP_HTTP=:0",
            "`--http nowhere` is no address to listen on: write `:3000` for this machine only, or `HOST:3000`",
        ),
        ("", "MCP_HTTP=:0; MCP_STDIO=true", "MCP_STDIO and MCP_HTTP are both set: take one of them away"),
        ("", "MCP_STDIO=maybe", "`MCP_STDIO=maybe` is neither yes nor no: write `true` or `false`"),
        ("", "MCP_HTTP=:0; MCP_CORS=2", "`MCP_CORS=2` is neither yes nor no: write `true` or `false`"),
        (
            "",
            "MCP_HTTP=:0; MCP_MAX_BODY=8X",
            "`MCP_MAX_BODY=8X` is no size: write bytes, or a number with K, M or G, such as `8M`",
        ),
        (
            "",
            "MCP_HTTP=:0; MCP_MAX_SESSIONS=many",
            "`MCP_MAX_SESSIONS=many` is no number: write one such as `1000`",
        ),
        (
            "",
            "MCP_HTTP=:0; MCP_ALLOW_HOST=a.example:1",
            "`MCP_ALLOW_HOST=a.example:1` can never match: ports are not compared: write `a.example`",
        ),
        (
            "",
            "MCP_HTTP=:0; MCP_PATH=/sse",
            "`MCP_PATH` and `--sse-path` are both `/sse`: give each a path of its own",
        ),
        ("", "MCP_HTTP=:0; MCP_TLS_CERT=a.pem", "`MCP_TLS_CERT` needs its key: write `--tls-key FILE` too"),
        ("--http :0 --tls-key a.pem", "", "`--tls-key` needs its certificate: write `--tls-cert FILE` too"),
        ("--path /x", "", "`--path` is for HTTP: write `--http :3000` too, or leave it out"),
        ("--stdio --cors", "MCP_HTTP=:0", "`--cors` is for HTTP: write `--http :3000` too, or leave it out"),
        ("--stdio", "MCP_GRACE=1w", &format!("`MCP_GRACE=1w` {time}")),
        ("--stdio", "MCP_CALL_DEADLINE=soon", &format!("`MCP_CALL_DEADLINE=soon` {time}")),
        ("--stdio --grace 2w", "MCP_GRACE=1s", &format!("`--grace 2w` {time}")),
        (
            "--stdio",
            "MCP_LOG=loud",
            "`MCP_LOG=loud` is no level: write one of off, error, warn, info, debug, trace",
        ),
        (
            "list",
            "MCP_LOG=loud",
            "`MCP_LOG=loud` is no level: write one of off, error, warn, info, debug, trace",
        ),
    ] {
        let (_, stderr, code) = run(TESTBED, line, environment);
        assert_eq!(code, Some(2), "`{line}` with `{environment}`: {stderr}");
        // What is set twice may have been logged before.
        let last = stderr.lines().last().unwrap_or_default();
        assert_eq!(last, format!("error: {said}"), "`{line}` with `{environment}`: {stderr}");
    }
}

/// What serves nobody looks at nothing that is for serving, and serves nobody.
#[test]
fn sub_commands_do_not_serve() {
    for environment in
        ["MCP_HTTP=127.0.0.1:0", "MCP_HTTP=nowhere", "MCP_STDIO=true; MCP_HTTP=:0; MCP_GRACE=x; MCP_CORS=x"]
    {
        ends(TESTBED, "call add --a 1 --b 2", environment, 0, "3");
        ends(TESTBED, "list", environment, 0, "add            Add two numbers.…");
        let (_, said, _) = run(TESTBED, "call add --a 1 --b 2", environment);
        assert_eq!(said, "", "{environment}");
    }
}

#[test]
fn the_command_line_wins_and_says_so() {
    for (line, environment, said) in [
        ("--stdio", "MCP_HTTP=127.0.0.1:0", "`--stdio` wins over MCP_HTTP"),
        (
            "--stdio --grace 1s",
            "MCP_GRACE=x; MCP_STDIO=1",
            "`--stdio` wins over MCP_STDIO, `--grace` wins over MCP_GRACE",
        ),
        ("--log warn list", "MCP_LOG=error", "`--log` wins over MCP_LOG"),
        ("list --log warn", "MCP_LOG=error", "`--log` wins over MCP_LOG"),
        ("list --log warn", "RUST_LOG=debug", "`--log` wins over RUST_LOG"),
    ] {
        let (_, stderr, code) = run(TESTBED, line, environment);
        assert_eq!(code, Some(0), "{line}: {stderr}");
        let lines: Vec<&str> = stderr.lines().filter(|line| line.contains(" wins over ")).collect();
        assert!(lines.len() == 1 && lines[0].ends_with(&format!(": {said}")), "{line}: {stderr}");
    }
    let (_, said, _) = run(FLAGGED, "--url u -n 1 list", "WAY=run; SHOP_URL=secret; SHOP_COUNT=2");
    assert!(said.contains(": `--url` wins over SHOP_URL, `--count` wins over SHOP_COUNT\n"), "{said}");
    // Empty is none, and what is set once is not said.
    for (line, environment) in
        [("--stdio --grace 1s", "MCP_GRACE=; MCP_HTTP="), ("list", "MCP_LOG=info"), ("", "MCP_STDIO=yes")]
    {
        let (_, said, code) = run(TESTBED, line, environment);
        assert_eq!((said.contains("wins over"), code), (false, Some(0)), "{line}: {said}");
    }
    let mut http = Served::of(&mut command(TESTBED, "--http 127.0.0.1:0", "MCP_HTTP=nowhere; MCP_STDIO=1"));
    let said = "`--http` wins over MCP_HTTP, `--http` wins over MCP_STDIO\n";
    assert!(http.stderr_has(said), "{}", http.process.stderr());
    http.ends_well();
}

#[test]
fn flags_come_from_variables() {
    let environment = "MCP_HTTP=127.0.0.1:0; MCP_PATH=/here/; MCP_CORS=on; MCP_ALLOW_ORIGIN=https://a.example, https://b.example; \
                       MCP_MAX_BODY=1K; MCP_CALL_DEADLINE=100ms; MCP_NO_SSE_ON_MCP=0";
    let mut http = Served::of(&mut command(TESTBED, "", environment));
    let client = http.client();
    for (origin, status) in
        [("https://a.example", 200), ("https://b.example", 200), ("https://c.example", 403)]
    {
        let answer = client.post("/here", &[("Origin", origin)], &initialize("2025-06-18"));
        assert_eq!(answer.status(), status, "{origin}");
    }
    let mut large = initialize("2025-06-18");
    large["params"]["clientInfo"]["title"] = json!("x".repeat(1024));
    assert_eq!(client.post("/here", &[], &large).status(), 413);
    assert_eq!(client.post("/mcp", &[], &initialize("2025-06-18")).status(), 404);
    http.ends_well();
    let mut server = Process::start(&mut command(TESTBED, "", "MCP_CALL_DEADLINE=100ms; MCP_STDIO=true"));
    server.send(&initialize("2025-11-25").to_string());
    server.message();
    server.send(&call(1, "slow", json!({"ms": 60_000})).to_string());
    assert!(text(&server.message()).contains("took longer than 100ms"));
    server.close();
}

/// The flag, then `MCP_LOG`, then `RUST_LOG`, then warnings.
#[test]
fn what_says_how_much_is_logged() {
    for (line, environment, info) in [
        ("", "", false),
        ("", "RUST_LOG=info", true),
        ("", "MCP_LOG=info", true),
        ("", "MCP_LOG=info; RUST_LOG=error", true),
        ("", "MCP_LOG=error; RUST_LOG=info", false),
        ("--log info", "MCP_LOG=error; RUST_LOG=error", true),
        ("--log error", "MCP_LOG=info", false),
    ] {
        let (_, said, _) =
            run(FLAGGED, &format!("{line} list"), &format!("WAY=run; SHOP_URL=u; {environment}"));
        assert_eq!(said.contains("INFO flagged: opening"), info, "{line} {environment}: {said}");
    }
    for line in ["call --log info opened", "call opened --log info", "call opened --log=info"] {
        let (_, said, _) = run(FLAGGED, line, "WAY=run; SHOP_URL=u");
        assert!(said.contains("INFO flagged: opening"), "{line}: {said}");
    }
    ends(
        FLAGGED,
        "--url u call opened --log loud",
        "WAY=run",
        2,
        "opening\nerror: invalid value 'loud' for '--log <LEVEL>'…",
    );
}

/// Nothing is coloured, on a terminal and elsewhere.
#[test]
fn nothing_is_coloured() {
    for color in ["1", ""] {
        for line in ["--help", "--no-such-flag", "list --log trace"] {
            let output = Command::new("script")
                .args(["-qec", &format!("{TESTBED} {line}"), "/dev/null"])
                .env("NO_COLOR", color)
                .stdin(Stdio::null())
                .output()
                .expect("`script`, of util-linux, makes the terminal");
            assert!(!output.stdout.is_empty() && !output.stdout.contains(&0x1B), "{line}");
        }
    }
}

/// The servers of the examples, as they are named in what clients start.
#[test]
fn the_examples_take_their_flags() {
    let examples = std::path::Path::new(TESTBED).parent().expect("a folder").join("examples");
    let files = examples.join("files");
    let files = files.to_str().expect("Unicode");
    assert!(
        eventually(|| std::path::Path::new(files).exists()),
        "{files} is missing: `cargo xtask test` builds it"
    );
    let folder = std::env::temp_dir().join(format!("mcp-flags-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("inner")).expect("a folder");
    let (root, inner) = (folder.display(), folder.join("inner"));
    ends(files, &format!("--root {root} call tree"), "", 0, "inner/");
    ends(files, "call tree", &format!("FILES_ROOT={root}"), 0, "inner/");
    ends(
        files,
        &format!("--root {} call tree", inner.display()),
        &format!("FILES_ROOT={root}"),
        0,
        "(empty, but…",
    );
    ends(
        files,
        "list",
        "FILES_ROOT=/no-such-folder",
        2,
        "error: `--root /no-such-folder` is no folder to serve: …",
    );
    let _ = std::fs::remove_dir_all(folder);
}
