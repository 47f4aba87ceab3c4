//! What a block says besides what it holds: for whom it is, how important, when it was changed, and what the author adds.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::outcome::content::{Audio, Embedded, Icon, Image, ResourceLink, Text};

/// One of the two who take part in a conversation.
///
/// ```
/// use mcp_runtime::{Role, Text};
///
/// let seen_by_one = Text::new("Press the button.").audience(Role::User);
/// let seen_by_both = Text::new("Press the button.").audience([Role::User, Role::Assistant]);
/// assert_ne!(seen_by_one, seen_by_both);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

impl Role {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }
}

/// One role stands where several may, as in `audience(Role::User)`.
impl IntoIterator for Role {
    type Item = Self;
    type IntoIter = std::iter::Once<Self>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self)
    }
}

/// What few blocks have; it stands in a box, so that those without pay for a pointer.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Extras {
    /// Each role at most once.
    pub(crate) audience: Vec<Role>,
    pub(crate) priority: Option<f64>,
    pub(crate) last_modified: Option<String>,
    pub(crate) meta: Map<String, Value>,
    /// The first key whose value could not be turned into JSON, and why.
    pub(crate) unwritten: Option<String>,
    /// Of a link.
    pub(crate) title: Option<String>,
    /// Of a link.
    pub(crate) icons: Vec<Icon>,
    /// Of the resource inside a block.
    pub(crate) contents_meta: Map<String, Value>,
}

/// The extras of a block, which it has from now on.
pub(super) fn extras(place: &mut Option<Box<Extras>>) -> &mut Extras {
    place.get_or_insert_default()
}

/// A value on its way under a key.
type Written = Result<Value, serde_json::Error>;

impl Extras {
    pub(crate) fn add_meta(&mut self, key: String, value: Written) {
        add(&mut self.meta, &mut self.unwritten, key, value);
    }

    pub(super) fn add_contents_meta(&mut self, key: String, value: Written) {
        add(&mut self.contents_meta, &mut self.unwritten, key, value);
    }

    /// `_meta`, as JSON; nothing where there is none.
    pub(crate) fn meta_json(&self) -> String {
        if self.meta.is_empty() { String::new() } else { Value::Object(self.meta.clone()).to_string() }
    }

    /// What a text in the place of a block keeps of it.
    pub(crate) fn annotations_only(&self) -> Self {
        let (audience, last_modified) = (self.audience.clone(), self.last_modified.clone());
        Self { audience, priority: self.priority, last_modified, ..Self::default() }
    }

    /// About how many bytes of text it has.
    pub(crate) fn size(&self) -> usize {
        let icons: usize = self.icons.iter().map(|icon| icon.src.len()).sum();
        icons + weight(&self.meta) + weight(&self.contents_meta)
    }

    /// Adds the members of a block as the newest revision has them. Annotations are those of the block, also where a resource
    /// is inside (AMB-24).
    pub(super) fn write(&self, block: &mut Map<String, Value>) {
        let mut annotations = Map::new();
        if !self.audience.is_empty() {
            let audience: Vec<&str> = self.audience.iter().map(|role| role.as_str()).collect();
            annotations.insert("audience".into(), audience.into());
        }
        if let Some(priority) = self.priority {
            annotations.insert("priority".into(), priority.into());
        }
        if let Some(moment) = &self.last_modified {
            annotations.insert("lastModified".into(), moment.as_str().into());
        }
        if let Some(title) = &self.title {
            block.insert("title".into(), title.as_str().into());
        }
        if !self.icons.is_empty() {
            block.insert("icons".into(), self.icons.iter().map(Icon::to_json).collect());
        }
        if !annotations.is_empty() {
            block.insert("annotations".into(), annotations.into());
        }
        if !self.meta.is_empty() {
            block.insert("_meta".into(), self.meta.clone().into());
        }
    }
}

fn add(meta: &mut Map<String, Value>, unwritten: &mut Option<String>, key: String, value: Written) {
    match value {
        Ok(value) => _ = meta.insert(key, value),
        Err(error) => _ = unwritten.get_or_insert_with(|| format!("{key}: {error}")),
    }
}

fn weight(members: &Map<String, Value>) -> usize {
    fn of(value: &Value) -> usize {
        match value {
            Value::String(text) => text.len(),
            Value::Array(items) => items.iter().map(|item| 1 + of(item)).sum(),
            Value::Object(members) => weight(members),
            _ => 1,
        }
    }
    members.iter().map(|(key, value)| key.len() + of(value)).sum()
}

