//! What an older revision may see of a list entry and of a content block.
//!
//! The server itself knows only the newest revision; everything that an older one lacks is taken away or rewritten here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::outcome::content::{Body, Content, Icon, IconSpec, ResourceLink, Text};
use crate::outcome::contents::ResourceContents;
use crate::protocol::entry::{Common, Facts, PromptArgument, PromptEntry, ResourceEntry, ToolEntry};
use crate::protocol::revision::Revision;

/// What every entry of a list begins with.
fn begun(common: &Common, revision: Revision) -> Map<String, Value> {
    let mut entry = Map::new();
    entry.insert("name".into(), common.name.into());
    if !common.title.is_empty() && revision.has_titles() {
        entry.insert("title".into(), common.title.into());
    }
    if !common.description.is_empty() {
        entry.insert("description".into(), common.description.into());
    }
    entry
}

/// What every entry of a list ends with.
fn ended(mut entry: Map<String, Value>, common: &Common, revision: Revision) -> Value {
    icons(&mut entry, common.icons, revision);
    if !common.meta.is_empty() && revision.has_meta_on_entries() {
        let read = |text: &str| serde_json::from_str(text).unwrap_or_default();
        let meta: Map<_, _> = common.meta.iter().map(|(key, text)| ((*key).into(), read(text))).collect();
        entry.insert("_meta".into(), meta.into());
    }
    Value::Object(entry)
}

/// A tool as `tools/list` shows it.
pub(crate) fn tool(tool: &ToolEntry<'_>, revision: Revision) -> Value {
    let mut entry = begun(&tool.common, revision);
    entry.insert("inputSchema".into(), tool.input_schema.clone());
    if let Some(schema) = tool.output_schema.filter(|_| revision.has_structured_content()) {
        entry.insert("outputSchema".into(), schema.clone());
    }
    if revision.has_tool_annotations() {
        let annotations = annotations(tool, revision);
        if !annotations.is_empty() {
            entry.insert("annotations".into(), annotations.into());
        }
    }
    ended(entry, &tool.common, revision)
}

/// A prompt as `prompts/list` shows it. Before there were titles, the one it has is lost: nothing else would hold it.
pub(crate) fn prompt(prompt: &PromptEntry<'_>, revision: Revision) -> Value {
    let mut entry = begun(&prompt.common, revision);
    let argument = |argument: &PromptArgument| {
        let mut shown = json!({ "name": argument.name });
        if !argument.description.is_empty() {
            shown["description"] = argument.description.as_str().into();
        }
        shown["required"] = argument.required.into();
        shown
    };
    if !prompt.arguments.is_empty() {
        entry.insert("arguments".into(), prompt.arguments.iter().map(argument).collect());
    }
    ended(entry, &prompt.common, revision)
}

/// A resource as `resources/list` shows it, or a template as `resources/templates/list` does.
pub(crate) fn resource(resource: &ResourceEntry<'_>, revision: Revision) -> Value {
    let mut entry = begun(&resource.common, revision);
    entry.shift_insert(
        0,
        if resource.is_template { "uriTemplate" } else { "uri" }.into(),
        resource.uri.into(),
    );
    if !resource.mime.is_empty() {
        entry.insert("mimeType".into(), resource.mime.into());
    }
    let Facts { size, audience, priority, last_modified } = *resource.facts;
    if let Some(size) = size.filter(|_| !resource.is_template) {
        entry.insert("size".into(), size.into());
    }
    let mut annotations = Map::new();
    if !audience.is_empty() {
        annotations.insert("audience".into(), audience.iter().map(|role| role.as_str()).collect());
    }
    if let Some(priority) = priority {
        annotations.insert("priority".into(), priority.into());
    }
    if !last_modified.is_empty() && revision.has_last_modified() {
        annotations.insert("lastModified".into(), last_modified.into());
    }
    if !annotations.is_empty() {
        entry.insert("annotations".into(), annotations.into());
    }
    ended(entry, &resource.common, revision)
}

