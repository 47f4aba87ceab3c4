//! Which clients there are, and which have the server.

use crate::home::Home;

#[test]
fn clients_and_what_their_files_say() {
    let home = Home::new("lists");
    home.put("{home}/.cursor/mcp.json", "{}");
    home.put("{home}/.gemini/settings.json", "");
    home.put("{home}/.codex/config.toml", "[mcp_servers.testbed]\ncommand = \"another\"\n");
    home.put("{here}/.roo/mcp.json", "{ not JSON");
    home.run("install cursor --name mine").ends_well();
    home.run("install cursor --scope project").ends_well();
    home.run("install gemini").ends_well();
    for line in ["install", "config"] {
        let ran = home.run(line);
        ran.ends_well();
        let shown = home.emptied(&ran.stdout);
        let expected = "\
roo             not readable (project): {here}/.roo/mcp.json is not valid JSON (key must be a string at line 1 column 3)
cursor          installed as mine (user): {home}/.cursor/mcp.json
                installed as testbed (project): {here}/.cursor/mcp.json
gemini          installed as testbed (user): {home}/.gemini/settings.json
codex           testbed is `another` (user): {home}/.codex/config.toml
not found on this machine: cline, claude-code, claude-desktop, vscode, windsurf, zed, goose, opencode
`notes config CLIENT` prints what a client needs, `notes install CLIENT` writes it
";
        assert_eq!(shown, expected);
    }
}

#[test]
fn names_and_help() {
    let home = Home::new("names");
    for (alias, title) in [
        ("claude", "Claude Code"),
        ("roo-code", "Roo Code"),
        ("vs-code", "VS Code"),
        ("gemini-cli", "Gemini CLI"),
    ] {
        let ran = home.run(&format!("config {alias}"));
        ran.ends_well();
        assert!(ran.stderr.starts_with(&format!("for {title}, in ")), "{}", ran.stderr);
    }
    let help = home.run("--help").stdout;
    for name in ["config", "install", "uninstall"] {
        assert!(help.contains(&format!("\n  {name} ")), "{help}");
        assert!(
            home.run(&format!("{name} --help")).stdout.contains("[possible values: roo, cline, "),
            "{name}"
        );
    }
}
