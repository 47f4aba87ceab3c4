//! What the command line of a server makes of its tools, prompts and resources.

#[cfg(unix)]
#[path = "commands/dev.rs"]
mod dev;
#[cfg(unix)]
#[path = "commands/doctor.rs"]
mod doctor;

use std::io::Write as _;
use std::process::{Command, Stdio};

use mcp_tests::http::served::{eventually, marked};

#[path = "commands/elsewhere.rs"]
mod elsewhere;

const ASKER: &str = env!("CARGO_BIN_EXE_asker");
const LIBRARY: &str = env!("CARGO_BIN_EXE_library");
const TESTBED: &str = env!("CARGO_BIN_EXE_testbed");

/// What the library prints and says, and whether it ended well.
fn run(args: &[&str]) -> (String, String, bool) {
    let (text, said, code) = ran(LIBRARY, args);
    (text, said, code == Some(0))
}

/// What a program prints and says, and its exit code.
fn ran(program: &str, args: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(program).args(args).stdin(Stdio::null()).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("a text");
    (text(output.stdout), text(output.stderr), output.status.code())
}

#[test]
fn all_kinds_are_listed() {
    let (text, _, well) = run(&["list"]);
    assert!(well);
    let lines: Vec<&str> = text.lines().collect();
    let heads: Vec<&str> = lines.iter().copied().filter(|line| line.ends_with(':')).collect();
    assert_eq!(heads, ["Tools:", "Prompts:", "Resources:"]);
    assert!(lines.contains(&"  recommend  Recommend a book."), "{text}");
    assert!(lines.contains(&"  library://books/{id}{?mood}        A book. There are ten."), "{text}");

    let schema: serde_json::Value = serde_json::from_str(&run(&["schema"]).0).expect("JSON");
    for (list, member, first) in [
        ("tools", "name", "toggle"),
        ("prompts", "name", "recommend"),
        ("resources", "uri", "library://catalogue"),
        ("resourceTemplates", "uriTemplate", "library://books/{id}{?mood}"),
    ] {
        assert_eq!(schema[list][0][member], first);
    }
}

#[test]
fn a_prompt_is_printed() {
    let (text, _, well) = run(&["prompt", "recommend", "--topic", "ships", "--mood", "sad"]);
    assert!(well);
    assert_eq!(text, "[user]\nRecommend a book on ships (None pages, Some(Sad), aloud: false).\n");
    let (_, error, well) = run(&["prompt", "recommend", "--pages", "0"]);
    assert!(!well && error == "error: --pages: expected an integer from 1 to 1000, got 0\n", "{error}");
    let (text, _, _) = run(&["prompt", "show_all"]);
    assert!(text.contains("[assistant]\n[image/png, 4 bytes]\n"), "{text}");
}

#[test]
fn a_resource_is_printed() {
    assert_eq!(run(&["read", "library://catalogue"]), ("# Books\n".into(), String::new(), true));
    assert_eq!(run(&["read", "library://shelves/a/b"]).0, "a\nb\n");
    let hint = "`--save DIR` writes what is no text into files\n";
    assert_eq!(run(&["read", "library://cover"]), ("[image/png, 4 bytes]\n".into(), hint.into(), true));
    let (_, error, well) = run(&["read", "library://nothing"]);
    assert!(!well && error.contains("error: there is no resource \"library://nothing\""), "{error}");
}

/// What `flagged` ends with, what it prints, and what it says; of `typed` after `line`, words with blanks between them. A `~` is a blank.
fn typed(line: &str, input: &str) -> (Option<i32>, String, String) {
    let words = line.split(' ').filter(|word| !word.is_empty()).map(|word| word.replace('~', " "));
    let mut child = Command::new(env!("CARGO_BIN_EXE_flagged"))
        .args(["--url", "u", "call"])
        .args(words)
        .env("WAY", "run")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("it is read");
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    let said = text(&output.stderr);
    (
        output.status.code(),
        text(&output.stdout),
        said.strip_prefix("opening").unwrap_or(&said).trim_start().to_owned(),
    )
}