/// A resource that was found while the server runs, as an entry of `resources/list`: a link is the same but for its type.
pub(crate) fn listed(link: &Content, revision: Revision) -> Value {
    let mut entry = link.to_json();
    if let Value::Object(members) = &mut entry {
        members.shift_remove("type");
        strip(members, revision);
        if !revision.has_titles() {
            members.shift_remove("title");
        }
    }
    entry
}

/// A part of the contents of a resource; `uri` and `mime` are for what says none of its own.
pub(crate) fn contents(part: &ResourceContents, uri: &str, mime: &str, revision: Revision) -> Value {
    let mut shown = Map::new();
    shown.insert("uri".into(), part.uri.as_deref().unwrap_or(uri).into());
    let mime = match (part.mime_type.as_deref().unwrap_or(mime), &part.body) {
        ("", Body::Text(_)) => "text/plain",
        ("", Body::Bytes(_)) => "application/octet-stream",
        (mime, _) => mime,
    };
    shown.insert("mimeType".into(), mime.into());
    match &part.body {
        Body::Text(text) => shown.insert("text".into(), text.as_str().into()),
        Body::Bytes(bytes) => shown.insert("blob".into(), STANDARD.encode(bytes).into()),
    };
    if !part.meta.is_empty() && revision.has_meta_on_content() {
        shown.insert("_meta".into(), part.meta.clone().into());
    }
    Value::Object(shown)
}

fn annotations(tool: &ToolEntry<'_>, revision: Revision) -> Map<String, Value> {
    let mut annotations = Map::new();
    if !tool.common.title.is_empty() && !revision.has_titles() {
        annotations.insert("title".into(), tool.common.title.into());
    }
    let hints = [
        ("readOnlyHint", tool.hints.read_only),
        ("destructiveHint", tool.hints.destructive),
        ("idempotentHint", tool.hints.idempotent),
        ("openWorldHint", tool.hints.open_world),
    ];
    for (name, hint) in hints {
        if let Some(hint) = hint {
            annotations.insert(name.into(), hint.into());
        }
    }
    annotations
}

/// A content block; what the revision does not know becomes text, which is for the same readers.
pub(crate) fn content(block: &Content, revision: Revision) -> Value {
    let mut shown = match block {
        Content::Audio(audio) if !revision.has_audio() => {
            instead(block, format!("[audio, {}, {} bytes]", audio.mime_type, audio.data.len()))
        }
        Content::ResourceLink(ResourceLink { uri, name, .. }) if !revision.has_resource_links() => {
            instead(block, format!("{name}: {uri}"))
        }
        _ => block.to_json(),
    };
    if let (Some(_), Value::Object(members)) = (block.extras(), &mut shown) {
        strip(members, revision);
    }
    shown
}

/// A text in the place of a block.
fn instead(block: &Content, text: String) -> Value {
    let mut text = Text::new(text);
    text.extras = block.extras().map(|extras| Box::new(extras.annotations_only()));
    Content::from(text).to_json()
}

/// Takes away what a block may not say in this revision.
fn strip(block: &mut Map<String, Value>, revision: Revision) {
    if !revision.has_icons() {
        block.remove("icons");
    }
    if !revision.has_meta_on_content() {
        block.remove("_meta");
        if let Some(Value::Object(resource)) = block.get_mut("resource") {
            resource.remove("_meta");
        }
    }
    let annotations = block.get_mut("annotations").filter(|_| !revision.has_last_modified());
    if let Some(Value::Object(annotations)) = annotations {
        annotations.remove("lastModified");
        if annotations.is_empty() {
            block.remove("annotations");
        }
    }
}

