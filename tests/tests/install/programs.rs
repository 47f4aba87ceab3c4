//! The real programs, asked what they have after `install`: each lists the server, and says that it is connected where it looks.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::home::{Home, ran};

/// A client, its program below `target/clients`, and what it says of a server that it has.
struct Program {
    client: &'static str,
    bin: &'static str,
    says: &'static str,
}

const PROGRAMS: [Program; 4] = [
    Program { client: "claude-code", bin: "programs/node_modules/.bin/claude", says: "Connected" },
    Program { client: "gemini", bin: "programs/node_modules/.bin/gemini", says: "Connected" },
    Program { client: "opencode", bin: "programs/node_modules/.bin/opencode", says: "connected" },
    // It starts no server for its list.
    Program { client: "codex", bin: "codex/node_modules/.bin/codex", says: "enabled" },
];

#[test]
fn real_programs_list_what_was_installed() {
    let clients =
        Path::new(env!("CARGO_BIN_EXE_testbed")).ancestors().nth(2).expect("a target").join("clients");
    let path =
        format!("{}:{}", clients.join("node/bin").display(), std::env::var("PATH").expect("a path to node"));
    for Program { client, bin, says } in PROGRAMS {
        let program = clients.join(bin);
        assert!(program.exists(), "{} is missing: run `cargo xtask clients`", program.display());
        let home = Home::new(&format!("program-{client}"));
        // It starts no server in a folder that nobody trusts.
        home.put(
            "{home}/.gemini/settings.json",
            r#"{ "security": { "folderTrust": { "enabled": false } } }"#,
        );
        home.put("{home}/.codex/config.toml", "");
        home.run(&format!("install {client}")).ends_well();
        let mut list = Command::new("timeout");
        list.arg("60").arg(&program).args(["mcp", "list"]).env_clear();
        list.env("HOME", home.path("{home}")).env("PATH", &path).env("NO_COLOR", "1");
        list.current_dir(home.path("{here}")).stdin(Stdio::null());
        let listed = ran(&mut list, &format!("{client} mcp list"));
        listed.ends_well();
        let text = format!("{}{}", listed.stdout, listed.stderr);
        let lines: Vec<&str> = text.lines().collect();
        // The program stands in the same line, or in the next one.
        let at = lines.iter().position(|line| line.contains("testbed"));
        let at = at.unwrap_or_else(|| panic!("{client} does not list it: {text}"));
        let said = lines[at..lines.len().min(at + 2)].join("\n");
        assert!(said.contains(says) && said.contains(&home.filled("{program}")), "{client}: {text}");
    }
}
