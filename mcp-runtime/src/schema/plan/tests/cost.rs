//! What a walk costs, counted in places that were looked at: a clock decides nothing.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::super::walk::{Mode, Walk};
use super::super::{Id, Plan};
use super::{field, take, value};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Chain {
    A { next: Box<Chain>, a: u32 },
    B { next: Box<Chain>, b: u32 },
    End(u32),
}

/// An enum and a list that hold nothing but themselves.
#[derive(Debug, Deserialize, JsonSchema)]
struct Hollow(Option<Box<Hollow>>);

#[derive(Debug, Deserialize, JsonSchema)]
struct Lists(Vec<Lists>);

fn steps(plan: &Plan, value: &mut Value) -> usize {
    const ROOT: Id = 0;
    let mut walk = Walk::new(plan, "arg", Mode::Mend);
    walk.place(value, ROOT);
    walk.steps
}

fn chain(levels: usize) -> Value {
    let text = format!("{}\"x\"{}", "{\"b\": \"1\", \"next\": ".repeat(levels), "}".repeat(levels));
    value(&text)
}

/// M-JSON-06
#[test]
fn recursive_untagged_enums_are_linear() {
    let field = field::<Chain>();
    let [few, more, most] = [15, 30, 60].map(|levels| steps(&field.plan, &mut chain(levels)));
    assert!(more < few * 5 / 2 && most < more * 5 / 2, "{few} {more} {most}");
}

#[test]
fn so_are_nulls_that_are_taken_out() {
    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(untagged)]
    enum Sparse {
        Node {
            #[serde(default)]
            a: u32,
            next: Box<Sparse>,
            b: Option<u32>,
        },
        End(u32),
    }
    let field = field::<Sparse>();
    let sparse = |levels: usize| {
        let text =
            format!("{}1{}", "{\"a\": null, \"next\": ".repeat(levels), ", \"b\": \"2\"}".repeat(levels));
        value(&text)
    };
    let [few, most] = [15, 60].map(|levels| steps(&field.plan, &mut sparse(levels)));
    assert!(most < few * 5, "{few} {most}");
}

#[test]
fn many_faults_give_a_few_lines() {
    let field = field::<Vec<u32>>();
    let mut value = Value::from(vec!["x"; 100_000]);
    let mut walk = Walk::new(&field.plan, "arg", Mode::Mend);
    walk.place(&mut value, 0);
    assert!(walk.problems.len() == 21 && walk.steps < 30, "{} {}", walk.problems.len(), walk.steps);
}

#[test]
fn texts_inside_texts_are_unpacked_twice() {
    let packed = |times: usize| {
        let mut text = "[[]]".to_owned();
        for _ in 0..times {
            text = format!("[{}]", Value::from(text));
        }
        text
    };
    assert_eq!(take::<Lists>(&packed(1)), "Lists([Lists([Lists([])])])");
    assert_eq!(take::<Lists>(&packed(2)), "Lists([Lists([Lists([Lists([])])])])");
    assert!(take::<Lists>(&packed(3)).contains("expected a list, got the string"));
}

#[test]
fn types_that_hold_nothing_end() {
    assert_eq!(take::<Hollow>("null"), "Hollow(None)");
    // Serde itself does not end with any other value.
    let hollow = field::<Hollow>();
    assert!(steps(&hollow.plan, &mut value("5")) < 100);
    let deep = format!("{}\"x\"{}", "[".repeat(100), "]".repeat(100));
    assert!(take::<Lists>(&deep).contains("expected a list, got the string \"x\""));
}
