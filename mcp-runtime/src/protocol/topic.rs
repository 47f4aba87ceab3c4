//! What clients can hear changes of.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::outcome::error::RpcError;

/// Something that may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Topic {
    /// The list of tools.
    Tools,
    /// The list of prompts.
    Prompts,
    /// The list of resources.
    Resources,
    /// What one resource holds.
    Resource(Arc<str>),
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
        let resources = filter.resource_subscriptions.iter().map(|uri| Self::Resource((&**uri).into()));
        Ok(lists.chain(resources).collect())
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
                Self::Resource(uri) => {
                    uris.push(Value::from(&**uri));
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
        let all = r#"{"toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true,"resourceSubscriptions":["a:b","c:\"d"]}"#;
        let topics = read(all).expect("a filter");
        assert_eq!(topics.len(), 5);
        assert_eq!(topics[4], Topic::Resource("c:\"d".into()));
        assert_eq!(Topic::filter(&topics).to_string(), all);
        assert_eq!(read(r#"{"toolsListChanged":false,"more":1}"#), Ok(Vec::new()));
        for wrong in ["[]", "null", r#"{"toolsListChanged":1}"#, r#"{"resourceSubscriptions":"a:b"}"#] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(Topic::asked_for(None).is_err());
    }
}
