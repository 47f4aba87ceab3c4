//! The specification's rules: `docs/rules.md` has them all, and what a server must do has a test, or a reason why it has none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use crate::run::{Done, root};
use crate::tested::{numbers, tested};

const INDEX: &str = "docs/rules.md";

/// What is looked through for numbers that are used; this very folder has some in its own tests only.
const FOLDERS: [&str; 6] = ["mcp-macros", "mcp-runtime", "examples", "tests", "fuzz", "benches"];
const FILES: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];

/// The heading over the reasons.
const EXCEPTIONS: &str = "## Not tested, because";

const LEVELS: [&str; 5] = ["must", "should", "may", "derived", "practice"];
const WHOM: [&str; 5] = ["server", "client", "both", "author", "proxy"];
/// What this kit does not have; nothing is missing where there is a word.
const WAITS: [&str; 7] =
    ["", "asking", "tasks", "authorization", "extensions", "transports", "stateless sessions"];

/// A row of the index.
struct Rule<'a> {
    number: &'a str,
    level: &'a str,
    whom: &'a str,
    waits: &'a str,
}

impl Rule<'_> {
    /// `M-TOOL` of `M-TOOL-07`.
    fn family(&self) -> &str {
        self.number.rsplit_once('-').map_or(self.number, |(family, _)| family)
    }

    /// Whether it is for a server, about something that there is.
    fn is_ours(&self) -> bool {
        matches!(self.whom, "server" | "both") && self.waits.is_empty()
    }

    fn is_must(&self) -> bool {
        self.level == "must"
    }
}

#[derive(Default)]
struct Index<'a> {
    rules: Vec<Rule<'a>>,
    /// Numbers of what the specification leaves open.
    open: Vec<&'a str>,
    /// The rules that need no test.
    excepted: BTreeSet<&'a str>,
    faults: Vec<String>,
}

