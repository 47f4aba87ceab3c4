//! Forms that serde takes and that would pass every bound unseen.

use schemars::JsonSchema;
use serde::Deserialize;

use super::table;

#[derive(Debug, Deserialize, JsonSchema)]
struct Node {
    #[schemars(range(max = 10))]
    n: u32,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Named {
    #[serde(alias = "old")]
    #[schemars(range(max = 10))]
    new: u32,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind")]
enum Inside {
    Wrap {
        #[schemars(range(max = 10))]
        n: u32,
        s: String,
    },
    Other,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "t", content = "c")]
enum Beside {
    Rec {
        #[schemars(range(max = 10))]
        n: u32,
    },
}

#[derive(Debug, Deserialize, JsonSchema)]
enum Outside {
    Rec {
        #[schemars(range(max = 10))]
        n: u32,
        s: String,
    },
    New(Node),
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Flat {
    id: u32,
    #[serde(flatten)]
    inside: Inside,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Both {
    A {
        #[schemars(length(max = 3))]
        s: String,
        v: u32,
    },
    B {
        s: String,
        v: u64,
    },
    C {
        s: String,
        n: Option<u32>,
    },
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Letter {
    One(char),
    Many(String),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum ListOrNode {
    F(Node),
    L(Vec<Item>),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Item {
    N(u32),
    S(String),
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Several {
    count: u32,
    node: Node,
}

#[test]
fn none_gets_past_the_bounds() {
    table! {
        Node { "[99]" => "arg: expected an object with n, got the list [99]", "[9]" => "arg: expected an object with n, got the list [9]", }
        Several { "{\"count\": \"1\", \"node\": [99]}" => "arg.node: expected an object with n, got the list [99]", }
        Named { "{\"old\": 99}" => "arg.new: missing; expected an integer from 0 to 10", "{\"new\": 9}" => "Named { new: 9 }", }
        Inside {
            "[\"Wrap\", 99, \"a\"]" => "arg: expected an object with kind \"Wrap\", n, s, or an object with kind \"Other\", got the list [\"Wrap\",99,\"a\"]",
            "{\"kind\": 0, \"n\": 99, \"s\": \"a\"}" => "arg.kind: expected one of \"Wrap\", \"Other\", got 0",
        }
        Flat { "{\"id\": 1, \"kind\": 0, \"n\": 99, \"s\": \"a\"}" => "arg.kind: expected one of \"Wrap\", \"Other\", got 0", }
        Beside { "[\"Rec\", {\"n\": 99}]" => "arg: expected an object with t \"Rec\", c, got the list [\"Rec\",{\"n\":99}]", }
        Outside {
            "{\"Rec\": [99, \"x\"]}" => "arg.Rec: expected an object with n, s, got the list [99,\"x\"]",
            "{\"New\": [99]}" => "arg.New: expected an object with n, got the list [99]",
        }
        Both {
            "{\"s\": \"long\", \"v\": 1}" => "arg.s: expected a string of at most 3 characters, got the string \"long\"",
            "{\"s\": \"long\", \"v\": 5000000000}" => "B { s: \"long\", v: 5000000000 }",
            "{\"s\": \"long\", \"n\": null}" => "C { s: \"long\", n: None }",
        }
        ListOrNode {
            "[99]" => "arg: expected an object with n, got the list [99]",
            "[\"a\", 99]" => "L([S(\"a\"), N(99)])",
        }
        Letter { "\"a\"" => "One('a')", "\"abc\"" => "Many(\"abc\")", }
    }
}