/// Each argument has a flag, whatever its type.
#[test]
fn flags_are_made_of_schemas() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("arguments.json");
    std::fs::write(&file, r#"{"user_name":"f","small":"7"}"#).expect("a file");
    let from_file = format!("--json @{} typed", file.display());
    for (line, input, shown) in [
        ("typed --user-name a", "", "a None None None false None None None (None, None)"),
        ("typed --user_name=a", "", "a None None None false None None None (None, None)"),
        (
            "typed --user-name a --big 340282366920938463463374607431768211455 --low -170141183460469231731687303715884105728",
            "",
            "a Some(340282366920938463463374607431768211455) Some(-170141183460469231731687303715884105728) None false \
             None None None (None, None)",
        ),
        ("typed --dry-run --user-name a", "", "a None None None true None None None (None, None)"),
        ("typed --dry-run=false --user-name a", "", "a None None None false None None None (None, None)"),
        ("typed --dry-run true --user-name a", "", "a None None None true None None None (None, None)"),
        (
            "typed --user-name a --tags x --tags [y --tags {} --sizes [1,2]",
            "",
            "a None None None false Some([\"x\", \"[y\", \"{}\"]) Some([1, 2]) None (None, None)",
        ),
        (
            "typed --user-name a --sizes 1 --tags []",
            "",
            "a None None None false Some([]) Some([1]) None (None, None)",
        ),
        (
            "typed --user-name a --address {\"city\":\"B\"} --address.zip-code 4",
            "",
            "a None None None false None None Some(Address { city: \"B\", zip_code: Some(4) }) (None, None)",
        ),
        (
            "typed --user-name a --address.city B~C --address.zip_code 4",
            "",
            "a None None None false None None Some(Address { city: \"B C\", zip_code: Some(4) }) (None, None)",
        ),
        // An argument has its name; the command's own flag stands before the name of the tool.
        (
            "--json {\"user_name\":\"j\",\"small\":1} typed --json 3 --output o --small 2",
            "",
            "j None None Some(2) false None None None (Some(\"3\"), Some(\"o\"))",
        ),
        (
            "--json - typed",
            r#"{"user_name":"j","big":18446744073709551616}"#,
            "j Some(18446744073709551616) None None false None None None (None, None)",
        ),
        (&*from_file, "", "f None None Some(7) false None None None (None, None)"),
        ("--log error named --log l --help h --url u", "", "l h u"),
    ] {
        assert_eq!(typed(line, input), (Some(0), shown.to_owned(), String::new()), "{line}");
    }
}

/// What is typed wrong is refused before the tool is called, by the name of its flag.
#[test]
fn wrong_values_name_their_flag() {
    for (line, said) in [
        ("typed", "missing: --user-name (a string of 1 to 5 characters)"),
        ("named --log l", "missing: --help (a string), --url (a string)"),
        (
            "typed --user-name abcdef",
            "--user-name: expected a string of 1 to 5 characters, got the string \"abcdef\"",
        ),
        ("typed --user-name a --small 300", "--small: expected an integer from 0 to 255, got 300"),
        ("typed --user-name a --small x", "--small: expected an integer from 0 to 255, got the string \"x\""),
        ("typed --user-name a --big -1", "--big: expected an integer of at least 0, got -1"),
        (
            "typed --user-name a --big -18446744073709551616",
            "--big: expected an integer of at least 0, got -18446744073709551616",
        ),
        (
            "typed --user-name a --dry-run maybe",
            "--dry-run: expected true or false, got the string \"maybe\"",
        ),
        ("typed --user-name a --sizes 1 --sizes 300", "--sizes: expected an integer from 0 to 255, got 300"),
        (
            "typed --user-name a --address {\"city\"",
            "--address: expected JSON of an object with city, zip_code, and this is none: EOF while parsing an object at line 1 column 7",
        ),
        ("typed --user-name a --address 3", "--address: expected an object with city, zip_code, got 3"),
        (
            "typed --user-name a --address.zip-code -1",
            "--address.zip-code: expected an integer from 0 to 4294967295, got -1",
        ),
        ("--json [] typed", "--json: expected a JSON object, got the list []"),
        (
            "--json { typed",
            "--json: expected a JSON object, and this is no JSON: EOF while parsing an object at line 1 column 1",
        ),
        ("--json @nowhere typed", "--json: nowhere cannot be read: No such file or directory (os error 2)"),
    ] {
        assert_eq!(typed(line, ""), (Some(2), String::new(), format!("error: {said}")), "{line}");
    }
}

