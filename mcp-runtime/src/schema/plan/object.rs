//! The members of an object: those that are there, those that are missing, those that nobody knows.

use serde_json::{Map, Value};

use super::walk::{Mode, Walk};
use super::{Member, Node, Others};

impl Walk<'_> {
    /// `shared`: some members belong to another part of the schema.
    pub(super) fn members(&mut self, members: &mut Map<String, Value>, node: &Node, shared: bool) {
        let mut blank = false;
        for (name, value) in members.iter_mut() {
            if self.is_full() {
                return;
            }
            let Some(Member { id, .. }) = node.member(name) else { continue };
            if self.mode == Mode::Mend && self.is_left_out(name, value, node) {
                blank = true;
                continue;
            }
            self.below(value, id, |path| step(path, name));
        }
        if blank {
            members.retain(|name, value| !self.is_left_out(name, value, node));
        }
        self.missing(members, node);
        if self.mode != Mode::Decoded && (!shared || self.plan.authors) {
            self.unknown(members, node);
        }
    }

    /// A member that can be absent, with a value that only says so.
    fn is_left_out(&self, name: &str, value: &Value, node: &Node) -> bool {
        if !node.may_be_left_out(name) || !(value.is_null() || value == "") {
            return false;
        }
        let Some(Member { id, .. }) = node.member(name) else { return false };
        self.plan.blank(value, id) && !(value.is_null() && self.takes_null(id, 0))
    }

    /// After success a missing member came by another name that serde knows, and the schema does not: its bounds would not
    /// hold.
    fn missing(&mut self, members: &Map<String, Value>, node: &Node) {
        if self.mode == Mode::Decoded
            && members.len() >= node.members.len()
            && node.names.iter().all(|name| members.contains_key(name))
        {
            return;
        }
        for name in &node.names {
            let Some(Member { id, required: true }) = node.members.get(name) else { continue };
            let target = &self.plan.nodes[*id];
            if members.contains_key(name) || self.is_full() || (self.mode == Mode::Decoded && !target.deep) {
                continue;
            }
            self.problem(&format!(".{name}: missing; expected {}", target.words));
        }
    }

    /// Serde passes over members that it does not know, unless the type denies them. They are named where it does, and where
    /// one is the misspelt name of a member that is not there.
    fn unknown(&mut self, members: &Map<String, Value>, node: &Node) {
        if matches!(node.others, Others::Each(_))
            || (matches!(node.others, Others::Ignored) && node.names.is_empty())
        {
            return;
        }
        let denied = matches!(node.others, Others::Denied);
        let mut absent: Option<Vec<String>> = None;
        for name in members.keys() {
            if self.is_full() || (!denied && self.guesses == 0) {
                return;
            }
            if node.member(name).is_some() {
                continue;
            }
            let absent = absent.get_or_insert_with(|| {
                node.names.iter().filter(|name| !members.contains_key(*name)).cloned().collect()
            });
            let near = self.guess(name, absent).map(|near| format!("; did you mean `{near}`?"));
            if denied || (near.is_some() && !self.plan.authors) {
                let form = node.patterns.first().map(|(form, _)| format!("; names here match `{form}`"));
                let hint = near.or(form).unwrap_or_default();
                self.problem(&format!(".{name}: unknown member{hint}"));
            }
        }
    }
}

/// One step down, to a member.
pub(super) fn step(path: &mut String, name: &str) {
    path.push('.');
    path.push_str(name);
}
