//! Numbers, lists, tuples, maps, structs.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::table;

#[derive(Debug, Deserialize, JsonSchema)]
struct Person {
    #[schemars(length(min = 1, max = 5))]
    name: String,
    #[schemars(range(max = 150))]
    age: Option<u8>,
    #[serde(default)]
    size: u32,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Denying {
    first_name: String,
    #[serde(default)]
    count: u32,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Tree {
    #[schemars(range(max = 9))]
    n: i32,
    #[serde(default)]
    kids: Vec<Tree>,
    next: Option<Box<Tree>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Outer {
    a: u32,
    #[serde(flatten)]
    inner: Inner,
    #[serde(flatten)]
    rest: BTreeMap<String, u32>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Inner {
    #[schemars(regex(pattern = "^x"))]
    s: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Pair<T> {
    left: T,
    right: T,
}

#[derive(Debug, Deserialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    North,
    South,
}

#[test]
fn numbers() {
    table! {
        u32 {
            "5" => "5",
            "\"5\"" => "5",
            "5.0" => "5",
            "\"5.0\"" => "5",
            "5000000000" => "arg: expected an integer from 0 to 4294967295, got 5000000000",
            "\"5000000000\"" => "arg: expected an integer from 0 to 4294967295, got 5000000000",
            "-1" => "arg: expected an integer from 0 to 4294967295, got -1",
            "5.5" => "arg: expected an integer of at least 0, got 5.5",
            "true" => "arg: expected an integer of at least 0, got true",
            "\"five\"" => "arg: expected an integer of at least 0, got the string \"five\"",
            "null" => "arg: expected an integer of at least 0, got null",
        }
        u64 { "1e18" => "1000000000000000000", "18446744073709551615" => "18446744073709551615", }
        i64 { "-1e18" => "-1000000000000000000", "1e19" => "arg: expected an integer from -9223372036854775808 to 9223372036854775807, got 10000000000000000000", }
        f32 { "1e38" => "1e38", "1e39" => "arg: expected a number from -3.4028235e+38 to 3.4028235e+38, got 1e+39", "\"1.5\"" => "1.5", }
        Option<u32> { "\"\"" => "absent", "null" => "None", "\"7\"" => "Some(7)", }
        Option<String> { "\"\"" => "Some(\"\")", "5" => "arg: expected a string, got 5", }
        Option<Key> { "\"\"" => "absent", "\"north\"" => "arg: expected one of \"North\", \"South\", got the string \"north\"; did you mean \"North\"?", }
        bool { "\"true\"" => "true", "1" => "arg: expected true or false, got 1", }
        String { "\"5\"" => "\"5\"", "5" => "arg: expected a string, got 5", }
    }
}

#[test]
fn lists_and_tuples() {
    table! {
        Vec<u32> {
            "[1, 2.0, \"3\"]" => "[1, 2, 3]",
            "\"[1, \\\"2\\\"]\"" => "[1, 2]",
            "[1, \"x\", 2.5]" => "arg[1]: expected an integer of at least 0, got the string \"x\"\narg[2]: expected an integer of at least 0, got 2.5",
        }
        Vec<Option<u32>> { "[1, null, \"2\"]" => "[Some(1), None, Some(2)]", }
        (u8, String) {
            "[\"1\", \"a\"]" => "(1, \"a\")",
            "[300, \"a\"]" => "arg[0]: expected an integer from 0 to 255, got 300",
            "[1]" => "arg: expected a list of 2 items, got the list [1]",
            "{}" => "arg: expected a list of 2 items, got the object {}",
        }
        [u8; 3] {
            "[1.0, \"2\", 3]" => "[1, 2, 3]",
            "[1, 2]" => "arg: expected a list of 3 items, each an integer from 0 to 255, got the list [1,2]",
        }
        BTreeSet<u8> { "[\"1\", 1, 2.0]" => "{1, 2}", }
        Vec<(u8, Option<bool>)> { "[[\"1\", null], [2, \"true\"]]" => "[(1, None), (2, Some(true))]", }
    }
}

#[test]
fn maps() {
    table! {
        BTreeMap<String, u8> {
            "{\"a\": \"1\", \"b\": 2.0}" => "{\"a\": 1, \"b\": 2}",
            "{\"a\": 300}" => "arg.a: expected an integer from 0 to 255, got 300",
            "{\"a\": null}" => "arg.a: expected an integer from 0 to 255, got null",
        }
        BTreeMap<u32, u8> {
            "{\"1\": \"1\", \"2\": 2.0}" => "{1: 1, 2: 2}",
            "{\"1\": \"x\"}" => "arg.1: expected an integer from 0 to 255, got the string \"x\"",
            "{\"x\": 1}" => "arg.x: unknown member; names here match `^\\d+$`",
        }
        BTreeMap<Key, u8> {
            "{\"North\": \"1\"}" => "{North: 1}",
            "{\"Noth\": 1}" => "arg.Noth: unknown member; did you mean `North`?",
        }
    }
}

#[test]
fn structs() {
    table! {
        Person {
            "{\"name\": \"Ann\", \"age\": \"7\", \"size\": 1.0}" => "Person { name: \"Ann\", age: Some(7), size: 1 }",
            "\"{\\\"name\\\": \\\"Ann\\\"}\"" => "Person { name: \"Ann\", age: None, size: 0 }",
            "{\"name\": \"Ann\", \"age\": null, \"size\": null}" => "Person { name: \"Ann\", age: None, size: 0 }",
            "{\"name\": \"Ann\", \"age\": \"\", \"size\": \"\"}" => "Person { name: \"Ann\", age: None, size: 0 }",
            "{\"name\": \"Annabel\", \"age\": 200}" => "arg.name: expected a string of 1 to 5 characters, got the string \"Annabel\"\narg.age: expected an integer from 0 to 150, got 200",
            "{\"name\": \"Annabel\", \"age\": \"7\"}" => "arg.name: expected a string of 1 to 5 characters, got the string \"Annabel\"",
            "{\"nmae\": \"Ann\"}" => "arg.name: missing; expected a string of 1 to 5 characters\narg.nmae: unknown member; did you mean `name`?",
            "{\"name\": \"Ann\", \"other\": 1}" => "Person { name: \"Ann\", age: None, size: 0 }",
            "5" => "arg: expected an object with name, age, size, got 5",
        }
        Denying {
            "{\"firstName\": \"A\", \"count\": \"2\"}" => "Denying { first_name: \"A\", count: 2 }",
            "{\"first_name\": \"A\", \"x\": 1}" => "arg.firstName: missing; expected a string\narg.first_name: unknown member; did you mean `firstName`?\narg.x: unknown member",
        }
        Tree {
            "{\"n\": \"1\", \"kids\": [{\"n\": 2.0, \"next\": {\"n\": \"3\"}}]}" => "Tree { n: 1, kids: [Tree { n: 2, kids: [], next: Some(Tree { n: 3, kids: [], next: None }) }], next: None }",
            "{\"n\": 1, \"kids\": [{\"n\": 10}]}" => "arg.kids[0].n: expected an integer of at most 9, got 10",
        }
        Outer {
            "{\"a\": 1, \"s\": \"xa\", \"b\": 2}" => "Outer { a: 1, inner: Inner { s: \"xa\" }, rest: {\"b\": 2} }",
            "{\"a\": \"1\", \"s\": \"xa\", \"b\": \"2\"}" => "Outer { a: 1, inner: Inner { s: \"xa\" }, rest: {\"b\": 2} }",
            "{\"a\": 1, \"s\": \"a\"}" => "arg.s: expected a string that matches `^x`, got the string \"a\"",
            "{\"a\": \"1\", \"s\": \"a\"}" => "arg.s: expected a string that matches `^x`, got the string \"a\"",
        }
        Pair<u8> { "{\"left\": \"1\", \"right\": 2.0}" => "Pair { left: 1, right: 2 }", }
        Option<Person> { "{\"name\": \"Annabel\"}" => "arg.name: expected a string of 1 to 5 characters, got the string \"Annabel\"", "\"\"" => "absent", }
    }
}

#[test]
fn a_name_that_is_given_twice_is_refused() {
    table! {
        Person { "{\"name\": \"A\", \"size\": 1, \"size\": \"2\"}" => "arg: duplicate field `size`", }
    }
}
