//! `cargo xtask tidy`: how long files and functions may be, where the revisions of the protocol may be named, and that
//! the specification's rules have tests.

use std::fs;
use std::path::{Path, PathBuf};

use crate::rules;
use crate::run::{Done, root};
use crate::source::{code, uncommented};

const MAX_FILE: usize = 350;
const MAX_FUNCTION: usize = 60;
/// `quote!` is long.
const MAX_EXPAND: usize = 90;

/// Files that are longer, and why.
const LONG_FILES: [(&str, &str); 0] = [];

/// Files that are in both libraries, of which neither can take them from the other.
const TWINS: [(&str, &str); 5] = [
    ("mcp-macros/src/author_schema.rs", "mcp-runtime/src/schema/author_schema.rs"),
    ("mcp-macros/src/overlap.rs", "mcp-runtime/src/schema/overlap.rs"),
    ("mcp-macros/src/pairs.rs", "mcp-runtime/src/schema/pairs.rs"),
    ("mcp-macros/src/suggest.rs", "mcp-runtime/src/schema/suggest.rs"),
    ("mcp-macros/src/uri.rs", "mcp-runtime/src/schema/uri.rs"),
];

/// The folders and files of each library, top floor first: each imports only from those below it. In modules of tests all may
/// be used.
const FLOORS: [(&str, &[&str]); 2] = [
    (
        "mcp-runtime/src/",
        &[
            "marks",
            "cli",
            "__private",
            "prelude",
            "testing",
            "transport",
            "exec",
            "app",
            "author",
            "context",
            "protocol",
            "rpc",
            "outcome",
            "threads",
            "schema",
            "base",
        ],
    ),
    (
        "mcp-macros/src/",
        &[
            "golden",
            "server",
            "free",
            "test",
            "mcp_type",
            "absent",
            "client",
            "example_tests",
            "lock",
            "scope",
            "nested",
            "unique",
            "expand",
            "around",
            "variables",
            "entry",
            "handler",
            "address",
            "example",
            "keys",
            "sig",
            "elicit",
            "arg",
            "check",
            "marks",
            "fields",
            "error_derive",
            "attr",
            "names",
            "kind",
            "tokens",
            "doc",
            "text",
            "errors",
            "author_schema",
            "uri_template",
            "overlap",
            "pairs",
            "uri",
            "suggest",
            "elsewhere",
        ],
    ),
];

/// Where a revision may be named: everywhere else asks what a revision has.
const REVISIONS: &str = "mcp-runtime/src/protocol/";

const DATES: [&str; 5] = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"];

