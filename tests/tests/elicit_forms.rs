//! Forms that users are asked to fill in: their schemas in each revision against the official ones, and what is read of answers.

#![allow(clippy::expect_used, reason = "a test that cannot go on panics")]

use std::num::ParseIntError;
use std::str::FromStr;
use std::time::Duration;

use mcp_runtime::prelude::*;
use mcp_runtime::testing::RawClient;
use mcp_runtime::{Options, Parsed, testing};
use mcp_tests::validate;
use serde_json::{Value, json};

#[derive(Debug, Clone, Copy, PartialEq, Elicit)]
enum Plain {
    Red,
    #[elicit(rename = "dark-blue")]
    Blue,
}

#[derive(Debug, PartialEq, Elicit)]
enum Titled {
    /// At the window,
    /// if there is one
    Window,
    #[elicit(title = "Along the aisle")]
    Aisle,
    Any,
}

#[derive(Debug, PartialEq)]
struct Hex(u32);

impl FromStr for Hex {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        u32::from_str_radix(text, 16).map(Self)
    }
}

const MOST: u16 = 500;

/// Every kind of field but those of several choices, in every way that they can be said.
#[derive(Debug, PartialEq, Elicit)]
struct All {
    /// What it is
    /// called.
    #[elicit(title = "Name", len = 2..=8)]
    name: String,
    #[elicit(default = "none", description = "Anything.")]
    note: String,
    #[elicit(format = "email")]
    mail: Option<String>,
    #[elicit(format = "uri", rename = "homePage")]
    home: Option<String>,
    #[elicit(format = "date")]
    day: Option<String>,
    #[elicit(format = "date-time")]
    at: Option<String>,
    #[elicit(len = 2..=4)]
    hex: Option<Parsed<Hex>>,
    #[elicit(default = 'x')]
    letter: char,
    #[elicit(range = 1..6, default = 2)]
    stars: u8,
    #[elicit(range = ..=MOST)]
    pages: Option<u16>,
    offset: Option<i64>,
    size: Option<u64>,
    #[elicit(range = 0.0..=1.0, default = 0.1)]
    share: f32,
    #[elicit(range = 0.0..1.0)]
    part: Option<f64>,
    #[elicit(default = true)]
    fast: bool,
    sure: Option<bool>,
    #[elicit(default = Plain::Blue)]
    color: Plain,
    seat: Option<Titled>,
    r#type: Option<bool>,
    #[elicit(not_secret)]
    token: Option<String>,
}

#[derive(Debug, PartialEq, Elicit)]
struct Several {
    #[elicit(items = 1..=2, default = [Plain::Red])]
    colors: Vec<Plain>,
    /// Where.
    seats: Option<Vec<Titled>>,
}

fn schema<T: Elicit>(revision: &str) -> Value {
    let text = testing::form::<T>(revision).expect("the revision has it");
    let schema = serde_json::from_str(&text).expect("a schema is JSON");
    validate::form(revision, &schema).unwrap_or_else(|why| panic!("{revision}: {why}\n{schema:#}"));
    schema
}

const REVISIONS: [&str; 3] = ["2025-06-18", "2025-11-25", "2026-07-28"];

/// M-ELI-03, L-CLI-08
#[test]
fn schemas_are_those_of_the_protocol() {
    for revision in REVISIONS {
        schema::<All>(revision);
        schema::<Confirm>(revision);
        schema::<String>(revision);
        schema::<u32>(revision);
        schema::<f64>(revision);
        schema::<bool>(revision);
        schema::<char>(revision);
        schema::<Plain>(revision);
        schema::<Titled>(revision);
    }
    for revision in &REVISIONS[1..] {
        schema::<Several>(revision);
        schema::<Vec<Titled>>(revision);
    }
}

