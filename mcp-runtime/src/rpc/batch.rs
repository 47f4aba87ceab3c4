//! An array of messages: taken apart where a revision has that, refused where it has not. Either way its length costs no memory.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::rpc::diagnose::{Malformed, diagnose, refuse};

/// So many messages may be in one batch.
const MAX_BATCH: usize = 100;

/// Takes an array of messages apart, or says what is wrong with it. No more of them are kept than there may be.
pub(crate) fn items(message: &[u8]) -> Result<Vec<&RawValue>, Box<Malformed>> {
    let Ok(Items(items)) = serde_json::from_slice(message) else { return Err(diagnose(message).into()) };
    if items.is_empty() || items.len() > MAX_BATCH {
        return Err(refuse(&format!("a batch has 1 to {MAX_BATCH} messages")).into());
    }
    Ok(items)
}

/// An array of messages where none may be.
pub(crate) fn none_here(message: &[u8]) -> Malformed {
    match serde_json::from_slice::<IgnoredAny>(message) {
        Ok(_) => refuse("a message is one JSON object; arrays are not part of this revision"),
        Err(_) => diagnose(message),
    }
}

/// The first items of an array, and one more than there may be.
struct Items<'a>(Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Items<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ItemsVisitor<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for ItemsVisitor<'a> {
            type Value = Items<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Items<'a>, A::Error> {
                let mut items = Vec::new();
                while items.len() <= MAX_BATCH
                    && let Some(item) = seq.next_element::<&'a RawValue>()?
                {
                    items.push(item);
                }
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Items(items))
            }
        }
        deserializer.deserialize_seq(ItemsVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_kept_than_there_may_be() {
        let numbers = |count: usize| format!("[{}]", vec!["1"; count].join(","));
        assert_eq!(items(numbers(100).as_bytes()).expect("a batch").len(), 100);
        let many = numbers(100_000);
        let Items(kept) = serde_json::from_str(&many).expect("an array");
        assert_eq!(kept.len(), MAX_BATCH + 1);
        for (text, code) in [("[]", -32600), ("[1", -32700), (&*numbers(101), -32600)] {
            assert_eq!(items(text.as_bytes()).expect_err(text).error.code, code);
        }
        assert_eq!(none_here(b"[1]").error.code, -32600);
        assert_eq!(none_here(b"[1").error.code, -32700);
    }
}
