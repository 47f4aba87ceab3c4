//! What was found, for people and for programs.

use serde_json::{Value, json};

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    /// As it should be.
    Good,
    /// To know.
    Note,
    /// Some clients or people will have trouble.
    Warning,
    /// It does not work.
    Wrong,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Wrong => "error",
        }
    }
}

struct Check {
    area: &'static str,
    status: Status,
    text: String,
}

/// All that was found, in the order in which it was looked at.
#[derive(Default)]
pub(super) struct Report(Vec<Check>);

impl Report {
    pub(super) fn add(&mut self, area: &'static str, status: Status, text: impl Into<String>) {
        self.0.push(Check { area, status, text: text.into() });
    }

    /// Adds what came of a check: what is good, or what is wrong.
    pub(super) fn checked(&mut self, area: &'static str, came: Result<String, String>) {
        match came {
            Ok(text) => self.add(area, Status::Good, text),
            Err(text) => self.add(area, Status::Wrong, text),
        }
    }

    pub(super) fn is_wrong(&self) -> bool {
        self.count(Status::Wrong) > 0
    }

    fn count(&self, status: Status) -> usize {
        self.0.iter().filter(|check| check.status == status).count()
    }

    /// For people: a heading for each area, a line for each check.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut area = "";
        for check in &self.0 {
            if check.area != area {
                area = check.area;
                let space = if text.is_empty() { "" } else { "\n" };
                text.push_str(&format!("{space}{area}\n"));
            }
            text.push_str(&format!(
                "  {:7}  {}\n",
                check.status.word(),
                check.text.replace('\n', "\n           ")
            ));
        }
        let counted = |status: Status, one: &str| match self.count(status) {
            0 => None,
            1 => Some(format!("1 {one}")),
            several => Some(format!("{several} {one}s")),
        };
        let found = [counted(Status::Wrong, "error"), counted(Status::Warning, "warning")];
        let found: Vec<String> = found.into_iter().flatten().collect();
        let found = if found.is_empty() { "nothing is wrong".to_owned() } else { found.join(", ") };
        text.push_str(&format!("\n{found}\n"));
        text
    }

    /// For programs: what `text` says, and the sizes.
    pub(super) fn json(&self, costs: &Value) -> Value {
        let checks = self
            .0
            .iter()
            .map(|check| json!({ "area": check.area, "status": check.status.word(), "text": check.text }));
        json!({
            "errors": self.count(Status::Wrong),
            "warnings": self.count(Status::Warning),
            "offers": costs,
            "checks": checks.collect::<Vec<_>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_area_has_a_heading_and_the_end_a_sum() {
        let mut report = Report::default();
        assert_eq!(report.text(), "\nnothing is wrong\n");
        report.add("offers", Status::Good, "1 tool");
        report.add("offers", Status::Warning, "a\nb");
        report.checked("stdio", Err("it does not start".into()));
        let text = "offers\n  ok       1 tool\n  warning  a\n           b\n\nstdio\n  error    it does not start\n\n1 error, 1 warning\n";
        assert_eq!(report.text(), text);
        assert!(report.is_wrong());
        let json = report.json(&json!({ "tools": 1 }));
        assert_eq!(json["errors"], 1);
        assert_eq!(json["checks"][1], json!({ "area": "offers", "status": "warning", "text": "a\nb" }));
    }
}
