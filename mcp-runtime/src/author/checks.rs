//! What is checked of a table while the author compiles: `const fn`s that are called at the author's token.

use crate::author::table::{Marked, Part};
use crate::schema::overlap::{Overlap, compare};
use crate::schema::resources::Address;

/// Refuses a table with two functions of one kind and one name; called at the name of the one at `index`.
#[track_caller]
pub const fn unique<S>(marked: &[Marked<S>], index: usize) {
    let mut i = 0;
    while i < index {
        let twice = same(marked[i].name, marked[index].name);
        match (&marked[i].part, &marked[index].part) {
            (Part::Tool(_), Part::Tool(_)) => assert!(
                !twice,
                "two tools of this server have this name: give one of them another with `name = \"…\"`"
            ),
            (Part::Prompt, Part::Prompt) => assert!(
                !twice,
                "two prompts of this server have this name: give one of them another with `name = \"…\"`"
            ),
            _ => {}
        }
        i += 1;
    }
}

/// Refuses a resource whose URI another one of the table has too; called at the one at `index`, which is compared with all before
/// it. Those of one module the macro compares itself.
#[track_caller]
pub const fn apart<S>(marked: &[Marked<S>], index: usize) {
    let Part::Resource(one) = &marked[index].part else { return };
    let mut i = 0;
    while i < index {
        if let Part::Resource(other) = &marked[i].part {
            match (&one.address, &other.address) {
                (Address::Fixed(a), Address::Fixed(b)) => {
                    assert!(
                        !same(a, b),
                        "two resources of this server have this URI: give one of them another"
                    );
                }
                (Address::Template(_), Address::Template(_)) => match compare(one.pieces, other.pieces) {
                    Overlap::Apart => {}
                    Overlap::Meet => panic!(
                        "two resources of this server match one URI: give one of them a fixed part that the other has not"
                    ),
                    Overlap::TooLong => {
                        panic!("two templates of this server are too long to be compared: shorten one")
                    }
                },
                // A fixed one comes first.
                _ => {}
            }
        }
        i += 1;
    }
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
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