/// Adds the icons of what stands in a table, where the revision has them.
pub(crate) fn icons(entry: &mut Map<String, Value>, icons: &[IconSpec], revision: Revision) {
    if !icons.is_empty() && revision.has_icons() {
        let icons = icons.iter().map(|icon| Icon::from(icon).to_json()).collect();
        entry.insert("icons".into(), icons);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::outcome::content::{Audio, Embedded, Role};

    const ICON: IconSpec = IconSpec::new("https://example.com/a.png");

    fn shown(block: impl Into<Content>) -> Vec<Value> {
        let block = block.into();
        Revision::ALL.into_iter().map(|revision| content(&block, revision)).collect()
    }

    #[test]
    fn a_text_says_what_its_revision_knows() {
        let text = Text::new("a")
            .audience(Role::User)
            .priority(0.5)
            .last_modified("2026-07-28T09:00:00Z")
            .meta("reviewed", true);
        let old = json!({
            "type": "text", "text": "a", "annotations": { "audience": ["user"], "priority": 0.5 },
        });
        let new = json!({
            "type": "text",
            "text": "a",
            "annotations": { "audience": ["user"], "priority": 0.5, "lastModified": "2026-07-28T09:00:00Z" },
            "_meta": { "reviewed": true },
        });
        assert_eq!(shown(text), [&old, &old, &new, &new, &new].map(Clone::clone));
        let dated = shown(Text::new("a").last_modified("2026-07-28T09:00:00Z"));
        assert_eq!(dated[0], json!({ "type": "text", "text": "a" }), "nothing is left of the annotations");
    }

    #[test]
    fn a_link_is_a_text_before_it_has_icons() {
        let link = ResourceLink::new("file:///a", "a")
            .title("A")
            .icon(Icon::from(&ICON))
            .priority(1.0)
            .meta("reviewed", true);
        let [old, text, plain, _, whole] = shown(link).try_into().expect("one a revision");
        assert_eq!(
            old,
            json!({ "type": "text", "text": "a: file:///a", "annotations": { "priority": 1.0 } })
        );
        assert_eq!(text, old);
        let mut expected = json!({
            "type": "resource_link", "uri": "file:///a", "name": "a", "title": "A",
            "annotations": { "priority": 1.0 }, "_meta": { "reviewed": true },
        });
        assert_eq!(plain, expected);
        expected["icons"] = json!([{ "src": "https://example.com/a.png" }]);
        assert_eq!(whole, expected);
    }

    #[test]
    fn sound_in_words_is_for_the_same_readers() {
        let sound = Audio::new([1, 2], "audio/wav").audience(Role::Assistant).meta("reviewed", true);
        assert_eq!(
            shown(sound)[0],
            json!({
                "type": "text", "text": "[audio, audio/wav, 2 bytes]", "annotations": { "audience": ["assistant"] },
            })
        );
    }

    #[test]
    fn a_resource_inside_loses_its_meta_too() {
        let embedded = Embedded::text("file:///a", "x").meta("a", 1).contents_meta("b", 2);
        let [_, old, new, ..] = <[Value; 5]>::try_from(shown(embedded)).expect("one a revision");
        assert_eq!(old, json!({ "type": "resource", "resource": { "uri": "file:///a", "text": "x" } }));
        assert_eq!(
            new,
            json!({
                "type": "resource",
                "resource": { "uri": "file:///a", "text": "x", "_meta": { "b": 2 } },
                "_meta": { "a": 1 },
            })
        );
    }

    #[test]
    fn an_entry_says_what_its_revision_knows() {
        let common = Common {
            name: "a",
            title: "A",
            description: "Does it.",
            icons: &[ICON],
            meta: &[("com.example/tags", r#"["x",{"y":null}]"#), ("since", "-1.5")],
        };
        let shown = Revision::ALL
            .map(|revision| prompt(&PromptEntry { common, arguments: &[] }, revision).to_string());
        let old = r#"{"name":"a","description":"Does it."}"#;
        let titled = r#"{"name":"a","title":"A","description":"Does it.","_meta":{"com.example/tags":["x",{"y":null}],"since":-1.5}}"#;
        let new =
            titled.replace("\"_meta\"", "\"icons\":[{\"src\":\"https://example.com/a.png\"}],\"_meta\"");
        assert_eq!(shown, [old, old, titled, &new, &new]);
    }

    #[test]
    fn icons_of_a_table_are_there_where_the_revision_has_them() {
        let of = |list: &[IconSpec], revision| {
            let mut entry = Map::new();
            icons(&mut entry, list, revision);
            Value::Object(entry)
        };
        assert_eq!(of(&[ICON], Revision::V2025_06_18), json!({}));
        assert_eq!(of(&[], Revision::MODERN), json!({}));
        assert_eq!(
            of(&[ICON], Revision::MODERN),
            json!({ "icons": [{ "src": "https://example.com/a.png" }] })
        );
    }
}
