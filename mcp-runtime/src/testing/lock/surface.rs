//! What clients see of a server, as the file has it.

use serde_json::{Map, Value, json};

use crate::app::catalog::Catalog;
use crate::app::lint;
use crate::app::lists::{List, Listed};
use crate::app::maker;
use crate::author::handler::Handler;
use crate::author::table::Server;
use crate::outcome::error::Error;
use crate::protocol::lifecycle;
use crate::protocol::revision::Revision;

/// The surface of a server, without its version: in the words of the newest revision, each list in the order of its names.
pub(super) fn of<S: Server>(hooked: bool) -> Result<Value, Error> {
    let info = &S::TABLE.info;
    let catalog = Catalog::new(maker::unmade::<S>(hooked)?, false)?;
    let mut server = lifecycle::server_info(info, Revision::MODERN);
    server.as_object_mut().map(|members| members.shift_remove("version"));
    let mut all = Map::new();
    all.insert("server".into(), server);
    if !info.instructions.is_empty() {
        all.insert("instructions".into(), info.instructions.into());
    }
    all.insert("capabilities".into(), lifecycle::capabilities(catalog.offer(), Revision::MODERN));
    let tools = entries(&catalog.tools, |tool| &tool.handler);
    let lists = [
        ("tools", tools),
        ("prompts", entries(&catalog.prompts, |prompt| &prompt.handler)),
        ("resources", entries(&catalog.resources, |resource| &resource.handler)),
        ("resourceTemplates", entries(&catalog.templates, |template| &template.handler)),
    ];
    all.extend(
        lists.into_iter().filter(|(_, list)| !list.is_empty()).map(|(name, list)| (name.into(), list.into())),
    );
    let mut surface = Value::Object(all);
    surface["tokens"] = tokens(&surface).into();
    Ok(surface)
}

/// The entries of a list by name, each with what its client has to be able to do.
fn entries<T: Listed>(list: &List<T>, handler: fn(&T) -> &Handler) -> Vec<Value> {
    let mut named: Vec<_> = list.all().map(|spec| (spec.name(), spec)).collect();
    named.sort_by_key(|(name, _)| *name);
    let entry = |spec: &T| {
        let mut entry: Value = serde_json::from_str(spec.entry(Revision::MODERN)).unwrap_or_default();
        let needs: Vec<_> = handler(spec).needs.iter().map(|need| need.name()).collect();
        if !needs.is_empty() {
            entry["requires"] = json!(needs);
        }
        entry
    };
    named.into_iter().map(|(_, spec)| entry(spec)).collect()
}

/// About how many tokens the list of tools costs a model: its bytes / 4.
pub(super) fn tokens(surface: &Value) -> usize {
    let entries = surface["tools"].as_array().map_or(&[][..], Vec::as_slice);
    let entry = |tool: &Value| {
        let mut tool = tool.clone();
        tool.as_object_mut().map(|members| members.shift_remove("requires"));
        tool.to_string().len() + 1
    };
    lint::tokens(entries.iter().map(entry).sum())
}