#[test]
fn the_help_of_a_tool_has_all_flags() {
    let (_, help, _) = typed("typed --help", "");
    for line in [
        "      --user-name <TEXT>            (a string of 1 to 5 characters, required)",
        "      --dry-run [<BOOL>]            (true or false, default: false)",
        "      --tags <TEXT>                 (a list, each a string, repeated or as JSON, optional)",
        "      --address <JSON>              Where somebody lives. (an object with city, zip_code, optional)\n      \
         --address.city <TEXT>         (a string)",
        "  -h, --help  ",
    ] {
        assert!(help.contains(line), "{line}:\n{help}");
    }
    // Its own `--help` is an argument.
    let (code, help, _) = typed("named -h", "");
    assert!(code == Some(0) && help.contains("--help <TEXT>") && help.contains("  -h "), "{help}");
}

/// What scripts read is JSON of one line, as it came.
#[test]
fn a_result_is_printed_in_three_forms() {
    let nothing = String::new;
    for (args, shown, said, code) in [
        (
            &["call", "--output", "json", "add", "--a", "2", "--b", "3"][..],
            "{\"result\":5.0}\n",
            nothing(),
            0,
        ),
        (
            &["call", "echo", "--text", "a", "--output=json"],
            "[{\"type\":\"text\",\"text\":\"a\"}]\n",
            nothing(),
            0,
        ),
        (&["call", "echo", "--text", "{\"a\":[]}"], "{\n  \"a\": []\n}\n", nothing(), 0),
        (
            &["call", "echo", "--text", "a", "--output", "raw"],
            "{\"content\":[{\"type\":\"text\",\"text\":\"a\"}],\"resultType\":\"complete\",\"_meta\":…",
            nothing(),
            0,
        ),
        (&["call", "fail", "--kind", "x", "--output", "json"], "", "failed as asked: x…\n".to_owned(), 1),
        (
            &["call", "fail", "--kind", "x", "--output", "raw"],
            "{\"content\":…",
            "failed as asked: x…\n".to_owned(),
            1,
        ),
        (
            &["call", "echo", "--text", "a", "--output", "yaml"],
            "",
            "error: invalid value 'yaml' for '--output <FORM>'…".to_owned(),
            2,
        ),
    ] {
        let (text, stderr, ended) = ran(TESTBED, args);
        assert_eq!(ended, Some(code), "{args:?}: {stderr}");
        for (is, expected) in [(&*text, shown), (&*stderr, &*said)] {
            match expected.split_once('…') {
                Some((start, end)) => assert!(is.starts_with(start) && is.ends_with(end), "{args:?}: {is}"),
                None => assert_eq!(is, expected, "{args:?}"),
            }
        }
    }
    let (text, _, _) = ran(LIBRARY, &["prompt", "--output", "json", "recommend", "--topic", "ships"]);
    assert!(text.starts_with("[{\"role\":\"user\",\"content\":{"), "{text}");
    let (text, _, _) = ran(LIBRARY, &["read", "--output", "json", "library://catalogue"]);
    assert!(text.starts_with("[{\"uri\":\"library://catalogue\","), "{text}");
}

#[test]
fn what_is_no_text_is_saved() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("saved");
    let _ = std::fs::remove_dir_all(&folder);
    let at = folder.display().to_string();
    let (text, said, _) = ran(TESTBED, &["call", "media", "--save", &at]);
    assert_eq!(said, "");
    let shown = format!(
        "a text\n[image/png, 4 bytes, saved as {at}/media.png]\n[audio/wav, 4 bytes, saved as {at}/media.wav]\n\
         file:///tmp/a.txt\ninside\n"
    );
    assert_eq!(text, shown);
    // Nothing is written over.
    let (text, said, _) = ran(TESTBED, &["call", "--save", &at, "--output", "json", "media"]);
    assert!(text.starts_with("[{"), "{text}");
    assert_eq!(said, format!("saved {at}/media-2.png\nsaved {at}/media-2.wav\n"));
    let (text, _, _) = ran(LIBRARY, &["read", "library://cover", "--save", &at]);
    assert_eq!(text, format!("[image/png, 4 bytes, saved as {at}/cover.png]\n"));
    assert_eq!(std::fs::read(folder.join("cover.png")).expect("a file").len(), 4);
    let (_, said, code) = ran(LIBRARY, &["read", "library://cover", "--save", &format!("{at}/cover.png")]);
    assert!(said.starts_with("error: --save: ") && code == Some(1), "{said}");
}

