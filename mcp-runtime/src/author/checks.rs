//! What is checked of a table while the author compiles: `const fn`s, of which those that refuse are called at the author's token.
//!
//! A table is looked at once, whatever its size: names and URIs by their hashes, templates by `Pairs`.

use crate::author::include::{Entries, FreeFunction, Module};
use crate::author::table::{Marked, Outline, Part};
use crate::schema::overlap::{Overlap, compare};
use crate::schema::pairs::Pairs;
use crate::schema::resources::Address;

/// What an entry of a table has that one before it has too.
#[derive(Debug, Clone, Copy)]
pub struct Clash {
    kind: Kind,
    /// What both have; of templates the names of the functions.
    names: [&'static str; 2],
    /// The place of the one before it.
    with: usize,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Nothing.
    None,
    /// The name of a tool.
    Tool,
    /// The name of a prompt.
    Prompt,
    /// The URI of a resource.
    Uri,
    /// A URI that the templates of both match.
    Template,
    /// Nobody knows: their templates are too long.
    TooLong,
}

/// Refuses `count` entries where one has what another one before all of them has; called at their token. Gives the place behind them.
#[track_caller]
pub const fn alone(clashes: &[Clash], from: usize, count: usize) -> usize {
    let mut index = from;
    while index < from + count {
        let clash = clashes[index];
        assert!(clash.with >= from, "{}", clash.words().text());
        index += 1;
    }
    index
}

impl Clash {
    const NONE: Self = Self { kind: Kind::None, names: [""; 2], with: usize::MAX };

    const fn words(self) -> Words {
        let (before, between, after) = match self.kind {
            Kind::None => ("", "", ""),
            Kind::Tool => (
                "two tools of this server are named `",
                "",
                "`: give one of them another with `name = \"…\"`",
            ),
            Kind::Prompt => (
                "two prompts of this server are named `",
                "",
                "`: give one of them another with `name = \"…\"`",
            ),
            Kind::Uri => ("two resources of this server have the URI `", "", "`: give one of them another"),
            Kind::Template => (
                "the resources `",
                "` and `",
                "` of this server match one URI: give one of them a fixed part that the other has not",
            ),
            Kind::TooLong => {
                ("the templates of `", "` and `", "` of this server are too long to be compared: shorten one")
            }
        };
        Words::EMPTY.and(before).and(self.names[0]).and(between).and(self.names[1]).and(after)
    }
}

/// A text that is put together while the author compiles.
struct Words {
    bytes: [u8; 512],
    len: usize,
}

impl Words {
    const EMPTY: Self = Self { bytes: [0; 512], len: 0 };

    /// What does not fit is left out as a whole.
    const fn and(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if text.len() <= self.bytes.len() - self.len {
            self.bytes.split_at_mut(self.len).1.split_at_mut(text.len()).0.copy_from_slice(text);
            self.len += text.len();
        }
        self
    }