/// What the official schemas would let pass, since all that they do not name is allowed there.
#[test]
fn the_check_of_schemas_sees_what_is_of_another_revision() {
    let form = |property: Value| json!({ "type": "object", "properties": { "a": property } });
    let titled = form(json!({ "type": "string", "oneOf": [{ "const": "a", "title": "A" }] }));
    assert!(validate::form("2025-06-18", &titled).is_err());
    assert!(validate::form("2025-11-25", &titled).is_ok());
    let default = form(json!({ "type": "integer", "default": 1 }));
    assert!(validate::form("2025-06-18", &default).is_err());
    assert!(validate::form("2026-07-28", &default).is_ok());
    for wrong in [
        json!({ "type": "object", "properties": {} }),
        json!({ "type": "string", "pattern": "a" }),
        json!({ "type": "integer", "exclusiveMaximum": 1 }),
        json!({ "type": "string", "format": "uuid" }),
        json!({ "type": "integer", "format": "uint8" }),
    ] {
        assert!(validate::form("2026-07-28", &form(wrong.clone())).is_err(), "{wrong}");
    }
}

#[test]
fn the_newest_schema_says_everything() {
    let all = schema::<All>("2026-07-28");
    assert_eq!(all["required"], json!(["name"]));
    let expected = json!({
        "name": { "type": "string", "title": "Name", "description": "What it is called.", "minLength": 2, "maxLength": 8 },
        "note": { "type": "string", "description": "Anything.", "default": "none" },
        "mail": { "type": "string", "format": "email" },
        "homePage": { "type": "string", "format": "uri" },
        "day": { "type": "string", "format": "date" },
        "at": { "type": "string", "format": "date-time" },
        "hex": { "type": "string", "minLength": 2, "maxLength": 4 },
        "letter": { "type": "string", "minLength": 1, "maxLength": 1, "default": "x" },
        "stars": { "type": "integer", "minimum": 1, "maximum": 5, "default": 2 },
        "pages": { "type": "integer", "minimum": 0, "maximum": 500 },
        "offset": { "type": "integer" },
        "size": { "type": "integer", "minimum": 0 },
        "share": { "type": "number", "minimum": 0.0, "maximum": 1.0, "default": 0.1 },
        "part": { "type": "number", "minimum": 0.0, "maximum": 1.0 },
        "fast": { "type": "boolean", "default": true },
        "sure": { "type": "boolean" },
        "color": { "type": "string", "enum": ["Red", "dark-blue"], "default": "dark-blue" },
        "seat": { "type": "string", "oneOf": [
            { "const": "Window", "title": "At the window, if there is one" },
            { "const": "Aisle", "title": "Along the aisle" },
            { "const": "Any", "title": "Any" },
        ] },
        "type": { "type": "boolean" },
        "token": { "type": "string" },
    });
    assert_eq!(all["properties"], expected);
    let names = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&all["properties"]), names(&expected), "the order is that of the source");

    let several = schema::<Several>("2026-07-28");
    assert!(several.get("required").is_none());
    assert_eq!(
        several["properties"],
        json!({
            "colors": {
                "type": "array", "items": { "type": "string", "enum": ["Red", "dark-blue"] }, "minItems": 1, "maxItems": 2,
                "default": ["Red"],
            },
            "seats": {
                "type": "array", "description": "Where.", "items": { "anyOf": [
                    { "const": "Window", "title": "At the window, if there is one" },
                    { "const": "Aisle", "title": "Along the aisle" },
                    { "const": "Any", "title": "Any" },
                ] },
            },
        })
    );
}

#[test]
fn an_older_schema_says_what_it_can() {
    let properties = &schema::<All>("2025-06-18")["properties"];
    assert_eq!(properties["note"], json!({ "type": "string", "description": "Anything. (default: none)" }));
    assert_eq!(properties["stars"]["description"], "(default: 2)");
    assert_eq!(properties["color"]["description"], "(default: dark-blue)");
    assert_eq!(properties["fast"], json!({ "type": "boolean", "default": true }));
    assert_eq!(
        properties["seat"],
        json!({
            "type": "string", "enum": ["Window", "Aisle", "Any"],
            "enumNames": ["At the window, if there is one", "Along the aisle", "Any"],
        })
    );
    let several = testing::form::<Several>("2025-06-18").expect_err("it has no such field");
    assert_eq!(several, "`colors` takes several choices, and clients of 2025-06-18 can show no such field");
    for revision in ["2024-11-05", "2025-03-26"] {
        let none = testing::form::<All>(revision).expect_err("it has no forms");
        assert_eq!(none, format!("clients of {revision} cannot be asked to fill in a form"));
    }
    assert!(testing::form::<All>("2030-01-01").is_err());
}

