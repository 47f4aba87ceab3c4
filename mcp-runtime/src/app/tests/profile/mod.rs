//! What is emitted for some eighty types, what is found in it, and that calls are held to just that.
//!
//! `listing.txt` has for each type its input schema, its findings, its output schema, a right value with the result that it
//! becomes, and a wrong value. `tests/tests/clients.rs` has AJV read the same file.

mod types;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::marker::PhantomData;
use std::path::Path;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use self::types::*;
use crate::app::{App, lint};
use crate::author::args::Call;
use crate::author::field::Field;
use crate::author::run::Serving;
use crate::author::table::{Callee, Marked, Server, Table};
use crate::outcome::IntoOutcome;
use crate::protocol::lifecycle::Info;
use crate::schema::lint::lines;
use crate::testing::RawClient;

/// A server whose one tool gives back what it takes.
struct Echo<T>(PhantomData<fn() -> T>);

trait Row: DeserializeOwned + Serialize + JsonSchema + Send + 'static {}

impl<T: DeserializeOwned + Serialize + JsonSchema + Send + 'static> Row for T {}

impl<T: Row> Echo<T> {
    const MARKED: Marked<Self> = Marked::tool(
        "t",
        "",
        const { &[Field::of::<T>("v", "")] },
        T::output,
        Callee::Free(|call| {
            let value = Call::take::<T>(call, 0);
            let (Some(value), true) = (value, Call::complete(call)) else { return Call::refuse(call) };
            Serving::<()>::new().boxed(async move { value.into_outcome() })
        }),
    );
}

impl<T: Row> Server for Echo<T> {
    const TABLE: &'static Table<Self> =
        &Table { info: Info::new("echo", "0"), marked: &[Self::MARKED], included: &[] };
}

/// Calls the tool: its result, or the words of its refusal.
fn call(client: &mut RawClient, value: &Value) -> Result<Value, String> {
    let params = json!({"name": "t", "arguments": {"v": value}, "_meta": {
        "io.modelcontextprotocol/protocolVersion": crate::protocol::revision::Revision::MODERN.as_str(),
        "io.modelcontextprotocol/clientCapabilities": {}}});
    client.send(&json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).to_string());
    let answer = client.receive(Duration::from_secs(20)).expect("an answer");
    let mut answer: Value = serde_json::from_str(&answer).expect("JSON");
    let result = answer["result"].take();
    if result["isError"] == true {
        return Err(result["content"][0]["text"].to_string());
    }
    assert!(result.is_object(), "{value}: {answer}");
    Ok(result["structuredContent"].clone())
}

/// One type in the listing.
fn row<T: Row>(name: &str, right: Value, wrong: Option<Value>) -> String {
    let app = App::new(Echo::<T>(PhantomData), crate::Options::default()).expect("a server");
    let catalog = app.catalog();
    let tool = catalog.tools.all().next().expect("a tool").clone();
    let found = lint::findings(&catalog);
    let mut client = RawClient::of(app).expect("a client");
    let result = call(&mut client, &right).unwrap_or_else(|words| panic!("{name} refuses {right}: {words}"));
    if let Some(wrong) = &wrong {
        assert!(call(&mut client, wrong).is_err(), "{name} takes {wrong}");
    }
    let mut text = format!("{name}\n  in {}\n", tool.input_schema);
    let _ = writeln!(text, "  found {}", lines(&found).join(" | "));
    let _ = writeln!(text, "  out {}", tool.output_schema.as_ref().unwrap_or(&Value::Null));
    let _ = writeln!(text, "  right {right}\n  result {result}");
    wrong.iter().for_each(|wrong| {
        let _ = writeln!(text, "  wrong {wrong}");
    });
    text
}

macro_rules! rows {
    ($($name:literal $ty:ty: $right:tt, $wrong:tt;)*) => {
        vec![$(row::<$ty>($name, json!($right), Some(json!($wrong)))),*]
    };
}

