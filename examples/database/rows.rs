//! The rows of an answer, and how much of them there is at most.

use mcp_runtime::schemars::{self, JsonSchema};
use serde::Serialize;
use serde_json::{Number, Value};

/// So many characters a value has at most.
pub(crate) const MAX_CELL: usize = 2000;

/// So many bytes the values of an answer have at most: what a model can still read.
const MAX_ANSWER: usize = 100_000;

/// Up to here every integer is one for all who read JSON.
const MAX_SAFE: u64 = 1 << 53;

/// The answer to a query.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(crate) struct Answer {
    /// The columns, in the order of the values.
    columns: Vec<Column>,
    /// The rows; each is an array with a value for each column.
    rows: Vec<Vec<Value>>,
    /// How many rows are given.
    row_count: usize,
    /// Whether there are more.
    truncated: bool,
    /// What is left out, and how to get it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip)]
    room: usize,
    #[serde(skip)]
    limit: usize,
    /// So many characters a value may have: fewer where there are very many columns.
    #[serde(skip)]
    width: usize,
    #[serde(skip)]
    cut: usize,
}

/// A column of an answer.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: String,
    /// Its type in the database, if it has one.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
}

impl Answer {
    pub(crate) fn new(columns: Vec<Column>, limit: usize) -> Self {
        let width = MAX_CELL.min(MAX_ANSWER / columns.len().max(1));
        Self { columns, limit, width, room: MAX_ANSWER, ..Self::default() }
    }

    /// Adds a row, unless the answer is full. The first row always fits.
    pub(crate) fn push(&mut self, mut row: Vec<Value>) -> bool {
        let cut = row.iter_mut().map(|value| usize::from(shorten(value, self.width))).sum::<usize>();
        let size = row.iter().map(|value| value.as_str().map_or(8, str::len)).sum::<usize>();
        if self.rows.len() >= self.limit || (size > self.room && !self.rows.is_empty()) {
            self.truncated = true;
            return false;
        }
        self.cut += cut;
        self.room = self.room.saturating_sub(size);
        self.rows.push(row);
        true
    }

    /// The answer, with a note on what it lacks.
    pub(crate) fn done(mut self) -> Self {
        self.row_count = self.rows.len();
        let mut notes = Vec::new();
        if self.truncated {
            let first = format!("these are the first {} rows", self.row_count);
            let why = if self.row_count < self.limit { ", no more fit into an answer" } else { "" };
            notes.push(format!("{first}{why}: aggregate, or go on with ORDER BY, LIMIT and OFFSET"));
        }
        if self.cut > 0 {
            notes.push(format!(
                "{} values end after {} characters: select a part of them",
                self.cut, self.width
            ));
        }
        self.note = Some(notes.join("; ")).filter(|note| !note.is_empty());
        self
    }
}

/// Shortens a text that is too long, and says so in it.
fn shorten(value: &mut Value, most: usize) -> bool {
    let Value::String(text) = value else { return false };
    let Some((end, _)) = text.char_indices().nth(most) else { return false };
    text.truncate(end);
    text.push_str("… (cut)");
    true
}

/// An integer; as text when it is too large for those who read JSON into floats.
pub(crate) fn integer(value: i64) -> Value {
    if value.unsigned_abs() <= MAX_SAFE { value.into() } else { value.to_string().into() }
}

/// A float; as text when JSON has no word for it.
pub(crate) fn float(value: f64) -> Value {
    Number::from_f64(value).map_or_else(|| value.to_string().into(), Value::Number)
}

/// The start of a text, of which a part is enough.
pub(crate) fn text(value: &[u8]) -> Value {
    String::from_utf8_lossy(&value[..value.len().min(4 * (MAX_CELL + 1))]).into()
}

/// The start of some bytes, in hex.
pub(crate) fn bytes(value: &[u8]) -> Value {
    let shown = value.iter().take(MAX_CELL / 2 + 1);
    Value::String(std::iter::once("\\x".to_owned()).chain(shown.map(|byte| format!("{byte:02x}"))).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_lose_nothing() {
        let safe = 9_007_199_254_740_992;
        assert_eq!([integer(safe), integer(-safe)], [json!(safe), json!(-safe)]);
        assert_eq!([integer(safe + 1), integer(i64::MIN)], ["9007199254740993", "-9223372036854775808"]);
        assert_eq!(
            [float(0.1), float(f64::INFINITY), float(f64::NAN)],
            [json!(0.1), json!("inf"), json!("NaN")]
        );
        assert_eq!([bytes(b"\x00\xff"), bytes(b"")], ["\\x00ff", "\\x"]);
    }

    #[test]
    fn an_answer_has_its_limits() {
        let mut rows = Answer::new(Vec::new(), 2);
        assert!(rows.push(vec!["ä".repeat(MAX_CELL).into()]));
        assert!(rows.push(vec!["ä".repeat(MAX_CELL + 1).into(), bytes(&[0; 5000])]));
        assert!(!rows.push(vec![json!(1)]));
        let rows = rows.done();
        assert_eq!((rows.row_count, rows.truncated, rows.cut), (2, true, 2));
        assert_eq!(rows.rows[1][0].as_str().map(|text| text.chars().count()), Some(MAX_CELL + 7));
        assert!(rows.note.expect("a note").contains("first 2 rows: aggregate"));

        let column = || Column { name: "c".into(), kind: None };
        let mut rows = Answer::new((0..1000).map(|_| column()).collect(), 1000);
        assert!(rows.push((0..1000).map(|_| text("ä".repeat(MAX_CELL + 1).as_bytes())).collect()));
        assert_eq!(rows.rows[0][999].as_str().map(|text| text.chars().count()), Some(100 + 7));

        let mut rows = Answer::new(Vec::new(), 1000);
        let pushed = (0..1000).take_while(|_| rows.push(vec!["x".repeat(1000).into()])).count();
        assert_eq!(pushed, MAX_ANSWER / 1000);
        assert!(rows.done().note.expect("a note").contains("no more fit"));
    }
}
