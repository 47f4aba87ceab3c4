//! What is checked of a table while the author compiles: `const fn`s, of which those that refuse are called at the author's token.
//!
//! A table is looked at once, whatever its size: names and URIs by their hashes, templates by `Pairs`.

use crate::author::table::{Marked, Part};
use crate::schema::overlap::{Overlap, compare};
use crate::schema::pairs::Pairs;
use crate::schema::resources::Address;

/// What an entry of a table has that one before it has too.
#[derive(Debug, Clone, Copy)]
pub enum Clash {
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

/// Refuses an entry that has what another one has; called at its token.
#[track_caller]
pub const fn alone(clashes: &[Clash], index: usize) {
    match clashes[index] {
        Clash::None => {}
        Clash::Tool => {
            panic!("two tools of this server have this name: give one of them another with `name = \"…\"`")
        }
        Clash::Prompt => {
            panic!("two prompts of this server have this name: give one of them another with `name = \"…\"`")
        }
        Clash::Uri => panic!("two resources of this server have this URI: give one of them another"),
        Clash::Template => panic!(
            "two resources of this server match one URI: give one of them a fixed part that the other has not"
        ),
        Clash::TooLong => panic!("two templates of this server are too long to be compared: shorten one"),
    }
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

/// What each of all `N` entries of a table has that one before it has too.
pub const fn clashes<S, const N: usize>(marked: &[Marked<S>]) -> [Clash; N] {
    let mut clashes = [Clash::None; N];
    words(marked, &mut clashes);
    templates::<S, N>(marked, &mut clashes);
    clashes
}

/// What no two may have, letter by letter.
#[derive(Clone, Copy)]
enum Word {
    Tool(&'static str),
    Prompt(&'static str),
    Uri(&'static str),
}

const fn word<S>(marked: &Marked<S>) -> Option<Word> {
    match &marked.part {
        // That of a function with an error, which has been said.
        Part::Tool(_) if marked.name.is_empty() => None,
        Part::Tool(_) => Some(Word::Tool(marked.name)),
        Part::Prompt => Some(Word::Prompt(marked.name)),
        Part::Resource(part) => match part.address {
            Address::Fixed(uri) => Some(Word::Uri(uri)),
            Address::Template(_) => None,
        },
        Part::Lister => None,
    }
}

/// Compares those whose hashes are the same, as in any table of hashes: `first` has for each of the `N` places the newest entry
/// there, and `earlier` for each entry the one before it in its place.
const fn words<S, const N: usize>(marked: &[Marked<S>], clashes: &mut [Clash; N]) {
    let (mut first, mut earlier) = ([N; N], [N; N]);
    let mut index = 0;
    while index < N {
        if let Some(word) = word(&marked[index]) {
            let (Word::Tool(text) | Word::Prompt(text) | Word::Uri(text)) = word;
            let place = hash(text) % N;
            let mut at = first[place];
            while at < N {
                if let Some(other) = self::word(&marked[at])
                    && let Some(clash) = same_word(word, other)
                {
                    clashes[index] = clash;
                    break;
                }
                at = earlier[at];
            }
            (earlier[index], first[place]) = (first[place], index);
        }
        index += 1;
    }
}

const fn same_word(one: Word, other: Word) -> Option<Clash> {
    let (clash, one, other) = match (one, other) {
        (Word::Tool(one), Word::Tool(other)) => (Clash::Tool, one, other),
        (Word::Prompt(one), Word::Prompt(other)) => (Clash::Prompt, one, other),
        (Word::Uri(one), Word::Uri(other)) => (Clash::Uri, one, other),
        _ => return None,
    };
    if same(one.as_bytes(), other.as_bytes()) { Some(clash) } else { None }
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
const fn templates<S, const N: usize>(marked: &[Marked<S>], clashes: &mut [Clash; N]) {
    let (mut heads, mut pieces, mut places, mut count) = ([""; N], [[].as_slice(); N], [0; N], 0);
    let mut index = 0;
    while index < N {
        if let Part::Resource(part) = &marked[index].part
            && let Address::Template(_) = part.address
        {
            (heads[count], pieces[count], places[count]) = (part.outline.head, part.outline.pieces, index);
            count += 1;
        }
        index += 1;
    }
    let (mut order, mut nodes) = ([0; N], [(0, 0, 0); N]);
    let mut pairs = Pairs::new(heads.split_at(count).0, &mut order, &mut nodes);
    while let Some((one, other)) = pairs.next() {
        let later = places[if one > other { one } else { other }];
        match (compare(pieces[one], pieces[other]), clashes[later]) {
            (Overlap::Apart, _) | (_, Clash::Template) => {}
            (Overlap::Meet, _) => clashes[later] = Clash::Template,
            (Overlap::TooLong, _) => clashes[later] = Clash::TooLong,
        }
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
