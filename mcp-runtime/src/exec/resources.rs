//! `resources/read`, and `resources/list` where functions list some of them.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::value::RawValue;

use crate::app::App;
use crate::app::catalog::Catalog;
use crate::app::lists::{self, Listed};
use crate::app::specs::ResourceSpec;
use crate::author::handler::{Handler, ResourceRole};
use crate::exec::call::{self, Asking};
use crate::exec::called::{Asked, Called};
use crate::exec::started::Started;
use crate::outcome::content::Content;
use crate::outcome::error::RpcError;
use crate::protocol::caller::Caller;
use crate::protocol::revision::Revision;
use crate::protocol::{downgrade, result};
use crate::rpc::params::Params;
use crate::schema::resources::{Address, NotFound};
use crate::schema::template::{Miss, Value};
use crate::schema::uri::normal;
use crate::schema::uri_value::{Unsafe, check};

/// Starts `resources/read`.
pub(crate) fn read(
    app: &Arc<App>,
    catalog: &Catalog,
    caller: &Caller<'_>,
    id: &str,
    params: &Params<'_>,
    out: &mut Vec<u8>,
) -> Result<Option<Started>, RpcError> {
    let uri = params.uri.as_deref().ok_or_else(|| RpcError::invalid_params("`uri` is missing"))?;
    let resource = catalog.resource(uri, caller).map_err(|why| not_found(uri, &why, caller.revision))?;
    let values = match resource.address {
        Address::Fixed(_) => Vec::new(),
        Address::Template(template) => {
            let names = template.cells.iter().map(|cell| cell.name);
            let names = names.chain(template.query.iter().map(|member| member.name));
            let in_query = names.clone().zip(&resource.found.values).skip(template.cells.len());
            if let Some((name, why)) = unsafe_path(resource.handler, in_query) {
                let why = NotFound::Miss(Miss::Unsafe(name, why));
                return Err(not_found(uri, &why, caller.revision));
            }
            names.zip(&resource.found.values).filter_map(|(name, value)| Some((name, json(value)?))).collect()
        }
    };
    let arguments: Vec<(Cow<'_, str>, &RawValue)> =
        values.iter().map(|(name, value)| (Cow::Borrowed(*name), &**value)).collect();
    let asking = Asking { id, arguments: &arguments, params, asked: Asked::Uri(Arc::new(written(uri))) };
    call::start(app, resource.handler, caller, asking, out)
}

/// A text in the query is free, but for one that is taken as a path: that leads nowhere else than one in the path would (M-RES-08).
fn unsafe_path<'a>(
    handler: &Handler,
    mut values: impl Iterator<Item = (&'static str, &'a Value)>,
) -> Option<(&'static str, Unsafe)> {
    values.find_map(|(name, value)| {
        handler.arguments().find(|field| field.name == name && field.is_path)?;
        let texts = match value {
            Value::Absent => &[][..],
            Value::Text(text) => std::slice::from_ref(text),
            Value::List(texts) => texts,
        };
        let mut segments = texts.iter().flat_map(|text| text.split('/'));
        segments.find_map(|segment| check(segment).err()).map(|why| (name, why))
    })
}

/// Whether a URI is of a resource that this caller sees.
pub(crate) fn exists(catalog: &Catalog, caller: &Caller<'_>, uri: &str) -> Result<(), RpcError> {
    catalog.resource(uri, caller).map(|_| ()).map_err(|why| not_found(uri, &why, caller.revision))
}

/// A URI as the answer repeats it: in the client's own spelling, which it looks for. What people write, as `ü`, is none.
fn written(uri: &str) -> Box<str> {
    let normal = (!uri.is_ascii()).then(|| normal(uri).ok()).flatten();
    normal.as_deref().unwrap_or(uri).into()
}

/// The value of a variable as a client would send it: one way reads all arguments.
fn json(value: &Value) -> Option<Box<RawValue>> {
    let text = match value {
        Value::Absent => return None,
        Value::Text(text) => serde_json::to_string(text),
        Value::List(texts) => serde_json::to_string(texts),
    };
    RawValue::from_string(text.ok()?).ok()
}