/// Without a terminal nobody is asked, but for what the command line answers.
#[test]
fn questions_are_answered_by_the_command_line_or_declined() {
    const FORM: &str = "the server asks: Book your journey.\n";
    for (answers, shown, said) in [
        (
            "",
            "",
            format!("{FORM}declined: answer it on a terminal, or by `--answer name=…`\nthe user declined\n"),
        ),
        ("name=Ann", "", format!("{FORM}missing: `--answer seat=…`\ndeclined\nthe user declined\n")),
        (
            "name=Ann seat=Window passengers=10",
            "",
            format!(
                "{FORM}--answer passengers: expected an integer from 1 to 9, got 10\ndeclined\nthe user declined\n"
            ),
        ),
        (
            "name=Ann seat=Window mail=x",
            "",
            format!(
                "{FORM}--answer mail: expected a string in the form of an email, got the string \"x\"\ndeclined\n\
                 the user declined\n"
            ),
        ),
        (
            "name=Ann seat=2 passengers=3 insured=no confirm=y",
            "Ann, 3, Aisle, None, false\n",
            format!("{FORM}the server asks: Book for 3?\n"),
        ),
        // By the key of the question, which has one field.
        (
            "name=Ann seat=Window sure=yes",
            "Ann, 1, Window, None, true\n",
            format!("{FORM}the server asks: Book for 1?\n"),
        ),
    ] {
        let given =
            answers.split(' ').filter(|answer| !answer.is_empty()).flat_map(|answer| ["--answer", answer]);
        let args: Vec<&str> = ["call", "book"].into_iter().chain(given).collect();
        let (text, stderr, code) = ran(ASKER, &args);
        assert_eq!((&*text, &*stderr), (shown, &*said), "{answers}");
        assert_eq!(code, Some(i32::from(shown.is_empty())), "{answers}");
    }
    let (_, said, code) = ran(ASKER, &["call", "folders"]);
    assert_eq!(said, "error: the client cannot be asked: it does not declare `roots`\n");
    assert_eq!(code, Some(1));
}

#[test]
fn what_the_server_says_is_on_stderr() {
    for (args, said) in [
        (&["count", "--to", "1"][..], "info: counting\n[1/1] step 1\n"),
        (&["count", "--to", "1", "--quiet"], ""),
        (&["count", "--to", "1", "--log", "warn"], "[1/1] step 1\n"),
        (&["say", "--level", "debug", "--text", "x"], ""),
        (&["say", "--level", "error", "--text", "x", "--log", "off"], ""),
        (&["say", "--level", "error", "--text", "x", "--log", "error"], "error testbed: x\n"),
    ] {
        let args: Vec<&str> = ["call"].into_iter().chain(args.iter().copied()).collect();
        assert_eq!(ran(TESTBED, &args).1, said, "{args:?}");
    }
}

/// What is not there is said by its kind, with what may have been meant.
#[test]
fn names_that_nothing_has() {
    for (program, args, expected) in [
        (TESTBED, ["call", "ecko"], "error: there is no tool `ecko`; did you mean `echo`?\n"),
        (LIBRARY, ["prompt", "q"], "error: there is no prompt `q`\n"),
    ] {
        let (_, said, code) = ran(program, &args);
        assert_eq!((said, code), (format!("{expected}tip: `list` prints those that there are\n"), Some(2)));
    }
    let (_, said, code) = ran(TESTBED, &["--stdio", "--http", ":0"]);
    assert!(said.ends_with("tip: leave one of the two out\n") && code == Some(2), "{said}");
}

