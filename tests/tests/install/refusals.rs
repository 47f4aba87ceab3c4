//! What is refused, with the words; and that nothing is written then.

use std::fs;

use crate::home::{Home, ran};

#[test]
fn command_lines() {
    let home = Home::new("command-lines");
    for (line, words) in [
        ("install cursr", "tip: a similar value exists: 'cursor'"),
        ("install nobody", "invalid value 'nobody' for '[CLIENT]'"),
        ("uninstall", "the following required arguments were not provided:\n  <CLIENT>"),
        (
            "install cursor --scope local",
            "Cursor has no scope `local`: write `--scope user` or `--scope project`\n",
        ),
        ("install windsurf --scope project", "Windsurf has no scope `project`: write `--scope user`\n"),
        ("install cursor --scope all", "invalid value 'all' for '--scope <SCOPE>'"),
        (
            "install cursor --name a.b",
            "`--name a.b` is no name for clients: write letters, digits, `-` and `_`\n",
        ),
        ("install cursor --name=", "`--name ` is no name for clients"),
        (
            "install cursor --url localhost",
            "`--url localhost` is no URL of a server: write one such as `http://localhost:3000/mcp`\n",
        ),
        ("install cursor --url http://", "`--url http://` is no URL of a server"),
        ("install cursor --header A:b", "--url <URL>"),
        (
            "install cursor --url http://h/ --header A",
            "what `--header` is given is no header: write `--header 'NAME: VALUE'`\n",
        ),
        ("install cursor --url http://h/ --env A=b", "cannot be used with"),
        (
            "install cursor --env =b",
            "what `--env` is given has no name of a variable: write `--env NAME=VALUE`\n",
        ),
        ("install cursor --env NOT_SET", "NOT_SET is not set here: write `--env NOT_SET=VALUE`\n"),
        (
            "install claude-desktop --url http://h/",
            "Claude Desktop takes no URL from a file: add it there in the settings",
        ),
        (
            "--http :3000 install cursor",
            "`--http` is for who serves, and a client starts this server over stdio",
        ),
        ("--path /x install cursor", "`--path` is for who serves"),
    ] {
        home.run(line).ends(2, words);
    }
    let mut command = home.command("notes", "install cursor");
    ran(command.env_remove("HOME"), "install cursor").ends(
        2,
        "where Cursor keeps its servers is not known without HOME in the environment: set it, or add `--scope project`\n",
    );
    assert_eq!(fs::read_dir(home.path("{here}")).expect("the folder").count(), 0);
    assert!(!home.path("{home}/.cursor").exists());
}

