//! The results of calls on the wire.

use serde_json::{Value, json};

use crate::outcome::Outcome;
use crate::outcome::content::Content;
use crate::outcome::contents::ResourceContents;
use crate::outcome::error::RpcError;
use crate::outcome::message::Messages;
use crate::outcome::whole::Whole;
use crate::protocol::downgrade;
use crate::protocol::entry::Cache;
use crate::protocol::revision::Revision;
use crate::rpc::write;
use crate::schema::Shape;
use crate::schema::describe::cut;

/// What a result ends with in 2026-07-28: what kind it is, and who answered.
pub(crate) fn tail(server_info: &str) -> String {
    format!(",\"resultType\":\"complete\",\"_meta\":{{\"io.modelcontextprotocol/serverInfo\":{server_info}}}")
}

/// How results are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form<'a> {
    pub(crate) revision: Revision,
    /// Of a tool's.
    pub(crate) shape: Shape,
    /// The end of the result: [`tail`], or nothing.
    pub(crate) tail: &'a str,
    /// The most bytes that the message may have.
    pub(crate) limit: usize,
}

/// Appends the answer to a call of a tool as one line. What is too large is replaced by an error for the model.
pub(crate) fn call(out: &mut Vec<u8>, id: &str, outcome: &Outcome, form: Form<'_>) {
    let start = out.len();
    write::result(out, id);
    match outcome {
        Outcome::Text(text) => text_only(out, text, false),
        Outcome::Json(json) => structured(out, json, form),
        Outcome::Content(blocks) => content(out, blocks, form.revision),
        Outcome::Whole(all) => {
            whole_call(out, all, form);
            return finish(out, id, (start, ""), form);
        }
        Outcome::Error(error) => text_only(out, &error.to_string(), true),
        // No tool returns these.
        Outcome::Messages(_)
        | Outcome::Contents(_)
        | Outcome::Missing
        | Outcome::Links(_)
        | Outcome::Values(_)
        | Outcome::Asks(_) => {
            text_only(out, "", true);
        }
    }
    finish(out, id, (start, form.tail), form);
}

/// Ends the answer to a call.
fn finish(out: &mut Vec<u8>, id: &str, (start, tail): (usize, &str), form: Form<'_>) {
    out.extend_from_slice(tail.as_bytes());
    write::end(out);
    let size = out.len() - start;
    if size > form.limit {
        out.truncate(start);
        write::result(out, id);
        let text = format!("the result is too large: {size} bytes, and at most {} are sent", form.limit);
        text_only(out, &text, true);
        out.extend_from_slice(form.tail.as_bytes());
        write::end(out);
    }
}

fn text_only(out: &mut Vec<u8>, text: &str, is_error: bool) {
    out.extend_from_slice(b"\"content\":[{\"type\":\"text\",\"text\":");
    write::string(out, text);
    out.extend_from_slice(if is_error { b"}],\"isError\":true" } else { b"}]" });
}

/// A JSON value: as text, and as structured content where the revision has it.
fn structured(out: &mut Vec<u8>, json: &str, form: Form<'_>) {
    out.extend_from_slice(b"\"content\":[");
    mirrored(out, json);
    out.push(b']');
    value(out, json, form);
}

/// A JSON value as a block of text.
fn mirrored(out: &mut Vec<u8>, json: &str) {
    out.extend_from_slice(b"{\"type\":\"text\",\"text\":");
    match json.as_bytes() {
        // A JSON string is already a text in the escaped form.
        [b'"', ..] => out.extend_from_slice(json.as_bytes()),
        [b'{' | b'[', ..] => write::string(out, json),
        _ => {
            out.push(b'"');
            out.extend_from_slice(scalar(json).as_bytes());
            out.push(b'"');
        }
    }
    out.push(b'}');
}

/// A JSON value as structured content, where the revision has it.
fn value(out: &mut Vec<u8>, json: &str, form: Form<'_>) {
    let wrapped = match form.shape {
        Shape::Text => return,
        Shape::Object => false,
        Shape::Wrapped => true,
        Shape::Free => !json.starts_with('{'),
    };
    if !form.revision.has_structured_content() {
        return;
    }
    out.extend_from_slice(if wrapped {
        b",\"structuredContent\":{\"result\":"
    } else {
        b",\"structuredContent\":"
    });
    out.extend_from_slice(json.as_bytes());
    if wrapped {
        out.push(b'}');
    }
}

/// A number as people write it: 5, not 5.0.
fn scalar(json: &str) -> &str {
    json.strip_suffix(".0").unwrap_or(json)
}

/// A value among blocks, and `_meta`. What the result ends with is written here: it may have a `_meta` too.
fn whole_call(out: &mut Vec<u8>, Whole { json, mirrored_at, blocks, extras }: &Whole, form: Form<'_>) {
    out.extend_from_slice(b"\"content\":[");
    for at in 0..=blocks.len() {
        let comma = |out: &mut Vec<u8>| {
            if out.last() != Some(&b'[') {
                out.push(b',');
            }
        };
        if *mirrored_at == Some(at) {
            comma(out);
            mirrored(out, json);
        }
        if let Some(block) = blocks.get(at) {
            comma(out);
            out.extend_from_slice(downgrade::content(block, form.revision).to_string().as_bytes());
        }
    }
    out.push(b']');
    value(out, json, form);
    let mut meta = extras.meta_json();
    if meta.is_empty() {
        return out.extend_from_slice(form.tail.as_bytes());
    }
    // `{` of the author's members and `}` of the server's go.
    let (before, own) = form.tail.split_once("\"_meta\":{").unwrap_or((",", "}"));
    meta.truncate(meta.len() - 1);
    let comma = if own == "}" { "" } else { "," };
    out.extend_from_slice(format!("{before}\"_meta\":{meta}{comma}{own}").as_bytes());
}

