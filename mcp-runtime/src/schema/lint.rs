//! Walks over the table of rules: what of a schema breaks somewhere, and where; and what of it is sent and not enforced.

use serde_json::Value;

use super::author_schema;
use super::clients::{Client, Look, RULES, Rule, Severity};

/// Something of a server that breaks at one client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) client: Client,
    pub(crate) severity: Severity,
    /// As "`tool`, argument `name`".
    pub(crate) place: String,
    /// What is there.
    pub(crate) what: String,
    /// What becomes of it, as in "refused by".
    pub(crate) happens: &'static str,
    pub(crate) instead: &'static str,
    /// It is said only where the author names the client.
    pub(crate) only_named: bool,
}

/// What is said of one tool: of its name and texts, its input schema, and all in that.
pub(crate) fn tool(name: &str, description: &str, input: &Value) -> Vec<Finding> {
    let mut walk = Walk { root: input, followed: Vec::new(), found: Vec::new() };
    let place = format!("`{name}`");
    walk.each(&place, |look| match look {
        Look::Tool(look) => look(name),
        Look::Description(look) => look(description),
        Look::Root(look) => look(input),
        Look::Schema(_) | Look::Member(_) => None,
    });
    // Of the rest of the root only what is not the argument's: the author's own words.
    let beside = ["additionalProperties", "allOf", "patternProperties"];
    if let Value::Object(members) = input {
        let root: Value = members
            .iter()
            .filter(|(key, value)| beside.contains(&key.as_str()) && **value != false)
            .map(|(key, value)| (key.clone(), value.clone()))
            .chain([("type".to_owned(), "object".into())])
            .collect();
        walk.each(&place, |look| match look {
            Look::Schema(look) => look(&root, input),
            _ => None,
        });
    }
    for (name, schema) in input.get("properties").and_then(Value::as_object).into_iter().flatten() {
        walk.member(name, &place);
        walk.schema(schema, &format!("{place}, argument `{name}`"));
    }
    walk.found
}

struct Walk<'a> {
    root: &'a Value,
    /// References that were followed: what they mean is said once.
    followed: Vec<&'a str>,
    found: Vec<Finding>,
}

impl<'a> Walk<'a> {
    /// Notes what a look sees.
    fn each(&mut self, place: &str, sees: impl Fn(&Look) -> Option<String>) {
        for rule in &RULES {
            if let Some(what) = sees(&rule.look) {
                self.note(rule, place, &what);
            }
        }
    }

    fn note(&mut self, rule: &Rule, place: &str, what: &str) {
        for (severity, happens, clients) in rule.breaks {
            for client in *clients {
                let finding = Finding {
                    client: *client,
                    severity: *severity,
                    place: place.to_owned(),
                    what: what.to_owned(),
                    happens,
                    instead: rule.instead,
                    only_named: rule.only_named,
                };
                if !self.found.contains(&finding) {
                    self.found.push(finding);
                }
            }
        }
    }

    fn member(&mut self, name: &str, place: &str) {
        self.each(&format!("{place}, `{name}`"), |look| match look {
            Look::Member(look) => look(name),
            _ => None,
        });
    }

    fn schema(&mut self, schema: &'a Value, place: &str) {
        let root = self.root;
        let reference = schema.get("$ref").and_then(Value::as_str);
        if reference.is_some_and(|reference| self.followed.contains(&reference)) {
            return;
        }
        self.each(place, |look| match look {
            Look::Schema(look) => look(schema, root),
            _ => None,
        });
        if let Some(reference) = reference {
            self.followed.push(reference);
            if let Some(meant) = author_schema::target(root, reference) {
                self.schema(meant, place);
            }
        }
        for (name, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            self.member(name, place);
            self.schema(inner, &format!("{place}, `{name}`"));
        }
        let lists = ["allOf", "anyOf", "oneOf", "prefixItems"]
            .into_iter()
            .filter_map(|key| schema.get(key)?.as_array());
        lists.flatten().for_each(|inner| self.schema(inner, place));
        match schema.get("items") {
            Some(Value::Array(tuple)) => tuple.iter().for_each(|inner| self.schema(inner, place)),
            // Behind the places of a tuple nothing comes.
            Some(items) if schema.get("prefixItems").is_none() || items.get("type").is_some() => {
                self.schema(items, place);
            }
            Some(_) | None => {}
        }
        if let Some(others @ Value::Object(all)) = schema.get("additionalProperties")
            && !all.contains_key("not")
        {
            self.schema(others, place);
        }
        let forms = schema.get("patternProperties").and_then(Value::as_object);
        forms.into_iter().flatten().for_each(|(_, inner)| self.schema(inner, place));
    }
}

/// A line for each thing that was found, with all clients that it breaks at.
pub(crate) fn lines<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<String> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        let same = |other: &Finding| (&other.place, &other.what) == (&finding.place, &finding.what);
        match groups.iter_mut().find(|group| same(group[0])) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups.iter().map(|group| line(group)).collect()
}

