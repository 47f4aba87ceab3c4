//! What an older revision may see of a list entry and of a content block.
//!
//! The server itself knows only the newest revision; everything that an older one lacks is taken away or rewritten here.

use serde_json::{Map, Value, json};

use crate::outcome::content::{Content, ResourceLink};
use crate::protocol::entry::{PromptArgument, PromptEntry, ToolEntry};
use crate::protocol::revision::Revision;

/// A tool as `tools/list` shows it.
pub(crate) fn tool(tool: &ToolEntry<'_>, revision: Revision) -> Value {
    let mut entry = Map::new();
    entry.insert("name".into(), tool.name.into());
    if !tool.title.is_empty() && revision.has_titles() {
        entry.insert("title".into(), tool.title.into());
    }
    if !tool.description.is_empty() {
        entry.insert("description".into(), tool.description.into());
    }
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
    Value::Object(entry)
}

/// A prompt as `prompts/list` shows it. Before there were titles, the one it has is lost: nothing else would hold it.
pub(crate) fn prompt(prompt: &PromptEntry<'_>, revision: Revision) -> Value {
    let mut entry = Map::new();
    entry.insert("name".into(), prompt.name.into());
    if !prompt.title.is_empty() && revision.has_titles() {
        entry.insert("title".into(), prompt.title.into());
    }
    if !prompt.description.is_empty() {
        entry.insert("description".into(), prompt.description.into());
    }
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
    Value::Object(entry)
}

fn annotations(tool: &ToolEntry<'_>, revision: Revision) -> Map<String, Value> {
    let mut annotations = Map::new();
    if !tool.title.is_empty() && !revision.has_titles() {
        annotations.insert("title".into(), tool.title.into());
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

/// A content block; what the revision does not know becomes text.
pub(crate) fn content(block: &Content, revision: Revision) -> Value {
    match block {
        Content::Audio(audio) if !revision.has_audio() => {
            text(format!("[audio, {}, {} bytes]", audio.mime_type, audio.data.len()))
        }
        Content::ResourceLink(ResourceLink { uri, name, .. }) if !revision.has_resource_links() => {
            text(format!("{name}: {uri}"))
        }
        _ => block.to_json(),
    }
}

fn text(text: String) -> Value {
    json!({ "type": "text", "text": text })
}
