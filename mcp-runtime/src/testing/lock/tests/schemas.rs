//! Schemas against each other: what a tool takes, and what it gives.

use serde_json::{Value, json};

use super::{Effect, changes, compare, object, takes, tool};

fn gives(members: &Value) -> Value {
    tool("t", &json!({ "outputSchema": object(members) }))
}

const REFUSED: &str = "; clients that send what it took are refused";
const UNKNOWN: &str = "; clients get what they do not know";

/// An old schema, a new one, and what is said of it, which takes less.
const NARROWER: &str = r#"
{"type":"number"}
{"type":"integer"}
an integer now, was a number

{"type":["string","null"]}
{"type":"string"}
`type` is "string" now, was ["string","null"]

{"type":"integer","minimum":1,"maximum":100}
{"type":"integer","minimum":1,"maximum":10}
an integer from 1 to 10 now, was an integer from 1 to 100

{"type":"number","minimum":0}
{"type":"number","exclusiveMinimum":0}
a number of at least 0 (exclusive) now, was a number of at least 0

{"type":"integer","minimum":18446744073709551614}
{"type":"integer","minimum":18446744073709551615}
an integer of at least 18446744073709551615 now, was an integer of at least 18446744073709551614

{"type":"string","minLength":1}
{"type":"string","minLength":2}
a string of at least 2 characters now, was a string of at least 1 characters

{"type":"string"}
{"type":"string","pattern":"^a"}
a string that matches `^a` now, was a string

{"type":"string"}
{"type":"string","format":"date"}
a string in the form of a date now, was a string

{"type":"string"}
{"type":"string","enum":["a"]}
"a" now, was a string

{}
{"type":"string"}
a string now, was any JSON value

{"type":"array"}
{"type":"array","maxItems":3}
a list of at most 3 items now, was a list

{"type":"integer"}
{"type":"integer","multipleOf":5}
`multipleOf` is 5 now

{"type":"array"}
{"type":"array","uniqueItems":true}
`uniqueItems` is true now

{"anyOf":[{"type":"string"},{"type":"integer"}]}
{"type":"string"}
a string now, was a string, or an integer
"#;

/// The same for schemas that take something else, or of which it cannot be said.
const OTHER: &str = r#"
{"type":"string"}
{"type":"integer"}
an integer now, was a string

{"type":"integer","minimum":1,"maximum":5}
{"type":"integer","minimum":2,"maximum":6}
an integer from 2 to 6 now, was an integer from 1 to 5

{"type":"string","pattern":"a"}
{"type":"string","pattern":"b"}
a string that matches `b` now, was a string that matches `a`

{"prefixItems":[{}]}
{"prefixItems":[{},{}]}
`prefixItems` is [{},{}] now, was [{}]
"#;

#[test]
fn arguments_that_come_and_go() {
    let a = "tool `t`, argument `a`";
    let (none, optional, required) =
        (json!({}), json!({ "a": { "type": "string" } }), json!({ "a!": { "type": "string" } }));
    for (old, new, line) in [
        (&none, &optional, "f {a}: is new, and may be left out"),
        (&none, &required, "b {a}: is new and has to be there; clients that do not send it are refused"),
        (&optional, &none, "b {a}: is gone; clients that send it are refused"),
        (&optional, &required, "b {a}: has to be there now; clients that leave it out are refused"),
        (&required, &optional, "f {a}: may be left out now"),
        (
            &optional,
            &json!({ "b": { "type": "string" } }),
            "b {a}: is `b` now; clients that send it are refused",
        ),
        (
            &optional,
            &json!({ "a": { "type": "string", "description": "A." } }),
            "r {a}: has `description` now",
        ),
        (&optional, &json!({ "a": { "type": "string", "default": 1 } }), "r {a}: the default is 1 now"),
        (&optional, &json!({ "a": { "type": "string", "examples": [1] } }), "r {a}: has `examples` now"),
    ] {
        changes(&takes(old), &takes(new), &[&line.replace("{a}", a)]);
    }
    let open =
        |required: Value| tool("t", &json!({ "inputSchema": { "type": "object", "anyOf": [required] } }));
    changes(
        &open(json!({})),
        &open(json!({ "required": ["x"] })),
        &["b tool `t`, argument `x`: has to be there now; clients that leave it out are refused"],
    );
}

/// One argument, and one member of a result, whose schema changes: each is the other way round for the other side.
#[test]
fn schemas_of_values() {
    let all = [(NARROWER, true), (OTHER, false)];
    let cases = all
        .into_iter()
        .flat_map(|(cases, narrows)| cases.trim().split("\n\n").map(move |case| (case, narrows)));
    for (case, narrows) in cases {
        let (schemas, line) = case.rsplit_once('\n').expect("three lines");
        let (old, new) = schemas.split_once('\n').expect("three lines");
        let [old, new]: [Value; 2] = [old, new].map(|schema| serde_json::from_str(schema).expect("JSON"));
        let argument = format!("b tool `t`, argument `a`: {line}{REFUSED}");
        changes(&takes(&json!({ "a": old })), &takes(&json!({ "a": new })), &[&argument]);
        let (letter, why) = if narrows { ('f', "") } else { ('b', UNKNOWN) };
        let member = format!("{letter} tool `t`, result, member `a`: {line}{why}");
        changes(&gives(&json!({ "a": old })), &gives(&json!({ "a": new })), &[&member]);
        if narrows {
            let back = |old: Value, new: Value| compare::surfaces(&old, &new).remove(0).effect;
            assert_eq!(back(takes(&json!({ "a": new })), takes(&json!({ "a": old }))), Effect::Fits);
            assert_eq!(back(gives(&json!({ "a": new })), gives(&json!({ "a": old }))), Effect::Breaks);
        }
    }
    // The same numbers in other words.
    let ends = |end: Value| takes(&json!({ "a": end }));
    let (outside, inside) =
        (json!({ "type": "integer", "exclusiveMaximum": 10 }), json!({ "type": "integer", "maximum": 9 }));
    changes(&ends(outside), &ends(inside), &["r tool `t`, argument `a`: says the same in other words"]);
}

