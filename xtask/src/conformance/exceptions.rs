//! What the suite may find wrong: a file of groups, each with its reason.

use std::collections::BTreeMap;

use super::results::Place;

/// Reads `reason: …` and, below it, a line `SET SCENARIO CHECK` for each check that the reason is of. Lines with `#` mean nothing.
pub(super) fn read(text: &str) -> Result<BTreeMap<Place, String>, String> {
    let mut exceptions = BTreeMap::new();
    let mut reason = "";
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(text) = line.strip_prefix("reason:") {
            reason = text.trim();
            continue;
        }
        let [set, scenario, check] = line.split_whitespace().collect::<Vec<_>>()[..] else {
            return Err(format!("an exception is `SET SCENARIO CHECK`, not `{line}`"));
        };
        if reason.is_empty() {
            return Err(format!("the exception `{line}` stands below no `reason:`"));
        }
        let place = Place { set: set.into(), scenario: scenario.into(), check: check.into() };
        if exceptions.insert(place, reason.to_owned()).is_some() {
            return Err(format!("the exception `{line}` is written twice"));
        }
    }
    Ok(exceptions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_with_their_reasons() {
        let exceptions = read("# a word\nreason: not yet\n\n2026-07-28 ping pong\n").expect("exceptions");
        let place = Place { set: "2026-07-28".into(), scenario: "ping".into(), check: "pong".into() };
        assert_eq!(exceptions, BTreeMap::from([(place, "not yet".to_owned())]));
        for wrong in ["skills a b", "reason:\nskills a b", "reason: x\nskills a", "reason: x\ns a b\ns a b"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_file_can_be_read() {
        read(include_str!("../../../tests/conformance/exceptions.txt")).expect("exceptions");
    }
}