pub(crate) fn check() -> Done {
    let mut faults = Vec::new();
    let mut count = 0;
    for folder in ["mcp-macros/src", "mcp-runtime/src"] {
        for path in sources(&root().join(folder)) {
            let name = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            let source = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
            faults.extend(judge(&name, &source));
            count += 1;
        }
    }
    for (one, other) in TWINS {
        let [first, second] = [one, other].map(|name| fs::read_to_string(root().join(name)).ok());
        if first.is_none() || first != second {
            faults.push(format!("{one} and {other} are not the same"));
        }
    }
    faults.extend(rules::check()?);
    if faults.is_empty() {
        println!("{count} files are tidy");
        return Ok(());
    }
    Err(format!("{} places are not tidy:\n  {}", faults.len(), faults.join("\n  ")))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn judge(name: &str, source: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if !source.starts_with("//!") {
        faults.push(format!("{name}: begin with a `//!` that says what the file is"));
    }
    let shown = without_tests(source);
    let lines = shown.lines().count();
    if lines > MAX_FILE && !LONG_FILES.iter().any(|(file, _)| *file == name) {
        faults.push(format!("{name}: {lines} lines, at most {MAX_FILE}"));
    }
    let plain = code(shown);
    let most = if name.ends_with("/expand.rs") { MAX_EXPAND } else { MAX_FUNCTION };
    for (line, length, function) in functions(&plain) {
        if length > most {
            faults.push(format!("{name}:{line}: `{function}` has {length} lines, at most {most}"));
        }
    }
    for (index, line) in plain.lines().enumerate() {
        if line.contains("Revision::V20") && !name.starts_with(REVISIONS) {
            faults.push(format!("{name}:{}: a revision is named here; ask what it has instead", index + 1));
        }
    }
    for (index, line) in uncommented(shown).lines().enumerate() {
        if !name.starts_with(REVISIONS) && DATES.iter().any(|date| line.contains(date)) {
            faults.push(format!("{name}:{}: a revision is named here", index + 1));
        }
    }
    faults.extend(upward(name, &plain));
    for (index, line) in shown.lines().enumerate() {
        for word in ["TODO", "FIXME", "XXX", "dbg!(", "todo!("] {
            if line.contains(word) {
                faults.push(format!("{name}:{}: `{word}` is left", index + 1));
            }
        }
    }
    faults
}

/// What a file takes from a floor that is not below its own.
fn upward(name: &str, plain: &str) -> Vec<String> {
    let house = FLOORS.iter().find_map(|(folder, floors)| Some((name.strip_prefix(folder)?, *floors)));
    let Some((inside, floors)) = house else { return Vec::new() };
    let floor = |module: &str| floors.iter().position(|floor| *floor == module);
    let own = inside.split(['/', '.']).next().unwrap_or_default();
    if own == "lib" || inside.ends_with("/tests.rs") || inside.contains("/tests/") {
        return Vec::new();
    }
    let Some(here) = floor(own) else {
        return vec![format!("{name}: it is on no floor; they are {}", floors.join(", "))];
    };
    let mut faults = Vec::new();
    for (line, module) in taken(plain) {
        if floor(module).is_some_and(|there| there < here) {
            faults.push(format!("{name}:{line}: `{own}` takes something from `{module}`, which is above it"));
        }
    }
    faults
}

/// The modules of its own library that some code names, with the line of each.
fn taken(plain: &str) -> Vec<(usize, &str)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let word = |text: &str| text.find(|c| !is_word(c)).unwrap_or(text.len());
    let mut found = Vec::new();
    for (at, mark) in plain.match_indices("crate::") {
        let line = plain[..at].matches('\n').count() + 1;
        let rest = &plain[at + mark.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            found.push((line, &rest[..word(rest)]));
            continue;
        };
        let (mut depth, mut begins) = (0, true);
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                _ if begins && is_word(c) => {
                    found.push((line, &list[at..at + word(&list[at..])]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    found
}

/// A source text without the module of tests at its end. A test module in a file of its own, named anywhere, ends nothing.
fn without_tests(source: &str) -> &str {
    let mark = "\n#[cfg(test)]\nmod ";
    let tests = source
        .match_indices(mark)
        .find(|(at, _)| source[at + mark.len()..].lines().next().is_some_and(|line| line.ends_with('{')));
    tests.map_or(source, |(at, _)| &source[..at])
}

/// Line, length and name of each function in some code.
fn functions(plain: &str) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    let lines: Vec<&str> = plain.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let Some(name) = name(line) else { continue };
        let (mut depth, mut opened) = (0_usize, false);
        for (length, line) in lines[index..].iter().enumerate() {
            for c in line.chars() {
                match c {
                    '{' => {
                        depth += 1;
                        opened = true;
                    }
                    '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            if opened && depth == 0 {
                found.push((index + 1, length + 1, name.to_owned()));
                break;
            }
            if !opened && line.trim_end().ends_with(';') {
                break;
            }
        }
    }
    found
}

fn name(line: &str) -> Option<&str> {
    let at = line.find("fn ").filter(|at| *at == 0 || line[..*at].ends_with(' '))?;
    let rest = &line[at + 3..];
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
    let before = line[..at].trim();
    let words = ["pub", "pub(crate)", "pub(super)", "const", "async", "unsafe", "extern"];
    (end > 0 && before.split_whitespace().all(|word| words.contains(&word))).then(|| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_and_their_length() {
        let plain = "pub(crate) fn a() {\n    x\n}\nfn b();\nimpl X {\n    const fn c(\n        x: u8,\n    ) {}\n}\n";
        assert_eq!(functions(plain), [(1, 3, "a".into()), (6, 3, "c".into())]);
    }

    #[test]
    fn what_is_not_tidy_is_said() {
        let long = format!("//! Long.\nfn f() {{\n{}}}\n", "    x();\n".repeat(400));
        assert_eq!(judge("a/b.rs", &long).len(), 2);
        assert_eq!(judge("a/b.rs", "//! X.\n").len(), 0);
        assert_eq!(judge("a/b.rs", "fn f() {}\n").len(), 1);
        let named = "//! X.\nfn f() {\n    g(Revision::V2025_03_26, \"2024-11-05\");\n}\n";
        assert_eq!(judge("mcp-runtime/src/rpc/x.rs", named).len(), 2);
        assert_eq!(judge("mcp-runtime/src/protocol/x.rs", named).len(), 0);
        let told = "//! X, 2025-03-26.\nfn f() {} // since 2025-03-26\n";
        assert_eq!(judge("mcp-runtime/src/rpc/x.rs", told).len(), 0);
        let inside = "//! X.\nfn f() {\n    g(r#\"{\"protocolVersion\":\"2025-03-26\"}\"#);\n}\n";
        assert_eq!(judge("mcp-runtime/src/rpc/x.rs", inside).len(), 1);
    }

    #[test]
    fn floors_are_not_climbed() {
        let up = |name: &str| {
            upward(name, "use crate::context::Context;\nfn f(x: crate::rpc::Message) {}\n").len()
        };
        assert_eq!(up("mcp-runtime/src/app/mod.rs"), 0);
        assert_eq!(up("mcp-runtime/src/protocol/open.rs"), 1);
        assert_eq!(up("mcp-runtime/src/schema/plan/walk.rs"), 2);
        assert_eq!(up("mcp-runtime/src/schema/plan/tests/cost.rs"), 0);
        assert_eq!(up("mcp-runtime/src/elsewhere.rs"), 1);
        assert_eq!(up("mcp-runtime/src/lib.rs"), 0);
        assert_eq!(
            taken("use crate::{check, sig::{self, a}};\ncrate::x::y()"),
            [(1, "check"), (1, "sig"), (2, "x")]
        );
    }

    #[test]
    fn only_tests_at_the_end_are_left_out() {
        assert_eq!(
            without_tests("a\n#[cfg(test)]\nmod b;\nc\n#[cfg(test)]\nmod d {\n}\n"),
            "a\n#[cfg(test)]\nmod b;\nc"
        );
        assert_eq!(without_tests("a\n"), "a\n");
    }
}
