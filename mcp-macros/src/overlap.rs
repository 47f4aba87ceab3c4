//! Whether two templates can match one URI, decided while the author compiles.
//!
//! This file is in both crates, letter by letter (`cargo xtask tidy` compares them): the macro compares the templates of one
//! module, and a `const` those of modules that include each other. The answer is exact but for two things, where it may say that
//! they meet though no URI has both: lists are taken to hold empty segments, and values to hold a `%` without its digits.

/// A template, left to right. No two texts follow each other.
#[derive(Debug, Clone, Copy)]
pub enum Piece<'a> {
    /// Fixed text, in the normal form.
    Text(&'a str),
    /// One or more bytes of a set.
    Value(u128),
    /// Nothing, or a `/` and what follows it, of a set. Stands last.
    List(u128),
}

/// What two templates have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlap {
    /// No URI.
    Apart,
    /// At least one URI.
    Meet,
    /// Unknown: behind their common beginning they are longer than what is compared.
    TooLong,
}

/// What is compared of each: a row of places in a template has to fit a `u128`.
pub(crate) const MAX_STEPS: usize = 96;

/// What follows next in a template: one byte of a set, or any number of them. With no set, the template may end here.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) set: u128,
    pub(crate) repeats: bool,
}

/// Nothing follows.
const END: Step = Step { set: 0, repeats: false };

/// A template behind the beginning that it has in common with another one.
#[derive(Debug)]
pub(crate) struct Steps {
    pub(crate) list: [Step; MAX_STEPS],
    pub(crate) len: usize,
    /// Whether this is all of it.
    pub(crate) whole: bool,
}

/// The bytes that a value may have which ends at `/`, `,` and one more byte.
pub const fn part(stop: Option<u8>) -> u128 {
    let set = path() & !only(b'/') & !only(b',');
    match stop {
        Some(stop) => set & !only(stop),
        None => set,
    }
}

/// The bytes that the path of a URI in the normal form may have.
pub const fn path() -> u128 {
    let mut set = 0;
    let mut byte = b'!';
    while byte <= b'~' {
        if !matches!(byte, b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'\\' | b'^' | b'`' | b'#' | b'?') {
            set |= only(byte);
        }
        byte += 1;
    }
    set
}

/// Whether some URI is matched by both.
pub const fn compare(a: &[Piece<'_>], b: &[Piece<'_>]) -> Overlap {
    // What most pairs differ in comes first.
    if common(text(a, 0), text(b, 0)).is_none() || end_apart(last(a), last(b)) {
        return Overlap::Apart;
    }
    let Some((piece, skipped)) = parting(a, b) else { return Overlap::Apart };
    let (a, b) = (steps(a, piece, skipped), steps(b, piece, skipped));
    if !a.whole || !b.whole {
        return Overlap::TooLong;
    }
    if sweep(&a, &b)[a.len] & (1 << b.len) == 0 { Overlap::Apart } else { Overlap::Meet }
}

/// Up to where two templates are the same, as a piece and bytes of it; `None` if that shows that they are apart.
///
/// Values are skipped where they must end together: at a byte that is in neither.
pub(crate) const fn parting(a: &[Piece<'_>], b: &[Piece<'_>]) -> Option<(usize, usize)> {
    let mut piece = 0;
    loop {
        let (one, other) = (text(a, piece), text(b, piece));
        let Some(same) = common(one, other) else { return None };
        if one.is_empty() || same < one.len() || same < other.len() {
            return Some((piece, same));
        }
        let (Some(Piece::Value(x)), Some(Piece::Value(y))) = (at(a, piece + 1), at(b, piece + 1)) else {
            return Some((piece, same));
        };
        let (Some(one), Some(other)) = (text(a, piece + 2).first(), text(b, piece + 2).first()) else {
            return Some((piece, same));
        };
        if (x | y) & (only(*one) | only(*other)) != 0 {
            return Some((piece, same));
        }
        if x & y == 0 {
            return None;
        }
        piece += 2;
    }
}