fn numbers() -> Vec<String> {
    rows! {
        "i8" i8: (-128), 128;
        "i16" i16: 32767, (-32769);
        "i32" i32: (-2_147_483_648), 2_147_483_648_u32;
        "i64" i64: (-9_007_199_254_740_991_i64), "x";
        "i128" i128: 5, true;
        "isize" isize: 5, [];
        "u8" u8: 255, 256;
        "u16" u16: 65535, (-1);
        "u32" u32: 4_294_967_295_u32, 4_294_967_296_u64;
        "u64" u64: 9_007_199_254_740_991_u64, (-1);
        "u128" u128: 5, (-1);
        "usize" usize: 0, (-1);
        "nonzero" std::num::NonZeroU8: 1, 0;
        "f32" f32: 0.5, "x";
        "f64" f64: 1.25, {};
        "bool" bool: true, "x";
        "char" char: "é", "ab";
        "string" String: "text", [];
        "path" std::path::PathBuf: "a/b", 5;
        "ip" std::net::Ipv4Addr: "127.0.0.1", "localhost";
        "duration" std::time::Duration: {"secs": 5, "nanos": 0}, {"secs": -1, "nanos": 0};
    }
}

fn containers() -> Vec<String> {
    rows! {
        "option" Option<u8>: 5, "x";
        "option of a list" Option<Vec<String>>: ["a"], "x";
        "option of an enum" Option<Size>: "Small", "small";
        "option of a documented enum" Option<Loudness>: "Low", "low";
        "option of an enum with data" Option<Internal>: {"kind": "cash"}, {"kind": "coin"};
        "option of a struct" Option<Point>: {"x": 1, "y": 2}, {"x": 1};
        "option of a map" Option<HashMap<String, u8>>: {"a": 1}, {"a": "x"};
        "list" Vec<u8>: [1, 2], [1, 256];
        "list of lists" Vec<Vec<bool>>: [[true], []], [true];
        "list of options" Vec<Option<u8>>: [1, 2], ["x"];
        "list of structs" Vec<Point>: [{"x": 1, "y": 2}], [{"x": 1}];
        "list of enums" Vec<Loudness>: ["Low", "High"], ["low"];
        "array" [u8; 3]: [1, 2, 3], [1, 2];
        "set" BTreeSet<String>: ["a", "b"], [1];
        "hash set" HashSet<u8>: [1], [256];
        "tuple of equals" (f64, f64): [0.5, 1.5], [0.5];
        "tuple" (u8, String): [1, "a"], ["a", 1];
        "tuple of one" (String,): ["a"], [];
        "nested tuple" Vec<(u8, bool)>: [[1, true]], [[1]];
        "map" HashMap<String, u8>: {"a": 1}, {"a": 256};
        "map of anything" HashMap<String, Value>: {"a": [1]}, [];
        "object" Map<String, Value>: {"a": null}, "x";
        "map by number" BTreeMap<u32, String>: {"1": "a"}, {"x": "a"};
        "map of lists" BTreeMap<String, Vec<u8>>: {"a": [1]}, {"a": 1};
        "box" Box<Point>: {"x": 1, "y": 2}, {"x": "a", "y": 2};
    }
}

