//! A template of URIs as the macros write it down, and what a URI has in place of its variables.
//!
//! The macro takes only templates that can be read in one way, so this is one sweep from left to right: nothing is tried and
//! taken back, whatever the URI. All URIs here are in the normal form.

use std::fmt;

use super::uri_value::{Unsafe, check, decode};

/// What all URIs have in common that one resource answers to.
#[derive(Debug)]
pub struct Template {
    /// The variables of the path, with the fixed text before each.
    pub cells: &'static [Cell],
    /// Fixed text behind the last cell.
    pub ending: &'static str,
    /// The variables of the query.
    pub query: &'static [Member],
}

/// Fixed text, and a variable of the path behind it.
#[derive(Debug)]
pub struct Cell {
    /// Fixed text.
    pub before: &'static str,
    /// The name of the variable.
    pub name: &'static str,
    /// How much of the path it is.
    pub part: Part,
    /// Fixed text at the end of the variable, of characters that may also be inside of it.
    pub soft: &'static str,
    /// What ends the variable, as `/` and `,` do.
    pub stop: Option<u8>,
    /// The author wants the text as it is, also one that is no safe part of a path.
    pub unchecked: bool,
}

/// How much of a path a variable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// No more than a segment.
    One,
    /// Segments, with the `/` between them. The last cell.
    Rest,
    /// A list of segments, each behind a `/`. The last cell.
    List,
}

/// A member of the query.
#[derive(Debug)]
pub struct Member {
    /// The name, which is that of the variable.
    pub name: &'static str,
    /// It may be given any number of times.
    pub repeated: bool,
}

/// What stands in a URI for a variable, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Absent,
    Text(String),
    List(Vec<String>),
}

/// Why there are no values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Miss {
    /// It is another URI.
    Other,
    /// A value would be no safe part of a path. The client is told that there is nothing, and the log this.
    Unsafe(&'static str, Unsafe),
    /// A member of the query cannot be read.
    Query(&'static str, BadMember),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadMember {
    Twice,
    NotText,
}

/// What it does that is wrong.
impl fmt::Display for BadMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Twice => "is given twice",
            Self::NotText => "is no text",
        })
    }
}

impl Template {
    /// The values of all variables, those of the path first, in the order of the template.
    pub(crate) fn values(&self, uri: &str) -> Result<Vec<Value>, Miss> {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let raw = self.cut(path).ok_or(Miss::Other)?;
        let mut values = Vec::with_capacity(self.cells.len() + self.query.len());
        for (cell, raw) in self.cells.iter().zip(raw) {
            values.push(cell.value(raw)?);
        }
        self.members(query, &mut values)?;
        Ok(values)
    }

    /// What stands in a path for each variable, if the path is one of this template.
    fn cut<'a>(&self, path: &'a str) -> Option<Vec<&'a str>> {
        let mut raw = Vec::new();
        let mut rest = path;
        for cell in self.cells {
            let (value, behind) = cell.cut(rest)?;
            raw.push(value);
            rest = behind;
        }
        (rest == self.ending).then_some(raw)
    }

    /// The query never decides which template it is, so what is unknown is nothing to complain of.
    fn members(&self, query: &str, values: &mut Vec<Value>) -> Result<(), Miss> {
        let first = values.len();
        let empty = |member: &Member| if member.repeated { Value::List(Vec::new()) } else { Value::Absent };
        values.extend(self.query.iter().map(empty));
        for member in query.split('&') {
            let (name, raw) = member.split_once('=').unwrap_or((member, ""));
            let Some(index) = self.query.iter().position(|known| known.name == name) else { continue };
            let name = self.query[index].name;
            let text = decode(raw).ok_or(Miss::Query(name, BadMember::NotText))?;
            match &mut values[first + index] {
                value @ Value::Absent => *value = Value::Text(text),
                Value::List(items) => items.push(text),
                Value::Text(_) => return Err(Miss::Query(name, BadMember::Twice)),
            }
        }
        Ok(())
    }
}

impl Cell {
    /// What the variable takes of a text that begins with this cell, and what is behind it.
    fn cut<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let text = text.strip_prefix(self.before)?;
        let (value, behind) = match self.part {
            Part::One => {
                let is_end = |byte| byte == b'/' || byte == b',' || Some(byte) == self.stop;
                text.split_at(text.bytes().position(is_end).unwrap_or(text.len()))
            }
            Part::Rest => (text, ""),
            Part::List => return (text.is_empty() || text.starts_with('/')).then_some((text, "")),
        };
        let value = value.strip_suffix(self.soft)?;
        (!value.is_empty()).then_some((value, behind))
    }

    /// The value, decoded once: after it was cut, so that what is encoded never cuts.
    fn value(&self, raw: &str) -> Result<Value, Miss> {
        if self.part == Part::One {
            return self.text(raw).map(Value::Text);
        }
        let segments = raw.split('/').map(|segment| self.text(segment));
        if self.part == Part::Rest {
            let segments = segments.collect::<Result<Vec<_>, _>>()?;
            return Ok(Value::Text(segments.join("/")));
        }
        // Nothing, and a `/` behind which nothing follows, are the list without items.
        let skipped = if raw.len() <= 1 { 2 } else { 1 };
        segments.skip(skipped).collect::<Result<_, _>>().map(Value::List)
    }

    fn text(&self, raw: &str) -> Result<String, Miss> {
        let text = decode(raw).ok_or(Miss::Other)?;
        if !self.unchecked {
            check(&text).map_err(|why| Miss::Unsafe(self.name, why))?;
        }
        Ok(text)
    }
}
