//! What a server offers: how much models read of it, and what of it breaks where.

use serde_json::{Value, json};

use super::report::{Report, Status};
use crate::app::catalog::Catalog;
use crate::app::lint;
use crate::app::lists::{List, Listed};
use crate::author::handler::FieldSpec;
use crate::protocol::lifecycle::Info;
use crate::protocol::revision::Revision;
use crate::schema::clients::Client;
use crate::schema::lint::lines;

const AREA: &str = "offers";

/// What models read of a server before its first call; more than that is said.
const MANY_TOKENS: usize = 10_000;

/// How many tools clients take at most, all servers together.
const MOST_TOOLS: [(&str, usize); 2] = [("Cursor", 40), ("Windsurf", 100)];

/// So many places are named of those that lack something.
const NAMED: usize = 5;

/// Looks at all of it; gives its sizes.
pub(super) fn look(catalog: &Catalog, info: &Info, clients: &[Client], report: &mut Report) -> Value {
    let counts = [
        ("tools", "tool", catalog.tools.all().count()),
        ("prompts", "prompt", catalog.prompts.all().count()),
        ("resources", "resource", catalog.resources.all().count()),
        ("resourceTemplates", "resource template", catalog.templates.all().count()),
    ];
    let mut sizes: Vec<(&str, usize)> =
        catalog.tools.all().map(|tool| (&*tool.handler.name, tool.entry(Revision::MODERN).len())).collect();
    let bytes = sizes.iter().map(|(_, bytes)| bytes).sum::<usize>() + info.instructions.len();
    let tokens = lint::tokens(bytes);
    let offered: Vec<String> =
        counts.iter().filter(|(_, _, count)| *count > 0).map(|(_, one, count)| amount(*count, one)).collect();
    if offered.is_empty() {
        report.add(AREA, Status::Warning, "nothing: the server has no tool, prompt or resource");
    } else {
        report.add(
            AREA,
            Status::Good,
            format!("{}; models read about {tokens} tokens of it", offered.join(", ")),
        );
    }
    sizes.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    if tokens > MANY_TOKENS {
        let largest =
            sizes.iter().take(NAMED).map(|(name, bytes)| format!("`{name}` {}", lint::tokens(*bytes)));
        let largest = largest.collect::<Vec<_>>().join(", ");
        report.add(
            AREA,
            Status::Warning,
            format!("that is much of what a model reads at once; the largest are {largest}"),
        );
    }
    for (client, most) in MOST_TOOLS.iter().filter(|(_, most)| sizes.len() > *most) {
        report.add(
            AREA,
            Status::Warning,
            format!("{client} takes {most} tools of all servers together, and this one has {}", sizes.len()),
        );
    }
    texts(catalog, info, report);
    breaks(catalog, clients, report);
    let mut offers = json!({ "bytes": bytes, "tokens": tokens });
    for (name, _, count) in counts {
        offers[name] = count.into();
    }
    offers
}

fn amount(count: usize, one: &str) -> String {
    let many = if count == 1 { "" } else { "s" };
    format!("{count} {one}{many}")
}

/// What nobody described.
fn texts(catalog: &Catalog, info: &Info, report: &mut Report) {
    if info.instructions.is_empty() {
        report.add(
            AREA,
            Status::Note,
            "no instructions: a doc comment on the server tells models how its tools go together",
        );
    }
    let silent = |fields: &[FieldSpec], name: &str| -> Vec<String> {
        let arguments = fields.iter().filter(|field| field.kind.is_argument());
        let silent = arguments.filter(|field| field.schema.get("description").is_none());
        silent.map(|field| format!("`{name}.{}`", field.name)).collect()
    };
    let undescribed = |names: Vec<String>, what: &str, report: &mut Report| {
        if names.is_empty() {
            return;
        }
        let more = names.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let named = names[..names.len().min(NAMED)].join(", ");
        report.add(
            AREA,
            Status::Note,
            format!("{what} without a description, which models go by: {named}{more}"),
        );
    };
    let mut names = without_text(&catalog.tools, |tool| (&tool.handler.name, tool.common.description));
    names.extend(without_text(&catalog.prompts, |prompt| (&prompt.handler.name, prompt.common.description)));
    undescribed(names, "tools and prompts", report);
    let of_tools = catalog.tools.all().flat_map(|tool| silent(&tool.handler.fields, &tool.handler.name));
    undescribed(of_tools.collect(), "arguments", report);
}

fn without_text<T: Listed>(list: &List<T>, texts: impl Fn(&T) -> (&str, &str)) -> Vec<String> {
    let silent = list.all().filter(|entry| texts(entry).1.trim().is_empty());
    silent.map(|entry| format!("`{}`", texts(entry).0)).collect()
}

/// What clients and providers do not take: wrong where they are asked for, else to know.
fn breaks(catalog: &Catalog, clients: &[Client], report: &mut Report) {
    let (asked, others): (Vec<_>, Vec<_>) =
        lint::findings(catalog).into_iter().partition(|finding| clients.contains(&finding.client));
    for line in lines(&asked) {
        report.add(AREA, Status::Wrong, line);
    }
    for line in lines(others.iter().filter(|finding| !finding.only_named)) {
        report.add(AREA, Status::Warning, line);
    }
    for line in lint::not_enforced(catalog) {
        report.add(AREA, Status::Warning, line);
    }
    if !clients.is_empty() && asked.is_empty() {
        let names: Vec<&str> = clients.iter().map(|client| client.shown()).collect();
        report.add(AREA, Status::Good, format!("{} can use all of it", crate::schema::lint::listed(&names)));
    }
}
