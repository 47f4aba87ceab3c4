//! Arguments that are changed at random, against serde and against a validator of JSON Schema: what both take the kit takes,
//! and nothing gets past a bound. The seed is fixed, so a run finds what the last one found.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::time::Duration;

use jsonschema::Validator;
use mcp_runtime::Options;
use mcp_runtime::testing::RawClient;
use mcp_tests::chance::Chance;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A tool a type. Everything in them that can be a list for serde has bounds, so that each breach is one.
#[mcp_runtime::mcp_server]
mod kinds {
    use std::collections::BTreeMap;

    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    pub(super) struct Flat {
        #[schemars(range(min = 1, max = 10))]
        n: u32,
        #[schemars(length(min = 1, max = 3))]
        s: Option<String>,
        #[serde(default)]
        plain: i64,
    }

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    #[serde(tag = "kind")]
    pub(super) enum Inside {
        A {
            #[schemars(range(max = 10))]
            n: i32,
        },
        B(Flat),
        C,
    }

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    #[serde(tag = "t", content = "c")]
    pub(super) enum Beside {
        A(Flat),
        B(u8, #[schemars(length(max = 3))] String),
        C,
    }

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    pub(super) enum Outside {
        Unit,
        A(Flat),
        B {
            #[schemars(regex(pattern = "^a"))]
            s: String,
        },
        C(Vec<Flat>),
    }

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    #[serde(untagged)]
    pub(super) enum Untagged {
        N(#[schemars(range(max = 10))] u32),
        S(#[schemars(length(max = 5))] String),
        F(Flat),
        L(Vec<Untagged>),
    }

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    pub(super) struct Tree {
        #[schemars(range(max = 9))]
        n: i32,
        kids: Vec<Tree>,
        next: Option<Box<Tree>>,
    }

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    pub(super) struct Mixed {
        #[serde(flatten)]
        inside: Inside,
        tuple: (u8, Flat),
        map: BTreeMap<u32, Flat>,
        many: Vec<Option<Flat>>,
        maybe: Option<Outside>,
    }

    /// Take it.
    #[mcp_runtime::mcp_tool]
    pub(super) async fn flat(arg: Flat) {
        drop(arg);
    }

    /// Take it.
    #[mcp_runtime::mcp_tool]
    pub(super) async fn inside(arg: Inside) {
        drop(arg);
    }

    /// Take it.
    #[mcp_runtime::mcp_tool]
    pub(super) async fn beside(arg: Beside) {
        drop(arg);
    }

    /// Take it.
    #[mcp_runtime::mcp_tool]
    pub(super) async fn outside(arg: Outside) {
        drop(arg);
    }

    /// Take it.
    #[mcp_runtime::mcp_tool]
    pub(super) async fn untagged(arg: Untagged) {
        drop(arg);
    }

    /// Take it.
    #[mcp_runtime::mcp_tool]
    pub(super) async fn tree(arg: Tree) {
        drop(arg);
    }

    /// Take it.
    #[mcp_runtime::mcp_tool]
    pub(super) async fn mixed(arg: Mixed) {
        drop(arg);
    }
}

/// So many values a type.
const VALUES: usize = 2_000;

/// Changes values at random.
struct Changes(Chance);

impl Changes {
    fn below(&mut self, n: usize) -> usize {
        self.0.below(n)
    }

    /// One change at one place.
    fn change(&mut self, value: &mut Value) {
        let deeper = self.below(4) != 0;
        match value {
            Value::Array(items) if deeper && !items.is_empty() => {
                let at = self.below(items.len());
                self.change(&mut items[at]);
            }
            Value::Object(members) if deeper && !members.is_empty() => {
                let at = self.below(members.len());
                self.change(members.values_mut().nth(at).unwrap());
            }
            other => self.replace(other),
        }
    }

