//! How a file is written: what of it stays, and that it is replaced as a whole.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::home::Home;

const CURSOR: &str = "{home}/.cursor/mcp.json";

/// What the user has set of an entry stays, and what is behind a key too.
#[test]
fn an_entry_is_brought_up_to_date() {
    for (client, file, before, after) in [
        (
            "cursor",
            CURSOR,
            "{\n  \"mcpServers\": {\n    \"testbed\": {\n      \"command\": \"{program}\", // mine\n      \"args\": [\"--old\"], // old\n      \"env\": { \"KEPT\": \"1\", \"TOKEN\": \"old\" },\n      \"disabled\": true\n    }\n  }\n}\n",
            "{\n  \"mcpServers\": {\n    \"testbed\": {\n      \"command\": \"{program}\", // mine\n      \"args\": [\"--stdio\"], // old\n      \"env\": { \"KEPT\": \"1\", \"TOKEN\": \"new\" },\n      \"disabled\": true,\n      \"type\": \"stdio\"\n    }\n  }\n}\n",
        ),
        (
            "codex",
            "{home}/.codex/config.toml",
            "[mcp_servers.testbed]\ncommand = \"{program}\" # mine\nargs = [\"--old\"] # old\nstartup_timeout_sec = 20\n\n[mcp_servers.testbed.env]\nKEPT = \"1\"\n",
            "[mcp_servers.testbed]\ncommand = \"{program}\" # mine\nargs = [\"--stdio\"] # old\nstartup_timeout_sec = 20\n\n[mcp_servers.testbed.env]\nKEPT = \"1\"\nTOKEN = \"new\"\n",
        ),
        (
            "goose",
            "{home}/.config/goose/config.yaml",
            "extensions:\n  testbed:\n    args:\n    - --old\n    bundled: null\n    cmd: {program}\n    description: mine\n    enabled: false\n    envs:\n      KEPT: '1'\n    name: testbed\n    timeout: 60\n    type: stdio\n",
            "extensions:\n  testbed:\n    args:\n    - \"--stdio\"\n    bundled: null\n    cmd: {program}\n    description: mine\n    enabled: false\n    envs:\n      KEPT: '1'\n      TOKEN: new\n    name: testbed\n    timeout: 60\n    type: stdio\n",
        ),
    ] {
        let home = Home::new(&format!("update-{client}"));
        let path = home.put(file, before);
        let ran = home.run(&format!("install {client} --env TOKEN=new"));
        ran.ends_well();
        assert_eq!(fs::read_to_string(&path).expect("the file"), home.filled(after));
        let ran = home.run(&format!("install {client}"));
        assert!(ran.stdout.contains(" already: "), "{}", ran.stdout);
    }
}

/// Layouts of JSON, before and after.
#[test]
fn layouts() {
    for (name, before, after) in [
        ("one line", "{\"mcpServers\":{\"a\":{}}}", "{\"mcpServers\":{\"a\":{}, \"testbed\": ENTRY}}"),
        ("a comma", "{\"mcpServers\":{\"a\":{},}}", "{\"mcpServers\":{\"a\":{}, \"testbed\": ENTRY,}}"),
        (
            "four",
            "{\n    \"mcpServers\": {}\n}",
            "{\n    \"mcpServers\": {\n        \"testbed\": LINES\n    }\n}",
        ),
        (
            "a comment alone",
            "{\n  \"mcpServers\": {\n    // none\n  }\n}",
            "{\n  \"mcpServers\": {\n    // none\n    \"testbed\": LINES\n  }\n}",
        ),
        (
            "text like comments",
            "{ \"a\": \"//\", \"b\": \"/*\\\",}\" }\n",
            "{ \"a\": \"//\", \"b\": \"/*\\\",}\", \"mcpServers\": { \"testbed\": ENTRY } }\n",
        ),
        ("nothing", "  \n", "{\n  \"mcpServers\": {\n    \"testbed\": LINES\n  }\n}\n"),
    ] {
        let home = Home::new("layouts");
        let path = home.put(CURSOR, before);
        home.run("install cursor").ends_well();
        let text = home.emptied(&fs::read_to_string(&path).expect("the file"));
        let entry = "{ \"type\": \"stdio\", \"command\": \"{program}\", \"args\": [\"--stdio\"] }";
        let inner = if name == "four" { "            " } else { "      " };
        let outer = &inner[..inner.len() * 2 / 3];
        let lines = format!(
            "{{\n{inner}\"type\": \"stdio\",\n{inner}\"command\": \"{{program}}\",\n{inner}\"args\": [\"--stdio\"]\n{outer}}}"
        );
        assert_eq!(text, after.replace("ENTRY", entry).replace("LINES", &lines), "{name}");
        if name != "nothing" {
            home.run("uninstall cursor").ends_well();
            let text = fs::read_to_string(&path).expect("the file");
            let expected = if name == "text like comments" {
                before.replace("\" }", "\", \"mcpServers\": {} }")
            } else {
                before.into()
            };
            assert_eq!(text, expected, "{name}");
        }
    }
}

