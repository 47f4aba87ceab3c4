//! What the author of a server should know of it: right, and still breaking somewhere. `list` and `schema` say it, and a server that
//! is made for clients at which something of it breaks does not start.

use crate::app::catalog::Catalog;
use crate::outcome::error::Error;
use crate::schema::clients::Client;
use crate::schema::lint::{self, Finding, lines, listed};

/// About how many tokens a model reads so many bytes of JSON as. Models differ by a third.
pub(crate) fn tokens(bytes: usize) -> usize {
    bytes.div_ceil(4)
}

/// All that breaks somewhere, of the whole server.
pub(crate) fn findings(catalog: &Catalog) -> Vec<Finding> {
    let tools = catalog.tools.all();
    tools
        .flat_map(|tool| lint::tool(&tool.handler.name, tool.common.description, &tool.input_schema))
        .collect()
}

/// Refuses a server of which something breaks at a client that it is made for.
pub(crate) fn fits(catalog: &Catalog, clients: &[Client]) -> Result<(), Error> {
    if clients.is_empty() {
        return Ok(());
    }
    let found: Vec<Finding> =
        findings(catalog).into_iter().filter(|finding| clients.contains(&finding.client)).collect();
    if found.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = clients.iter().map(|client| client.shown()).collect();
    let lines = lines(&found).join("\n- ");
    Err(Error::usage(format!(
        "the server says `clients(…)` for {}, where this breaks:\n- {lines}",
        listed(&names)
    )))
}

/// What the author of a server should know, a line each.
#[cfg(feature = "cli")]
pub(crate) fn warnings(catalog: &Catalog) -> Vec<String> {
    let found = findings(catalog);
    let mut all = lines(found.iter().filter(|finding| !finding.only_named));
    all.extend(not_enforced(catalog));
    all
}

/// What clients are told and nobody holds, a line each.
#[cfg(feature = "cli")]
pub(crate) fn not_enforced(catalog: &Catalog) -> Vec<String> {
    catalog.tools.all().flat_map(|tool| not_enforced_of(tool)).collect()
}

#[cfg(feature = "cli")]
fn not_enforced_of(tool: &crate::app::specs::ToolSpec) -> Vec<String> {
    use crate::schema::loose;

    let mut found = Vec::new();
    if tool.handler.arguments().any(|field| field.plan.is_authors()) {
        // Its properties are looked at below.
        let mut root = tool.input_schema.clone();
        root.as_object_mut().map(|members| members.shift_remove("properties"));
        loose::keywords(&root, &format!("`{}`", tool.handler.name), &mut found);
    }
    for field in tool.handler.arguments() {
        let place = format!("`{}`, argument `{}`", tool.handler.name, field.name);
        if field.plan.is_authors() {
            let schemas = std::iter::once(&field.schema)
                .chain(field.defs.as_object().into_iter().flat_map(|defs| defs.values()));
            schemas.for_each(|schema| loose::keywords(schema, &place, &mut found));
        }
        loose::patterns(&field.schema, &place, &mut found);
    }
    found
}
