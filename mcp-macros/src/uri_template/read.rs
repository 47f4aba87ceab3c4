//! Reads the text of a resource, from left to right.

use std::ops::Range;

use super::super::uri::{around, escape, escaped, is_allowed, scheme};
use super::expression::{Expression, Operator, Spec, expression};
use super::{Cell, Member, Part, Read, Refusal, Template, refused};

/// Stands for a variable while the text around variables is brought to the normal form.
const HOLE: char = '\u{1}';

const FIXED_QUERY: &str = "a fixed query in a template is never matched by some clients: take its names as variables, in `{?…}` at the end";

pub(super) fn read(text: &str) -> Read<Template> {
    begin(text)?;
    let mut reading = Reading::default();
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with('{') {
            let expression = expression(text, at)?;
            at = expression.at.end;
            reading.variables(text, expression)?;
        } else {
            let end = text[at..].find('{').map_or(text.len(), |length| at + length);
            reading.fixed(text, at..end)?;
            at = end;
        }
    }
    reading.template(text)
}

/// The scheme, which is fixed.
fn begin(text: &str) -> Read<()> {
    if text.starts_with('{') {
        let at = 0..text.find('}').map_or(text.len(), |end| end + 1);
        return refused(
            at,
            "a variable cannot be the scheme: begin with one of your own, such as `weather://`",
        );
    }
    let Some(colon) = scheme(text) else {
        let at = 0..text.find(['/', '{', '?', '#']).unwrap_or(text.len());
        return refused(
            at,
            "a URI begins with a scheme: put one of your own before it, such as `weather://`",
        );
    };
    let scheme = &text[..colon];
    if scheme.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let lower = scheme.to_ascii_lowercase();
        return refused(0..colon, format!("schemes are compared in lower case: write `{lower}:`"));
    }
    if colon + 1 == text.len() {
        return refused(
            colon..colon + 1,
            "nothing follows the scheme: write what it names, such as `weather://today`",
        );
    }
    Ok(())
}

/// What was read of a text.
#[derive(Default)]
struct Reading {
    /// The text, with holes for the variables in the path.
    spelled: String,
    path: Vec<(String, Part, Range<usize>)>,
    query: Vec<Member>,
    /// Where `{?…}` was.
    asked: Option<Range<usize>>,
}

impl Reading {
    fn fixed(&mut self, text: &str, at: Range<usize>) -> Read<()> {
        self.open(text, at.clone())?;
        for (index, c) in text[at.clone()].char_indices() {
            let at = at.start + index..at.start + index + c.len_utf8();
            character(text, at, c)?;
        }
        self.spelled.push_str(&text[at]);
        Ok(())
    }

    fn variables(&mut self, text: &str, expression: Expression) -> Read<()> {
        self.open(text, expression.at.clone())?;
        for Spec { name, many, at } in &expression.specs {
            let in_path = self.path.iter().map(|(known, ..)| known);
            if in_path.chain(self.query.iter().map(|known| &known.name)).any(|known| known == name) {
                let why = format!("the variable `{name}` stands here a second time: give it another name");
                return refused(at.clone(), why);
            }
            if expression.operator == Operator::Query {
                self.query.push(Member { name: name.clone(), repeated: *many, at: at.clone() });
            }
        }
        let part = match expression.operator {
            Operator::Query => {
                self.asked = Some(expression.at);
                return Ok(());
            }
            Operator::Part(before) => {
                self.spelled.extend(before);
                Part::One
            }
            Operator::Rest => Part::Rest,
            Operator::List => {
                self.spelled.push('/');
                Part::List
            }
        };
        let name = expression.specs[0].name.clone();
        self.apart(&name, &expression.at)?;
        self.spelled.push(HOLE);
        self.path.push((name, part, expression.at));
        Ok(())
    }

