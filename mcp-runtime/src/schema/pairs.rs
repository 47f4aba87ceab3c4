//! Which of many templates have to be compared with each other.
//!
//! This file is in both crates, letter by letter, as `overlap.rs` is. A template goes by its head: the beginning of it that every URI
//! shows in one way only. Where two heads differ in a byte of fixed text, no URI has both, so only what is left is compared: the
//! heads are a tree of their bytes, and a template that leaves it, or has a value where others have text, meets all that is below.

/// In a head: a value that ends at the first `/`, `,` or the end, whichever comes first.
pub(crate) const VALUE: u8 = 0;

/// Two at a time. With as many heads as there is room in the two lists that are lent to it.
#[derive(Debug)]
pub(crate) struct Pairs<'a> {
    heads: &'a [&'a str],
    /// The heads by their numbers; those of one node stand beside each other.
    order: &'a mut [usize],
    /// Nodes that are to be looked at: where they begin and end in `order`, and how many bytes their heads have in common.
    nodes: &'a mut [(usize, usize, usize)],
    waiting: usize,
    /// Of the node that is looked at: those that leave the tree stop at `left`, those with a value at `valued`, all at `end`.
    left: usize,
    valued: usize,
    end: usize,
    /// The next two.
    one: usize,
    other: usize,
}

impl<'a> Pairs<'a> {
    pub(crate) const fn new(
        heads: &'a [&'a str],
        order: &'a mut [usize],
        nodes: &'a mut [(usize, usize, usize)],
    ) -> Self {
        let mut index = 0;
        while index < heads.len() {
            order[index] = index;
            index += 1;
        }
        let mut all = Self { heads, order, nodes, waiting: 0, left: 0, valued: 0, end: 0, one: 0, other: 0 };
        all.push(0, heads.len(), 0);
        all
    }

    /// Two that some URI might have both, by their numbers.
    pub(crate) const fn next(&mut self) -> Option<(usize, usize)> {
        loop {
            if self.one < self.valued {
                if self.other < self.end {
                    self.other += 1;
                    return Some((self.order[self.one], self.order[self.other - 1]));
                }
                self.one += 1;
            } else if self.waiting == 0 {
                return None;
            } else {
                self.waiting -= 1;
                let (begin, end, depth) = self.nodes[self.waiting];
                self.open(begin, end, depth);
            }
            self.other = if self.one < self.left { self.one + 1 } else { self.valued };
        }
    }

    /// Sorts what is in a node, and keeps the nodes below for later.
    const fn open(&mut self, begin: usize, end: usize, depth: usize) {
        let depth = self.common(begin, end, depth);
        (self.one, self.end) = (begin, end);
        self.left = self.gather(begin, end, depth, None);
        self.valued = self.gather(self.left, end, depth, Some(VALUE));
        self.push(self.left, self.valued, depth + 1);
        let mut at = self.valued;
        while at < end {
            let next = self.gather(at, end, depth, byte(self.heads[self.order[at]], depth));
            self.push(at, next, depth + 1);
            at = next;
        }
    }

    const fn push(&mut self, begin: usize, end: usize, depth: usize) {
        if end - begin > 1 {
            self.nodes[self.waiting] = (begin, end, depth);
            self.waiting += 1;
        }
    }

    /// Brings those with this byte to the front; gives where they stop.
    const fn gather(&mut self, begin: usize, end: usize, depth: usize, wanted: Option<u8>) -> usize {
        let (mut front, mut at) = (begin, begin);
        while at < end {
            let fits = match (byte(self.heads[self.order[at]], depth), wanted) {
                (Some(byte), Some(wanted)) => byte == wanted,
                (None, None) => true,
                _ => false,
            };
            if fits {
                (self.order[front], self.order[at]) = (self.order[at], self.order[front]);
                front += 1;
            }
            at += 1;
        }
        front
    }

    /// How many bytes the heads of a node have in common, of which so many are known. In strides, for the compiler takes long for
    /// each step.
    const fn common(&self, begin: usize, end: usize, known: usize) -> usize {
        let (_, first) = self.heads[self.order[begin]].as_bytes().split_at(known);
        let (mut most, mut at) = (first.len(), begin + 1);
        while at < end && most > 0 {
            let (_, mut other) = self.heads[self.order[at]].as_bytes().split_at(known);
            let (mut own, _) = first.split_at(most);
            while let (Some((x, more)), Some((y, more_of_other))) =
                (own.split_first_chunk(), other.split_first_chunk())
                && u128::from_ne_bytes(*x) == u128::from_ne_bytes(*y)
            {
                (own, other) = (more, more_of_other);
            }
            while let (Some((x, more)), Some((y, more_of_other))) = (own.split_first(), other.split_first())
                && *x == *y
            {
                (own, other) = (more, more_of_other);
            }
            most -= own.len();
            at += 1;
        }
        known + most
    }
}

const fn byte(head: &str, depth: usize) -> Option<u8> {
    if depth < head.len() { Some(head.as_bytes()[depth]) } else { None }
}
