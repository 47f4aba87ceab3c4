//! `list` and `schema`: what a server offers, for people and as clients see it.

use std::process::ExitCode;

use serde_json::{Map, Value};

use crate::app::App;
use crate::app::lint;
use crate::app::lists::{List, Listed};
use crate::cli::{complain, print};
use crate::protocol::lifecycle;
use crate::protocol::revision::Revision;

/// Prints the names of everything, with the first line of what each is. One kind by itself needs no heading.
pub(super) fn list(app: &App) -> ExitCode {
    let catalog = app.catalog();
    let named = |name: &str, about: &str| (name.to_owned(), about.to_owned());
    let tools = catalog.tools.all().map(|tool| named(&tool.handler.name, tool.common.description)).collect();
    let prompts =
        catalog.prompts.all().map(|prompt| named(&prompt.handler.name, prompt.common.description)).collect();
    let resources = catalog.resources.all().map(|resource| named(&resource.uri, resource.common.description));
    let templates = catalog.templates.all().map(|template| named(&template.uri, template.common.description));
    let resources = resources.chain(templates).collect();
    shown(app, &listing(vec![("Tools", tools), ("Prompts", prompts), ("Resources", resources)]))
}

/// What there is of each kind, by its name and what it is.
pub(super) fn listing(mut kinds: Vec<(&str, Vec<(String, String)>)>) -> String {
    kinds.retain(|(_, entries)| !entries.is_empty());
    let headed = kinds.len() > 1;
    let mut text = String::new();
    for (kind, entries) in kinds {
        if headed {
            let space = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{space}{kind}:\n"));
        }
        let indent = if headed { "  " } else { "" };
        let width = entries.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        for (name, doc) in entries {
            let first = doc.lines().next().unwrap_or_default();
            text.push_str(format!("{indent}{name:width$}  {first}").trim_end());
            text.push('\n');
        }
    }
    text
}

/// Prints what clients of the newest revision see, as JSON.
pub(super) fn schema(app: &App) -> ExitCode {
    let catalog = app.catalog();
    let mut all = Map::new();
    all.insert("serverInfo".into(), lifecycle::server_info(&app.info, Revision::MODERN));
    all.insert("instructions".into(), app.info.instructions.into());
    all.insert("tools".into(), entries(&catalog.tools));
    if !catalog.prompts.is_empty() {
        all.insert("prompts".into(), entries(&catalog.prompts));
    }
    if !catalog.resources.is_empty() {
        all.insert("resources".into(), entries(&catalog.resources));
    }
    if !catalog.templates.is_empty() {
        all.insert("resourceTemplates".into(), entries(&catalog.templates));
    }
    shown(app, &format!("{:#}\n", Value::Object(all)))
}

fn entries<T: Listed>(list: &List<T>) -> Value {
    let entry =
        |spec: &std::sync::Arc<T>| serde_json::from_str(spec.entry(Revision::MODERN)).unwrap_or(Value::Null);
    list.all().map(entry).collect()
}

/// Prints what a server offers, and to stderr what its author should know of it.
fn shown(app: &App, text: &str) -> ExitCode {
    for warning in lint::warnings(&app.catalog()) {
        complain(&format!("warning: {warning}"));
    }
    print(text)
}