    /// Refuses what stands behind what has to be the last.
    fn open(&self, text: &str, at: Range<usize>) -> Read<()> {
        let next = &text[at.clone()];
        if let Some(query) = &self.asked {
            let query = &text[query.clone()];
            let why = if next.starts_with('?') {
                FIXED_QUERY.to_owned()
            } else if next.starts_with("{?") {
                format!("`{query}` is there already: write all names of the query in one, such as `{{?a,b}}`")
            } else {
                format!("`{query}` must be the end of the template: put this before it")
            };
            return refused(at, why);
        }
        let (Some((name, part, _)), false) = (self.path.last(), next.starts_with("{?")) else {
            return Ok(());
        };
        match part {
            Part::List => refused(
                at,
                format!("`{{/{name}*}}` takes all that follows: only `{{?…}}` may stand behind it"),
            ),
            Part::Rest if next.starts_with('{') => {
                let why = format!(
                    "`{{+{name}}}` takes all that follows: a fixed text and `{{?…}}` may stand behind it"
                );
                refused(at, why)
            }
            _ => Ok(()),
        }
    }

    /// Refuses a variable of which nobody could tell where the one before it ends.
    fn apart(&self, name: &str, at: &Range<usize>) -> Read<()> {
        let Some((before, _, behind)) = self.path.last() else { return Ok(()) };
        let between = self.spelled.rsplit(HOLE).next().unwrap_or_default();
        if between.bytes().any(is_reserved) {
            return Ok(());
        }
        let why = if between.is_empty() {
            format!("nothing says where `{before}` ends and `{name}` begins")
        } else {
            format!(
                "`{between}` may also be inside `{before}` or `{name}`, so nobody can tell where they part"
            )
        };
        let hint = "write `/`, `,` or `:` between them, or take one variable and split it in its type";
        refused(behind.start..at.end, format!("{why}: {hint}"))
    }

    fn template(self, text: &str) -> Read<Template> {
        let is_fixed = self.path.is_empty() && self.query.is_empty();
        if let Some(at) = text.find('?').filter(|_| !is_fixed && self.spelled.contains('?')) {
            return refused(at..text.len(), FIXED_QUERY);
        }
        let hole = u8::try_from(HOLE).ok();
        let spelled = around(&self.spelled, hole)
            .map_err(|fault| Refusal { at: 0..text.len(), why: format!("this is no URI: {fault}") })?;
        let mut texts = spelled.split(HOLE);
        let mut before = texts.next().unwrap_or_default();
        let mut cells = Vec::new();
        for ((name, part, at), text) in self.path.into_iter().zip(texts) {
            let soft = match part {
                Part::One => text.bytes().position(is_reserved).unwrap_or(text.len()),
                // The path that an address in the web always has is inside of it.
                Part::Rest if self.spelled.ends_with(HOLE) => 0,
                Part::Rest | Part::List => text.len(),
            };
            let (soft, behind) = text.split_at(soft);
            let shown = if part == Part::List { before.strip_suffix('/').unwrap_or(before) } else { before };
            cells.push(Cell {
                before: shown.to_owned(),
                name,
                part,
                soft: soft.to_owned(),
                stop: behind.bytes().next().filter(|_| part == Part::One),
                at,
            });
            before = if part == Part::One { behind } else { "" };
        }
        Ok(Template { cells, ending: before.to_owned(), query: self.query })
    }
}

/// A character of fixed text.
fn character(text: &str, at: Range<usize>, c: char) -> Read<()> {
    match c {
        '}' => refused(at, "`}` has no `{` before it: write `%7D` for the character itself"),
        '#' => refused(
            at.start..text.len(),
            "a fragment is the client's business and never reaches a server: leave it out, or write `%23` for the character itself",
        ),
        '%' if escaped(&text.as_bytes()[at.end..]).is_none() => {
            refused(at, "`%` must be followed by two hex digits: write `%25` for the character itself")
        }
        _ if u8::try_from(c).is_ok_and(is_allowed) => Ok(()),
        _ => {
            let mut encoded = String::new();
            c.to_string().bytes().for_each(|byte| escape(byte, &mut encoded));
            let shown = if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
            refused(at, format!("a URI cannot have `{shown}` as it is: write `{encoded}`"))
        }
    }
}

/// A character that is inside of no value, unless it is percent-encoded.
fn is_reserved(byte: u8) -> bool {
    b":/?#[]@!$&'()*+,;=".contains(&byte)
}
