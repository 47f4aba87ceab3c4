//! From a schema to a plan. Each `$ref` is one node, so that recursive types end.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::bounds::Bounds;
use super::kinds::Kinds;
use super::{Choice, Id, Member, Node, Others, Plan};
use crate::schema::describe::describe;

pub(super) fn plan(schema: &Value, defs: &Value, authors: bool) -> Plan {
    let mut compiler = Compiler { defs, authors, nodes: Vec::new(), known: HashMap::new() };
    compiler.node(schema);
    let mut nodes = compiler.nodes;
    mark_deep(&mut nodes);
    Plan { nodes, authors }
}

/// A node is deep when one below it is. References make cycles, so this goes on until nothing changes.
fn mark_deep(nodes: &mut [Node]) {
    loop {
        let mut changed = false;
        for id in (0..nodes.len()).rev() {
            if !nodes[id].deep && nodes[id].below().any(|below| nodes[below].deep) {
                nodes[id].deep = true;
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

impl Node {
    fn below(&self) -> impl Iterator<Item = Id> {
        let members = self.members.values().map(|member| member.id);
        let forms = self.patterns.iter().map(|(_, id)| *id);
        let others = match self.others {
            Others::Each(id) => Some(id),
            Others::Ignored | Others::Denied => None,
        };
        let (by_name, in_order) = match &self.choice {
            Choice::Tag { variants, .. } | Choice::Key { variants, .. } => (Some(variants), None),
            Choice::Best(branches) => (None, Some(branches)),
            Choice::None => (None, None),
        };
        let variants = by_name.into_iter().flat_map(HashMap::values).chain(in_order.into_iter().flatten());
        members
            .chain(forms)
            .chain(others)
            .chain(self.items)
            .chain(self.prefix.iter().copied())
            .chain(variants.copied())
    }
}

struct Compiler<'a> {
    defs: &'a Value,
    /// The schema is the author's, and not of schemars.
    authors: bool,
    nodes: Vec<Node>,
    /// The node of each `$ref`.
    known: HashMap<&'a str, Id>,
}

impl<'a> Compiler<'a> {
    fn node(&mut self, schema: &'a Value) -> Id {
        let reference = schema.get("$ref").and_then(Value::as_str);
        if let Some(id) = reference.and_then(|reference| self.known.get(reference)) {
            return *id;
        }
        let id = self.nodes.len();
        self.nodes.push(Node::default());
        let words = describe(schema, self.defs);
        if let Some(reference) = reference {
            self.known.insert(reference, id);
        }
        // What stands beside a reference are texts: only an argument's own bounds count there.
        let target = crate::schema::describe::resolve(schema, self.defs);
        let mut node = target.as_object().map(|members| self.fill(members)).unwrap_or_default();
        if reference.is_some()
            && let Some(beside) = schema.as_object()
        {
            let bounds = Bounds::of(beside);
            if bounds.is_own() {
                node.deep = true;
                node.bounds = bounds;
                self.known.remove(reference.unwrap_or_default());
            }
        }
        node.words = words;
        if self.authors {
            node.deep = true;
            if target.get("not").and_then(Value::as_object).is_some_and(Map::is_empty) {
                (node.kinds, node.words) = (Kinds::NONE, "nothing".into());
            }
        }
        self.nodes[id] = node;
        id
    }

    fn fill(&mut self, schema: &'a Map<String, Value>) -> Node {
        let mut bounds = Bounds::of(schema);
        if self.authors {
            bounds.hold_all(schema);
        }
        let mut node = Node {
            kinds: Kinds::of_schema(schema.get("type")),
            only: schema.get("enum").and_then(Value::as_array).cloned(),
            deep: bounds.is_own(),
            bounds,
            items: schema.get("items").filter(|items| items.is_object()).map(|items| self.node(items)),
            ..Node::default()
        };
        if let Some(Value::Array(prefix)) = schema.get("prefixItems") {
            node.prefix = prefix.iter().map(|schema| self.node(schema)).collect();
        }
        self.members(schema, &mut node);
        let choices = |key| schema.get(key).and_then(Value::as_array);
        // Only the key tells an untagged enum from one whose variants are keys.
        node.choice = match (choices("oneOf"), choices("anyOf")) {
            // Tags and keys are how serde writes enums; an author means what fits.
            (Some(branches), _) if self.authors => self.best(branches),
            (Some(branches), _) => {
                self.tag(branches).or_else(|| self.key(branches)).unwrap_or_else(|| self.best(branches))
            }
            (None, Some(branches)) => self.best(branches),
            (None, None) => Choice::None,
        };
        node
    }

    fn members(&mut self, schema: &'a Map<String, Value>, node: &mut Node) {
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if let Some(Value::Object(members)) = schema.get("properties") {
            for (name, member) in members {
                let member = Member { id: self.node(member), required: required.contains(&name.as_str()) };
                node.members.insert(name.clone(), member);
                node.names.push(name.clone());
            }
        }
        // Of an author's choices each may only say what must be there.
        for name in required.iter().filter(|_| self.authors) {
            if !node.members.contains_key(*name) {
                let id = self.nodes.len();
                self.nodes.push(Node { words: "any JSON value".into(), deep: true, ..Node::default() });
                node.members.insert((*name).to_owned(), Member { id, required: true });
                node.names.push((*name).to_owned());
            }
        }
        if let Some(Value::Object(forms)) = schema.get("patternProperties") {
            let forms =
                forms.iter().filter_map(|(form, schema)| Some((regex_lite::Regex::new(form).ok()?, schema)));
            node.patterns = forms.map(|(form, schema)| (form, self.node(schema))).collect();
        }
        node.others = match schema.get("additionalProperties") {
            Some(others @ Value::Object(all)) if !all.contains_key("not") => Others::Each(self.node(others)),
            Some(Value::Bool(false) | Value::Object(_)) => Others::Denied,
            _ => Others::Ignored,
        };
    }

    fn best(&mut self, branches: &'a [Value]) -> Choice {
        Choice::Best(branches.iter().map(|branch| self.node(branch)).collect())
    }

    /// A member that is another constant in every branch.
    fn tag(&mut self, branches: &'a [Value]) -> Option<Choice> {
        let first = branches.first()?.get("properties")?.as_object()?;
        let constant = |branch: &'a Value, name: &str| -> Option<&'a str> {
            match branch.get("properties")?.get(name)?.get("enum")?.as_array()?.as_slice() {
                [Value::String(only)] => Some(only),
                _ => None,
            }
        };
        let name =
            first.keys().find(|name| branches.iter().all(|branch| constant(branch, name).is_some()))?;
        let mut variants = HashMap::new();
        let mut names = Vec::new();
        for branch in branches {
            let variant = constant(branch, name)?;
            names.push(variant.to_owned());
            variants.insert(variant.to_owned(), self.node(branch));
        }
        (variants.len() == names.len()).then(|| Choice::Tag { name: name.clone(), names, variants })
    }

    /// Texts, and objects with one member that must be there.
    fn key(&mut self, branches: &'a [Value]) -> Option<Choice> {
        let (mut units, mut names, mut variants) = (Vec::new(), Vec::new(), HashMap::new());
        let mut found = Vec::new();
        for branch in branches {
            if let Some(Value::Array(some)) = branch.get("enum") {
                let some =
                    some.iter().map(|unit| unit.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()?;
                names.extend(some.iter().cloned());
                units.extend(some);
                continue;
            }
            let mut members = branch.get("properties")?.as_object()?.iter();
            let (Some((name, schema)), None) = (members.next(), members.next()) else { return None };
            let required = branch.get("required")?.as_array()?;
            if required.len() != 1 || required[0] != name.as_str() {
                return None;
            }
            names.push(name.clone());
            found.push((name, schema));
        }
        if found.is_empty() {
            return None;
        }
        for (name, schema) in found {
            variants.insert(name.clone(), self.node(schema));
        }
        Some(Choice::Key { units, names, variants })
    }
}
