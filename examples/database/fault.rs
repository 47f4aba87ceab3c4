//! What went wrong, in the words of the database, and what to do about it.

use std::time::Duration;

use mcp_runtime::ToolError;
use tokio::time::timeout;

use crate::near::nearest;
use crate::source::Source;

/// So many names are in a hint.
const MAX_NAMES: usize = 20;

/// For so long they are looked for.
const MAX_LOOK: Duration = Duration::from_secs(5);

/// So much of a statement is shown from the place where it is wrong.
const MAX_PLACE: usize = 40;

/// What a statement names, and what is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unknown {
    Table(String),
    Column(String),
}

/// A fault that a client may read: it says nothing of where the database is, and who reads it.
#[derive(Debug, Default)]
pub(crate) struct Fault {
    text: String,
    /// Where in the statement, counted in characters.
    at: Option<usize>,
    hint: Option<String>,
    unknown: Option<Unknown>,
}

impl Fault {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// For everything that is no query.
    pub(crate) fn not_a_query() -> Self {
        Self::new("this is not a query that only reads, and nothing else is run here")
            .hint("give one SELECT, WITH or VALUES; `tables`, `describe` and `explain` tell the rest")
    }

    pub(crate) fn several_statements() -> Self {
        Self::new("there is more than one statement").hint("give one at a time")
    }

    /// For a query that waits for values.
    pub(crate) fn has_parameters() -> Self {
        Self::new("the statement has parameters").hint("write the values into it")
    }

    pub(crate) fn at(self, at: Option<usize>) -> Self {
        Self { at, ..self }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    pub(crate) fn unknown(self, unknown: Option<Unknown>) -> Self {
        Self { unknown, ..self }
    }

    /// The error for the model: with its place in the statement, and with names that may have been meant.
    pub(crate) async fn told(self, sql: &str, source: &Source) -> ToolError {
        let place = self.at.map(|at| place(sql, at)).unwrap_or_default();
        let error = ToolError::new(format!("{}{place}", self.text));
        match (self.hint, self.unknown) {
            (Some(hint), _) => error.hint(hint),
            (None, Some(unknown)) => {
                let names = timeout(MAX_LOOK, source.names(&unknown)).await.ok().and_then(Result::ok);
                error.hint(unknown.meant(&names.unwrap_or_default()))
            }
            (None, None) => error,
        }
    }
}

impl Unknown {
    /// What may have been meant.
    fn meant(&self, names: &[String]) -> String {
        let (Self::Table(name) | Self::Column(name)) = self;
        // The schema is most often what is missing.
        let plain: Vec<String> = names.iter().map(|name| last(name).to_owned()).collect();
        let near = nearest(last(name), &plain);
        let near: Vec<_> =
            names.iter().filter(|name| near.contains(&last(name))).map(String::as_str).collect();
        if !near.is_empty() {
            return format!("did you mean `{}`?", near.join("` or `"));
        }
        let more = if names.len() > MAX_NAMES { ", …" } else { "" };
        let first = names[..names.len().min(MAX_NAMES)].join(", ");
        match self {
            Self::Column(_) => "`describe` shows the columns of a table".into(),
            Self::Table(_) if names.is_empty() => "`tables` shows what there is".into(),
            Self::Table(_) => format!("there are: {first}{more}"),
        }
    }
}

/// The last part of a name.
fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name).trim_matches('"')
}

/// A place in a statement, for a person or a model.
fn place(sql: &str, at: usize) -> String {
    let before: String = sql.chars().take(at).collect();
    let rest: String = sql.chars().skip(at).take_while(|c| *c != '\n').take(MAX_PLACE).collect();
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    if rest.is_empty() {
        return format!(" (at the end of line {line})");
    }
    format!(" (line {line}, column {column}, at `{rest}`)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_people() {
        assert_eq!(place("select ä form", 9), " (line 1, column 10, at `form`)");
        assert_eq!(place("select\n  x form y\nwhere", 11), " (line 2, column 5, at `form y`)");
        assert_eq!(place("select", 6), " (at the end of line 1)");
        assert_eq!(place("", 99), " (at the end of line 1)");
    }
}
