//! A URI that two templates both match: what an error about them shows.

use super::super::overlap::{MAX_STEPS, Piece, Steps, parting, steps, sweep};

type Rows = [u128; MAX_STEPS + 1];

/// A short URI that both match, if there is one. Of what is too long to compare none is known.
pub(crate) fn witness(a: &[Piece<'_>], b: &[Piece<'_>]) -> Option<String> {
    let (piece, skipped) = parting(a, b)?;
    let mut shared = Vec::new();
    for (one, other) in a.iter().zip(b).take(piece) {
        match (one, other) {
            (Piece::Value(one), Piece::Value(other)) => shared.extend(readable(one & other)),
            (Piece::Text(text), _) => shared.extend(text.bytes()),
            _ => {}
        }
    }
    if let Some(Piece::Text(text)) = a.get(piece) {
        shared.extend(text.bytes().take(skipped));
    }
    let (a, b) = (steps(a, piece, skipped), steps(b, piece, skipped));
    let rows = sweep(&a, &b);
    let (mut i, mut j) = (a.len, b.len);
    let mut bytes = Vec::new();
    if !a.whole || !b.whole || !is_reached(&rows, i, j) {
        return None;
    }
    // Back from the end, each time to a pair of places that leads here.
    while (i, j) != (0, 0) {
        let (earlier, byte) = before(&rows, (&a, i), (&b, j))?;
        (i, j) = earlier;
        bytes.extend(byte);
    }
    Some(shared.into_iter().chain(bytes.into_iter().rev()).map(char::from).collect())
}

fn is_reached(rows: &Rows, i: usize, j: usize) -> bool {
    rows[i] >> j & 1 == 1
}

/// A pair of places from which one move leads to this pair, and the byte of that move.
fn before(
    rows: &Rows,
    (a, i): (&Steps, usize),
    (b, j): (&Steps, usize),
) -> Option<((usize, usize), Option<u8>)> {
    let free_a = free(a, i).map(|i| (i, j));
    let free_b = free(b, j).map(|j| (i, j));
    if let Some(pair) = free_a.chain(free_b).find(|(i, j)| is_reached(rows, *i, *j)) {
        return Some((pair, None));
    }
    let (earlier_i, earlier_j) = (i.checked_sub(1), j.checked_sub(1));
    let pairs = [(earlier_i, earlier_j), (earlier_i, Some(j)), (Some(i), earlier_j)];
    pairs.into_iter().find_map(|(left, right)| {
        let (left, right) = (left?, right?);
        let (one, other) = (a.at(left), b.at(right));
        let leads_here = one.repeats == (left == i) && other.repeats == (right == j);
        let byte = readable(one.set & other.set)?;
        (leads_here && is_reached(rows, left, right)).then_some(((left, right), Some(byte)))
    })
}

/// From where a template comes to a place without a byte.
fn free(steps: &Steps, place: usize) -> impl Iterator<Item = usize> {
    let may_end = |earlier: &usize| steps.at(*earlier).repeats && steps.at(*earlier).set == 0;
    let jumped = (0..place).filter(move |earlier| place == steps.len && may_end(earlier));
    let skipped = place.checked_sub(1).filter(|earlier| steps.at(*earlier).repeats);
    jumped.chain(skipped)
}

/// A byte of a set, a letter if there is one.
fn readable(set: u128) -> Option<u8> {
    let mut bytes = (b'a'..=b'z').chain(b'0'..=b'9').chain(0..128);
    bytes.find(|byte| set >> byte & 1 == 1)
}