/// One field, and what is taken for it.
macro_rules! reads {
    ($ty:ty: $($given:tt => $read:expr),* $(,)?) => {$(
        let given = json!({ "value": json!($given) }).to_string();
        assert_eq!(testing::fill::<$ty>(&given), Ok($read), "{given}");
    )*};
}

/// One field, and the words for what is not.
macro_rules! refuses {
    ($ty:ty: $($given:tt => $words:literal),* $(,)?) => {$(
        let given = json!({ "value": json!($given) }).to_string();
        assert_eq!(testing::fill::<$ty>(&given), Err(concat!("value: ", $words).to_owned()), "{given}");
    )*};
}

/// M-ELI-10, L-CLI-09
#[test]
fn values_alone_are_read_generously() {
    reads!(String: "a" => "a".to_owned(), "" => String::new(), "5" => "5".to_owned());
    reads!(u8: 5 => 5, 5.0 => 5, "5" => 5, 255 => 255);
    reads!(i64: (-5) => -5, "-5" => -5, (i64::MIN) => i64::MIN);
    reads!(u64: (u64::MAX) => u64::MAX);
    reads!(f64: 5 => 5.0, 0.5 => 0.5, "0.5" => 0.5);
    reads!(bool: true => true, "false" => false);
    reads!(char: "x" => 'x', "ü" => 'ü');
    reads!(Plain: "Red" => Plain::Red, "dark-blue" => Plain::Blue);
    reads!(Vec<Plain>: [] => vec![], ["Red", "dark-blue", "Red"] => vec![Plain::Red, Plain::Blue]);
    reads!(Parsed<Hex>: "ff" => Parsed(Hex(255)));
    refuses!(String: 5 => "expected a string, got 5", null => "missing; expected a string");
    refuses!(u8: 256 => "expected an integer from 0 to 255, got 256", 5.5 => "expected an integer from 0 to 255, got 5.5",
        "" => r#"expected an integer from 0 to 255, got the string """#, true => "expected an integer from 0 to 255, got true");
    refuses!(u64: (-1) => "expected an integer from 0 to 18446744073709551615, got -1");
    refuses!(bool: "yes" => r#"expected true or false, got the string "yes""#, 1 => "expected true or false, got 1");
    refuses!(char: "xy" => r#"expected a string of 1 characters, got the string "xy""#);
    refuses!(Plain: "Blue" => r#"expected one of "Red", "dark-blue", got the string "Blue""#);
    refuses!(Parsed<Hex>: "xyz" => "invalid digit found in string");
    refuses!(f32: 1e300 => "expected a number from -3.4028235e+38 to 3.4028235e+38, got 1e+300");
}

fn filled(mut with: Value) -> Result<All, String> {
    if with.get("name").is_none() {
        with["name"] = json!("tea");
    }
    testing::fill(&with.to_string())
}

#[test]
fn what_is_left_empty_is_the_default_or_none() {
    let empty = filled(json!({})).expect("only the name is required");
    assert_eq!((empty.note.as_str(), empty.letter, empty.stars), ("none", 'x', 2));
    assert_eq!((empty.share, empty.fast, empty.color), (0.1, true, Plain::Blue));
    assert_eq!((&empty.mail, &empty.hex, empty.pages, empty.seat.as_ref()), (&None, &None, None, None));
    let names = [
        "mail", "homePage", "day", "at", "pages", "share", "part", "fast", "sure", "seat", "color", "stars",
        "letter",
    ];
    for blank in [Value::Null, json!("")] {
        for name in names {
            assert_eq!(filled(json!({ name: blank })), filled(json!({})), "{name}: {blank}");
        }
    }
    // These are texts that may be empty.
    assert_eq!(filled(json!({ "note": "" })).map(|all| all.note), Ok(String::new()));
    assert_eq!(filled(json!({ "token": "" })).map(|all| all.token), Ok(Some(String::new())));
    // What is no field is nobody's.
    assert_eq!(filled(json!({ "other": { "deep": [1] } })), filled(json!({})));
    let several = testing::fill::<Several>("{}");
    assert_eq!(several, Ok(Several { colors: vec![Plain::Red], seats: None }));
}

/// M-ELI-10, L-CLI-09
#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let wrong = json!({
        "name": "x", "mail": "nobody", "homePage": "/here", "day": "2026-02-30", "at": "noon", "hex": "f", "stars": 6, "pages": "501",
        "share": 1.5, "part": 1.0, "color": "Red", "seat": "window", "letter": 5,
    });
    let lines = filled(wrong).expect_err("nearly all of it is wrong");
    let expected = [
        r#"Name: expected a string of 2 to 8 characters, got the string "x""#,
        r#"mail: expected a string in the form of an email, got the string "nobody""#,
        r#"homePage: expected a string in the form of a uri, got the string "/here""#,
        r#"day: expected a string in the form of a date, got the string "2026-02-30""#,
        r#"at: expected a string in the form of a date-time, got the string "noon""#,
        r#"hex: expected a string of 2 to 4 characters, got the string "f""#,
        "letter: expected a string of 1 characters, got 5",
        "stars: expected an integer from 1 to 5, got 6",
        "pages: expected an integer from 0 to 500, got 501",
        "share: expected a number from 0.0 to 1.0, got 1.5",
        "part: expected a number from 0.0 to 1.0 (exclusive), got 1.0",
        r#"seat: expected one of "Window", "Aisle", "Any", got the string "window"; did you mean "Window"?"#,
    ];
    assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
    assert_eq!(
        testing::fill::<All>("{}").expect_err("a name is needed"),
        "Name: missing; expected a string of 2 to 8 characters"
    );
    for several in [json!([]), json!(["Red", "dark-blue", "Green"]), json!("Red")] {
        let text = json!({ "colors": several }).to_string();
        let why = testing::fill::<Several>(&text).expect_err("of one or two choices");
        assert!(why.starts_with("colors"), "{why}");
    }
    for broken in ["", "[]", "null", "{", "5"] {
        let why = testing::fill::<All>(broken).expect_err("no object");
        assert_eq!(why, "the answer is no JSON object with the fields of the form");
    }
}

#[test]
fn a_confirmation_is_yes_or_none() {
    assert_eq!(
        schema::<Confirm>("2025-06-18"),
        json!({ "type": "object", "properties": { "confirm": { "type": "boolean", "title": "Confirm" } }, "required": ["confirm"] })
    );
    for yes in [r#"{"confirm":true}"#, r#"{"confirm":"true"}"#] {
        assert_eq!(testing::fill::<Confirm>(yes), Ok(Confirm::yes()));
    }
    for no in [r#"{"confirm":false}"#, r#"{"confirm":null}"#, "{}"] {
        assert_eq!(testing::fill::<Confirm>(no), Err("declined".into()), "{no}");
    }
    let unclear = testing::fill::<Confirm>(r#"{"confirm":"maybe"}"#);
    assert_eq!(unclear, Err(r#"Confirm: expected true or false, got the string "maybe""#.into()));
}

/// What bounds a text bounds one that is read by `FromStr`, in a form and as an argument.
#[test]
fn bounds_of_a_parsed_argument() {
    let mut client = RawClient::new(colors::server(), Options::default()).expect("it starts");
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { "name": "t", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let mut call = |hex: &str| -> String {
        let params = json!({ "name": "shade", "arguments": { "hex": hex }, "_meta": meta });
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params });
        client.send(&request.to_string());
        client.receive(Duration::from_secs(10)).expect("an answer")
    };
    let right = call("ff");
    assert!(right.contains("255"), "{right}");
    let wrong = call("f");
    assert!(wrong.contains("hex: expected a string of 2 characters"), "{wrong}");
}

/// A server.
#[mcp_server]
mod colors {
    use super::Hex;
    use mcp_runtime::Parsed;

    /// A shade.
    #[mcp_tool]
    pub(crate) fn shade(#[arg(len = 2)] hex: Parsed<Hex>) -> u32 {
        hex.0.0
    }
}
