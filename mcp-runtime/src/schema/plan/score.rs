//! How well a value fits, where only that tells the variants of an enum apart.

use serde_json::{Map, Value};

use super::kinds::Kinds;
use super::walk::{Mode, Walk};
use super::{Choice, Id, MAX_HOPS, Node, Others, coerce};

/// Less `bad` is better, then more `hits`, then less `odd`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Score {
    /// What the type refuses. Bounds of the author count nothing: they do not decide what serde takes.
    pub(super) bad: u32,
    /// Members and constants that are right.
    pub(super) hits: u32,
    /// What has to be mended.
    pub(super) odd: u32,
}

pub(super) const WRONG_KIND: u32 = 50;
const WRONG_CONSTANT: u32 = 8;
const MISSING: u32 = 5;
/// A member that nobody reads. With one that is missing it is worse than a member that is wrong.
const LOST: u32 = 4;
const WORST_CHILD: u32 = 8;

impl Score {
    const WRONG: Self = Self { bad: WRONG_KIND, hits: 0, odd: 0 };

    pub(super) fn is_perfect(self) -> bool {
        self.bad == 0 && self.odd == 0
    }

    pub(super) fn beats(self, other: Self) -> bool {
        let key = |score: Self| (score.bad, u32::MAX - score.hits, score.odd);
        key(self) < key(other)
    }

    fn add(&mut self, child: Self) {
        self.bad = self.bad.saturating_add(child.bad.min(WORST_CHILD));
        self.hits = self.hits.saturating_add(child.hits);
        self.odd = self.odd.saturating_add(child.odd);
    }

    fn with(mut self, variant: Self) -> Self {
        self.bad = self.bad.saturating_add(variant.bad);
        self.hits = self.hits.saturating_add(variant.hits);
        self.odd = self.odd.saturating_add(variant.odd);
        self
    }
}

