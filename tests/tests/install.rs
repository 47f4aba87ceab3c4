//! What `config`, `install` and `uninstall` do to the files of clients: a home of its own for each test, and the real program in it.
//!
//! A file of `tests/install/CLIENT/` is a case: which file of the client, what stands behind its name, what the file has before, and
//! what it has to have after. `MCP_BLESS=1` writes the last.
#![cfg(target_os = "linux")]

#[path = "install/bundles.rs"]
mod bundles;
#[path = "install/home.rs"]
mod home;
#[path = "install/lists.rs"]
mod lists;
#[path = "install/own_flags.rs"]
mod own_flags;
#[path = "install/programs.rs"]
mod programs;
#[path = "install/refusals.rs"]
mod refusals;
#[path = "install/registry.rs"]
mod registry;
#[path = "install/writing.rs"]
mod writing;

use std::fs;
use std::path::Path;

use home::Home;

/// One case, as it is written down.
struct Case<'a> {
    head: &'a str,
    file: &'a str,
    line: &'a str,
    before: Option<&'a str>,
    after: &'a str,
    removed: Option<&'a str>,
}

impl<'a> Case<'a> {
    fn read(text: &'a str) -> Self {
        let section = |name: &str| {
            let (_, rest) = text.split_once(&format!("--- {name}\n"))?;
            Some(rest.split_once("\n--- ").map_or(rest, |(own, _)| &rest[..=own.len()]))
        };
        let line = |name: &str| {
            text.lines().find_map(|line| line.strip_prefix(name)).expect("a line of each").trim_start()
        };
        let head = text.split("--- after\n").next().expect("a head");
        let after = section("after").unwrap_or_default();
        Self {
            head,
            file: line("file:"),
            line: line("line:"),
            before: section("before"),
            after,
            removed: section("removed"),
        }
    }
}

#[test]
fn files_of_clients() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("install");
    let mut seen = 0;
    for client in fs::read_dir(folder).expect("the cases").flatten() {
        for case in fs::read_dir(client.path()).expect("the cases of a client").flatten() {
            let client = client.file_name().into_string().expect("a name");
            let text = fs::read_to_string(case.path()).expect("a case");
            let name = format!("{client}-{}", case.path().file_stem().expect("a name").to_string_lossy());
            run(&client, &name, &case.path(), &Case::read(&text));
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen} cases");
}

fn run(client: &str, name: &str, path: &Path, case: &Case<'_>) {
    let home = Home::new(&format!("case-{name}"));
    let file = home.path(case.file);
    // What a client makes when it is started for the first time.
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    let before = case.before.map(|text| home.filled(text));
    if let Some(text) = &before {
        fs::write(&file, text).expect("the file before");
    }
    let install = format!("install {client} {}", case.line);

    let dry = home.run(&format!("{install} --dry-run"));
    dry.ends_well();
    assert!(dry.stdout.contains("\n+ ") || dry.stdout.starts_with("+ "), "{name}: {}", dry.stdout);
    assert_eq!(fs::read_to_string(&file).ok(), before, "{name}: it is written although it is dry");

    let first = home.run(&install);
    first.ends_well();
    assert!(first.stdout.contains(" is installed in "), "{name}: {}", first.stdout);
    let after = fs::read_to_string(&file).expect("the file after");
    if std::env::var_os("MCP_BLESS").is_some() {
        let removed = case.removed.map_or(String::new(), |text| format!("--- removed\n{text}"));
        let newline = if after.ends_with('\n') { "" } else { "\n" };
        fs::write(path, format!("{}--- after\n{}{newline}{removed}", case.head, home.emptied(&after)))
            .expect("blessed");
    } else {
        assert_eq!(after.trim_end(), home.filled(case.after).trim_end(), "{name}");
    }
    let kept = fs::read_to_string(Home::beside(&file, ".bak")).ok();
    assert_eq!(kept, before, "{name}: what was there is kept");

    let second = home.run(&install);
    second.ends_well();
    assert!(second.stdout.contains(" already: "), "{name}: {}", second.stdout);
    assert_eq!(fs::read_to_string(&file).expect("the file"), after, "{name}: a second time");

    if before.is_none() {
        let config = home.run(&install.replacen("install", "config", 1));
        config.ends_well();
        assert_eq!(config.stdout, after, "{name}: what is printed is what is written");
        assert!(config.stderr.contains(&file.display().to_string()), "{name}: {}", config.stderr);
    }
    let force = if case.line.contains("--url") { " --force" } else { "" };
    let scope =
        case.line.split_once("--scope ").map_or("", |(_, rest)| rest.split(' ').next().expect("a scope"));
    let scope = if scope.is_empty() { String::new() } else { format!(" --scope {scope}") };
    home.run(&format!("uninstall {client}{scope}{force}")).ends_well();
    if let Some(expected) = case.removed.map(|text| home.filled(text)).or(before) {
        assert_eq!(fs::read_to_string(&file).expect("the file"), expected, "{name}: taken out");
    }
    let gone = home.run(&format!("uninstall {client}{scope}{force}"));
    gone.ends_well();
    assert!(gone.stdout.contains(" is not installed in "), "{name}: {}", gone.stdout);
}
