//! What a list method shows, and who sees what of it.
//!
//! A list never changes: another one takes its place. Each of its pages is rendered once a revision, and, where callers differ,
//! once for each set of entries that some of them see.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::base::fnv::Fnv;
use crate::outcome::error::RpcError;
use crate::protocol::caller::Caller;
use crate::protocol::revision::Revision;
use crate::schema::describe::cut;

/// Whether a caller sees an entry.
pub(crate) type Condition = Box<dyn Fn(&Caller<'_>) -> bool + Send + Sync>;

/// So many sets of entries are kept rendered; those beyond are rendered each time.
const MOST_SETS: usize = 64;

/// What a list is of.
pub(crate) trait Listed {
    /// The member of the result that holds the entries.
    const MEMBER: &'static str;

    fn name(&self) -> &Arc<str>;

    /// The entry as it is sent.
    fn entry(&self, revision: Revision) -> &str;

    /// Who sees it; everybody without one.
    fn condition(&self) -> Option<&Condition>;
}

/// An entry, and whether it is shown at all.
#[derive(Debug)]
pub(crate) struct Item<T> {
    pub(crate) spec: Arc<T>,
    pub(crate) shown: bool,
}

impl<T> Clone for Item<T> {
    fn clone(&self) -> Self {
        Self { spec: Arc::clone(&self.spec), shown: self.shown }
    }
}

impl<T: Listed> Item<T> {
    pub(crate) fn is_for(&self, caller: &Caller<'_>) -> bool {
        self.shown && self.spec.condition().is_none_or(|sees| sees(caller))
    }
}

/// Which of the entries somebody sees, in which revision.
type Set = (Revision, Box<[bool]>);

/// A list at one moment.
#[derive(Debug)]
pub(crate) struct List<T> {
    items: Vec<Item<T>>,
    /// Names are short and are not chosen by clients.
    index: HashMap<Arc<str>, usize, BuildHasherDefault<Fnv>>,
    /// Not everybody sees the same.
    differs: bool,
    whole: [OnceLock<Arc<str>>; 5],
    sets: Mutex<HashMap<Set, Arc<str>>>,
}

impl<T: Listed> List<T> {
    /// A list of these entries, in this order; an error is the name that two of them have.
    pub(crate) fn new(items: Vec<Item<T>>) -> Result<Self, Arc<str>> {
        let mut index = HashMap::default();
        for (at, item) in items.iter().enumerate() {
            let name = item.spec.name();
            if index.insert(Arc::clone(name), at).is_some() {
                return Err(Arc::clone(name));
            }
        }
        let differs = items.iter().any(|item| item.spec.condition().is_some());
        Ok(Self { items, index, differs, whole: Default::default(), sets: Mutex::default() })
    }

    /// All entries, shown or not.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<T>> {
        self.items.iter().map(|item| &item.spec)
    }

    pub(crate) fn items(&self) -> &[Item<T>] {
        &self.items
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Where the entry of this name is among [`items`](Self::items).
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    /// The entry of this name, whoever sees it.
    pub(crate) fn named(&self, name: &str) -> Option<&Arc<T>> {
        self.position(name).map(|at| &self.items[at].spec)
    }

    /// The entry of this name, if this caller sees it.
    pub(crate) fn get(&self, name: &str, caller: &Caller<'_>) -> Option<&Arc<T>> {
        let item = &self.items[self.position(name)?];
        item.is_for(caller).then_some(&item.spec)
    }

    /// What this caller sees.
    pub(crate) fn seen_by(&self, caller: &Caller<'_>) -> impl Iterator<Item = &Arc<T>> {
        self.items.iter().filter(|item| item.is_for(caller)).map(|item| &item.spec)
    }

    /// The members of the result of the list method, without its braces.
    pub(crate) fn page(
        &self,
        caller: &Caller<'_>,
        cursor: Option<&str>,
        page_size: Option<usize>,
    ) -> Result<Arc<str>, RpcError> {
        let revision = caller.revision;
        let seen: Box<[bool]> = if self.differs {
            self.items.iter().map(|item| item.is_for(caller)).collect()
        } else {
            Box::default()
        };
        if page_size.is_some() || cursor.is_some_and(|cursor| !cursor.is_empty()) {
            return self.render(revision, &seen, cursor, page_size).map(Into::into);
        }
        if !self.differs {
            let whole = &self.whole[revision.index()];
            if let Some(list) = whole.get() {
                return Ok(Arc::clone(list));
            }
            let list: Arc<str> = self.render(revision, &seen, None, None)?.into();
            return Ok(Arc::clone(whole.get_or_init(|| list)));
        }
        let mut sets = self.sets.lock().unwrap_or_else(PoisonError::into_inner);
        let set = (revision, seen);
        if let Some(list) = sets.get(&set) {
            return Ok(Arc::clone(list));
        }
        let list: Arc<str> = self.render(revision, &set.1, None, None)?.into();
        if sets.len() < MOST_SETS {
            sets.insert(set, Arc::clone(&list));
        }
        Ok(list)
    }

    /// A cursor is the name of the last entry of the page before: it stays right when the list changes in between.
    fn render(
        &self,
        revision: Revision,
        seen: &[bool],
        cursor: Option<&str>,
        page_size: Option<usize>,
    ) -> Result<String, RpcError> {
        let start = match cursor {
            None | Some("") => 0,
            Some(cursor) => {
                let after = cursor.strip_prefix("after:").and_then(|name| self.position(name));
                after.map(|at| at + 1).ok_or_else(|| unknown_cursor(cursor))?
            }
        };
        let is_seen = |at: usize| if self.differs { seen[at] } else { self.items[at].shown };
        let mut rest = (start..self.items.len()).filter(|at| is_seen(*at)).map(|at| &self.items[at].spec);
        let page: Vec<&Arc<T>> = rest.by_ref().take(page_size.unwrap_or(usize::MAX).max(1)).collect();
        let entries: Vec<&str> = page.iter().map(|spec| spec.entry(revision)).collect();
        let mut text = format!("\"{}\":[{}]", T::MEMBER, entries.join(","));
        if let (Some(last), Some(_)) = (page.last(), rest.next()) {
            text.push_str(&next_cursor(last.name()));
        }
        Ok(text)
    }
}

/// The member that leads to the page behind the entry of this name.
pub(crate) fn next_cursor(last: &str) -> String {
    format!(",\"nextCursor\":{}", serde_json::Value::from(format!("after:{last}")))
}

pub(crate) fn unknown_cursor(cursor: &str) -> RpcError {
    RpcError::invalid_params(format!("unknown cursor {:?}; ask for the list without one", cut(cursor)))
}

/// An entry, rendered once a revision.
#[derive(Debug, Default)]
pub(crate) struct Rendered([OnceLock<Box<str>>; 5]);

impl Rendered {
    pub(crate) fn get(&self, revision: Revision, render: impl FnOnce() -> serde_json::Value) -> &str {
        self.0[revision.index()].get_or_init(|| render().to_string().into())
    }
}

#[cfg(test)]
mod tests;