/// What is no URI, and what its query lacks, can be mended; where there is nothing else, nobody learns why (M-RES-07).
fn not_found(uri: &str, why: &NotFound, revision: Revision) -> RpcError {
    match why {
        NotFound::NoUri(fault) => RpcError::invalid_params(format!("`uri` is none: {fault}")),
        NotFound::Miss(Miss::Query(name, wrong)) => {
            RpcError::invalid_params(format!("`{name}` in the query {wrong}"))
        }
        NotFound::Miss(Miss::Unsafe(name, why)) => {
            tracing::warn!(uri, "refused, `{name}` is no safe part of a path: {why}");
            result::not_found(uri, revision)
        }
        NotFound::Miss(Miss::Other) => result::not_found(uri, revision),
    }
}

/// What a resource is answered whose variables its types refuse: no resource has such a path, but a query can be mended.
#[cold]
pub(crate) fn refused(call: &Called, resource: &ResourceRole, wrong: &[usize], text: String) -> RpcError {
    let Asked::Uri(uri) = &call.asked else { return RpcError::new(RpcError::INTERNAL, text) };
    let in_query = |index: &usize| {
        let name = call.handler.fields[*index].name;
        resource.query.iter().any(|member| member.name == name)
    };
    if wrong.iter().any(in_query) {
        return RpcError::invalid_params(text);
    }
    tracing::info!(uri = &**uri, "not found: {text}");
    // Something that the server has not is its own fault.
    if wrong.is_empty() {
        RpcError::new(RpcError::INTERNAL, text)
    } else {
        result::not_found(uri, call.revision)
    }
}

/// A list of which functions make a part, as it was asked for.
#[derive(Debug)]
pub(crate) struct Listing {
    fixed: Vec<Arc<ResourceSpec>>,
    cursor: Option<String>,
    page_size: Option<usize>,
}

/// Starts `resources/list` where `listing` makes a part of it.
pub(crate) fn list(
    app: &Arc<App>,
    (catalog, listing): (&Catalog, &Arc<Handler>),
    caller: &Caller<'_>,
    id: &str,
    params: &Params<'_>,
    out: &mut Vec<u8>,
) -> Result<Option<Started>, RpcError> {
    let asked = Listing {
        fixed: catalog.resources.seen_by(caller).map(Arc::clone).collect(),
        cursor: params.cursor.as_deref().filter(|cursor| !cursor.is_empty()).map(str::to_owned),
        page_size: app.options.page_size,
    };
    let asking = Asking { id, arguments: &[], params, asked: Asked::List(Arc::new(asked)) };
    call::start(app, listing, caller, asking, out)
}

impl Listing {
    /// The members of the result: those of the table first, then `links` but for those that the table has. A cursor is the URI
    /// of the last entry of the page before, as in every list.
    pub(crate) fn page(&self, links: &[Content], revision: Revision) -> Result<String, RpcError> {
        let listed = links.iter().filter_map(|link| match link {
            Content::ResourceLink(of) if self.fixed.iter().all(|fixed| *fixed.uri != *of.uri) => {
                Some((of.uri.as_str(), Cow::Owned(downgrade::listed(link, revision).to_string())))
            }
            _ => None,
        });
        let fixed = self.fixed.iter().map(|fixed| (&*fixed.uri, Cow::Borrowed(fixed.entry(revision))));
        let all: Vec<(&str, Cow<'_, str>)> = fixed.chain(listed).collect();
        let start = match &self.cursor {
            None => 0,
            Some(cursor) => {
                let after = cursor.strip_prefix("after:");
                let at = after.and_then(|uri| all.iter().position(|(listed, _)| *listed == uri));
                at.map(|at| at + 1).ok_or_else(|| lists::unknown_cursor(cursor))?
            }
        };
        let page = &all[start..];
        let page = &page[..page.len().min(self.page_size.unwrap_or(usize::MAX).max(1))];
        let entries: Vec<&str> = page.iter().map(|(_, entry)| &**entry).collect();
        let mut text = format!("\"{}\":[{}]", ResourceSpec::MEMBER, entries.join(","));
        if let Some((uri, _)) = page.last().filter(|_| start + page.len() < all.len()) {
            text.push_str(&lists::next_cursor(uri));
        }
        Ok(text)
    }
}
