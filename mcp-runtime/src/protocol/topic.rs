//! What clients can hear changes of.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::outcome::error::RpcError;
use crate::schema::uri::normal;

/// Something that may change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Topic {
    /// The list of tools.
    Tools,
    /// The list of prompts.
    Prompts,
    /// The list of resources.
    Resources,
    /// What one resource holds.
    Resource(Watched),
}

/// A resource that somebody hears of. Two that are written in different ways are the same.
#[derive(Debug, Clone)]
pub(crate) struct Watched {
    /// As the client wrote it, and looks for it.
    pub(crate) uri: Arc<str>,
    normal: Arc<str>,
}

impl Watched {
    /// The resource of this URI; nothing where it is none.
    pub(crate) fn new(uri: &str) -> Option<Self> {
        let normal: Arc<str> = normal(uri).ok()?.as_ref().into();
        // What people write, as `ü`, is no URI.
        let same = *normal == *uri || !uri.is_ascii();
        let uri = if same { Arc::clone(&normal) } else { uri.into() };
        Some(Self { uri, normal })
    }

    /// How many bytes its URI takes, as it is written and in its normal form.
    pub(crate) fn size(&self) -> usize {
        self.uri.len() + self.normal.len()
    }
}

impl PartialEq for Watched {
    fn eq(&self, other: &Self) -> bool {
        self.normal == other.normal
    }
}

impl Eq for Watched {}

impl Hash for Watched {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.normal.hash(state);
    }
}

/// The filter of `subscriptions/listen` (2026-07-28).
#[derive(Default, serde::Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Filter<'a> {
    tools_list_changed: bool,
    prompts_list_changed: bool,
    resources_list_changed: bool,
    #[serde(borrow)]
    resource_subscriptions: Vec<Cow<'a, str>>,
}

impl Topic {
    /// The notification that says that it changed.
    pub(crate) fn method(&self) -> &'static str {
        match self {
            Self::Tools => "notifications/tools/list_changed",
            Self::Prompts => "notifications/prompts/list_changed",
            Self::Resources => "notifications/resources/list_changed",
            Self::Resource(_) => "notifications/resources/updated",
        }
    }

    /// What a filter asks for.
    pub(crate) fn asked_for(filter: Option<&RawValue>) -> Result<Vec<Self>, RpcError> {
        let wrong =
            || RpcError::invalid_params("`notifications` must be an object of the changes to hear of");
        let filter = filter.filter(|raw| raw.get().starts_with('{')).ok_or_else(wrong)?;
        let filter: Filter<'_> = serde_json::from_str(filter.get()).map_err(|_| wrong())?;
        let lists = [
            (filter.tools_list_changed, Self::Tools),
            (filter.prompts_list_changed, Self::Prompts),
            (filter.resources_list_changed, Self::Resources),
        ];
        let lists = lists.into_iter().filter_map(|(asked, topic)| asked.then_some(topic));
        let resources = filter.resource_subscriptions.iter();
        let resources = resources.filter_map(|uri| Watched::new(uri)).map(Self::Resource);
        Ok(lists.chain(resources).collect())
    }

    /// How many bytes a client's own part of it takes.
    pub(crate) fn size(&self) -> usize {
        if let Self::Resource(watched) = self { watched.size() } else { 0 }
    }

    /// These topics as a filter: what of it is honoured (M-SUB-03).
    pub(crate) fn filter(topics: &[Self]) -> Value {
        let mut members = Map::new();
        let mut uris = Vec::new();
        for topic in topics {
            let list = match topic {
                Self::Tools => "toolsListChanged",
                Self::Prompts => "promptsListChanged",
                Self::Resources => "resourcesListChanged",
                Self::Resource(watched) => {
                    uris.push(Value::from(&*watched.uri));
                    continue;
                }
            };
            members.insert(list.into(), true.into());
        }
        if !uris.is_empty() {
            members.insert("resourceSubscriptions".into(), uris.into());
        }
        members.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_read_and_written() {
        let read = |text: &str| {
            let raw: Box<RawValue> = serde_json::from_str(text).expect("JSON");
            Topic::asked_for(Some(&raw))
        };
        let all = r#"{"toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true,"resourceSubscriptions":["a:b","C:%2f#d"]}"#;
        let topics = read(all).expect("a filter");
        assert_eq!(topics.len(), 5);
        assert_eq!(Some(&topics[4]), Watched::new("c:%2F").map(Topic::Resource).as_ref());
        // What is no URI cannot be heard of.
        assert_eq!(read(r#"{"resourceSubscriptions":["nothing"]}"#), Ok(Vec::new()));
        assert_eq!(Topic::filter(&topics).to_string(), all);
        assert_eq!(read(r#"{"toolsListChanged":false,"more":1}"#), Ok(Vec::new()));
        for wrong in ["[]", "null", r#"{"toolsListChanged":1}"#, r#"{"resourceSubscriptions":"a:b"}"#] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(Topic::asked_for(None).is_err());
    }
}
