//! URIs that are made to take long. They come to an end.
//!
//! A client's are cut at 8 KiB before; these are not. That what is counted here grows with the length alone shows in how long
//! this takes: what looks twice at each pair of a million bytes does not come back.

use crate::emitted;
use crate::template::{Miss, Value};

const MEBIBYTE: usize = 1 << 20;

fn values(template: &str, begin: &str, again: &str, end: &str) -> Result<Vec<Value>, Miss> {
    let uri = [begin, &again.repeat(MEBIBYTE / again.len()), end].concat();
    emitted(template, false).values(&uri)
}

#[test]
fn a_list_that_never_fits_is_refused() {
    // The input of CVE-2026-0621, for the forms that it was about, as far as there are any here.
    for template in ["w://{id}", "w://{a},{b},{c}", "w://x/{id}/y"] {
        assert_eq!(values(template, "w://", "u,", "/"), Err(Miss::Other), "{template}");
        assert_eq!(values(template, "w://x/", "u,", "/"), Err(Miss::Other), "{template}");
    }
    assert_eq!(values("w://{+p}/end", "w://", "/end", "x"), Err(Miss::Other));
    assert_eq!(values("w://{a}.json.json/x", "w://", ".json", ""), Err(Miss::Other));
}

#[test]
fn long_values_are_read() {
    let length = |found: Result<Vec<Value>, Miss>| match found.unwrap().pop().unwrap() {
        Value::Text(text) => text.len(),
        Value::List(items) => items.len(),
        Value::Absent => 0,
    };
    assert_eq!(length(values("w://{id}", "w://", "u", "")), MEBIBYTE);
    assert_eq!(length(values("w://{id}", "w://", "%C3%BC", "")), 2 * (MEBIBYTE / 6));
    assert_eq!(length(values("w://x{/id*}", "w://x", "/u", "")), MEBIBYTE / 2);
    assert_eq!(length(values("w://{+id}", "w://u", "/u", "")), MEBIBYTE / 2 * 2 + 1);
    assert_eq!(length(values("w://x{?tags*}", "w://x?", "tags=a&", "")), MEBIBYTE / 7);
    assert_eq!(length(values("w://x{?tags}", "w://x?", "others=a&", "tags=b")), 1);
}
