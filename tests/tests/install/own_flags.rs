//! A server with flags of its own: what of them is written down.

use serde_json::{Value, json};

use crate::home::{Home, ran};

/// The arguments and the environment that are written down, and what is said.
fn config(home: &Home, line: &str, environment: &[(&str, &str)]) -> (Value, Value, String) {
    let mut command = home.command("flagged", line);
    let ran = ran(command.env("WAY", "run").envs(environment.iter().copied()), line);
    ran.ends_well();
    let snippet: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let entry = &snippet["mcpServers"]["shop"];
    (entry["args"].clone(), entry["env"].clone(), ran.stderr)
}

fn home(name: &str) -> Home {
    let home = Home::new(name);
    home.copy(env!("CARGO_BIN_EXE_flagged"), "flagged");
    home
}

#[test]
fn what_stands_before_the_sub_command() {
    let home = home("own-flags");
    for (line, args) in [
        ("--url u config cursor", json!(["--url", "u", "--stdio"])),
        (
            "-n 8 --url=u --speed fast config cursor",
            json!(["--url", "u", "--count", "8", "--speed", "fast", "--stdio"]),
        ),
        ("--url=-u --own-log l config cursor", json!(["--url=-u", "--own-log", "l", "--stdio"])),
        (
            "--url u --stdio --call-deadline 2m config cursor",
            json!(["--call-deadline", "2m", "--url", "u", "--stdio"]),
        ),
        ("--url u config cursor --log debug", json!(["--log", "debug", "--url", "u", "--stdio"])),
        ("--url config config cursor", json!(["--url", "config", "--stdio"])),
        ("--url u config cursor --dev", json!(["--url", "u", "--stdio", "dev"])),
    ] {
        let (found, env, said) = config(&home, line, &[]);
        assert_eq!((found, env), (args, Value::Null), "{line}");
        assert!(said.starts_with("for Cursor, in ") && said.lines().count() == 1, "{line}: {said}");
    }
}

#[test]
fn what_the_environment_says_is_not_written_down() {
    let home = home("own-environment");
    let set = [("SHOP_URL", "secret-url"), ("SHOP_COUNT", "9")];
    let (args, env, said) = config(&home, "config cursor", &set);
    assert_eq!((args, env), (json!(["--stdio"]), Value::Null));
    assert!(
        said.contains("warning: SHOP_URL is set here, and a client may start the server without it"),
        "{said}"
    );
    assert!(said.contains("add `--env SHOP_COUNT`") && !said.contains("secret"), "{said}");
    let (args, env, said) = config(&home, "config cursor --env SHOP_URL --env SHOP_COUNT=3", &set);
    assert_eq!((args, env), (json!(["--stdio"]), json!({ "SHOP_URL": "secret-url", "SHOP_COUNT": "3" })));
    assert!(!said.contains("warning"), "{said}");
    // What is not there, and would be needed to start.
    let (_, env, _) = config(&home, "config cursor --env SHOP_URL=a=b", &[]);
    assert_eq!(env, json!({ "SHOP_URL": "a=b" }));
    let run = |line: &str| ran(home.command("flagged", line).env("WAY", "run"), line);
    run("config cursor").ends(
        2,
        "error: the server does not start without `--url <URL>`: write it before the sub-command, or add `--env SHOP_URL=VALUE` behind it\n",
    );
    // Who lists or takes away starts nothing.
    run("install").ends_well();
    run("uninstall cursor").ends_well();
    run("config cursor --url http://localhost:3000/mcp").ends_well();
    run("--count 900 config cursor").ends(2, "invalid value '900' for '--count <COUNT>'");
    run("--url u config cursor --url http://localhost:3000/mcp")
        .ends(2, "`--url <URL>` is for a server that the client starts");
}

/// A client runs in a folder of its own.
#[test]
fn paths_are_absolute() {
    let home = home("own-paths");
    let line = "--url u --folder notes/../x config cursor";
    let mut command = home.command("flagged", line);
    let ran = ran(command.env("WAY", "run"), line);
    ran.ends_well();
    let snippet: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let args = json!(["--url", "u", "--folder", home.path("{here}/notes/../x"), "--stdio"]);
    assert_eq!(snippet["mcpServers"]["shop"]["args"], args);
}
