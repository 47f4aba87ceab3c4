//! The types of arguments and results.

#[allow(unused_imports, clippy::wildcard_imports, reason = "links of the docs lead there")]
use crate::*;

/// Makes a struct or an enum a type of arguments and results, with this crate as the only dependency.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// What somebody orders.
/// #[mcp_type]
/// #[derive(Clone, Debug, PartialEq)]
/// struct Order {
///     /// Who orders.
///     #[arg(len = 1..=80)]
///     customer: String,
///     #[arg(range = 1..=100, default = 1)]
///     amount: u32,
///     payment: Payment,
/// }
///
/// #[mcp_type]
/// #[derive(Clone, Debug, PartialEq)]
/// #[serde(tag = "by", rename_all = "lowercase")]
/// enum Payment {
///     Cash,
///     Card { last_digits: String },
/// }
///
/// /// Place an order.
/// #[mcp_tool]
/// async fn place(order: Order) -> Order {
///     order
/// }
/// # #[mcp_server(include(super::place))] mod shop {}
/// # fn main() { let _ = shop::server(); }
/// ```
///
/// It derives serde's `Deserialize` and `Serialize` and schemars' `JsonSchema`, those of this crate. What else is derived, as `Clone`, `Debug` or `PartialEq`, is
/// up to the author. `#[serde(…)]` and `#[schemars(…)]` can be written as with these derives, below `#[mcp_type]`. Every struct and enum can have it, generic ones
/// too, in the module of a server and elsewhere. The doc comments of the type, of its fields and of its variants are descriptions.
///
/// | key of the type | meaning |
/// |---|---|
/// | `output` | only for results: no `Deserialize`; so is a type with a reference in a field, whether or not that is said |
/// | `input` | only for arguments: no `Serialize` |
/// | `crate = path` | where this crate is; found by itself, also by another name |
///
/// `#[arg(…)]` on a field, at any depth, is what it is on a parameter of [`mcp_tool`]: it is in the schema, it is enforced, and what contradicts itself does
/// not compile.
///
/// | key of a field | meaning |
/// |---|---|
/// | `range = 1..=10` | the numbers allowed |
/// | `len = 1..=80`, `items = 1..` | how many characters or items |
/// | `pattern = "…"`, `format = "date"` | what a text must be |
/// | `default = 1` | its value where it is absent |
/// | `example = "abc"` | an example, for models |
/// | `rename = "name"` | its name for clients, as with `#[serde(rename = "…")]` |
/// | `description = "…"` | in place of the doc comment |
///
/// What a result has is not held against them: they are for what clients send, and in the output schema.
///
/// Types that derive serde's and schemars' traits themselves go on working, without `#[arg(…)]` on their fields. Types of other crates, in fields or as
/// arguments, need a feature of this crate: `bytes`, `chrono`, `jiff`, `rust_decimal`, `semver`, `url` or `uuid`. It brings their schema, and the crate's own
/// feature `serde`.
pub use mcp_macros::mcp_type;