/// For each place in the one, the places in the other that some text brings them to together, as bits.
///
/// Every move leads further in one of both and back in none, so looking at each pair of places once is enough.
pub(crate) const fn sweep(a: &Steps, b: &Steps) -> [u128; MAX_STEPS + 1] {
    let mut rows = [0; MAX_STEPS + 1];
    rows[0] = 1;
    let mut i = 0;
    while i <= a.len {
        // Moves within a row only set bits above the one that is looked at.
        let mut open: u128 = rows[i];
        while open != 0 {
            let j = open.trailing_zeros() as usize;
            let here = 1 << j;
            open ^= here;
            let (left, right) = (a.at(i), b.at(j));
            let mut onward = 0;
            if left.repeats {
                rows[i + 1] |= here;
                rows[a.len] |= if left.set == 0 { here } else { 0 };
            }
            if right.repeats {
                onward |= here << 1;
                onward |= if right.set == 0 { 1 << b.len } else { 0 };
            }
            if left.set & right.set != 0 {
                match (left.repeats, right.repeats) {
                    (false, false) => rows[i + 1] |= here << 1,
                    (false, true) => rows[i + 1] |= here,
                    (true, false) => onward |= here << 1,
                    (true, true) => {}
                }
            }
            rows[i] |= onward;
            open |= onward;
        }
        i += 1;
    }
    rows
}

/// The steps from a piece on, behind so many bytes of it.
pub(crate) const fn steps(pieces: &[Piece<'_>], piece: usize, skipped: usize) -> Steps {
    let mut all = Steps { list: [END; MAX_STEPS], len: 0, whole: true };
    let mut index = piece;
    while index < pieces.len() {
        match pieces[index] {
            Piece::Text(text) => {
                let mut at = if index == piece { skipped } else { 0 };
                while at < text.len() && all.whole {
                    all.push(only(text.as_bytes()[at]), false);
                    at += 1;
                }
            }
            Piece::Value(set) => {
                all.push(set, false);
                all.push(set, true);
            }
            Piece::List(set) => {
                all.push(0, true);
                all.push(only(b'/'), false);
                all.push(set, true);
            }
        }
        index += 1;
    }
    all
}

impl Steps {
    const fn push(&mut self, set: u128, repeats: bool) {
        if self.len == MAX_STEPS {
            self.whole = false;
        } else {
            self.list[self.len] = Step { set, repeats };
            self.len += 1;
        }
    }

    pub(crate) const fn at(&self, index: usize) -> Step {
        if index < self.len { self.list[index] } else { END }
    }
}

/// How long two texts are the same, up to the end of the shorter one; `None` if they differ before. In strides, for the compiler
/// takes long for each step.
const fn common(mut a: &[u8], mut b: &[u8]) -> Option<usize> {
    let mut length = 0;
    while let (Some((x, more_a)), Some((y, more_b))) = (a.split_first_chunk(), b.split_first_chunk()) {
        if u128::from_ne_bytes(*x) != u128::from_ne_bytes(*y) {
            return None;
        }
        (a, b) = (more_a, more_b);
        length += 16;
    }
    while let (Some((x, more_a)), Some((y, more_b))) = (a.split_first(), b.split_first()) {
        if *x != *y {
            return None;
        }
        (a, b) = (more_a, more_b);
        length += 1;
    }
    Some(length)
}

/// Whether two texts differ before one of them has no more, looked at from their ends.
const fn end_apart(mut a: &[u8], mut b: &[u8]) -> bool {
    while let (Some((x, more_a)), Some((y, more_b))) = (a.split_last(), b.split_last()) {
        if *x != *y {
            return true;
        }
        (a, b) = (more_a, more_b);
    }
    false
}

const fn at<'a>(pieces: &[Piece<'a>], index: usize) -> Option<Piece<'a>> {
    if index < pieces.len() { Some(pieces[index]) } else { None }
}

/// A piece that is fixed text; else none.
const fn text<'a>(pieces: &[Piece<'a>], index: usize) -> &'a [u8] {
    match at(pieces, index) {
        Some(Piece::Text(text)) => text.as_bytes(),
        _ => &[],
    }
}

/// The fixed ending.
const fn last<'a>(pieces: &[Piece<'a>]) -> &'a [u8] {
    if pieces.is_empty() { &[] } else { text(pieces, pieces.len() - 1) }
}

/// The set of one byte. A URI in the normal form has none beyond ASCII.
const fn only(byte: u8) -> u128 {
    if byte.is_ascii() { 1 << byte } else { 0 }
}
