//! Whether a structured result is what the tool's own output schema says. Clients that check it throw the whole call away when
//! it is not.

use std::sync::OnceLock;

use serde_json::Value;

use crate::schema::MAX_PROBLEMS;
use crate::schema::Shape;
use crate::schema::describe::resolve;
use crate::schema::plan::{Mode, Plan, walk};

/// What results of one tool are held against.
#[derive(Debug)]
pub(crate) struct Fit {
    /// The schema of the value, before it may be wrapped; nothing where every value fits.
    schema: Option<(Value, Value)>,
    plan: OnceLock<Plan>,
    numbers: Numbers,
}

/// Where the schema has numbers: JSON writes null for those that are not finite.
#[derive(Debug, Default)]
struct Numbers {
    /// The names of members that are numbers, in whichever object.
    members: Vec<String>,
    /// Lists, maps, or the value itself, are of numbers.
    elsewhere: bool,
}

impl Numbers {
    /// Notes those in a schema and in everything below.
    fn note(&mut self, schema: &Value, defs: &Value) {
        match schema {
            Value::Object(keywords) => {
                for (name, member) in
                    keywords.get("properties").and_then(Value::as_object).into_iter().flatten()
                {
                    if is_number(member, defs) && !self.members.contains(name) {
                        self.members.push(name.clone());
                    }
                }
                let others = ["items", "additionalProperties", "patternProperties", "prefixItems"];
                self.elsewhere |= others.iter().any(|key| {
                    keywords.get(*key).is_some_and(|part| match part {
                        Value::Array(all) => all.iter().any(|one| is_number(one, defs)),
                        Value::Object(all) if *key == "patternProperties" => {
                            all.values().any(|one| is_number(one, defs))
                        }
                        one => is_number(one, defs),
                    })
                });
                keywords.values().for_each(|part| self.note(part, defs));
            }
            Value::Array(parts) => parts.iter().for_each(|part| self.note(part, defs)),
            _ => {}
        }
    }

    /// Whether a null stands where a number may be due. A quick look: whether it is wrong there is for the plan to say.
    fn may_be_null(&self, json: &[u8]) -> bool {
        if self.members.is_empty() && !self.elsewhere {
            return false;
        }
        // Most results have no such letter, and a search for more than one has to be prepared.
        if memchr::memchr(b'n', json).is_none() {
            return false;
        }
        memchr::memmem::find_iter(json, b"null").any(|at| match json[..at].last() {
            Some(b':') if !self.elsewhere => self.members.iter().any(|name| {
                let before =
                    json[..at - 1].strip_suffix(b"\"").and_then(|rest| rest.strip_suffix(name.as_bytes()));
                before.is_some_and(|rest| rest.ends_with(b"\""))
            }),
            None | Some(b':' | b'[' | b',') => self.elsewhere,
            _ => false,
        })
    }
}

/// Whether a value may be a number, and not null. In doubt it may.
fn is_number(schema: &Value, defs: &Value) -> bool {
    may_be_number(schema, defs, 0)
}

/// A type that may be itself leads back to itself.
const MAX_DEPTH: usize = 8;

fn may_be_number(schema: &Value, defs: &Value, depth: usize) -> bool {
    let schema = resolve(schema, defs);
    let branches = ["anyOf", "oneOf"].iter().find_map(|key| schema.get(*key)).and_then(Value::as_array);
    match (schema.get("type"), branches) {
        (Some(Value::String(kind)), _) => kind == "number",
        (Some(Value::Array(kinds)), _) => kinds.contains(&"number".into()) && !kinds.contains(&"null".into()),
        (_, Some(_)) if depth == MAX_DEPTH => true,
        (_, Some(branches)) => branches.iter().any(|branch| may_be_number(branch, defs, depth + 1)),
        _ => false,
    }
}

impl Fit {
    /// For a tool with this output schema.
    pub(crate) fn new(output: Option<&Value>, shape: Shape) -> Self {
        let defs = |output: &Value| output.get("$defs").cloned().unwrap_or_default();
        let schema = output.and_then(|output| match shape {
            Shape::Wrapped => Some((output.get("properties")?.get("result")?.clone(), defs(output))),
            Shape::Object => Some((output.clone(), defs(output))),
            Shape::Text | Shape::Free => None,
        });
        let mut numbers = Numbers::default();
        if let Some((schema, defs)) = &schema {
            numbers.elsewhere = is_number(schema, defs);
            numbers.note(schema, defs);
            numbers.note(defs, defs);
        }
        Self { schema, plan: OnceLock::new(), numbers }
    }

    /// What of a result does not fit; nothing when all does. Of `whole` results everything is looked at, of others only the
    /// numbers, and only where there is a null in the place of one: most cost one search through their text.
    pub(crate) fn faults(&self, json: &str, whole: bool) -> Vec<String> {
        if !whole && !self.numbers.may_be_null(json.as_bytes()) {
            return Vec::new();
        }
        let Some((schema, defs)) = &self.schema else { return Vec::new() };
        let Ok(mut value) = serde_json::from_str::<Value>(json) else { return Vec::new() };
        let plan = self.plan.get_or_init(|| Plan::new(schema, defs));
        let mut faults = walk(plan, &mut value, "result", Mode::Strict);
        if whole && faults.is_empty() {
            faults = walk(plan, &mut value, "result", Mode::Decoded);
        }
        if !whole {
            faults.retain(|fault| is_lost_number(fault));
        }
        for fault in faults.iter_mut().filter(|fault| is_lost_number(fault)) {
            fault.push_str(", which stands for one that is not finite");
        }
        faults.truncate(MAX_PROBLEMS);
        faults
    }
}

