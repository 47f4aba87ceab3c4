//! What an argument's schema says, made ready once, and the walk over a value that it guides.
//!
//! Serde decides the form of a value; the plan decides bounds, mends what a model wrote differently, and finds the words for
//! what is wrong. All of it is away from the path of arguments that are right: a plan without bounds is never looked at then.

mod bounds;
mod choose;
mod coerce;
mod compile;
mod kinds;
mod object;
mod score;
mod walk;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use serde_json::Value;

use self::bounds::Bounds;
use self::kinds::Kinds;
pub(crate) use self::walk::{Mode, walk};

/// The place of a node in its plan.
type Id = usize;

/// The schema of one argument, ready for values.
#[derive(Debug)]
pub(crate) struct Plan {
    nodes: Vec<Node>,
    /// It is of a schema that the author wrote, and of no type: all of it is held, and what it does not say is allowed.
    authors: bool,
}

impl Plan {
    /// The root is compiled first.
    const ROOT: Id = 0;

    /// Compiles a schema that still has the formats of its numbers and its nulls: without them bounds of the type look like
    /// the author's, and a variant that serde did not take looks right.
    pub(crate) fn new(schema: &Value, defs: &Value) -> Self {
        compile::plan(schema, defs, false)
    }

    /// Compiles a schema that the author wrote, whose references were made those of `defs`.
    pub(crate) fn of_author(schema: &Value, defs: &Value) -> Self {
        compile::plan(schema, defs, true)
    }

    pub(crate) fn is_authors(&self) -> bool {
        self.authors
    }

    /// Whether there is more to hold than serde sees to.
    pub(crate) fn is_constrained(&self) -> bool {
        self.nodes[Self::ROOT].deep
    }

    /// Makes the root hold the format that `#[arg(format = …)]` names: of a type's own format serde knows better.
    pub(crate) fn hold_format(&mut self) {
        let root = &mut self.nodes[Self::ROOT];
        root.bounds.holds_format = true;
        root.deep = true;
    }

    /// Whether an optional argument counts as absent with this value: null, and `""` where it can be no value.
    pub(crate) fn is_blank(&self, value: &Value) -> bool {
        self.blank(value, Self::ROOT)
    }

    fn blank(&self, value: &Value, id: Id) -> bool {
        match value {
            Value::Null => true,
            Value::String(text) => text.is_empty() && !self.takes_empty(id, 0),
            _ => false,
        }
    }

    /// Whether `""` can be a value. A cycle that holds nothing ends somewhere.
    fn takes_empty(&self, id: Id, hops: usize) -> bool {
        let node = &self.nodes[id];
        match &node.choice {
            _ if hops > MAX_HOPS => false,
            Choice::Tag { .. } | Choice::Key { .. } => false,
            Choice::Best(branches) => branches.iter().any(|branch| self.takes_empty(*branch, hops + 1)),
            Choice::None => {
                node.kinds.has(Kinds::STRING)
                    && node.only.as_ref().is_none_or(|only| only.contains(&"".into()))
            }
        }
    }
}

/// From one choice straight into the next: more are a cycle that holds nothing.
const MAX_HOPS: usize = 32;

/// What one place of a value may be.
#[derive(Debug, Default)]
struct Node {
    kinds: Kinds,
    /// The whole in words.
    words: String,
    /// The values of an enum.
    only: Option<Vec<Value>>,
    bounds: Bounds,
    members: HashMap<String, Member>,
    /// The names of the members in the order of the schema.
    names: Vec<String>,
    /// Members whose names have a form: numbers as keys.
    patterns: Vec<(regex_lite::Regex, Id)>,
    others: Others,
    items: Option<Id>,
    prefix: Vec<Id>,
    choice: Choice,
    /// It, or something below, has bounds that serde does not see to.
    deep: bool,
}

#[derive(Debug, Clone, Copy)]
struct Member {
    id: Id,
    required: bool,
}

/// Members that have no place of their own.
#[derive(Debug, Default, Clone, Copy)]
enum Others {
    #[default]
    Ignored,
    Denied,
    Each(Id),
}

/// How the variants of an enum with data are told apart.
#[derive(Debug, Default)]
enum Choice {
    #[default]
    None,
    /// By the value of one member; each variant is the whole object.
    Tag { name: String, names: Vec<String>, variants: HashMap<String, Id> },
    /// By the one key of the object; each variant is the value of that key. Those without data are texts.
    Key { units: Vec<String>, names: Vec<String>, variants: HashMap<String, Id> },
    /// By what fits best.
    Best(Vec<Id>),
}

impl Node {
    /// The node of a member, and whether it must be there.
    fn member(&self, name: &str) -> Option<Member> {
        if let Some(member) = self.members.get(name) {
            return Some(*member);
        }
        let by_form = self.patterns.iter().find(|(form, _)| form.is_match(name)).map(|(_, id)| *id);
        let id = by_form.or(match self.others {
            Others::Each(id) => Some(id),
            Others::Ignored | Others::Denied => None,
        })?;
        Some(Member { id, required: false })
    }

    /// Members that are declared one by one can be left out; the values of a map cannot.
    fn may_be_left_out(&self, name: &str) -> bool {
        self.members.get(name).is_some_and(|member| !member.required)
    }
}
