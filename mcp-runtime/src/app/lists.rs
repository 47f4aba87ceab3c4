//! `tools/list`: pages of entries that are rendered once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::app::catalog::ToolSpec;
use crate::outcome::error::RpcError;
use crate::protocol::downgrade;
use crate::protocol::revision::Revision;
use crate::schema::describe::cut;

/// A list, and the version it was rendered at.
type Rendered = (u64, Arc<str>);

/// The rendered list, for each revision that was asked for.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    whole: [Mutex<Option<Rendered>>; 5],
    /// Counts the changes of the list.
    version: AtomicU64,
}

impl Lists {
    /// The list changed.
    pub(crate) fn touch(&self) {
        self.version.fetch_add(1, Ordering::AcqRel);
    }

    /// The members of the result of `tools/list`, without its braces.
    pub(crate) fn page(
        &self,
        tools: &[Arc<ToolSpec>],
        revision: Revision,
        cursor: Option<&str>,
        page_size: Option<usize>,
    ) -> Result<Arc<str>, RpcError> {
        let version = self.version.load(Ordering::Acquire);
        let first_and_only = page_size.is_none() && cursor.is_none_or(str::is_empty);
        if !first_and_only {
            return render(tools, revision, cursor, page_size).map(Into::into);
        }
        let mut cached = self.whole[revision.index()].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, list)) = &*cached
            && *at == version
        {
            return Ok(Arc::clone(list));
        }
        let list: Arc<str> = render(tools, revision, None, None)?.into();
        *cached = Some((version, Arc::clone(&list)));
        Ok(list)
    }
}

/// A cursor is the name of the last tool of the page before: it stays right when the list changes in between.
fn render(
    tools: &[Arc<ToolSpec>],
    revision: Revision,
    cursor: Option<&str>,
    page_size: Option<usize>,
) -> Result<String, RpcError> {
    let start = match cursor {
        None | Some("") => 0,
        Some(cursor) => {
            let after = cursor
                .strip_prefix("after:")
                .and_then(|name| tools.iter().position(|t| t.handler.name == name));
            after.map(|at| at + 1).ok_or_else(|| {
                let shown = cut(cursor);
                RpcError::invalid_params(format!("unknown cursor {shown:?}; ask for the list without one"))
            })?
        }
    };
    let size = page_size.unwrap_or(usize::MAX).max(1);
    let mut shown = tools[start..].iter().filter(|tool| tool.is_enabled());
    let page: Vec<&Arc<ToolSpec>> = shown.by_ref().take(size).collect();
    let mut text = String::from("\"tools\":[");
    for (index, tool) in page.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(tool.rendered(revision));
    }
    text.push(']');
    if let (Some(last), Some(_)) = (page.last(), shown.next()) {
        text.push_str(&format!(",\"nextCursor\":\"after:{}\"", last.handler.name));
    }
    Ok(text)
}

/// A tool's entry, rendered once a revision.
#[derive(Debug, Default)]
pub(crate) struct Entry([OnceLock<Box<str>>; 5]);

impl Entry {
    pub(crate) fn get(&self, spec: &ToolSpec, revision: Revision) -> &str {
        self.0[revision.index()].get_or_init(|| downgrade::tool(&spec.listed(), revision).to_string().into())
    }
}