fn line(group: &[&Finding]) -> String {
    let mut kinds: Vec<(&str, Vec<&str>)> = Vec::new();
    for finding in group {
        match kinds.iter_mut().find(|(happens, _)| *happens == finding.happens) {
            Some((_, clients)) => clients.push(finding.client.shown()),
            None => kinds.push((finding.happens, vec![finding.client.shown()])),
        }
    }
    let kinds: Vec<String> =
        kinds.iter().map(|(happens, clients)| format!("{happens} {}", listed(clients))).collect();
    let Finding { place, what, instead, .. } = group[0];
    format!("{place}: {what}: {}; {instead}", kinds.join(", "))
}

/// As "one, two and three".
pub(crate) fn listed(names: &[&str]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The lines for a schema of one argument, `a`.
    fn said(schema: Value) -> Vec<String> {
        lines(&tool(
            "t",
            "",
            &json!({"type": "object", "properties": {"a": schema}, "additionalProperties": false}),
        ))
    }

    #[test]
    fn what_breaks_is_said_with_its_place_and_who() {
        let map = json!({"type": "object", "additionalProperties": {"type": "string"}});
        let found = said(json!({"type": "array", "items": {"type": "object", "properties": {"b": map}}}));
        assert_eq!(
            found,
            [
                "`t`, argument `a`, `b`: a map with free keys: left empty by Roo Code, refused with every other tool by Gemini, \
              refused by OpenAI strict; take a list of structs with a key and a value"
            ]
        );
        assert!(said(json!({"type": "object", "properties": {"b": {"type": "string"}}})).is_empty());
    }

    #[test]
    fn each_rule_of_what_authors_write_finds_it() {
        for (schema, what) in [
            (
                json!(true),
                "`true` or `false` as a schema: refused with every other tool by the TypeScript SDK",
            ),
            (json!({"type": "array"}), "a list without `items`: refused by VS Code Copilot"),
            (
                json!({"oneOf": []}),
                "an enum with data: refused by Gemini and OpenAI strict, cut to its last variant by LangChain, taken for a text by llama-index",
            ),
            (json!({"anyOf": []}), "an enum with data: refused by Gemini"),
            (json!({"const": "a"}), ""),
            (json!({"const": 5}), "an enum of values that are no texts"),
            (json!({"type": ["string", "null"]}), "a value of more than one type"),
            (json!({"type": "null"}), "a value that is only ever null"),
            (json!({"type": "array", "items": [{"type": "null"}]}), "a tuple of different types"),
            (json!({"type": "object", "unevaluatedProperties": true}), "a map with free keys"),
            (json!({"type": "object", "additionalProperties": {"not": {}}}), ""),
            (json!({}), "a value that may be anything"),
            (json!({"type": "integer", "format": "int64"}), "the format `int64`"),
            (json!({"type": "string", "pattern": "(?i)a"}), "the pattern `(?i)a` (JavaScript has no `(?i)`"),
        ] {
            let found = said(schema.clone());
            let right = found.first().map_or(what.is_empty(), |line| {
                !what.is_empty() && line.starts_with(&format!("`t`, argument `a`: {what}"))
            });
            assert!(right, "{schema}: {found:?}");
        }
    }

    #[test]
    fn roots_names_and_texts_are_looked_at() {
        let root = json!({"type": "object", "$schema": "x", "allOf": [], "additionalProperties": true});
        let found = lines(&tool(&format!("a.{}", "b".repeat(63)), &"c".repeat(1025), &root));
        let starts = [
            "a description of more than 1024 characters: cut by VS Code Copilot",
            "a name that is longer than 64, or has a dot: refused with every other tool by Anthropic, OpenAI and OpenAI strict",
            "a name of more than 40 characters: cut by Roo Code",
            "`allOf` at the root of a schema: refused with every other tool by Anthropic",
            "`$schema`: refused with every other tool by Gemini",
            "a schema without `properties`: refused by OpenAI, OpenAI strict and VS Code Copilot",
            "a map with free keys: left empty by Roo Code",
        ];
        assert_eq!(found.len(), starts.len(), "{found:?}");
        for (line, start) in found.iter().zip(starts) {
            assert!(line.contains(&format!("`: {start}")), "{line}");
        }
        let text = json!({"type": "string"});
        let found =
            said(json!({"type": "object", "properties": {"user id": text, "größe": text, "fine": text}}));
        let starts = [
            "`t`, argument `a`, `user id`: an argument name holds only",
            "`t`, argument `a`, `größe`: an argument",
        ];
        assert_eq!(found.len(), starts.len(), "{found:?}");
        assert!(found.iter().zip(starts).all(|(line, start)| line.starts_with(start)), "{found:?}");
    }

    #[test]
    fn references_are_followed_once_and_told_from_circles() {
        let defs = json!({"tree": {"type": "object", "properties": {"of": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}},
            "leaf": {"type": "null"}});
        let of = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
        let root = json!({"properties": {"a": of("tree"), "b": of("tree"), "c": of("leaf")}, "$defs": defs});
        let found = lines(&tool("t", "", &root));
        let whats = [
            "`a`: a type that is in itself: refused with every other tool by llama-index and Gemini, refused by Anthropic;",
            "`c`: `$ref`: refused with every other tool by Gemini, refused by Anthropic; write what it means",
            "`c`: a value that is only ever null",
        ];
        assert_eq!(found.len(), whats.len(), "{found:?}");
        assert!(found.iter().zip(whats).all(|(line, what)| line.contains(what)), "{found:?}");
    }
}