#[test]
fn files() {
    for (name, client, file, text, words) in [
        (
            "json",
            "cursor",
            "{home}/.cursor/mcp.json",
            "{ \"mcpServers\": {,} }",
            "is not valid JSON (key must be a string at line 1 column 18)",
        ),
        ("json-comma", "cursor", "{home}/.cursor/mcp.json", "{ \"a\": 1 \"b\": 2 }", "is not valid JSON"),
        ("json-comment", "cursor", "{home}/.cursor/mcp.json", "{ /* \"a\": 1 }", "is not valid JSON"),
        ("json-list", "cursor", "{home}/.cursor/mcp.json", "[]", "is no JSON object"),
        (
            "json-servers",
            "cursor",
            "{home}/.cursor/mcp.json",
            "{ \"mcpServers\": [] }",
            "has something else than a map at `mcpServers`",
        ),
        (
            "json-entry",
            "cursor",
            "{home}/.cursor/mcp.json",
            "{ \"mcpServers\": { \"testbed\": 1 } }",
            "has something else than a map at `testbed`",
        ),
        (
            "json-twice",
            "cursor",
            "{home}/.cursor/mcp.json",
            "{ \"mcpServers\": {}, \"mcpServers\": {} }",
            "has the key `mcpServers` twice in one object",
        ),
        ("toml", "codex", "{home}/.codex/config.toml", "a = 1\nb =\n", "is not valid TOML ("),
        (
            "toml-servers",
            "codex",
            "{home}/.codex/config.toml",
            "mcp_servers = 1\n",
            "has something else than a map at `mcp_servers`",
        ),
        (
            "yaml-flow",
            "goose",
            "{home}/.config/goose/config.yaml",
            "a: 1\nextensions: { a: {} }\n",
            "has a form of YAML in line 2 that this does not know",
        ),
        (
            "yaml-tab",
            "goose",
            "{home}/.config/goose/config.yaml",
            "extensions:\n\ta: 1\n",
            "has a form of YAML in line 2 that this does not know",
        ),
        (
            "yaml-list",
            "goose",
            "{home}/.config/goose/config.yaml",
            "extensions:\n- a\n",
            "has a form of YAML in line 2 that this does not know",
        ),
        (
            "yaml-less",
            "goose",
            "{home}/.config/goose/config.yaml",
            "extensions:\n    a:\n      b: 1\n  c: 1\n",
            "has a form of YAML in line 4 that this does not know",
        ),
        (
            "yaml-twice",
            "goose",
            "{home}/.config/goose/config.yaml",
            "a: 1\na: 2\n",
            "has the key `a` twice in one map",
        ),
        (
            "yaml-documents",
            "goose",
            "{home}/.config/goose/config.yaml",
            "a: 1\n---\nb: 2\n",
            "has a form of YAML in line 2 that this does not know",
        ),
    ] {
        let home = Home::new(&format!("refused-{name}"));
        let path = home.put(file, text);
        for line in ["install", "install --dry-run", "install --force", "uninstall"] {
            let ran = home.run(&format!("{line} {client}"));
            ran.ends(1, words);
            let mend = format!(
                ", so it is left as it is: mend it, or paste into it what `notes config {client}` prints\n"
            );
            assert!(ran.stderr.ends_with(&mend), "{name}: {}", ran.stderr);
        }
        assert_eq!(fs::read_to_string(&path).expect("the file"), text, "{name}");
        assert_eq!(fs::read_dir(path.parent().expect("a folder")).expect("the folder").count(), 1, "{name}");
    }
    let home = Home::new("refused-bytes");
    let path = home.put("{home}/.cursor/mcp.json", "");
    fs::write(&path, b"{\"a\": \"\xFF\"}").expect("a file");
    home.run("install cursor").ends(1, "is not UTF-8, so it is left as it is\n");
}

#[test]
fn another_server_of_the_name() {
    for (client, file, text, there) in [
        (
            "cursor",
            "{home}/.cursor/mcp.json",
            "{ \"mcpServers\": { \"testbed\": { \"command\": \"npx\", \"args\": [\"a\"], \"timeout\": 9 } } }",
            "npx",
        ),
        (
            "cursor",
            "{home}/.cursor/mcp.json",
            "{ \"mcpServers\": { \"testbed\": { \"url\": \"https://h/mcp\" } } }",
            "https://h/mcp",
        ),
        (
            "opencode",
            "{home}/.config/opencode/opencode.json",
            "{ \"mcp\": { \"testbed\": { \"command\": [\"npx\", \"a\"] } } }",
            "npx",
        ),
        ("codex", "{home}/.codex/config.toml", "[mcp_servers.testbed]\ncommand = 'npx'\n", "npx"),
        (
            "goose",
            "{home}/.config/goose/config.yaml",
            "extensions:\n  testbed:\n    cmd: npx\n    type: stdio\n",
            "npx",
        ),
    ] {
        let home = Home::new("another");
        let path = home.put(file, text);
        for line in ["install", "uninstall"] {
            let ran = home.run(&format!("{line} {client}"));
            let said = format!(
                "error: `testbed` in {} is `{there}`: write `--force` to replace that, or `--name NAME` for another name\n",
                path.display()
            );
            ran.ends(1, &said);
        }
        assert_eq!(fs::read_to_string(&path).expect("the file"), text);
        home.run(&format!("install {client} --name mine")).ends_well();
        home.run(&format!("install {client} --force")).ends_well();
        let text = fs::read_to_string(&path).expect("the file");
        assert!(!text.contains(there) && !text.contains("timeout\": 9"), "{text}");
        assert_eq!(text.matches(&home.filled("{program}")).count(), 2, "{text}");
        home.run(&format!("install {client}")).ends_well();
        assert_eq!(fs::read_to_string(&path).expect("the file"), text);
    }
}
