//! What the command line of a server makes of its tools, prompts and resources.

use std::io::Write as _;
use std::process::{Command, Stdio};

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

/// What scripts read is JSON of one line, as it came.
#[test]
fn a_result_is_printed_in_three_forms() {
    let nothing = || "".to_owned();
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
