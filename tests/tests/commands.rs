//! What the command line of a server makes of its tools, prompts and resources.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// What the program prints, and whether it ended well.
fn run(args: &[&str]) -> (String, String, bool) {
    let output = Command::new(env!("CARGO_BIN_EXE_library")).args(args).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("a text");
    (text(output.stdout), text(output.stderr), output.status.success())
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
    assert_eq!(run(&["read", "library://cover"]).0, "[image/png, 4 bytes]\n");
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
            "--address.zip-code: expected an integer of at least 0, got -1",
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
        "  -h, --help         Print help",
    ] {
        assert!(help.contains(line), "{line}:\n{help}");
    }
    // Its own `--help` is an argument.
    let (code, help, _) = typed("named -h", "");
    assert!(code == Some(0) && help.contains("--help <TEXT>") && help.contains("  -h "), "{help}");
}