#[test]
fn values_of_enums() {
    let of = |values: &[&str]| json!({ "a": { "type": "string", "enum": values } });
    let (old, new) = (of(&["x", "y"]), of(&["y", "z"]));
    changes(
        &takes(&old),
        &takes(&new),
        &[
            "b tool `t`, argument `a`: the value \"x\" is gone; clients that send it are refused",
            "f tool `t`, argument `a`: the value \"z\" is new",
        ],
    );
    changes(
        &gives(&old),
        &gives(&new),
        &[
            "f tool `t`, result, member `a`: the value \"x\" is gone",
            "b tool `t`, result, member `a`: the value \"z\" is new; clients get what they do not know",
        ],
    );
    changes(
        &takes(&of(&["x", "y"])),
        &takes(&of(&["y", "x"])),
        &["r tool `t`: says the same in another order"],
    );
}

#[test]
fn inside_of_values() {
    let (old, new) = (json!({ "type": "string" }), json!({ "type": "integer" }));
    let line = |path: &str| format!("b tool `t`, argument `{path}`: an integer now, was a string{REFUSED}");
    let both = |make: &dyn Fn(&Value) -> Value| (takes(&make(&old)), takes(&make(&new)));
    let (before, now) =
        both(&|inner| json!({ "a": object(&json!({ "b": { "type": "array", "items": inner } })) }));
    changes(&before, &now, &[&line("a.b[]")]);
    let (before, now) = both(&|inner| json!({ "a": { "type": "object", "additionalProperties": inner } }));
    changes(&before, &now, &[&line("a.*")]);
    let (before, now) = both(&|inner| json!({ "a": { "type": "array", "prefixItems": [{}, inner] } }));
    changes(&before, &now, &[&line("a[1]")]);
    let tagged = |kind: &str, inner: &Value| object(&json!({ "kind": { "const": kind }, "x": inner }));
    let (before, now) = both(&|inner| json!({ "a": { "oneOf": [tagged("p", inner), tagged("q", &old)] } }));
    changes(&before, &now, &[&line("a.x")]);
    // A definition is compared once, also one that holds itself.
    let (before, now) =
        both(&|inner| json!({ "a": { "$ref": "#/$defs/A" }, "b": { "$ref": "#/$defs/A" }, "c": inner }));
    let with_defs = |mut surface: Value, inner: &Value| {
        surface["tools"][0]["inputSchema"]["$defs"] =
            json!({ "A": object(&json!({ "next": { "$ref": "#/$defs/A" }, "v": inner })) });
        surface
    };
    changes(&with_defs(before, &old), &with_defs(now, &new), &[&line("a.v"), &line("c")]);
    let forms = |forms: &[&Value]| takes(&json!({ "a": { "anyOf": forms } }));
    let boolean = json!({ "type": "boolean" });
    changes(
        &forms(&[&old, &new]),
        &forms(&[&boolean, &old]),
        &[
            "b tool `t`, argument `a`: the form `an integer` is gone; clients that send what it took are refused",
            "f tool `t`, argument `a`: the form `true or false` is new",
        ],
    );
    let any = |more: Value| takes(&json!({ "a": { "type": "object", "additionalProperties": more } }));
    changes(
        &any(json!(true)),
        &any(json!(false)),
        &["b tool `t`, argument `a`: members of other names are refused now"],
    );
    changes(
        &any(json!(false)),
        &any(json!(true)),
        &["f tool `t`, argument `a`: members of other names are taken now"],
    );
}

#[test]
fn results() {
    let none = tool("t", &json!({}));
    let one = gives(&json!({ "a!": { "type": "string" } }));
    changes(
        &one,
        &none,
        &["b tool `t`: has no structured result any more; clients that read it get nothing"],
    );
    changes(&none, &one, &["f tool `t`: has a structured result now"]);
    let a = "tool `t`, result, member `a`";
    changes(&one, &gives(&json!({})), &[&format!("b {a}: is gone; clients that read it get nothing")]);
    changes(&gives(&json!({})), &one, &[&format!("f {a}: is new")]);
    let optional = gives(&json!({ "a": { "type": "string" } }));
    changes(&one, &optional, &[&format!("b {a}: may be missing now; clients that count on it get nothing")]);
    changes(&optional, &one, &[&format!("f {a}: is always there now")]);
}