    const fn text(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

/// Refuses a module without a mark; called at its token.
#[track_caller]
pub const fn is_marked<M: Module>() {
    assert!(
        M::IS_MARKED,
        "this module is not marked: write `#[mcp_server]` above it, or name its functions in `include(…)`"
    );
}

/// Refuses a function without a mark of its own; called at its token.
#[track_caller]
pub const fn is_marked_function<F: FreeFunction>() {
    assert!(
        F::IS_MARKED,
        "this function has no mark of its own: write `#[mcp_tool]` or its like above it; what a module with `#[mcp_server]` marks is listed by \
         `include(module::*)`, all of it"
    );
}

/// Refuses a name that nothing can be called by; called at its token. A name that is written out is refused by the macro, in more words.
#[track_caller]
pub const fn callable(name: &str) {
    let bytes = name.as_bytes();
    assert!(!bytes.is_empty() && bytes.len() <= 128, "a name has 1 to 128 characters");
    let mut at = 0;
    while at < bytes.len() {
        let known = matches!(bytes[at], b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.');
        assert!(known, "a name holds only `A-Z a-z 0-9 _ - .`");
        at += 1;
    }
}

/// How many functions there are.
pub const fn count<S>(marked: &[Marked<S>], mut included: &[Entries]) -> usize {
    let mut count = marked.len();
    while let Some((first, rest)) = included.split_first() {
        count += first.count();
        included = rest;
    }
    count
}

/// What each of all `N` functions of a table has that one before it has too.
pub const fn clashes<S, const N: usize>(marked: &[Marked<S>], included: &[Entries]) -> [Clash; N] {
    let mut facts = [Fact::None; N];
    gather(marked, included, &mut facts, 0);
    let mut clashes = [Clash::NONE; N];
    words(&facts, &mut clashes);
    templates(&facts, &mut clashes);
    clashes
}

/// What no two may have: a word letter by letter, and a template of a function.
#[derive(Clone, Copy)]
enum Fact {
    None,
    Tool(&'static str),
    Prompt(&'static str),
    Uri(&'static str),
    Template(&'static str, Outline),
}

/// Writes the facts of all that there are, from `at` on; gives the place behind them.
const fn gather<S, const N: usize>(
    mut marked: &[Marked<S>],
    mut included: &[Entries],
    facts: &mut [Fact; N],
    mut at: usize,
) -> usize {
    while let Some((first, rest)) = marked.split_first() {
        facts[at] = fact(first);
        (marked, at) = (rest, at + 1);
    }
    while let Some((first, rest)) = included.split_first() {
        (included, at) = (rest, gather(first.marked, first.included, facts, at));
    }
    at
}

const fn fact<S>(marked: &Marked<S>) -> Fact {
    match &marked.part {
        // That of a function with an error, which has been said.
        Part::Tool(_) if marked.name.is_empty() => Fact::None,
        Part::Tool(_) => Fact::Tool(marked.name),
        Part::Prompt => Fact::Prompt(marked.name),
        Part::Resource(part) => match part.address {
            Address::Fixed(uri) => Fact::Uri(uri),
            Address::Template(_) => Fact::Template(marked.name, part.outline),
        },
        Part::Lister => Fact::None,
    }
}

/// Compares those whose hashes are the same, as in any table of hashes: `first` has for each of the `N` places the newest entry
/// there, and `earlier` for each entry the one before it in its place.
const fn words<const N: usize>(facts: &[Fact; N], clashes: &mut [Clash; N]) {
    let (mut first, mut earlier) = ([N; N], [N; N]);
    let mut index = 0;
    while index < N {
        if let Fact::Tool(text) | Fact::Prompt(text) | Fact::Uri(text) = facts[index] {
            let place = hash(text) % N;
            let mut at = first[place];
            while at < N {
                if let Some(kind) = same_word(facts[index], facts[at]) {
                    clashes[index] = Clash { kind, names: [text, ""], with: at };
                    break;
                }
                at = earlier[at];
            }
            (earlier[index], first[place]) = (first[place], index);
        }
        index += 1;
    }
}

const fn same_word(one: Fact, other: Fact) -> Option<Kind> {
    let (kind, one, other) = match (one, other) {
        (Fact::Tool(one), Fact::Tool(other)) => (Kind::Tool, one, other),
        (Fact::Prompt(one), Fact::Prompt(other)) => (Kind::Prompt, one, other),
        (Fact::Uri(one), Fact::Uri(other)) => (Kind::Uri, one, other),
        _ => return None,
    };
    if same(one.as_bytes(), other.as_bytes()) { Some(kind) } else { None }
}

/// A short one is as good: what is compared then is compared byte by byte. In strides, for the compiler takes long for each step.
const fn hash(text: &str) -> usize {
    let (mut hash, mut rest) = (0_usize, text.as_bytes());
    while let Some((bytes, more)) = rest.split_first_chunk() {
        hash = mixed(hash ^ usize::from_le_bytes(*bytes));
        rest = more;
    }
    while let Some((byte, more)) = rest.split_first() {
        hash = mixed(hash ^ *byte as usize);
        rest = more;
    }
    hash
}

/// Every bit of what came before counts for the low ones.
const fn mixed(hash: usize) -> usize {
    let hash = (hash ^ hash >> (usize::BITS / 2)).wrapping_mul(0x9e37_79b1);
    hash ^ hash >> 15
}

const fn same(mut a: &[u8], mut b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    while let (Some((x, more_a)), Some((y, more_b))) = (a.split_first_chunk(), b.split_first_chunk()) {
        if u128::from_ne_bytes(*x) != u128::from_ne_bytes(*y) {
            return false;
        }
        (a, b) = (more_a, more_b);
    }
    while let (Some((x, more_a)), Some((y, more_b))) = (a.split_first(), b.split_first()) {
        if *x != *y {
            return false;
        }
        (a, b) = (more_a, more_b);
    }
    true
}

/// Compares the templates that might match one URI.
const fn templates<const N: usize>(facts: &[Fact; N], clashes: &mut [Clash; N]) {
    let (mut heads, mut pieces, mut names, mut places) = ([""; N], [[].as_slice(); N], [""; N], [0; N]);
    let (mut index, mut count) = (0, 0);
    while index < N {
        if let Fact::Template(name, outline) = facts[index] {
            (heads[count], pieces[count]) = (outline.head, outline.pieces);
            (names[count], places[count]) = (name, index);
            count += 1;
        }
        index += 1;
    }
    let (mut order, mut nodes) = ([0; N], [(0, 0, 0); N]);
    let mut pairs = Pairs::new(heads.split_at(count).0, &mut order, &mut nodes);
    while let Some((one, other)) = pairs.next() {
        let (earlier, later) = if one > other { (other, one) } else { (one, other) };
        let kind = match (compare(pieces[one], pieces[other]), clashes[places[later]].kind) {
            (Overlap::Apart, _) | (_, Kind::Template) => continue,
            (Overlap::Meet, _) => Kind::Template,
            (Overlap::TooLong, _) => Kind::TooLong,
        };
        let names = [names[earlier], names[later]];
        clashes[places[later]] = Clash { kind, names, with: places[earlier] };
    }
}

/// Warns, through the lint for deprecated items, at the place where it is called.
#[deprecated(
    note = "this tool has no description: write a doc comment above it, a model chooses tools by it"
)]
pub const fn undocumented() {}

/// Warns, through the lint for deprecated items, at the place where it is called.
#[deprecated(
    note = "this prompt has no description: write a doc comment above it, people choose prompts by it"
)]
pub const fn undocumented_prompt() {}

/// Warns, through the lint for deprecated items, at the place where it is called.
#[deprecated(
    note = "this resource has no description: write a doc comment above it, people and models choose by it"
)]
pub const fn undocumented_resource() {}

/// Warns, through the lint for deprecated items, at the place where it is called.
#[deprecated(
    note = "this name is longer than 40 characters, or not of `a-z 0-9 _` without `__`: some clients cut or \
                     refuse it"
)]
pub const fn unusual_name() {}

/// Warns, through the lint for deprecated items, at the place where it is called.
#[deprecated(
    note = "another one of this server has the same name but for case and separators: clients may take one for the other, and models do"
)]
pub const fn resembling_name() {}

/// Warns, through the lint for deprecated items, at the place where it is called.
#[deprecated(
    note = "this server offers nothing: mark its functions with `#[mcp_tool]`, or list others with `include(…)`"
)]
pub const fn empty_server() {}