fn structs() -> Vec<String> {
    let mut all = rows! {
        "struct" Point: {"x": 1, "y": 2}, {"x": 1, "y": "b"};
        "nested structs" Nested: {"from": {"x": 1, "y": 2}, "by": []}, {"from": {"x": 1}, "by": []};
        "struct without members" Empty: {}, "x";
        "newtype" Newtype: 5, 256;
        "tuple struct" Pair: [1, "a"], [1, 2];
        "flattened alone" Transparent: {"x": 1, "y": 2}, {"x": 1};
        "generic over numbers" Page<u8>: {"items": [1], "next": 2}, {"items": [256]};
        "generic over structs" Page<Point>: {"items": []}, {"items": [{}]};
        "recursive" Tree: {"name": "a", "children": [{"name": "b", "children": []}]}, {"name": "a", "children": [{}]};
        "linked" Linked: {"value": 1, "next": {"value": 2}}, {"value": 1, "next": {}};
        "flattened without docs" Silent: {"x": 1}, {};
        "flattened" Outer: {"name": "a", "x": 1}, {"name": "a"};
        "flattened enum" Mixed: {"name": "a", "kind": "card", "last": "1"}, {"name": "a", "kind": "card"};
        "flattened map" Open: {"name": "a", "more": [1]}, {"more": 1};
        "closed" Closed: {"name": "a"}, {"name": "a", "more": 1};
        "renamed" Renamed: {"firstName": "a", "last-name": "b"}, {"first_name": "a", "last": "b"};
        "odd name" OddName: {"user id": 1}, {"user id": 256};
        "defaults" Defaulted: {}, {"count": -1};
        "skipped" Skipped: {"name": "a"}, {};
        "alias" Aliased: {"color": "red"}, {};
        "bounds" Bounded: {"stars": 5, "name": "abc", "tags": [], "word": "a"}, {"stars": 6, "name": "", "tags": ["a", "b", "c"], "word": "A"};
        "pattern of Rust" Foreign: {"word": "ab"}, {"word": 5};
        "anything inside" Anything: {"value": 1, "values": [null, 2]}, {"values": 5};
        "unit inside" WithUnit: {"unit": null}, {"unit": 5};
        "unit" (): null, 5;
        "unit struct" Unit: null, 5;
        "maps inside" Maps: {"by_name": {"a": 1}, "by_number": {"7": {"x": 1, "y": 2}}}, {"by_name": {"a": "x"}, "by_number": {}};
    };
    all.push(row::<Value>("anything", json!({"a": [1, null]}), None));
    all
}

fn enums() -> Vec<String> {
    rows! {
        "enum" Size: "Small", "Huge";
        "documented enum" Loudness: "Unknown", "Loud";
        "documented enum inside" Documented: {"loud": "Low", "most": "High", "any": ["Low"]}, {"loud": "x", "any": []};
        "external" External: {"Rectangle": {"width": 1, "height": 2}}, {"Rectangle": {"width": 1}};
        "internal" Internal: {"kind": "bank", "x": 1, "y": 2}, {"kind": "card"};
        "adjacent" Adjacent: {"t": "Mark", "c": 5}, {"t": "Mark", "c": 256};
        "untagged" Untagged: {"x": 5}, [];
        "untagged with nothing" Maybe: "a", 5;
        "list of enums with data" Vec<External>: ["Nothing", {"Circle": 5}], [{"Circle": "x"}];
        "numbers in a row" Grade: 2, 4;
        "numbers apart" Port: 80, 81;
        "result" Result<u8, String>: {"Ok": 5}, {"Ok": "x"};
    }
}

fn of_others() -> Vec<String> {
    rows! {
        "bytes" bytes::Bytes: [1, 255], [256];
        "chrono date" chrono::NaiveDate: "2026-02-28", "2026-02-30";
        "chrono moment" chrono::DateTime<chrono::Utc>: "2026-02-28T12:00:00Z", "yesterday";
        "jiff date" jiff::civil::Date: "2026-02-28", "2026-02-30";
        "jiff moment" jiff::Timestamp: "2026-02-28T12:00:00Z", "yesterday";
        "decimal" rust_decimal::Decimal: "1.50", "x";
        "version" semver::Version: "1.2.3", "1.2";
        "url" url::Url: "https://example.com/", "no url";
        "uuid" uuid::Uuid: "67e55044-10b1-426f-9247-bb680e5fe0c8", "x";
        "option of a date" Option<chrono::NaiveDate>: "2026-02-28", "x";
    }
}

#[test]
fn the_listing_is_what_is_emitted() {
    let mut shown = String::new();
    for part in [numbers(), containers(), structs(), enums(), of_others()] {
        part.iter().for_each(|row| shown.push_str(row));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app/tests/profile/listing.txt");
    if std::env::var_os("MCP_BLESS").is_some() {
        std::fs::write(&file, &shown).expect("the file is written");
    }
    let expected = std::fs::read_to_string(&file).expect("the file");
    for (is, was) in shown.lines().zip(expected.lines()) {
        assert_eq!(is, was, "`MCP_BLESS=1` writes {}", file.display());
    }
    assert_eq!(shown.lines().count(), expected.lines().count(), "`MCP_BLESS=1` writes {}", file.display());
}
