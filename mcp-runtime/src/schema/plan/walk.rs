//! One value, place by place, beside its plan.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::kinds::Kinds;
use super::score::Score;
use super::{Choice, Id, Node, Plan, coerce};
use crate::schema::MAX_PROBLEMS;
use crate::schema::describe::shorten;
use crate::schema::suggest::nearest;

/// What the walk is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Serde took the value: only bounds are looked at, and the ways around them.
    Decoded,
    /// Serde did not: mend what can be, name what is left.
    Mend,
    /// Serde did not: name it, and mend nothing.
    Strict,
}

/// What is wrong with a value, a sentence each; a value that can be mended is.
pub(crate) fn walk(plan: &Plan, value: &mut Value, name: &str, mode: Mode) -> Vec<String> {
    let mut walk = Walk::new(plan, name, mode);
    walk.place(value, Plan::ROOT);
    walk.problems
}

pub(super) struct Walk<'p> {
    pub(super) plan: &'p Plan,
    pub(super) mode: Mode,
    /// Where the walk is, as `user.tags[1]`.
    pub(super) path: String,
    pub(super) problems: Vec<String>,
    /// The scores at choices, by node and by the place of the value in memory. Members are only removed when the walk is
    /// done with all that stand beside them, so a place that is looked up still holds what it did.
    pub(super) memo: HashMap<(Id, usize), Score>,
    /// In so many texts inside each other the walk is.
    pub(super) unpacked: usize,
    /// So many choices led here without a step down.
    pub(super) hops: usize,
    /// So many names may still be compared with others, which is slow.
    pub(super) guesses: usize,
    /// The places that were looked at; for tests of the cost.
    pub(super) steps: usize,
}

impl<'p> Walk<'p> {
    pub(super) fn new(plan: &'p Plan, name: &str, mode: Mode) -> Self {
        Self {
            plan,
            mode,
            path: name.to_owned(),
            problems: Vec::new(),
            memo: HashMap::new(),
            unpacked: 0,
            hops: 0,
            guesses: 2 * MAX_PROBLEMS,
            steps: 0,
        }
    }

    /// Whether one more problem would not be said.
    pub(super) fn is_full(&self) -> bool {
        // One more than is said shows that there are more.
        self.problems.len() > MAX_PROBLEMS
    }

    pub(super) fn problem(&mut self, rest: &str) {
        if !self.is_full() {
            self.problems.push(format!("{}{rest}", self.path));
        }
    }

    pub(super) fn expected(&mut self, words: &str, value: &Value) {
        if !self.is_full() {
            self.problem(&format!(": expected {words}, got {}", shorten(value)));
        }
    }

    /// The same, of a name that may be misspelt.
    pub(super) fn expected_one_of(&mut self, words: &str, value: &Value, names: &[String]) {
        let given = value.as_str().or_else(|| value.as_object()?.keys().next().map(String::as_str));
        let near = given.and_then(|given| self.guess(given, names));
        let hint = near.map(|near| format!("; did you mean {near:?}?")).unwrap_or_default();
        self.problem(&format!(": expected {words}, got {}{hint}", shorten(value)));
    }

    pub(super) fn guess<'n>(&mut self, given: &str, names: &'n [String]) -> Option<&'n str> {
        self.guesses = self.guesses.checked_sub(1)?;
        nearest(given, names.iter().map(String::as_str))
    }

    /// A value inside the one that the walk is at.
    pub(super) fn below(&mut self, value: &mut Value, id: Id, step: impl FnOnce(&mut String)) {
        let length = self.path.len();
        let hops = std::mem::take(&mut self.hops);
        step(&mut self.path);
        self.place(value, id);
        self.path.truncate(length);
        self.hops = hops;
    }

    /// A value that begins here.
    pub(super) fn place(&mut self, value: &mut Value, id: Id) {
        self.visit(value, id, false);
    }

    /// `shared`: the object has members that belong to another part of the schema, as with `flatten`.
    pub(super) fn visit(&mut self, value: &mut Value, id: Id, shared: bool) {
        let node = &self.plan.nodes[id];
        let form = self.mode != Mode::Decoded;
        if self.is_full() || !(form || node.deep) {
            return;
        }
        self.steps += 1;
        if self.mode == Mode::Mend {
            if let Some(inner) = self.unpack(value, id) {
                *value = inner;
                // A freed value may have stood where a part of this one does.
                let memo = std::mem::take(&mut self.memo);
                self.unpacked += 1;
                self.visit(value, id, shared);
                self.unpacked -= 1;
                self.memo = memo;
                return;
            }
            if let Value::Number(number) = &*value
                && number.is_f64()
                && !node.kinds.has(Kinds::NUMBER)
                && node.kinds.has(Kinds::INTEGER)
                && let Some(whole) = coerce::whole(number)
            {
                *value = whole;
            }
        }
        if self.is_of_kind(value, node) && self.is_known(value, node) && self.is_within(value, node) {
            self.inside(value, node, shared);
            self.choice(value, node, shared);
        }
    }

    /// Serde's derive takes a list for a struct: its members would pass every bound unseen.
    fn is_of_kind(&mut self, value: &Value, node: &Node) -> bool {
        let right = node.kinds.has(Kinds::of(value));
        let around = value.is_array() && node.kinds.has(Kinds::OBJECT);
        if !right && (self.mode != Mode::Decoded || around) {
            let words = node.bounds.words_beyond_type(value);
            self.expected(words.as_ref().unwrap_or(&node.words), value);
        }
        right
    }

    /// After success an enum is not looked at: serde may know names that the schema does not.
    fn is_known(&mut self, value: &Value, node: &Node) -> bool {
        let Some(only) = node.only.as_ref().filter(|_| self.mode != Mode::Decoded) else { return true };
        let known = only.contains(value);
        if !known {
            let names: Vec<String> = only.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect();
            self.expected_one_of(&node.words, value, &names);
        }
        known
    }

    fn is_within(&mut self, value: &Value, node: &Node) -> bool {
        let within = node.bounds.allow(value, self.mode == Mode::Decoded);
        if !within {
            let words = node.bounds.words_beyond_type(value);
            self.expected(words.as_ref().unwrap_or(&node.words), value);
        }
        within
    }

    fn inside(&mut self, value: &mut Value, node: &Node, shared: bool) {
        let shared = shared || !matches!(node.choice, Choice::None);
        if let Value::Object(members) = value {
            return self.members(members, node, shared);
        }
        if self.has_wrong_length(value, node) {
            return self.expected(&format!("a list of {} items", node.prefix.len()), value);
        }
        let Value::Array(items) = value else { return };
        for (index, item) in items.iter_mut().enumerate() {
            if self.is_full() {
                return;
            }
            if let Some(id) = node.prefix.get(index).copied().or(node.items) {
                self.below(item, id, |path| {
                    let _ = write!(path, "[{index}]");
                });
            }
        }
    }

    /// Of a tuple, whose length serde sees to.
    fn has_wrong_length(&self, value: &Value, node: &Node) -> bool {
        let wrong = |items: &Vec<Value>| !node.prefix.is_empty() && items.len() != node.prefix.len();
        self.mode != Mode::Decoded && !self.plan.authors && value.as_array().is_some_and(wrong)
    }
}
