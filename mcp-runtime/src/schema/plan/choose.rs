//! Enums with data: the variant that a value names, or fits best, is looked into.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::kinds::Kinds;
use super::object::step;
use super::score::WRONG_KIND;
use super::walk::{Mode, Walk};
use super::{Choice, Id, MAX_HOPS, Node};
use crate::schema::describe::{describe, shorten};

impl Walk<'_> {
    pub(super) fn choice(&mut self, value: &mut Value, node: &Node, shared: bool) {
        let shared = shared || !node.members.is_empty();
        match &node.choice {
            Choice::None => {}
            _ if !self.hop() => {}
            Choice::Tag { name, names, variants } => {
                self.by_tag(value, node, (name, names, variants), shared);
            }
            Choice::Key { units, names, variants } => {
                self.by_key(value, node, (units, names, variants), shared);
            }
            Choice::Best(branches) => self.by_fit(value, node, branches, shared),
        }
    }

    /// Serde takes a list for a tagged enum, and inside buffered content a number for a tag: ways around the bounds.
    fn by_tag(
        &mut self,
        value: &mut Value,
        node: &Node,
        (name, names, variants): (&str, &[String], &HashMap<String, Id>),
        shared: bool,
    ) {
        let Value::Object(members) = &*value else {
            if self.mode != Mode::Decoded || value.is_array() {
                self.expected(&node.words, value);
            }
            return;
        };
        let form = self.mode != Mode::Decoded;
        let one_of = || describe(&json!({ "enum": names }), &Value::Null);
        match members.get(name) {
            Some(Value::String(tag)) if variants.contains_key(tag) => {
                self.visit(value, variants[tag], shared);
            }
            Some(Value::String(_)) if !form => {}
            Some(other) => {
                let length = self.path.len();
                step(&mut self.path, name);
                self.expected_one_of(&one_of(), other, names);
                self.path.truncate(length);
            }
            None if form => self.problem(&format!(".{name}: missing; expected {}", one_of())),
            None => {}
        }
    }

    fn by_key(
        &mut self,
        value: &mut Value,
        node: &Node,
        (units, names, variants): (&[String], &[String], &HashMap<String, Id>),
        shared: bool,
    ) {
        let form = self.mode != Mode::Decoded;
        match value {
            Value::String(unit) if !form || units.contains(unit) => {}
            Value::String(name) => match variants.get(name.as_str()) {
                Some(id) => {
                    let words = &self.plan.nodes[*id].words;
                    self.problem(&format!(": {name:?} needs a value: {{{name:?}: {words}}}"));
                }
                None => self.expected_one_of(&node.words, value, names),
            },
            Value::Object(members) => {
                let alone = shared || members.len() == 1;
                let is_unit = members.iter().all(|(name, value)| units.contains(name) && value.is_null());
                let mut inside = members.iter_mut();
                match inside.find_map(|(name, value)| Some((name, *variants.get(name)?, value))) {
                    Some((name, id, value)) if alone => self.below(value, id, |path| step(path, name)),
                    None if alone && is_unit => {}
                    _ if !form || shared => {}
                    _ => self.expected_one_of(&node.words, value, names),
                }
            }
            Value::Array(_) => self.expected(&node.words, value),
            _ if form => self.expected(&node.words, value),
            _ => {}
        }
    }

    fn by_fit(&mut self, value: &mut Value, node: &Node, branches: &[Id], shared: bool) {
        let nullable = |id: &&Id| self.plan.nodes[**id].kinds == Kinds::NULL;
        let mut real = branches.iter().filter(|id| !nullable(id));
        if value.is_null() && branches.iter().any(|id| nullable(&id)) {
            return;
        }
        // An `Option`: nothing has to be chosen.
        if let (Some(only), None) = (real.next(), real.next()) {
            return self.visit(value, *only, shared);
        }
        let (pick, score) = self.choose(value, branches);
        let Some(pick) = pick else { return };
        let undecided =
            score.bad >= WRONG_KIND || (score.bad > 0 && score.hits == 0 && self.is_any_of(value, branches));
        if self.mode != Mode::Decoded && undecided {
            if !self.is_full() {
                self.problem(&format!(": expected {}, got {}", node.words, shorten(value)));
            }
        } else {
            self.visit(value, pick, shared);
        }
    }

    /// Whether more than one branch is for values of this kind.
    fn is_any_of(&self, value: &Value, branches: &[Id]) -> bool {
        let kind = Kinds::of(value);
        branches.iter().filter(|id| self.plan.nodes[**id].kinds.has(kind)).count() > 1
    }

    /// Whether null is a value there.
    pub(super) fn takes_null(&self, id: Id, hops: usize) -> bool {
        let node = &self.plan.nodes[id];
        match &node.choice {
            _ if hops > MAX_HOPS => false,
            Choice::None => node.kinds.has(Kinds::NULL),
            Choice::Best(branches) => branches.iter().any(|branch| self.takes_null(*branch, hops + 1)),
            Choice::Tag { .. } | Choice::Key { .. } => false,
        }
    }
}