impl Walk<'_> {
    /// The score of a value. Those at choices are kept, so that recursive enums do not cost more with each level.
    pub(super) fn score(&mut self, value: &Value, id: Id) -> Score {
        let node = &self.plan.nodes[id];
        if matches!(node.choice, Choice::None) {
            return self.score_plain(value, node);
        }
        let key = (id, std::ptr::from_ref(value) as usize);
        if let Some(known) = self.memo.get(&key) {
            return *known;
        }
        // A choice that leads to itself with the same value fits nothing.
        self.memo.insert(key, Score::WRONG);
        let own = self.score_plain(value, node);
        let score = own.with(self.score_choice(value, node));
        self.memo.insert(key, score);
        score
    }

    fn score_plain(&mut self, value: &Value, node: &Node) -> Score {
        self.steps += 1;
        let mut score = Score::default();
        if !node.kinds.has(Kinds::of(value)) {
            if let (Mode::Decoded, Value::Array(items)) = (self.mode, value) {
                return self.score_as_struct(items, node);
            }
            score.odd = 1;
            return if self.mode == Mode::Strict || !mendable(value, node) { Score::WRONG } else { score };
        }
        if let Some(only) = &node.only {
            if only.contains(value) {
                score.hits += 2;
            } else {
                score.bad += WRONG_CONSTANT;
            }
        }
        if !node.bounds.allow_type(value) {
            score.bad += 1;
        }
        match value {
            Value::Array(items) => {
                if !node.prefix.is_empty() && items.len() != node.prefix.len() && !self.plan.authors {
                    score.bad += WRONG_CONSTANT;
                }
                for (index, item) in items.iter().enumerate() {
                    if let Some(id) = node.prefix.get(index).copied().or(node.items) {
                        let child = self.score(item, id);
                        score.add(child);
                    }
                }
            }
            Value::Object(members) => self.score_members(members, node, &mut score),
            _ => {}
        }
        score
    }

    /// Serde takes a list for a struct, its items for the members in their order: then that is the variant whose bounds count.
    fn score_as_struct(&mut self, items: &[Value], node: &Node) -> Score {
        let needed = |name: &String| node.members.get(name).is_some_and(|member| member.required);
        if items.len() > node.names.len() || node.names.iter().skip(items.len()).any(needed) {
            return Score::WRONG;
        }
        let mut fits = node.kinds.has(Kinds::OBJECT);
        for (item, name) in items.iter().zip(&node.names) {
            fits = fits && node.member(name).is_some_and(|member| self.score(item, member.id).is_perfect());
        }
        if fits { Score::default() } else { Score::WRONG }
    }

    fn score_members(&mut self, members: &Map<String, Value>, node: &Node, score: &mut Score) {
        // Members that another part of the schema may know.
        let shared = !matches!(node.choice, Choice::None) || node.names.is_empty();
        let mut required = 0;
        for (name, value) in members {
            let Some(member) = node.member(name) else {
                let lost = matches!(node.others, Others::Denied)
                    || (self.mode != Mode::Decoded && !shared && !self.plan.authors);
                score.bad = score.bad.saturating_add(if lost { LOST } else { 0 });
                continue;
            };
            required += u32::from(member.required);
            if node.members.contains_key(name) {
                score.hits += 1;
            }
            let child = self.score(value, member.id);
            if child.bad > 0 && node.may_be_left_out(name) && self.plan.blank(value, member.id) {
                score.odd += 1;
            } else {
                score.add(child);
            }
        }
        let needed = node.members.values().filter(|member| member.required).count();
        let needed = u32::try_from(needed).unwrap_or(u32::MAX);
        score.bad = score.bad.saturating_add(needed.saturating_sub(required).saturating_mul(MISSING));
    }

    fn score_choice(&mut self, value: &Value, node: &Node) -> Score {
        match (&node.choice, value) {
            (Choice::Best(branches), _) => self.choose(value, branches).1,
            (Choice::Tag { name, variants, .. }, Value::Object(members)) => {
                match members.get(name).and_then(Value::as_str).map(|tag| variants.get(tag)) {
                    Some(Some(id)) => self.score(value, *id),
                    Some(None) => Score { bad: WRONG_CONSTANT, hits: 1, odd: 0 },
                    None => Score { bad: MISSING, hits: 0, odd: 0 },
                }
            }
            (Choice::Key { units, .. }, Value::String(unit)) if units.contains(unit) => {
                Score { bad: 0, hits: 2, odd: 0 }
            }
            (Choice::Key { .. }, Value::String(_)) => Score { bad: WRONG_CONSTANT, hits: 0, odd: 0 },
            (Choice::Key { units, variants, .. }, Value::Object(members)) => {
                let alone = members.len() == 1 || !node.members.is_empty();
                let known = members.iter().find_map(|(name, value)| {
                    let unit = units.contains(name) && value.is_null();
                    variants.get(name).map(|id| Some((*id, value))).or(unit.then_some(None))
                });
                match known {
                    Some(inner) if alone => {
                        let mut score = Score { bad: 0, hits: 2, odd: 0 };
                        if let Some((id, value)) = inner {
                            let child = self.score(value, id);
                            score.add(child);
                        }
                        score
                    }
                    _ => Score { bad: WRONG_CONSTANT, hits: 0, odd: 0 },
                }
            }
            (Choice::None, _) => Score::default(),
            _ => Score::WRONG,
        }
    }

    /// The branch that fits best. Of a value that serde took, it is the first that fits without mending, as serde's is.
    pub(super) fn choose(&mut self, value: &Value, branches: &[Id]) -> (Option<Id>, Score) {
        let mut best: Option<(Id, Score)> = None;
        for branch in branches {
            let score = self.score(value, *branch);
            if self.mode == Mode::Decoded && score.is_perfect() {
                return (Some(*branch), score);
            }
            if best.is_none_or(|(_, other)| score.beats(other)) {
                best = Some((*branch, score));
            }
        }
        (best.map(|(id, _)| id), best.map_or(Score::WRONG, |(_, score)| score))
    }

    /// Whether to go from a choice into the next one: not in a circle.
    pub(super) fn hop(&mut self) -> bool {
        self.hops += 1;
        self.hops <= MAX_HOPS
    }
}

fn mendable(value: &Value, node: &Node) -> bool {
    match value {
        Value::Number(number) => node.kinds.has(Kinds::INTEGER) && coerce::whole(number).is_some(),
        Value::String(text) => coerce::inner(text, node).is_some(),
        _ => false,
    }
}