/// What is wrong with the index, with what uses it, and with the tests.
pub(crate) fn check() -> Result<Vec<String>, String> {
    let text = text()?;
    let mut used = BTreeMap::new();
    for path in FOLDERS.iter().chain(&FILES) {
        look(&root().join(path), path, &mut used).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(judge(read(&text), &used, &tested()?))
}

/// `cargo xtask rules`: how many rules there are, and what has no test.
pub(crate) fn show() -> Done {
    print!("{}", table(&read(&text()?), &tested()?));
    Ok(())
}

fn text() -> Result<String, String> {
    fs::read_to_string(root().join(INDEX)).map_err(|error| format!("{INDEX}: {error}"))
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

fn read(text: &str) -> Index<'_> {
    let mut index = Index::default();
    let mut reasons = false;
    for line in text.lines() {
        if line.starts_with("## ") {
            reasons = line == EXCEPTIONS;
        }
        let Some(row) = line.strip_prefix("| ") else { continue };
        let cells: Vec<&str> = row.trim_end_matches('|').split('|').map(str::trim).collect();
        if numbers(cells[0]).next() != Some(cells[0]) {
            continue;
        }
        let fault = match cells[..] {
            [number, reason] if reasons && !reason.is_empty() => {
                (!index.excepted.insert(number)).then_some("has two reasons")
            }
            [number, "open", _, _] if number.starts_with("AMB-") => {
                index.open.push(number);
                None
            }
            [number, level, whom, waits, rule] if !rule.is_empty() => {
                let level = level.split(',').next().unwrap_or(level);
                index.rules.push(Rule { number, level, whom, waits });
                let known = LEVELS.contains(&level) && WHOM.contains(&whom) && WAITS.contains(&waits);
                (!known).then_some("says something else than the top of the page has words for")
            }
            _ => Some("has a row of another form"),
        };
        index.faults.extend(fault.map(|fault| format!("{INDEX}: {} {fault}", cells[0])));
    }
    index
}

fn judge(index: Index<'_>, used: &BTreeMap<String, String>, tested: &BTreeSet<String>) -> Vec<String> {
    let mut known = BTreeSet::new();
    let mut faults = index.faults;
    for number in index.rules.iter().map(|rule| rule.number).chain(index.open) {
        if !known.insert(number) {
            faults.push(format!("{INDEX}: {number} is there twice"));
        }
    }
    let unknown = used.iter().filter(|(number, _)| !known.contains(number.as_str()));
    faults.extend(unknown.map(|(number, place)| format!("{place}: {number} is not in {INDEX}")));
    let mut needless = index.excepted;
    for rule in index.rules.iter().filter(|rule| rule.is_ours() && rule.is_must()) {
        if !tested.contains(rule.number) && !needless.remove(rule.number) {
            faults.push(format!("{INDEX}: no test names {}, and nothing says why", rule.number));
        }
    }
    let needless = needless.into_iter();
    faults.extend(needless.map(|number| format!("{INDEX}: {number} needs no reason to have no test")));
    faults
}

/// How many rules a family has, and how many of these have a test.
#[derive(Default)]
struct Count {
    all: usize,
    ours: usize,
    tested: usize,
    musts: usize,
    tested_musts: usize,
}

impl Count {
    fn add(&mut self, rule: &Rule<'_>, tested: bool) {
        let ours = rule.is_ours();
        self.all += 1;
        self.ours += usize::from(ours);
        self.tested += usize::from(ours && tested);
        self.musts += usize::from(ours && rule.is_must());
        self.tested_musts += usize::from(ours && rule.is_must() && tested);
    }

    fn row(&self, family: &str) -> String {
        let Self { all, ours, tested, musts, tested_musts } = self;
        format!("{family:<10}{all:>7}{ours:>13}{tested:>8}{musts:>8}{tested_musts:>8}\n")
    }
}

fn table(index: &Index<'_>, tested: &BTreeSet<String>) -> String {
    let mut families: Vec<(&str, Count)> = Vec::new();
    let mut total = Count::default();
    for rule in &index.rules {
        let has = tested.contains(rule.number);
        if families.last().is_none_or(|(family, _)| *family != rule.family()) {
            families.push((rule.family(), Count::default()));
        }
        if let Some((_, count)) = families.last_mut() {
            count.add(rule, has);
        }
        total.add(rule, has);
    }
    let mut out = String::from("family      rules  of a server  tested   musts  tested\n");
    out.extend(families.iter().map(|(family, count)| count.row(family)));
    out += &total.row("all");
    let untested = index.rules.iter().filter(|rule| rule.is_ours() && !tested.contains(rule.number));
    let (musts, others): (Vec<_>, Vec<_>) =
        untested.map(|rule| (rule.is_must(), rule.number)).partition(|(must, _)| *must);
    let (reasons, bare): (Vec<_>, Vec<_>) =
        musts.into_iter().partition(|(_, number)| index.excepted.contains(number));
    for (what, which) in [
        ("musts without a test", bare),
        ("musts without a test, with a reason", reasons),
        ("others without a test", others),
    ] {
        let which: Vec<&str> = which.into_iter().map(|(_, number)| number).collect();
        out += &format!("\n{what}: {}\n", if which.is_empty() { "none".to_owned() } else { which.join(" ") });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
| number | level | whom | waits for | rule |
|---|---|---|---|---|
| L-LIFE-04 | must, A-D | server | | x |
| L-LIFE-05 | must, A-D | client | | x |
| L-LIFE-06 | should | both | | x |
| M-MRTR-01 | must | server | asking | x |
| AMB-03 | open | somewhere | y |

## Not tested, because

| number | because |
|---|---|
";

    fn texts(numbers: &[&str]) -> BTreeSet<String> {
        numbers.iter().map(|number| (*number).to_owned()).collect()
    }

    fn faults(text: &str, used: &[&str], tested: &[&str]) -> Vec<String> {
        let used = texts(used).into_iter().map(|number| (number, "a.rs".to_owned())).collect();
        judge(read(text), &used, &texts(tested))
    }

    #[test]
    fn what_is_used_is_there() {
        assert_eq!(faults(TEXT, &["L-LIFE-04", "AMB-03"], &["L-LIFE-04"]).len(), 0);
        assert_eq!(faults(TEXT, &["AMB-04"], &["L-LIFE-04"]), ["a.rs: AMB-04 is not in docs/rules.md"]);
        let twice = format!("| AMB-03 | open | x | y |\n{TEXT}");
        assert_eq!(faults(&twice, &[], &["L-LIFE-04"]), ["docs/rules.md: AMB-03 is there twice"]);
    }

    #[test]
    fn what_a_server_must_has_a_test_or_a_reason() {
        let missing = ["docs/rules.md: no test names L-LIFE-04, and nothing says why"];
        assert_eq!(faults(TEXT, &[], &[]), missing);
        let excepted = format!("{TEXT}| L-LIFE-04 | z |\n");
        assert_eq!(faults(&excepted, &[], &[]).len(), 0);
        let needless = ["docs/rules.md: L-LIFE-04 needs no reason to have no test"];
        assert_eq!(faults(&excepted, &[], &["L-LIFE-04"]), needless);
    }

    #[test]
    fn rows_have_their_form() {
        for row in [
            "| M-X-01 | must | server | | |",
            "| M-X-01 | must | server | x |",
            "| M-X-01 | must | server | time | x |",
            "| M-X-01 | must | dog | | x |",
            "| M-X-01 | open | client | | x |",
            "| M-X-01 | why |",
        ] {
            assert_eq!(faults(row, &[], &["M-X-01"]).len(), 1, "{row}");
        }
    }

    #[test]
    fn families_are_counted() {
        let table = table(&read(TEXT), &texts(&["L-LIFE-06"]));
        assert!(table.contains("\nL-LIFE          3            2       1       1       0\n"), "{table}");
        assert!(table.contains("\nM-MRTR          1            0       0       0       0\n"), "{table}");
        assert!(table.contains("\nall             4            2       1       1       0\n"), "{table}");
        assert!(table.contains("\nmusts without a test: L-LIFE-04\n"), "{table}");
        assert!(table.ends_with("\nothers without a test: none\n"), "{table}");
    }
}