#[test]
fn marks_and_ends_of_lines_stay() {
    let home = Home::new("ends-of-lines");
    for (client, file, text) in [
        ("cursor", CURSOR, "{\r\n  \"mcpServers\": {}\r\n}\r\n"),
        ("codex", "{home}/.codex/config.toml", "a = 1\r\n"),
        ("goose", "{home}/.config/goose/config.yaml", "a: 1\r\nextensions: {}\r\n"),
    ] {
        let path = home.put(file, &format!("\u{FEFF}{text}"));
        home.run(&format!("install {client}")).ends_well();
        let after = fs::read_to_string(&path).expect("the file");
        assert!(after.starts_with('\u{FEFF}') && after.matches('\u{FEFF}').count() == 1, "{after:?}");
        assert_eq!(after.matches('\n').count(), after.matches("\r\n").count(), "{after:?}");
        assert!(after.matches("\r\n").count() > 3 && !after.contains("\r\r"), "{after:?}");
        home.run(&format!("uninstall {client}")).ends_well();
        assert_eq!(fs::read_to_string(&path).expect("the file"), format!("\u{FEFF}{text}"));
    }
}

#[test]
fn links_and_permissions_stay() {
    let home = Home::new("links");
    let real = home.put("{home}/dotfiles/cursor.json", "{}\n");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("permissions");
    let link = home.put(CURSOR, "");
    fs::remove_file(&link).expect("no file");
    symlink("../dotfiles/cursor.json", &link).expect("a link");
    home.run("install cursor").ends_well();
    assert!(link.is_symlink() && fs::read_to_string(&real).expect("the file").contains("testbed"));
    let mode = |path: &std::path::Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode(&real), 0o640);
    assert_eq!(mode(&Home::beside(&real, ".bak")), 0o640);

    // A link that leads to what is not there yet.
    fs::remove_file(&real).expect("no file");
    home.run("install cursor --env TOKEN=secret").ends_well();
    assert!(link.is_symlink() && real.exists());
    // What has a secret is for its user alone.
    assert_eq!(mode(&real), 0o600);
    let others: Vec<_> = fs::read_dir(home.path("{home}/dotfiles")).expect("the folder").flatten().collect();
    assert_eq!(others.len(), 2, "{others:?}");
}

#[test]
fn what_cannot_be_written_is_said() {
    let home = Home::new("not-written");
    home.put("{home}/.cursor", "a file, no folder");
    home.run("install cursor").ends(1, "cannot be read: Not a directory");
    fs::create_dir_all(home.path("{home}/.gemini/settings.json")).expect("a folder");
    home.run("install gemini").ends(1, "cannot be read: Is a directory");
}

#[test]
fn the_difference_is_shown() {
    let home = Home::new("difference");
    home.put(CURSOR, "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3,\n  \"mcpServers\": {\n    \"other\": {}\n  },\n  \"d\": 4\n}\n");
    let ran = home.run("install cursor --dry-run");
    let expected = "    \"b\": 2,
    \"c\": 3,
    \"mcpServers\": {
-     \"other\": {}
+     \"other\": {},
+     \"testbed\": {
+       \"type\": \"stdio\",
+       \"command\": \"{program}\",
+       \"args\": [\"--stdio\"]
+     }
    },
    \"d\": 4
  }
testbed is not installed: leave `--dry-run` out to write {home}/.cursor/mcp.json
";
    assert_eq!(home.emptied(&ran.stdout), expected);
    assert_eq!(ran.stderr, "");
}

#[test]
fn programs_that_may_not_stay() {
    let home = Home::new("passing");
    let line = "config cursor";
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_testbed"));
    let ran = crate::home::ran(command.args(["config", "cursor"]).env("HOME", home.path("{home}")), line);
    ran.ends_well();
    let words = "testbed is a debug build, which the next build replaces: install the program, and run this with that one\n";
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
    let ran = home.run("install windsurf --dry-run");
    assert!(ran.stderr.contains("warning: Windsurf is not found on this machine\n"), "{}", ran.stderr);
}
