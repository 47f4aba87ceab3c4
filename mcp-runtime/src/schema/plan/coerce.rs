//! Values that a model wrote differently than their type: `"5"` for 5, 2.0 for 2, JSON inside a string.

use serde_json::{Number, Value};

use super::kinds::Kinds;
use super::score::WRONG_KIND;
use super::walk::Walk;
use super::{Choice, Id, Node};

/// How often JSON inside a string is unpacked: each time more levels come in than the message had.
const MAX_UNPACKED: usize = 2;

/// What counts as not fitting at a choice: less is a fault somewhere inside.
const UNFIT: u32 = 8;

impl Walk<'_> {
    /// The value that a text stands for, where no text is wanted.
    pub(super) fn unpack(&mut self, value: &Value, id: Id) -> Option<Value> {
        let Value::String(text) = value else { return None };
        let node = &self.plan.nodes[id];
        if self.unpacked >= MAX_UNPACKED {
            return None;
        }
        if matches!(node.choice, Choice::None) || !node.kinds.is_any() {
            return inner(text, node);
        }
        // Prose is not parsed.
        if !text.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let as_text = self.score(value, id).bad;
        if as_text < UNFIT {
            return None;
        }
        let inner: Value = serde_json::from_str(text).ok()?;
        // What was found out of places in memory does not hold for other values.
        let memo = std::mem::take(&mut self.memo);
        let unpacked = self.score(&inner, id).bad;
        self.memo = memo;
        // Where no variant is a text, what is inside need not be right to be what was meant.
        (unpacked < UNFIT || (unpacked < WRONG_KIND && as_text >= WRONG_KIND)).then_some(inner)
    }
}

/// The value inside a text that fits a node without a choice.
pub(super) fn inner(text: &str, node: &Node) -> Option<Value> {
    let kinds = node.kinds;
    if kinds.has(Kinds::STRING) {
        return None;
    }
    let could_be = match text.trim_start().bytes().next()? {
        b'0'..=b'9' | b'-' => kinds.has(Kinds::INTEGER),
        b't' | b'f' => kinds.has(Kinds::BOOLEAN),
        b'[' => kinds.has(Kinds::ARRAY),
        b'{' => kinds.has(Kinds::OBJECT),
        _ => false,
    };
    if !could_be {
        return None;
    }
    let value: Value = serde_json::from_str(text).ok()?;
    let whole =
        matches!(&value, Value::Number(number) if whole(number).is_some()) && kinds.has(Kinds::INTEGER);
    (whole || kinds.has(Kinds::of(&value))).then_some(value)
}

/// A number without a fraction, as an integer. Above 2^53 a float stands for many; one of at most 15 digits, as 1e18, is
/// still the one that was written.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
pub(super) fn whole(number: &Number) -> Option<Value> {
    if !number.is_f64() {
        return Some(Value::Number(number.clone()));
    }
    let float = number.as_f64()?;
    let exact = 9_007_199_254_740_992.0;
    if float.fract() != 0.0 {
        return None;
    }
    if float.abs() <= exact {
        return Some(Value::from(float as i64));
    }
    let digits = format!("{float:e}");
    let digits = digits.split('e').next()?.bytes().filter(u8::is_ascii_digit).count();
    let integer = (float.abs() < 1e20 && digits <= 15).then_some(float as i128)?;
    i64::try_from(integer).map(Value::from).or_else(|_| u64::try_from(integer).map(Value::from)).ok()
}
