//! Which rules tests name: by a file below `tests/`, by the name of a function marked `#[test]`, by the comment right above it.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use crate::run::root;

const TESTS: &str = "tests";
/// Where functions that are tests stand beside what they test.
const UNITS: [&str; 2] = ["mcp-macros/src", "mcp-runtime/src"];

/// The numbers that tests name.
pub(crate) fn tested() -> Result<BTreeSet<String>, String> {
    let mut found = BTreeSet::new();
    for folder in [TESTS].iter().chain(&UNITS) {
        look(&root().join(folder), *folder == TESTS, &mut found)
            .map_err(|error| format!("{folder}: {error}"))?;
    }
    Ok(found)
}

fn look(folder: &Path, names: bool, found: &mut BTreeSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let (path, own) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if own == "node_modules" || own == "target" {
            continue;
        }
        if path.is_dir() {
            look(&path, names, found)?;
            continue;
        }
        if names {
            found.extend(numbers(&own.to_string_lossy()).map(str::to_owned));
        }
        if path.extension().is_some_and(|extension| extension == "rs") {
            found.extend(of_functions(&fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

/// The numbers in a text: `L-LIFE-04`, `M-TOOL-07`, `AMB-03`.
pub(crate) fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).filter(|word| {
        let mut parts = word.split('-');
        let family = match parts.next() {
            Some("L" | "M") => {
                parts.next().is_some_and(|family| family.bytes().all(|b| b.is_ascii_uppercase()))
            }
            Some("AMB") => true,
            _ => false,
        };
        let number = parts.next().is_some_and(is_two_digits);
        family && number && parts.next().is_none()
    })
}

fn is_two_digits(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The numbers of the functions of some source that are marked as tests.
fn of_functions(source: &str) -> BTreeSet<String> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let mut found = BTreeSet::new();
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| **line == "#[test]") {
        let belongs = |line: &&&str| line.starts_with("//") || line.starts_with("#[");
        let above = lines[..at].iter().rev().take_while(belongs);
        let below = lines[at..].iter().take_while(belongs);
        let comments = above.chain(below.clone()).filter(|line| line.starts_with("//"));
        found.extend(comments.flat_map(|line| numbers(line)).map(str::to_owned));
        let head = lines.get(at + below.count()).copied().unwrap_or_default();
        found.extend(of_name(head.split_once("fn ").map_or("", |(_, name)| name)));
    }
    found
}

/// The numbers in the name of a function: `M-SUB-06` and `M-SUB-07` of `m_sub_06_07_they_end`.
fn of_name(name: &str) -> Vec<String> {
    let end = name.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(name.len());
    let words: Vec<&str> = name[..end].split('_').collect();
    let mut found = Vec::new();
    let mut family = None;
    for (at, word) in words.iter().enumerate() {
        if !is_two_digits(word) {
            family = None;
            continue;
        }
        let before = |back: usize| at.checked_sub(back).map(|at| words[at]);
        family = family.or_else(|| match (before(2), before(1)) {
            (_, Some("amb")) => Some("AMB".to_owned()),
            (Some(era @ ("l" | "m")), Some(family)) => Some(format!("{era}-{family}").to_uppercase()),
            _ => None,
        });
        found.extend(family.as_ref().map(|family| format!("{family}-{word}")));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_number() {
        let text = "(L-LIFE-04), M-TOOL-07; AMB-03.txt L-x-01 UTF-16 L-LIFE-4 XL-LIFE-04 L-LIFE-04-b";
        assert_eq!(numbers(text).collect::<Vec<_>>(), ["L-LIFE-04", "M-TOOL-07", "AMB-03"]);
    }

    #[test]
    fn names_of_functions() {
        assert_eq!(of_name("m_sub_06_07_they_end() {"), ["M-SUB-06", "M-SUB-07"]);
        assert_eq!(of_name("x02_l_sess_02_ids()"), ["L-SESS-02"]);
        assert_eq!(of_name("moments_l_tool_15()"), ["L-TOOL-15"]);
        assert_eq!(of_name("annotations_amb_24()"), ["AMB-24"]);
        assert_eq!(of_name("l23_loopback_2026_07_28()").len(), 0);
        assert_eq!(of_name("").len(), 0);
    }

    #[test]
    fn only_what_belongs_to_a_test_counts() {
        let source = "\
// M-A-01
fn f() {}

// M-A-02

/// M-A-03 and
/// M-A-04.
#[cfg(unix)]
#[test]
// M-A-05
#[ignore]
fn g_m_a_06() {
    // M-A-07
}
";
        assert_eq!(
            of_functions(source).into_iter().collect::<Vec<_>>(),
            ["M-A-03", "M-A-04", "M-A-05", "M-A-06"]
        );
    }
}