/// Shells complete the names of tools and their flags.
#[test]
fn shells_complete_tools() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        for (program, name) in [(TESTBED, "boom_later"), (LIBRARY, "recommend")] {
            let (script, said, code) = ran(program, &["completions", shell]);
            assert!(script.contains(name) && said.is_empty() && code == Some(0), "{shell}: {said}");
        }
    }
    let (_, said, code) = ran(TESTBED, &["completions", "tcsh"]);
    assert!(
        said.contains("[possible values: bash, elvish, fish, powershell, zsh]") && code == Some(2),
        "{said}"
    );
    // An argument has the name of a flag that every command has.
    let output = Command::new(env!("CARGO_BIN_EXE_flagged"))
        .args(["--url", "u", "completions", "bash"])
        .env("WAY", "run")
        .output()
        .expect("the program runs");
    assert!(String::from_utf8_lossy(&output.stdout).contains("--address.zip-code"));

    for (words, completed) in [
        ("testbed ca", "call"),
        ("testbed call ec", "echo"),
        ("testbed call echo --te", "--text"),
        ("testbed call order --size sm", "small"),
        ("testbed --grace 1 call boom_b", "boom_blocking"),
    ] {
        let script = format!(
            "source <({TESTBED} completions bash); COMP_WORDS=({words}); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 )); \
             _testbed testbed \"${{COMP_WORDS[-1]}}\" \"${{COMP_WORDS[-2]}}\"; echo \"${{COMPREPLY[*]}}\""
        );
        let (shown, said, _) = ran("bash", &["--norc", "-c", &script]);
        assert_eq!(shown, format!("{completed}\n"), "{words}: {said}");
    }
}

/// What a program shows on a terminal on which `typed` is typed, and its exit code.
#[cfg(target_os = "linux")]
fn on_a_terminal(line: &str, typed: &str) -> (String, Option<i32>) {
    let mut child = Command::new("script")
        .args(["-qec", line, "/dev/null"])
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`script`, of util-linux, makes the terminal");
    child.stdin.take().expect("an input").write_all(typed.as_bytes()).expect("it is read");
    let output = child.wait_with_output().expect("it ends");
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_questions_are_asked_field_by_field() {
    let (shown, code) = on_a_terminal(&format!("{ASKER} call book"), "Ann\n12\n\n2\n\nn\ny\n");
    for part in [
        "the server asks: Book your journey.",
        "Name: Who travels.",
        "Name (a string of 1 to 40 characters): ",
        "passengers (an integer from 1 to 9; default 1): ",
        "passengers: expected an integer from 1 to 9, got 12",
        "  1) At the window",
        "seat (1 to 2): ",
        "mail (a string in the form of an email; may be empty): ",
        "insured (y or n; default true): ",
        "the server asks: Book for 1?",
        "Confirm (y or n): ",
        "Ann, 1, Aisle, None, false",
    ] {
        assert!(shown.contains(part), "{part}:\n{shown}");
    }
    assert_eq!(code, Some(0), "{shown}");
    // An empty answer where there has to be one, and Ctrl-D.
    for typed in ["\n", "\u{4}"] {
        let (shown, code) = on_a_terminal(&format!("{ASKER} call book"), typed);
        assert!(shown.contains("declined\r\nthe user declined"), "{shown}");
        assert_eq!(code, Some(1), "{shown}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_question_is_left_by_an_interrupt() {
    use std::io::Read as _;

    let mut child = Command::new("script")
        .args(["-qec", &format!("{ASKER} call book"), "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`script`, of util-linux, makes the terminal");
    let (mut input, mut output) =
        (child.stdin.take().expect("an input"), child.stdout.take().expect("an output"));
    let (mut shown, mut byte) = (Vec::new(), [0]);
    while !shown.ends_with(b"characters): ") {
        output.read_exact(&mut byte).expect("it asks");
        shown.push(byte[0]);
    }
    input.write_all(b"\x03").expect("it is read");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_progress_is_one_line() {
    let (shown, _) = on_a_terminal(&format!("{TESTBED} call count --to 2"), "");
    assert!(
        shown.contains("\r\u{1b}[K[1/2] step 1\r\u{1b}[K[2/2] step 2\r\u{1b}[Kcounted to 2"),
        "{shown:?}"
    );
    let (shown, _) = on_a_terminal(&format!("NO_COLOR=1 {TESTBED} call count --to 2"), "");
    assert!(shown.contains("[1/2] step 1\r\n[2/2] step 2\r\ncounted to 2"), "{shown:?}");
}

/// Ctrl-C cancels the call, and what it held is dropped.
#[cfg(unix)]
#[test]
fn an_interrupt_cancels_the_call() {
    let mark = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("interrupted");
    let _ = std::fs::remove_file(&mark);
    let mut child = Command::new(TESTBED)
        .args(["call", "slow", "--ms", "600000"])
        .env("TESTBED_MARK", &mark)
        .stdin(Stdio::null())
        .spawn()
        .expect("the program runs");
    assert!(eventually(|| marked(&mark, "began")));
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("it runs");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(marked(&mark, "dropped"));
}
