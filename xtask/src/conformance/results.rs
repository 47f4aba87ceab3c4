//! What the suite found: a folder a scenario, with a file of checks in it.

use std::fmt;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// This check is made in nearly every scenario, whatever it is of; one in which nothing else was found has tested nothing.
const OF_EVERY_MESSAGE: &str = "wire-schema-valid";

/// A check of a scenario of a set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) set: String,
    pub(super) scenario: String,
    pub(super) check: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.set, self.scenario, self.check)
    }
}

/// A check that found something wrong.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) place: Place,
    /// `FAILURE` or `WARNING`.
    pub(super) status: String,
    pub(super) text: String,
}

/// How a set went.
#[derive(Debug)]
pub(super) struct Outcome {
    set: String,
    required: Tally,
    besides: Tally,
    /// How many checks found what they looked for.
    checks: usize,
    pub(super) faults: Vec<Fault>,
}

/// How many scenarios passed without a fault, were skipped, and were run.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    passed: usize,
    skipped: usize,
    all: usize,
}

impl Outcome {
    pub(super) fn new(set: &str) -> Self {
        let (required, besides) = (Tally::default(), Tally::default());
        Self { set: set.into(), required, besides, checks: 0, faults: Vec::new() }
    }

    /// Takes in another part of the set.
    pub(super) fn add(&mut self, other: Self) {
        self.required.add(other.required);
        self.besides.add(other.besides);
        self.checks += other.checks;
        self.faults.extend(other.faults);
    }

    /// Takes in the checks of a scenario.
    fn scenario(&mut self, scenario: &str, required: bool, checks: &Value) {
        let (mut tested, faults_before) = (false, self.faults.len());
        for check in checks.as_array().into_iter().flatten() {
            let text = |key: &str| check[key].as_str().unwrap_or_default().to_owned();
            match check["status"].as_str() {
                Some("SUCCESS") => {
                    self.checks += 1;
                    tested |= check["id"] != OF_EVERY_MESSAGE;
                }
                Some("INFO" | "SKIPPED") => {}
                // Also a status that is not known here.
                _ => {
                    let place = Place { set: self.set.clone(), scenario: scenario.into(), check: text("id") };
                    let fault = Fault { place, status: text("status"), text: text("errorMessage") };
                    // A scenario may look at a thing several times; one exception is for all of them.
                    self.faults.push(fault);
                }
            }
        }
        let tally = if required { &mut self.required } else { &mut self.besides };
        tally.all += 1;
        if self.faults.len() == faults_before {
            tally.passed += usize::from(tested);
            tally.skipped += usize::from(!tested);
        }
    }
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.skipped += other.skipped;
        self.all += other.all;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.passed, self.all)?;
        if self.skipped > 0 {
            write!(f, " ({} skipped)", self.skipped)?;
        }
        Ok(())
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: passed ", self.set)?;
        if self.required.all > 0 {
            write!(f, "{} required scenarios and ", self.required)?;
        }
        write!(f, "{} that are not scored; {} checks", self.besides, self.checks)
    }
}

/// The scenarios of a revision that are for servers, and whether each is required: the suite has a file of them.
pub(super) fn asked(package: &Path, revision: &str) -> Result<Vec<(String, bool)>, String> {
    let file = package.join("requirements").join(format!("{revision}.yaml"));
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let asked = scenarios(&text);
    if asked.is_empty() {
        Err(format!("{}: there are no scenarios in it", file.display()))
    } else {
        Ok(asked)
    }
}

/// Of that file only the two forms of lists that it has are read.
fn scenarios(text: &str) -> Vec<(String, bool)> {
    let mut asked = Vec::new();
    let (mut section, mut besides) = ("", "");
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let item = line.trim();
        match (section, item.strip_prefix("- ")) {
            _ if !line.starts_with(' ') && !item.is_empty() => section = item,
            ("server:", Some(scenario)) => asked.push((scenario.to_owned(), true)),
            ("not_scored:", Some(entry)) => besides = entry.strip_prefix("scenario: ").unwrap_or_default(),
            ("not_scored:", None) if item == "leg: server" => asked.push((besides.to_owned(), false)),
            _ => {}
        }
    }
    asked
}

/// Reads the results of a run. A scenario that left none is an error: it was not run, or not to its end.
pub(super) fn read(results: &Path, set: &str, asked: &[(String, bool)]) -> Result<Outcome, String> {
    let in_results = |error: std::io::Error| format!("{}: {error}", results.display());
    let folders: Vec<_> =
        fs::read_dir(results).map_err(in_results)?.flatten().map(|entry| entry.path()).collect();
    let mut outcome = Outcome::new(set);
    for (scenario, required) in asked {
        let start = format!("server-{scenario}-20");
        let is_its = |path: &&std::path::PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&start))
        };
        let Some(folder) = folders.iter().find(is_its) else {
            return Err(format!(
                "the scenario `{scenario}` of {set} left no results; see {}",
                results.display()
            ));
        };
        let file = folder.join("checks.json");
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let checks = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        outcome.scenario(scenario, *required, &checks);
    }
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_revision_asks_for() {
        let text = "# server:\n\nserver:\n  - ping\n  # a word\n  - pong\n\nclient:\n  - other\n\nnot_scored:\n  \
                    - scenario: late\n    leg: server\n    reason: pending\n  - scenario: no\n    leg: client\n";
        let asked = [("ping".to_owned(), true), ("pong".to_owned(), true), ("late".to_owned(), false)];
        assert_eq!(scenarios(text), asked);
    }

    #[test]
    fn a_warning_is_a_fault_and_a_skipped_scenario_is_none_that_passed() {
        let mut outcome = Outcome::new("set");
        let checks = |statuses: &[&str]| -> Value {
            statuses
                .iter()
                .map(|status| json!({ "id": "a", "status": status, "errorMessage": "why" }))
                .collect()
        };
        outcome.scenario("good", true, &checks(&["SUCCESS", "INFO"]));
        outcome.scenario("warned", true, &checks(&["SUCCESS", "WARNING"]));
        outcome.scenario("skipped", false, &checks(&["SKIPPED"]));
        assert_eq!(
            outcome.to_string(),
            "set: passed 1 of 2 required scenarios and 0 of 1 (1 skipped) that are not scored; 2 checks"
        );
        assert_eq!(outcome.faults[0].place.to_string(), "set warned a");
    }
}
