//! What `#[arg(…)]` says of a field: it goes into the schema of the field, and holds as what schemars puts there does.

use schemars::transform::Transform;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use crate::author::rules::{Rules, ruled};
use crate::schema::HELD_FORMAT;
use crate::schema::number::NumberRange;

/// The constraints of a field, and its example.
#[derive(Debug)]
pub struct Limits {
    rules: Rules,
    example: Option<fn() -> Value>,
}

ruled!(Limits, pattern);

impl Limits {
    /// Those of a field that may be all that its type has.
    #[expect(clippy::new_without_default, reason = "the macros begin with it")]
    pub const fn new() -> Self {
        Self { rules: Rules::NONE, example: None }
    }

    /// An example for the schema.
    pub const fn example(mut self, value: fn() -> Value) -> Self {
        self.example = Some(value);
        self
    }
}

/// A type that a field can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be in an argument or a result of an MCP tool",
    label = "has no schema",
    note = "on a type of your own put `#[mcp_type]`",
    note = "a type of another crate may need that crate's feature of `mcp-runtime`: `bytes`, `chrono`, `jiff`, `rust_decimal`, `semver`, `url` or `uuid`"
)]
pub trait IsMember {}

#[diagnostic::do_not_recommend]
impl<T: JsonSchema> IsMember for T {}

/// Called at the type of a field, so that one that has none is refused there.
pub const fn member<T: IsMember>() {}

/// Takes the description off the schema of a type that has none of its own: with a flattened field comes that of the field's type.
pub fn undescribed(schema: &mut Schema) {
    schema.remove("description");
}

impl Transform for Limits {
    fn transform(&mut self, schema: &mut Schema) {
        let members = schema.ensure_object();
        self.rules.annotate(members);
        if self.rules.format.is_some() {
            members.insert(HELD_FORMAT.into(), true.into());
        }
        if let Some(example) = self.example {
            members.insert("examples".into(), json!([example()]));
        }
    }
}
