//! What a client that expands as RFC 6570 says makes of some values is read as these values.

use mcp_tests::chance::Chance;

use crate::template::Value;
use crate::uri_template::{Part, Role, parse};
use crate::{emitted, uri};

/// Percent-encodes all but what is unreserved, and what is in `kept`.
fn encoded(text: &str, kept: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || "-._~".contains(c) || kept.contains(c) {
            out.push(c);
        } else {
            c.to_string().bytes().for_each(|byte| out += &format!("%{byte:02X}"));
        }
    }
    out
}

/// The template with these values in its variables (RFC 6570, 3.2).
fn expanded(text: &str, values: &[Value]) -> String {
    let template = parse(text).unwrap();
    let mut path = text.to_owned();
    let mut query = Vec::new();
    let query_at = path.find("{?").unwrap_or(path.len());
    for (variable, value) in template.variables().zip(values) {
        let name = variable.name;
        let spelled = match (variable.role, value) {
            (Role::Path(Part::Rest), Value::Text(value)) => encoded(value, ":/[]@!$&'()*+,;="),
            (Role::Path(_), Value::Text(value)) => encoded(value, ""),
            (Role::Path(_), Value::List(items)) => {
                items.iter().flat_map(|item| ["/".to_owned(), encoded(item, "")]).collect()
            }
            (Role::Query { .. }, Value::Text(value)) => {
                query.push(format!("{name}={}", encoded(value, "")));
                continue;
            }
            (Role::Query { .. }, Value::List(items)) => {
                query.extend(items.iter().map(|item| format!("{name}={}", encoded(item, ""))));
                continue;
            }
            (_, Value::Absent) => continue,
        };
        let sign = text[variable.at.clone()].chars().nth(1).filter(|sign| "/.".contains(*sign));
        let before = sign.filter(|_| !matches!(value, Value::List(_))).map(String::from).unwrap_or_default();
        path = path.replace(&text[variable.at], &(before + &spelled));
    }
    let path = match path.find("{?") {
        Some(at) if query_at < text.len() => path[..at].to_owned(),
        _ => path,
    };
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// A text of a few characters, at least one.
fn some(chance: &mut Chance, from: &str) -> String {
    let from: Vec<char> = from.chars().collect();
    (0..=chance.below(6)).map(|_| from[chance.below(from.len())]).collect()
}

#[test]
fn what_was_expanded_is_read_back() {
    let all = "ab01-._~:/?#[]@!$&'()*+,;=% \"<>\\^`{|}\u{7f}üß€🌧\n";
    let of_rest = "ab01-._~:/[]@!$&'()*+,;= \"<>\\^`{|}üß€🌧";
    let mut chance = Chance(3);
    for template in [
        "w://s/{a}",
        "w://s{/a}{/b}",
        "w://s{.a}",
        "w://s/{a}.json",
        "w://s/r-{a}-x/{b}~",
        "w://{a},{b};v={c}",
        "w://{a}:{b}@{c}/d",
        "w://{a}/{+b}",
        "w://{+a}/end{?b}",
        "w://s{/a*}",
        "w://{a}.x{/b*}{?c}",
        "w://s{?a,b*,c}",
        "https://example.com/{a}{?b*}",
    ] {
        let emitted = emitted(template, true);
        let roles: Vec<Role> = parse(template).unwrap().variables().map(|variable| variable.role).collect();
        for _ in 0..300 {
            let values: Vec<Value> = roles
                .iter()
                .map(|role| match role {
                    Role::Path(Part::Rest) => Value::Text(some(&mut chance, of_rest)),
                    Role::Path(Part::List) | Role::Query { repeated: true } => {
                        Value::List((0..chance.below(4)).map(|_| some(&mut chance, all)).collect())
                    }
                    Role::Query { repeated: false } if chance.below(3) == 0 => Value::Absent,
                    Role::Path(Part::One) | Role::Query { repeated: false } => {
                        Value::Text(some(&mut chance, all))
                    }
                })
                .collect();
            let written = expanded(template, &values);
            let read = emitted.values(&uri::normal(&written).unwrap());
            assert_eq!(read, Ok(values), "{template} {written}");
        }
    }
}
