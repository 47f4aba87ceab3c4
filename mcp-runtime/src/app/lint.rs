//! What the author of a server should know of it: right, and still breaking somewhere. `list` and `schema` say it.

use crate::app::App;
use crate::app::specs::ToolSpec;
use crate::schema::lint;

/// Longer descriptions are cut by some clients.
const MAX_DESCRIPTION: usize = 1024;

/// What the author of a server should know, a sentence each.
pub(crate) fn warnings(app: &App) -> Vec<String> {
    app.catalog().tools.all().flat_map(|spec| tool(spec)).collect()
}

fn tool(tool: &ToolSpec) -> Vec<String> {
    let mut found = Vec::new();
    if tool.common.description.chars().count() > MAX_DESCRIPTION {
        found.push(format!(
            "`{}`: some clients cut a description after {MAX_DESCRIPTION} characters",
            tool.handler.name
        ));
    }
    if tool.handler.arguments().any(|field| field.plan.is_authors()) {
        // Its properties are looked at below.
        let mut root = tool.input_schema.clone();
        root.as_object_mut().map(|members| members.shift_remove("properties"));
        let place = format!("`{}`", tool.handler.name);
        if root.get("allOf").is_some() {
            found
                .push(format!("{place}: `allOf` at the root of a schema is refused by some model providers"));
        }
        lint::loose(&root, &place, &mut found);
    }
    for field in tool.handler.arguments() {
        if field.plan.is_authors() {
            let schemas = std::iter::once(&field.schema)
                .chain(field.defs.as_object().into_iter().flat_map(|defs| defs.values()));
            let place = format!("`{}`, argument `{}`", tool.handler.name, field.name);
            schemas.for_each(|schema| lint::loose(schema, &place, &mut found));
        }
        lint::schema(
            &field.schema,
            &format!("`{}`, argument `{}`", tool.handler.name, field.name),
            &mut found,
        );
    }
    found
}