fn content(out: &mut Vec<u8>, blocks: &[Content], revision: Revision) {
    out.extend_from_slice(b"\"content\":[");
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(downgrade::content(block, revision).to_string().as_bytes());
    }
    out.push(b']');
}

/// Appends the messages of a prompt as one line. What is too large is replaced by an error.
pub(crate) fn prompt(out: &mut Vec<u8>, id: &str, messages: &Messages, form: Form<'_>) {
    whole(out, id, form, |out| {
        if let Some(about) = messages.about() {
            out.extend_from_slice(b"\"description\":");
            write::string(out, about);
            out.push(b',');
        }
        out.extend_from_slice(b"\"messages\":[");
        for (index, message) in messages.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            let (role, content) =
                (message.role.as_str(), downgrade::content(&message.content, form.revision));
            let text = format!("{comma}{{\"role\":\"{role}\",\"content\":{content}}}");
            out.extend_from_slice(text.as_bytes());
        }
        out.push(b']');
    });
}

/// Appends the contents of the resource at `uri` as one line. What is too large is replaced by an error.
pub(crate) fn contents(
    out: &mut Vec<u8>,
    id: &str,
    (parts, uri, mime): (&[ResourceContents], &str, &str),
    cache: Cache,
    form: Form<'_>,
) {
    whole(out, id, form, |out| {
        let parts = parts.iter().map(|part| downgrade::contents(part, uri, mime, form.revision));
        let parts = Value::Array(parts.collect());
        out.extend_from_slice(format!("\"contents\":{parts}").as_bytes());
        if form.revision.has_cache_hints() {
            out.extend_from_slice(hints(cache).as_bytes());
        }
    });
}

/// Appends what an argument may be completed by as one line, at most 100 of it (L-COMP-01, M-COMP-02).
pub(crate) fn completion(out: &mut Vec<u8>, id: &str, values: &[String], tail: &str) {
    const MOST: usize = 100;
    let shown = &values[..values.len().min(MOST)];
    let completion = json!({ "values": shown, "total": values.len(), "hasMore": values.len() > MOST });
    write::result(out, id);
    out.extend_from_slice(format!("\"completion\":{completion}").as_bytes());
    out.extend_from_slice(tail.as_bytes());
    write::end(out);
}

/// Appends one page of a list as one line; `entries` are its members.
pub(crate) fn page(out: &mut Vec<u8>, id: &str, entries: &str, form: Form<'_>) {
    whole(out, id, form, |out| {
        out.extend_from_slice(entries.as_bytes());
        if form.revision.has_cache_hints() {
            out.extend_from_slice(hints(Cache::NONE).as_bytes());
        }
    });
}

/// What a result says of being kept (M-CACHE-01), as members that follow others.
pub(crate) fn hints(cache: Cache) -> String {
    let scope = if cache.is_public { "public" } else { "private" };
    format!(",\"ttlMs\":{},\"cacheScope\":\"{scope}\"", cache.ttl_ms)
}

/// That no resource has this URI. Never empty contents (M-RES-04).
pub(crate) fn not_found(uri: &str, revision: Revision) -> RpcError {
    let shown = cut(uri);
    RpcError::new(revision.not_found_code(), format!("there is no resource {shown:?}"))
        .with(json!({ "uri": shown }))
}

/// Appends a result that asks back; its members are there already. It says nothing of being kept (M-CACHE-04).
pub(crate) fn input_required(out: &mut Vec<u8>, id: &str, members: &str, form: Form<'_>) {
    let tail = form.tail.replacen(r#""resultType":"complete""#, r#""resultType":"input_required""#, 1);
    whole(out, id, Form { tail: &tail, ..form }, |out| out.extend_from_slice(members.as_bytes()));
}

/// A result whose own members are written by `members`, if it is not too large.
fn whole(out: &mut Vec<u8>, id: &str, form: Form<'_>, members: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    write::result(out, id);
    members(out);
    out.extend_from_slice(form.tail.as_bytes());
    write::end(out);
    bound(out, id, start, ("result", form.limit));
}

/// Appends an error in an author's words, if they are not too many.
pub(crate) fn refusal(out: &mut Vec<u8>, id: &str, refused: &RpcError, limit: usize) {
    let start = out.len();
    error(out, id, refused);
    bound(out, id, start, ("error", limit));
}

/// What begins at `start` may be no larger than this.
fn bound(out: &mut Vec<u8>, id: &str, start: usize, (what, limit): (&str, usize)) {
    let size = out.len() - start;
    if size > limit {
        out.truncate(start);
        let text = format!("the {what} is too large: {size} bytes, and at most {limit} are sent");
        error(out, id, &RpcError::new(RpcError::INTERNAL, text));
    }
}

/// Appends an error that answers a request.
pub(crate) fn error(out: &mut Vec<u8>, id: &str, error: &RpcError) {
    write::error(out, Some(id), write::NoId::Omit, error);
}