/// Whether a sentence of the walk is about null where a number is due, whatever the member is called.
fn is_lost_number(fault: &str) -> bool {
    let told = fault.rsplit_once(": expected ").and_then(|(_, told)| told.strip_suffix(", got null"));
    told.is_some_and(|expected| expected.contains("a number"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use schemars::JsonSchema;
    use serde::{Serialize, Serializer};

    use super::*;
    use crate::outcome::{IntoOutcome, Outcome};

    #[derive(Serialize, JsonSchema, Default)]
    struct Point {
        x: f64,
        label: Option<String>,
        weight: Option<f64>,
        #[schemars(range(max = 10))]
        level: u8,
        path: Vec<Step>,
    }

    #[derive(Serialize, JsonSchema)]
    #[serde(tag = "kind")]
    enum Step {
        Move { by: f64 },
        Rest { note: Option<String> },
    }

    #[derive(Serialize, JsonSchema)]
    #[serde(untagged)]
    enum Tree {
        Node(Box<Tree>),
        Leaf(f64),
    }

    #[derive(Serialize, JsonSchema)]
    struct Changed {
        #[serde(serialize_with = "as_text")]
        #[schemars(with = "u8")]
        count: u8,
    }

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over like that")]
    fn as_text<S: Serializer>(count: &u8, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&count.to_string())
    }

    /// The faults of a result, when only numbers are looked at and when all is.
    fn faults<T: IntoOutcome>(value: T) -> [String; 2] {
        let (schema, shape) = crate::schema::output(|generator| T::output(generator).0);
        let fit = Fit::new(schema.as_ref(), shape);
        let Outcome::Json(json) = value.into_outcome() else { return Default::default() };
        [false, true].map(|whole| fit.faults(&json, whole).join("; "))
    }

    const NULL: &str = ": expected a number, got null, which stands for one that is not finite";

    #[test]
    fn numbers_that_json_does_not_have() {
        let both = |fault: String| [fault.clone(), fault];
        let fine = || [String::new(), String::new()];
        assert_eq!(faults(1.5), fine());
        assert_eq!(faults(f64::NAN), both(format!("result{NULL}")));
        assert_eq!(faults(vec![1.0, f64::INFINITY]), both(format!("result[1]{NULL}")));
        assert_eq!(faults(BTreeMap::from([("a", f32::NAN)])), both(format!("result.a{NULL}")));
        assert_eq!(faults(Point::default()), fine(), "null is fine where the schema has it");
        let far = Point { x: f64::NAN, weight: Some(1.0), ..Point::default() };
        assert_eq!(faults(far), both(format!("result.x{NULL}")));
        let path = vec![Step::Rest { note: None }, Step::Move { by: f64::NAN }];
        assert_eq!(faults(Point { path, ..Point::default() }), both(format!("result.path[1].by{NULL}")));
        assert_eq!(faults(serde_json::json!({ "x": null })), fine(), "any value fits");
        let tree = |n| Tree::Node(Box::new(Tree::Leaf(n)));
        assert_eq!(faults(vec![tree(1.0)]), fine());
        assert!(faults(vec![tree(f64::NAN)])[0].starts_with("result[0]"));
    }

    #[test]
    fn results_without_a_null_in_the_place_of_a_number_are_not_read_again() {
        let (schema, shape) =
            crate::schema::output(|generator| <Vec<Point> as IntoOutcome>::output(generator).0);
        let fit = Fit::new(schema.as_ref(), shape);
        assert_eq!(
            (fit.numbers.members.as_slice(), fit.numbers.elsewhere),
            (&["x".into(), "by".into()][..], false)
        );
        let Outcome::Json(json) = vec![Point::default()].into_outcome() else { panic!("no value") };
        assert!(json.contains(r#""label":null,"weight":null"#) && !fit.numbers.may_be_null(json.as_bytes()));
        assert!(fit.numbers.may_be_null(br#"[{"x":null}]"#));
        assert!(!fit.numbers.may_be_null(br#"[{"max":null,"label":"x:null, null"}]"#));
    }

    #[test]
    fn the_name_of_a_member_makes_no_number_of_it() {
        assert!(is_lost_number("result.x: expected a number, got null"));
        assert!(is_lost_number("result.x: expected a number of at most 5, or true or false, got null"));
        assert!(!is_lost_number("result.a number: expected a string, got null"));
    }

    #[test]
    fn what_only_a_look_at_all_finds() {
        let [numbers, all] = faults(Point { level: 11, ..Point::default() });
        assert!(numbers.is_empty() && all.starts_with("result.level: expected an integer"), "{all}");
        let [numbers, all] = faults(Changed { count: 1 });
        assert!(numbers.is_empty() && all.contains("result.count: expected an integer"), "{all}");
    }
}
