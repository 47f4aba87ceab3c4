//! What the README shows, run.

#[path = "readme/container.rs"]
mod container;
#[path = "readme/pages.rs"]
mod pages;
#[path = "readme/picture.rs"]
mod picture;
#[path = "readme/project.rs"]
mod project;

use std::path::Path;
use std::process::{Command, Stdio};

use mcp_tests::http::served::{Served, eventually};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace")
}

/// The contents of the fenced blocks of a language.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

#[test]
fn the_servers_are_examples() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let shown = blocks(&readme, "rust");
    let [calculator, notes, orders, journal, prices, tests, units] = shown[..] else {
        panic!("{} blocks", shown.len())
    };
    let calculator = format!("{calculator}\n\n{tests}");
    let all = [(&*calculator, "calculator"), (notes, "notes"), (journal, "journal"), (prices, "prices")];
    for (block, name) in all.into_iter().chain([(orders, "orders"), (units, "units")]) {
        let example = root().join(format!("examples/{name}.rs"));
        let example = std::fs::read_to_string(example).expect("the example");
        let (_, shown) = example.split_once("\n\n").expect("a first line");
        // The tests of `orders` are its own.
        let shown =
            if name == "orders" { shown.split("\n#[cfg(test)]").next().unwrap_or(shown) } else { shown };
        assert_eq!(block.trim(), shown.trim());
    }
}

#[test]
fn the_command_line_says_what_is_shown() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let examples = Path::new(env!("CARGO_BIN_EXE_testbed")).parent().expect("a folder").join("examples");
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    let _ = std::fs::remove_dir_all(&home);
    for folder in ["bin", "project"] {
        std::fs::create_dir_all(home.join(folder)).expect("a folder");
    }
    for name in ["calculator", "prices"] {
        std::fs::hard_link(examples.join(name), home.join("bin").join(name))
            .unwrap_or_else(|error| panic!("{name}: {error}; `cargo xtask test` builds it"));
    }
    let bin = home.join("bin").display().to_string();
    let path = format!("{bin}:{}", std::env::var("PATH").unwrap_or_default());
    let mut seen = 0;
    for piece in blocks(&readme, "console").iter().flat_map(|block| block.split("$ ").skip(1)) {
        let (line, expected) = piece.split_once('\n').unwrap_or((piece, ""));
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{line} 2>&1")).env_clear().env("PATH", &path).env("HOME", &home);
        let output =
            command.current_dir(home.join("project")).stdin(Stdio::null()).output().expect("sh runs");
        let shown = String::from_utf8_lossy(&output.stdout).replace(&bin, "/path/to");
        let shown = shown.replace(&home.display().to_string(), "~");
        let machine = format!("for {} on {}", std::env::consts::OS, std::env::consts::ARCH);
        let shown = shown.replace(&machine, "for linux on x86_64");
        assert_eq!(shown.trim(), expected.trim(), "{line}");
        seen += 1;
    }
    assert_eq!(seen, 17);
}

/// The program runs until it is told to stop; which port it gets is not known before.
#[test]
fn over_http_it_says_where_it_listens() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let calculator =
        Path::new(env!("CARGO_BIN_EXE_testbed")).parent().expect("a folder").join("examples/calculator");
    let shown = blocks(&readme, "console http");
    assert_eq!(shown.len(), 2);
    for block in shown {
        let (command, expected) = block.split_once('\n').expect("an output");
        let more = command.strip_prefix("$ calculator --http :3000").expect("the calculator");
        let mut served =
            Served::of(Command::new(&calculator).args(["--http", ":0"]).args(more.split_whitespace()));
        let port = served.addr.port().to_string();
        let said = || served.process.stderr().replace(&port, "3000");
        assert!(eventually(|| said().trim() == expected.trim()), "{}", said());
        served.ends_well();
    }
}

/// The exit codes are documented.
#[test]
fn the_exit_codes() {
    for (arguments, code) in [
        (vec!["list"], 0),
        (vec!["schema"], 0),
        (vec!["--version"], 0),
        (vec!["call", "add", "--a", "1", "--b", "2"], 0),
        (vec!["call", "fail", "--kind", "x"], 1),
        (vec!["call", "add"], 2),
        (vec!["call", "add", "--json", "{}"], 2),
        (vec!["call", "no_such_tool"], 2),
        (vec!["call", "add", "--json", "[]"], 2),
        (vec!["call", "add", "--c", "1"], 2),
        (vec!["--no-such-flag"], 2),
        (vec!["--stdio", "--grace", "-1"], 2),
        (vec!["--stdio", "--http", ":0"], 2),
        (vec!["--http", "nowhere"], 2),
        (vec!["--http", "0.0.0.0:0"], 2),
        (vec!["--path", "/x"], 2),
        (vec!["--http", ":0", "--path", "x"], 2),
        (vec!["--http", ":0", "--token-file", "no-such-file"], 2),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_testbed"))
            .args(&arguments)
            .stdin(Stdio::null())
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    }
}

/// On a terminal nobody speaks the protocol: it says what to do instead of waiting.
#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_it_says_what_to_do() {
    let output = Command::new("script")
        .args(["-qec", env!("CARGO_BIN_EXE_testbed"), "/dev/null"])
        .stdin(Stdio::null())
        .output()
        .expect("`script`, of util-linux, makes the terminal");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("is an MCP server") && said.contains("--stdio"), "{said}");
    assert_eq!(output.status.code(), Some(2), "{said}");
}

#[test]
fn typed_flags_and_help_come_from_the_tool() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_testbed")).args(arguments).output().expect("it runs");
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    let help = run(&["call", "order", "--help"]);
    for part in ["--item", "a string of 3 to 10 characters", "--deliver-by", "default: \"medium\"", "--json"]
    {
        assert!(help.contains(part), "{part} is missing:\n{help}");
    }
    let order = [
        "call",
        "order",
        "--item",
        "milk",
        "--amount",
        "2",
        "--notes",
        "a",
        "--notes",
        "b",
        "--discount",
        "0.5",
    ];
    assert_eq!(run(&order), "2 Medium milk None Some([\"a\", \"b\"]) Some(0.5)\n");
    let mixed = ["call", "order", "--json", "{\"item\":\"milk\",\"amount\":1}", "--amount", "3"];
    assert_eq!(run(&mixed), "3 Medium milk None None None\n");
    let counted = run(&["call", "count", "--to", "2"]);
    assert_eq!(counted, "counted to 2\ninfo: counting\n[1/2] step 1\n[2/2] step 2\n");
    let media = run(&["call", "media"]);
    assert_eq!(
        media,
        "a text\n[image/png, 4 bytes]\n[audio/wav, 4 bytes]\nfile:///tmp/a.txt\ninside\n\
         `--save DIR` writes what is no text into files\n"
    );
    let schema = run(&["schema"]);
    let (schema, warning) = schema.rsplit_once("}\n").expect("the schema, then what is said of it");
    assert!(
        warning.starts_with(
            "warning: `labels`, argument `labels`: a map with free keys: left empty by Roo Code"
        ),
        "{warning}"
    );
    let schema: serde_json::Value = serde_json::from_str(&format!("{schema}}}")).expect("JSON");
    assert_eq!(schema["tools"][0]["name"], "add");
    assert_eq!(run(&["--version"]), "testbed 1.2.3\n");
}
