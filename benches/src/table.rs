//! Tables in Markdown.

use std::fmt;

/// What stands where nothing is known.
const NONE: &str = "–";

pub(crate) struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(head: Vec<&'static str>) -> Self {
        Self { head, rows: Vec::new() }
    }

    pub(crate) fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| {} |", self.head.join(" | "))?;
        writeln!(formatter, "|{}", "---|".repeat(self.head.len()))?;
        for row in &self.rows {
            writeln!(formatter, "| {} |", row.join(" | "))?;
        }
        Ok(())
    }
}

/// A figure with so many decimal places, and its thousands apart.
pub(crate) fn number(figure: Option<f64>, places: usize) -> String {
    let Some(figure) = figure else { return NONE.into() };
    let text = format!("{figure:.places$}");
    let whole = text.find('.').unwrap_or(text.len());
    let mut grouped = String::new();
    for (at, digit) in text.char_indices() {
        if at > 0 && at < whole && (whole - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// One figure over another.
pub(crate) fn ratio(figure: Option<f64>, other: Option<f64>) -> String {
    number(figure.zip(other).map(|(figure, other)| figure / other), 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_by_thousands() {
        let cases = [
            (Some(0.5), 2, "0.50"),
            (Some(999.0), 0, "999"),
            (Some(1_000.0), 0, "1,000"),
            (Some(1_234_567.25), 1, "1,234,567.2"),
            (None, 0, "–"),
        ];
        for (figure, places, expected) in cases {
            assert_eq!(number(figure, places), expected);
        }
        assert_eq!(ratio(Some(3.0), Some(2.0)), "1.50");
        assert_eq!(ratio(Some(3.0), None), "–");
    }
}
