//! What stands in a pair of braces.

use std::ops::Range;

use super::{Read, refused};

/// A pair of braces that is taken.
pub(super) struct Expression {
    pub(super) operator: Operator,
    pub(super) specs: Vec<Spec>,
    /// With its braces.
    pub(super) at: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// `{a}`, and `{/a}` or `{.a}`, whose operator is only a character before the variable: it is always there.
    Part(Option<char>),
    /// `{+a}`
    Rest,
    /// `{/a*}`
    List,
    /// `{?a,b*}`
    Query,
}

/// A name in the braces, and what follows it.
pub(super) struct Spec {
    pub(super) name: String,
    /// `*`
    pub(super) many: bool,
    pub(super) at: Range<usize>,
}

/// Reads the braces that begin here.
pub(super) fn expression(text: &str, start: usize) -> Read<Expression> {
    let open = start + 1;
    let Some(end) = text[open..].find(['{', '}']).map(|length| open + length) else {
        return refused(start..text.len(), "`{` has no `}`: write `%7B` for the character itself");
    };
    if text[end..].starts_with('{') {
        return refused(end..end + 1, "a variable cannot hold braces: close the first `{` before this one");
    }
    let at = start..end + 1;
    let inner = &text[open..end];
    let sign = inner.chars().next().filter(|c| "+#./;?&=,!@|".contains(*c));
    let names = open + usize::from(sign.is_some())..end;
    if let Some(why) = sign.and_then(|sign| unwanted(sign, &text[names.clone()])) {
        return refused(at, why);
    }
    if text[names.clone()].is_empty() {
        return refused(at, "a pair of braces needs the name of a parameter, such as `{id}`");
    }
    let specs = specs(text, names, sign)?;
    let operator = match (sign, &specs[..]) {
        (Some('?'), _) => Operator::Query,
        (_, [_, _, ..]) => {
            let slash = if sign == Some('/') { "/" } else { "" };
            let apart: Vec<String> = specs.iter().map(|spec| format!("{{{}}}", spec.name)).collect();
            let why = "clients expand several variables in one pair of braces wrongly";
            return refused(at, format!("{why}: write `{slash}{}`", apart.join("/")));
        }
        (Some('+'), _) => Operator::Rest,
        (Some('/'), [Spec { many: true, .. }]) => Operator::List,
        _ => Operator::Part(sign),
    };
    Ok(Expression { operator, specs, at })
}

/// What is wrong with an operator.
fn unwanted(sign: char, names: &str) -> Option<String> {
    let name = names.split([',', ':', '*']).next().unwrap_or_default();
    match sign {
        ';' => Some(format!(
            "some clients do not know `;` and take it for part of the name: write `;{name}={{{name}}}`"
        )),
        '&' => Some(format!("some clients never match what follows a fixed query: write `{{?{names}}}`")),
        '#' => Some(format!(
            "a fragment is the client's business and never reaches a server: write `{{?{names}}}`, or leave it out"
        )),
        '=' | ',' | '!' | '@' | '|' => {
            Some(format!("RFC 6570 keeps `{sign}` in braces for later: write `{{{name}}}`"))
        }
        _ => None,
    }
}

fn specs(text: &str, names: Range<usize>, sign: Option<char>) -> Read<Vec<Spec>> {
    let mut specs = Vec::new();
    let mut start = names.start;
    for spec in text[names].split(',') {
        let at = start..start + spec.len();
        start = at.end + 1;
        let (name, many) = spec.strip_suffix('*').map_or((spec, false), |name| (name, true));
        if let Some(colon) = name.find(':') {
            let (name, prefix) = name.split_at(colon);
            return refused(
                at.start + colon..at.end,
                format!(
                    "a prefix (`{prefix}`) throws the rest of the value away: write `{name}` without it, and check the length in the type"
                ),
            );
        }
        if let Some(why) = misnamed(name) {
            return refused(at.start..at.end.max(at.start + 1), why);
        }
        if many && !matches!(sign, Some('?' | '/')) {
            let sign = sign.map(String::from).unwrap_or_default();
            return refused(
                at.end - 1..at.end,
                format!(
                    "nobody can tell the items of `{{{sign}{name}*}}` apart: write `{{/{name}*}}` at the end of the path, or `{{?{name}*}}`"
                ),
            );
        }
        specs.push(Spec { name: name.to_owned(), many, at });
    }
    Ok(specs)
}

/// A variable is a parameter, so it is named like one.
fn misnamed(name: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() {
        return Some("a name is missing: write the name of a parameter".into());
    }
    if !name.chars().all(is_part) {
        let fixed: String = name.trim().chars().map(|c| if is_part(c) { c } else { '_' }).collect();
        return Some(format!(
            "`{name}` is not the name of a parameter: write `{fixed}`, or another of letters, digits and `_`"
        ));
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) || name == "_" {
        return Some(format!(
            "`{name}` is not the name of a parameter: begin with a letter, as in `a{name}`"
        ));
    }
    None
}
