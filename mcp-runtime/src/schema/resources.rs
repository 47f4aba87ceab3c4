//! Finds the resource that a URI is of, among any number of them.
//!
//! URIs that are fixed come first, by their hash. Templates are a tree of the segments of their paths. For a URI each place in the
//! tree is looked at once at most, so what a client asks for costs what the author wrote, and grows with its length only.

use std::collections::HashMap;

use super::template::{Miss, Part, Template, Value};
use super::uri::{Fault, normal};

/// What one resource answers to.
#[derive(Debug, Clone, Copy)]
pub enum Address {
    /// A URI in the normal form.
    Fixed(&'static str),
    /// What the URIs have in common.
    Template(&'static Template),
}

#[derive(Debug, Default)]
pub(crate) struct Index {
    fixed: HashMap<&'static str, usize>,
    root: Node,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) id: usize,
    /// The values of the template's variables, in its order.
    pub(crate) values: Vec<Value>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotFound {
    /// It is no URI.
    NoUri(Fault),
    /// No resource has this URI, or the one that has refuses it.
    Miss(Miss),
}

/// What may follow the same segments.
#[derive(Debug, Default)]
struct Node {
    /// By their text, in order.
    fixed: Vec<(&'static str, Node)>,
    /// Segments with variables. Those that begin and end with the same text are one.
    open: Vec<(Edges, Node)>,
    /// Templates that end here.
    ends: Vec<Leaf>,
    /// Templates that take all that follows, and the list of nothing.
    rests: Vec<Leaf>,
}

/// The fixed text at the beginning and at the end of a segment with variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edges(&'static str, &'static str);

#[derive(Debug, Clone, Copy)]
struct Leaf {
    id: usize,
    template: &'static Template,
}

impl Index {
    pub(crate) fn new(addresses: impl IntoIterator<Item = (usize, Address)>) -> Self {
        let mut index = Self::default();
        for (id, address) in addresses {
            match address {
                Address::Fixed(uri) => {
                    index.fixed.insert(uri, id);
                }
                Address::Template(template) => index.root.insert(id, template),
            }
        }
        index
    }

    pub(crate) fn find(&self, uri: &str) -> Result<Found, NotFound> {
        let uri = normal(uri).map_err(NotFound::NoUri)?;
        self.find_normal(&uri).map_err(NotFound::Miss)
    }

    fn find_normal(&self, uri: &str) -> Result<Found, Miss> {
        if let Some(&id) = self.fixed.get(uri) {
            return Ok(Found { id, values: Vec::new() });
        }
        let path = uri.split_once('?').map_or(uri, |(path, _)| path);
        self.root.find(uri, Some(path)).unwrap_or(Err(Miss::Other))
    }
}

impl Node {
    fn insert(&mut self, id: usize, template: &'static Template) {
        let leaf = Leaf { id, template };
        let (segments, takes_rest) = segments(template);
        let node = segments.into_iter().fold(self, Self::child);
        if takes_rest { node.rests.push(leaf) } else { node.ends.push(leaf) }
    }

    fn child(&mut self, segment: Segment) -> &mut Self {
        match segment {
            Segment::Fixed(text) => {
                let at = self.fixed.binary_search_by_key(&text, |(known, _)| known).unwrap_or_else(|at| {
                    self.fixed.insert(at, (text, Self::default()));
                    at
                });
                &mut self.fixed[at].1
            }
            Segment::Open(edges) => {
                let at = self.open.iter().position(|(known, _)| *known == edges).unwrap_or_else(|| {
                    self.open.push((edges, Self::default()));
                    self.open.len() - 1
                });
                &mut self.open[at].1
            }
        }
    }

    /// What the only template makes of a URI that takes it, of which so much of the path is left. One that refuses it does take
    /// it: no other may then.
    fn find(&self, uri: &str, path: Option<&str>) -> Option<Result<Found, Miss>> {
        let Some(path) = path else {
            return self.ends.iter().chain(&self.rests).find_map(|leaf| leaf.found(uri));
        };
        let (segment, rest) =
            path.split_once('/').map_or((path, None), |(segment, rest)| (segment, Some(rest)));
        let fixed = self.fixed.binary_search_by_key(&segment, |(text, _)| text).ok();
        let open = self.open.iter().filter(|(edges, _)| edges.are_of(segment));
        let mut nodes = fixed.map(|at| &self.fixed[at].1).into_iter().chain(open.map(|(_, node)| node));
        nodes
            .find_map(|node| node.find(uri, rest))
            .or_else(|| self.rests.iter().find_map(|leaf| leaf.found(uri)))
    }
}

impl Leaf {
    fn found(&self, uri: &str) -> Option<Result<Found, Miss>> {
        match self.template.values(uri) {
            Err(Miss::Other) => None,
            values => Some(values.map(|values| Found { id: self.id, values })),
        }
    }
}

impl Edges {
    fn are_of(self, segment: &str) -> bool {
        segment.strip_prefix(self.0).is_some_and(|rest| rest.ends_with(self.1))
    }
}

/// What stands between two `/` of a template.
#[derive(Debug, Clone, Copy)]
enum Segment {
    Fixed(&'static str),
    Open(Edges),
}

/// The segments of a template, but for those that its last variable takes, and whether there are any.
fn segments(template: &'static Template) -> (Vec<Segment>, bool) {
    let mut segments = Vec::new();
    let mut current = Segment::Fixed("");
    let mut text = |current: &mut Segment, text: &'static str| {
        let mut parts = text.split('/');
        let part = parts.next().unwrap_or_default();
        match current {
            Segment::Fixed(text) => *text = part,
            Segment::Open(edges) if !part.is_empty() => edges.1 = part,
            Segment::Open(_) => {}
        }
        segments.extend(parts.map(|part| std::mem::replace(current, Segment::Fixed(part))));
    };
    for cell in template.cells {
        text(&mut current, cell.before);
        let begin = match current {
            Segment::Fixed(text) => text,
            Segment::Open(edges) => edges.0,
        };
        match cell.part {
            Part::One => current = Segment::Open(Edges(begin, cell.soft)),
            Part::Rest => return (segments, true),
            Part::List => {
                segments.push(current);
                return (segments, true);
            }
        }
    }
    text(&mut current, template.ending);
    segments.push(current);
    (segments, false)
}