macro_rules! annotated {
    ($($block:ident)*) => {
        $(impl $block {
            /// Says for whom it is: one role or several. Without, it is for both.
            #[must_use]
            pub fn audience(mut self, roles: impl IntoIterator<Item = Role>) -> Self {
                let mut roles: Vec<Role> = roles.into_iter().collect();
                roles.sort_unstable();
                roles.dedup();
                extras(&mut self.extras).audience = roles;
                self
            }

            /// Says how important it is, from 0 (nobody misses it) to 1 (it is needed).
            ///
            /// Any other number is an error of the tool when the result is sent.
            #[must_use]
            pub fn priority(mut self, priority: f64) -> Self {
                extras(&mut self.extras).priority = Some(priority);
                self
            }

            /// Says when it was last changed: date, time and offset as in `2026-07-28T09:00:00Z` (RFC 3339).
            ///
            /// Any other text is an error of the tool when the result is sent.
            #[must_use]
            pub fn last_modified(mut self, moment: impl Into<String>) -> Self {
                extras(&mut self.extras).last_modified = Some(moment.into());
                self
            }

            /// Adds a value under a key of `_meta`, for clients that know what it means.
            ///
            /// A key is a name (`reviewed`), which may have a prefix of your own (`com.example/reviewed`). One that is not
            /// written so or is reserved for the protocol, and a value that JSON does not have, are an error of the tool when
            /// the result is sent.
            #[must_use]
            pub fn meta(mut self, key: impl Into<String>, value: impl Serialize) -> Self {
                extras(&mut self.extras).add_meta(key.into(), serde_json::to_value(value));
                self
            }
        })*
    };
}
annotated!(Text Image Audio ResourceLink Embedded);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::outcome::content::{Content, Theme};

    #[test]
    fn what_is_seldom_is_small() {
        assert_eq!(size_of::<Text>(), size_of::<String>() + size_of::<usize>());
        assert!(size_of::<Content>() <= 128);
    }

    #[test]
    fn a_block_says_what_it_was_told() {
        let text = Text::new("a")
            .audience([Role::Assistant, Role::User, Role::User])
            .priority(1.0)
            .last_modified("2026-07-28T09:00:00Z")
            .meta("com.example/reviewed", true)
            .meta("by", json!({ "name": "Ada" }));
        assert_eq!(
            Content::from(text).to_json(),
            json!({
                "type": "text",
                "text": "a",
                "annotations": {
                    "audience": ["user", "assistant"], "priority": 1.0, "lastModified": "2026-07-28T09:00:00Z",
                },
                "_meta": { "com.example/reviewed": true, "by": { "name": "Ada" } },
            })
        );
        let plain = Text::new("a").audience([]);
        assert_eq!(Content::from(plain).to_json(), json!({ "type": "text", "text": "a" }));
    }

    #[test]
    fn a_link_has_a_title_and_icons() {
        let link = ResourceLink::new("file:///a", "a")
            .title("A")
            .icon(Icon::new("https://example.com/a.png").theme(Theme::Dark))
            .icon(Icon::new("https://example.com/b.png"));
        assert_eq!(
            Content::from(link).to_json(),
            json!({
                "type": "resource_link",
                "uri": "file:///a",
                "name": "a",
                "title": "A",
                "icons": [
                    { "src": "https://example.com/a.png", "theme": "dark" },
                    { "src": "https://example.com/b.png" },
                ],
            })
        );
    }

    #[test]
    fn annotations_stand_on_the_block_around_a_resource_amb_24() {
        let embedded = Embedded::text("file:///a", "x").priority(0.0).meta("a", 1).contents_meta("b", 2);
        assert_eq!(
            Content::from(embedded).to_json(),
            json!({
                "type": "resource",
                "resource": { "uri": "file:///a", "text": "x", "_meta": { "b": 2 } },
                "annotations": { "priority": 0.0 },
                "_meta": { "a": 1 },
            })
        );
    }

    #[test]
    fn what_is_added_counts() {
        let large = "x".repeat(1_000);
        let meta = Content::from(Text::new("a").meta("k", json!([{ "k": large.as_str() }, null])));
        assert!((1_000..1_100).contains(&meta.size()), "{}", meta.size());
        let icon = Content::from(ResourceLink::new("file:///a", "a").icon(Icon::new(large)));
        assert_eq!(icon.size(), 1_000);
    }
}
