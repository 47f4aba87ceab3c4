//! What the command line of a server prints of its prompts and resources.

use std::process::Command;

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
    assert!(
        !well && error.contains("- topic: missing; expected a string\n- pages: expected an integer"),
        "{error}"
    );
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
