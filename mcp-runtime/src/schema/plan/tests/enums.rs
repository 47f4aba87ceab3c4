//! Enums with data, told apart in each way that serde has.

use schemars::JsonSchema;
use serde::Deserialize;

use super::table;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Shape {
    Unit,
    Circle {
        #[schemars(range(max = 10))]
        radius: u32,
    },
    Square {
        side: u32,
        note: Option<String>,
    },
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Unit,
    New(#[schemars(range(max = 10))] u32),
    Tup(u8, String),
    Rec { x: u32 },
}

#[derive(Debug, Deserialize, JsonSchema)]
enum External {
    Unit,
    /// With words of its own.
    Other,
    New(u32),
    Tup(u8, String),
    Rec {
        #[schemars(range(max = 10))]
        x: u32,
    },
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    Number(u32),
    Text(String),
    Point {
        x: u32,
        y: u32,
    },
    Named {
        name: String,
        #[serde(default)]
        tags: Vec<u8>,
    },
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Narrow {
    F { f: f32 },
    S { s: String },
}

#[derive(Debug, Deserialize, JsonSchema)]
enum Partly {
    A(u32),
    #[serde(untagged)]
    Rest(String),
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Flat {
    id: u32,
    #[serde(flatten)]
    shape: Shape,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct FlatExternal {
    id: u32,
    #[serde(flatten)]
    inner: External,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "k")]
enum Open {
    A {
        x: u8,
    },
    #[serde(other)]
    Rest,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Deep {
    Leaf(#[schemars(range(max = 9))] u32),
    Node { inner: Box<Deep>, note: Option<String> },
    List(Vec<Deep>),
}

#[test]
fn a_tag_inside() {
    table! {
        Shape {
            "{\"kind\": \"circle\", \"radius\": 5}" => "Circle { radius: 5 }",
            "{\"kind\": \"circle\", \"radius\": \"5\"}" => "Circle { radius: 5 }",
            "\"{\\\"kind\\\": \\\"circle\\\", \\\"radius\\\": 5.0}\"" => "Circle { radius: 5 }",
            "{\"kind\": \"square\", \"side\": 1, \"note\": null}" => "Square { side: 1, note: None }",
            "{\"kind\": \"circle\", \"radius\": 11}" => "arg.radius: expected an integer from 0 to 10, got 11",
            "{\"kind\": \"circle\", \"radius\": \"x\"}" => "arg.radius: expected an integer from 0 to 10, got the string \"x\"",
            "{\"kind\": \"square\", \"sied\": 1}" => "arg.side: missing; expected an integer of at least 0\narg.sied: unknown member; did you mean `side`?",
            "{\"kind\": \"cicle\", \"radius\": 1}" => "arg.kind: expected one of \"unit\", \"circle\", \"square\", got the string \"cicle\"; did you mean \"circle\"?",
            "{\"radius\": 1}" => "arg.kind: missing; expected one of \"unit\", \"circle\", \"square\"",
            "{\"kind\": 1}" => "arg.kind: expected one of \"unit\", \"circle\", \"square\", got 1",
            "5" => "arg: expected an object with kind \"unit\", or an object with kind \"circle\", radius, or an object with kind \"square\", side, note, got 5",
        }
        Option<Shape> {
            "{\"kind\": \"circle\", \"radius\": \"x\"}" => "arg.radius: expected an integer from 0 to 10, got the string \"x\"",
            "\"\"" => "absent",
            "null" => "None",
        }
        Vec<Shape> { "[{\"kind\": \"circle\", \"radius\": \"1\"}, \"{\\\"kind\\\": \\\"unit\\\"}\"]" => "[Circle { radius: 1 }, Unit]", }
    }
}

#[test]
fn a_tag_beside() {
    table! {
        Adjacent {
            "{\"t\": \"New\", \"c\": \"5\"}" => "New(5)",
            "{\"t\": \"New\", \"c\": 11}" => "arg.c: expected an integer from 0 to 10, got 11",
            "{\"t\": \"Tup\", \"c\": [\"1\", \"a\"]}" => "Tup(1, \"a\")",
            "{\"t\": \"Rec\", \"c\": {\"x\": 1.5}}" => "arg.c.x: expected an integer of at least 0, got 1.5",
            "{\"t\": \"Rec\", \"c\": \"{\\\"x\\\": 1}\"}" => "Rec { x: 1 }",
            "{\"t\": \"Re\", \"c\": 1}" => "arg.t: expected one of \"Unit\", \"New\", \"Tup\", \"Rec\", got the string \"Re\"; did you mean \"Rec\"?",
        }
    }
}

#[test]
fn a_key() {
    table! {
        External {
            "\"Unit\"" => "Unit",
            "{\"Unit\": null}" => "Unit",
            "{\"New\": \"5\"}" => "New(5)",
            "\"{\\\"New\\\": 5}\"" => "New(5)",
            "{\"Tup\": [\"1\", \"a\"]}" => "Tup(1, \"a\")",
            "{\"Tup\": [1, 2]}" => "arg.Tup[1]: expected a string, got 2",
            "{\"Rec\": {\"x\": 11}}" => "arg.Rec.x: expected an integer from 0 to 10, got 11",
            "\"New\"" => "arg: \"New\" needs a value: {\"New\": an integer of at least 0}",
            "\"Uint\"" => "arg: expected \"Unit\", or \"Other\", or an object with New, or an object with Tup, or an object with Rec, got the string \"Uint\"; did you mean \"Unit\"?",
            "{\"Nwe\": 5}" => "arg: expected \"Unit\", or \"Other\", or an object with New, or an object with Tup, or an object with Rec, got the object {\"Nwe\":5}; did you mean \"New\"?",
        }
        Result<u32, String> { "{\"Ok\": \"5\"}" => "Ok(5)", "{\"Ok\": \"x\"}" => "arg.Ok: expected an integer of at least 0, got the string \"x\"", }
        Option<External> { "\"New\"" => "arg: \"New\" needs a value: {\"New\": an integer of at least 0}", "{\"New\": 1.0}" => "Some(New(1))", }
    }
}

#[test]
fn no_tag() {
    table! {
        Untagged {
            "5" => "Number(5)",
            "\"5\"" => "Text(\"5\")",
            "{\"x\": \"1\", \"y\": 2.0}" => "Point { x: 1, y: 2 }",
            "{\"x\": 1, \"y\": \"b\"}" => "arg.y: expected an integer of at least 0, got the string \"b\"",
            "{\"name\": \"a\", \"tags\": [1, 300]}" => "arg.tags[1]: expected an integer from 0 to 255, got 300",
            "{\"name\": \"a\", \"tags\": null}" => "Named { name: \"a\", tags: [] }",
            "{\"z\": 1}" => "arg: expected an integer of at least 0, or a string, or an object with x, y, or an object with name, tags, got the object {\"z\":1}",
            "true" => "arg: expected an integer of at least 0, or a string, or an object with x, y, or an object with name, tags, got true",
            "5000000000" => "arg: expected an integer from 0 to 4294967295, got 5000000000",
        }
        Narrow { "{\"f\": 1e39}" => "arg.f: expected a number from -3.4028235e+38 to 3.4028235e+38, got 1e+39", "{\"f\": 1}" => "F { f: 1.0 }", }
        Partly { "{\"A\": \"1\"}" => "A(1)", "\"x\"" => "Rest(\"x\")", "{\"A\": true}" => "arg.A: expected an integer of at least 0, got true", }
        Deep {
            "{\"inner\": {\"inner\": [1, \"2\"]}}" => "Node { inner: Node { inner: List([Leaf(1), Leaf(2)]), note: None }, note: None }",
            "{\"inner\": {\"inner\": 10}}" => "arg.inner.inner: expected an integer from 0 to 9, got 10",
        }
    }
}

#[test]
fn flattened() {
    table! {
        Flat {
            "{\"id\": \"1\", \"kind\": \"circle\", \"radius\": \"2\"}" => "Flat { id: 1, shape: Circle { radius: 2 } }",
            "{\"id\": 1, \"kind\": \"circle\", \"radius\": 11}" => "arg.radius: expected an integer from 0 to 10, got 11",
            "{\"id\": 1, \"kind\": \"crcle\"}" => "arg.kind: expected one of \"unit\", \"circle\", \"square\", got the string \"crcle\"; did you mean \"circle\"?",
        }
        FlatExternal {
            "{\"id\": \"1\", \"Rec\": {\"x\": \"2\"}}" => "FlatExternal { id: 1, inner: Rec { x: 2 } }",
            "{\"id\": 1, \"Rec\": {\"x\": 11}}" => "arg.Rec.x: expected an integer from 0 to 10, got 11",
            "{\"id\": \"1\", \"Unit\": null}" => "FlatExternal { id: 1, inner: Unit }",
        }
    }
}

#[test]
fn names_that_the_schema_does_not_have() {
    table! {
        Open { "{\"k\": \"Unheard\"}" => "Rest", "{\"k\": \"A\", \"x\": \"1\"}" => "A { x: 1 }", }
    }
}