    fn replace(&mut self, value: &mut Value) {
        let pool = json!([
            null, true, 0, 1, 3, -1, 11, 99, 300, 1.0, 2.5, 1e39, 5_000_000_000_u64, "", "5", "abc", "abcdef", "A", "Unit", "x",
            [], [99], [1, "abc"], {}, {"n": 99}, {"n": 1}, {"kind": "A", "n": 99}, {"kind": 0, "n": 99}, {"A": {"n": 5}}, ["A", 99]
        ]);
        let any = pool[self.below(pool.as_array().unwrap().len())].clone();
        *value = match (self.below(8), value.take()) {
            (0, Value::Object(members)) => members.into_iter().map(|(_, value)| value).collect(),
            (1, Value::Object(mut members)) if !members.is_empty() => {
                let name = members.keys().nth(self.below(members.len())).unwrap().clone();
                members.shift_remove(&name);
                members.into()
            }
            (2, Value::Object(mut members)) => {
                members.insert("extra".into(), any);
                members.into()
            }
            (3, Value::Array(mut items)) => {
                items.push(any);
                items.into()
            }
            (4, old) => json!([old]),
            (5, old) => old.to_string().into(),
            _ => any,
        };
    }
}

struct Taker(RawClient);

impl Taker {
    fn new() -> Self {
        let mut client = RawClient::new(kinds::server(), Options::default()).unwrap();
        let hello = json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
            "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "differential", "version": "0"}}});
        client.send(&hello.to_string());
        client.receive(Duration::from_secs(20)).unwrap();
        client.send(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
        Self(client)
    }

    /// What is wrong with a value, in the kit's words.
    fn refusal(&mut self, tool: &str, value: &Value) -> Option<String> {
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": {"arg": value}}});
        self.0.send(&call.to_string());
        let answer: Value = serde_json::from_str(&self.0.receive(Duration::from_secs(20)).unwrap()).unwrap();
        assert!(answer["result"].is_object(), "{tool} {value}: {answer}");
        (answer["result"]["isError"] == true)
            .then(|| answer["result"]["content"][0]["text"].as_str().unwrap().to_owned())
    }
}

/// `by_first`: the bounds of the variant that serde takes count, although another one would make the schema valid.
fn compare<T: DeserializeOwned + JsonSchema>(tool: &str, samples: &Value, by_first: bool) {
    let schema = schemars::schema_for!(T).to_value();
    let validator: Validator = jsonschema::validator_for(&schema).unwrap();
    let mut taker = Taker::new();
    let mut changes = Changes(Chance(0x9E37_79B9_7F4A_7C15));
    let samples = samples.as_array().unwrap();
    let (mut good, mut bad) = (0, 0);
    for index in 0..VALUES {
        let mut value = samples[index % samples.len()].clone();
        for _ in 0..=changes.below(3) {
            changes.change(&mut value);
        }
        let decodes = serde_json::from_str::<T>(&value.to_string()).is_ok();
        let valid = validator.is_valid(&value);
        let refusal = taker.refusal(tool, &value);
        if decodes && valid && !by_first {
            assert_eq!(refusal, None, "{tool} refuses {value}");
        }
        if decodes && refusal.is_none() {
            assert!(
                valid,
                "{tool} takes {value}, which breaks a bound: {:?}",
                validator.iter_errors(&value).next()
            );
        }
        if let Some(words) = &refusal {
            assert!(
                words.contains("\n- arg") && !words.contains("did not match any variant"),
                "{tool} {value}: {words}"
            );
        }
        good += usize::from(refusal.is_none());
        bad += usize::from(refusal.is_some());
    }
    assert!(
        good > VALUES / 50 && bad > VALUES / 10,
        "{tool}: {good} taken, {bad} refused: the samples are one-sided"
    );
}

/// M-JSON-01, L-TOOL-13: the other side reads schemas without a dialect as 2020-12.
#[test]
fn structs() {
    compare::<kinds::Flat>("flat", &json!([{"n": 5, "s": "ab", "plain": 7}, {"n": 10}]), false);
    let tree = json!([{"n": 1, "kids": [{"n": 2, "kids": [], "next": {"n": 3, "kids": []}}], "next": null}]);
    compare::<kinds::Tree>("tree", &tree, false);
}

#[test]
fn enums_with_a_tag() {
    let inside = json!([{"kind": "A", "n": 5}, {"kind": "B", "n": 5, "s": "ab"}, {"kind": "C"}]);
    compare::<kinds::Inside>("inside", &inside, false);
    let beside = json!([{"t": "A", "c": {"n": 5}}, {"t": "B", "c": [1, "abc"]}, {"t": "C"}]);
    compare::<kinds::Beside>("beside", &beside, false);
}

#[test]
fn enums_with_a_key() {
    let outside =
        json!(["Unit", {"A": {"n": 5, "s": "ab"}}, {"B": {"s": "abc"}}, {"C": [{"n": 1}, {"n": 2}]}]);
    compare::<kinds::Outside>("outside", &outside, false);
}

#[test]
fn enums_without_a_tag() {
    let untagged = json!([5, "abc", {"n": 5, "s": "ab"}, [1, "a", [{"n": 3}]]]);
    compare::<kinds::Untagged>("untagged", &untagged, true);
}

#[test]
fn all_together() {
    let mixed = json!([
        {"kind": "A", "n": 5, "tuple": [1, {"n": 2}], "map": {"1": {"n": 3}}, "many": [{"n": 4}, null], "maybe": {"A": {"n": 1}}},
        {"kind": "C", "tuple": [1, {"n": 2}], "map": {}, "many": []},
    ]);
    compare::<kinds::Mixed>("mixed", &mixed, false);
}
