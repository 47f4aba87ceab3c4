//! Templates from the text that an author writes to the values that a client's URI has for them.
//!
//! The macros read the text, the runtime matches; neither library has both, and neither shows its half. So the files themselves are
//! taken in here.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[allow(dead_code, unreachable_pub, reason = "the library has a use for it")]
#[path = "../../mcp-runtime/src/schema/overlap.rs"]
mod overlap;
#[path = "../../mcp-runtime/src/schema/pairs.rs"]
mod pairs;
#[allow(dead_code, unreachable_pub, reason = "the library has a use for it")]
#[path = "../../mcp-runtime/src/schema/resources.rs"]
mod resources;
#[allow(dead_code, unreachable_pub, reason = "the library has a use for it")]
#[path = "../../mcp-runtime/src/schema/template.rs"]
mod template;
#[allow(dead_code, reason = "the library has a use for it")]
#[path = "../../mcp-runtime/src/schema/uri.rs"]
mod uri;
#[allow(dead_code, reason = "the macros have a use for it")]
#[path = "../../mcp-macros/src/uri_template/mod.rs"]
mod uri_template;
#[allow(dead_code, unreachable_pub, reason = "the library has a use for it")]
#[path = "../../mcp-runtime/src/schema/uri_value.rs"]
mod uri_value;

#[path = "uri_templates/apart.rs"]
mod apart;
#[path = "uri_templates/expanded.rs"]
mod expanded;
#[path = "uri_templates/found.rs"]
mod found;
#[path = "uri_templates/large.rs"]
mod large;
#[path = "uri_templates/matched.rs"]
mod matched;

use template::{Cell, Member, Miss, Part, Template, Value};

/// What the macros will write of a template.
fn emitted(text: &str, unchecked: bool) -> &'static Template {
    let read = uri_template::parse(text).unwrap();
    let kept = |text: &str| -> &'static str { text.to_owned().leak() };
    let cells = read.cells.iter().map(|cell| Cell {
        before: kept(&cell.before),
        name: kept(&cell.name),
        part: match cell.part {
            uri_template::Part::One => Part::One,
            uri_template::Part::Rest => Part::Rest,
            uri_template::Part::List => Part::List,
        },
        soft: kept(&cell.soft),
        stop: cell.stop,
        unchecked,
    });
    let query =
        read.query.iter().map(|member| Member { name: kept(&member.name), repeated: member.repeated });
    Box::leak(Box::new(Template {
        cells: cells.collect::<Vec<_>>().leak(),
        ending: kept(&read.ending),
        query: query.collect::<Vec<_>>().leak(),
    }))
}

/// What a client's URI has for a template.
fn values(template: &str, uri: &str) -> Result<Vec<Value>, Miss> {
    emitted(template, false).values(&uri::normal(uri).unwrap())
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(|item| (*item).to_owned()).collect())
}
