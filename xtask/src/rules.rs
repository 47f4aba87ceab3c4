//! The index of the specification's rules: every number that is used is in `docs/rules.md`, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use crate::run::root;

const INDEX: &str = "docs/rules.md";

/// What is looked through; this very folder has numbers only in its tests.
const FOLDERS: [&str; 6] = ["mcp-macros", "mcp-runtime", "examples", "tests", "fuzz", "benches"];
const FILES: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];

pub(crate) fn check() -> Result<Vec<String>, String> {
    let index = fs::read_to_string(root().join(INDEX)).map_err(|error| format!("{INDEX}: {error}"))?;
    let mut used = BTreeMap::new();
    for path in FOLDERS.iter().chain(&FILES) {
        look(&root().join(path), path, &mut used).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(judge(&index, &used))
}

/// Notes each number in a file, in the files of a folder, and in their names, with the first place where it is.
fn look(path: &Path, name: &str, used: &mut BTreeMap<String, String>) -> io::Result<()> {
    let mut note = |text: &str| {
        for number in numbers(text) {
            used.entry(number.to_owned()).or_insert_with(|| name.to_owned());
        }
    };
    note(name);
    if !path.is_dir() {
        note(&String::from_utf8_lossy(&fs::read(path)?));
        return Ok(());
    }
    for entry in fs::read_dir(path)?.flatten() {
        let own = entry.file_name().to_string_lossy().into_owned();
        if own != "node_modules" && own != "target" {
            look(&entry.path(), &format!("{name}/{own}"), used)?;
        }
    }
    Ok(())
}

/// The numbers in a text: `L-LIFE-04`, `M-TOOL-07`, `AMB-03`.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).filter(|word| {
        let mut parts = word.split('-');
        let family = match parts.next() {
            Some("L" | "M") => {
                parts.next().is_some_and(|family| family.bytes().all(|b| b.is_ascii_uppercase()))
            }
            Some("AMB") => true,
            _ => false,
        };
        let number = parts
            .next()
            .is_some_and(|number| number.len() == 2 && number.bytes().all(|b| b.is_ascii_digit()));
        family && number && parts.next().is_none()
    })
}

fn judge(index: &str, used: &BTreeMap<String, String>) -> Vec<String> {
    let rows = index.lines().filter_map(|line| Some(line.strip_prefix("| ")?.split_once(" |")?.0));
    let mut known = BTreeSet::new();
    let mut faults = Vec::new();
    for number in rows.filter(|row| numbers(row).next().is_some()) {
        if !known.insert(number) {
            faults.push(format!("{INDEX}: {number} is there twice"));
        }
        if !used.contains_key(number) {
            faults.push(format!("{INDEX}: nothing uses {number}"));
        }
    }
    let unknown = used.iter().filter(|(number, _)| !known.contains(number.as_str()));
    faults.extend(unknown.map(|(number, place)| format!("{place}: {number} is not in {INDEX}")));
    faults
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
    fn both_ways() {
        let index = "| number | rule |\n|---|---|\n| L-LIFE-04 | x |\n| AMB-03 | y |\n";
        let used = |numbers: &[&str]| {
            numbers.iter().map(|number| ((*number).to_owned(), "a.rs".to_owned())).collect()
        };
        assert_eq!(judge(index, &used(&["L-LIFE-04", "AMB-03"])).len(), 0);
        assert_eq!(judge(index, &used(&["L-LIFE-04"])), ["docs/rules.md: nothing uses AMB-03"]);
        let more = used(&["L-LIFE-04", "AMB-03", "AMB-04"]);
        assert_eq!(judge(index, &more), ["a.rs: AMB-04 is not in docs/rules.md"]);
    }
}
