//! `sampling/createMessage`: the model of the client.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::context::ask::{Asked, Fatal, Unfit};
use crate::outcome::ask_error::{AskError, Need};
use crate::outcome::content::{Audio, Content, Image, Text};
use crate::outcome::sampling::{Sampled, Sampling, SamplingContent, SamplingMessage, ToolUse};
use crate::protocol::downgrade;
use crate::protocol::revision::Revision;

impl Context {
    /// Asks the model of the client. `key` names the question among those of this call.
    ///
    /// The client decides: it may choose the model, show the question and the answer to its user, change both, and refuse.
    pub async fn sample(&self, key: &str, sampling: Sampling) -> Result<Sampled, AskError> {
        if let Some(fault) = sampling.fault() {
            let text = format!("`sample({key:?}, …)`: {fault}");
            return self.asks().fatal(Fatal::Misused(text)).await;
        }
        let tools = !sampling.tools.is_empty() || sampling.tool_choice.is_some();
        let need = if tools { Need::SamplingTools } else { Need::Sampling };
        let asked = Asked { key, need, method: "sampling/createMessage" };
        let params = params(&sampling, self.revision()).to_string();
        self.put(
            asked,
            |_| params.clone(),
            |result| {
                read(result).map_err(|why| {
                    Unfit::Never(AskError::Invalid(format!("`sampling/createMessage`: {why}")))
                })
            },
        )
        .await
    }
}

fn params(sampling: &Sampling, revision: Revision) -> Value {
    let messages: Vec<Value> = sampling.messages.iter().flat_map(|one| message(one, revision)).collect();
    let mut params = Map::from_iter([("messages".to_owned(), messages.into())]);
    params.extend(sampling.members.clone());
    if !sampling.tools.is_empty() {
        let tools = sampling.tools.iter().map(|tool| {
            json!({ "name": tool.name, "description": tool.description, "inputSchema": tool.input_schema })
        });
        params.insert("tools".into(), tools.collect());
    }
    if let Some(choice) = sampling.tool_choice {
        params.insert("toolChoice".into(), json!({ "mode": choice.as_str() }));
    }
    params.into()
}

/// One block stands alone, as all revisions have it. Several are an array, or else a message each.
fn message(message: &SamplingMessage, revision: Revision) -> Vec<Value> {
    let of = |content: Value| json!({ "role": message.role.as_str(), "content": content });
    let blocks: Vec<Value> = message.content.iter().map(|one| block(one, revision)).collect();
    if blocks.len() > 1 && revision.has_sampling_arrays() {
        return vec![of(blocks.into())];
    }
    blocks.into_iter().map(of).collect()
}

fn block(block: &SamplingContent, revision: Revision) -> Value {
    let plain = |content: Content| downgrade::content(&content, revision);
    match block {
        SamplingContent::Text(text) => plain(text.clone().into()),
        SamplingContent::Image(image) => plain(image.clone().into()),
        SamplingContent::Audio(audio) => plain(audio.clone().into()),
        SamplingContent::ToolUse(used) => {
            json!({ "type": "tool_use", "id": used.id, "name": used.name, "input": used.input })
        }
        SamplingContent::ToolResult(result) => {
            let content: Vec<Value> =
                result.content.iter().map(|one| downgrade::content(one, revision)).collect();
            let mut shown =
                json!({ "type": "tool_result", "toolUseId": result.tool_use_id, "content": content });
            if result.is_error {
                shown["isError"] = true.into();
            }
            shown
        }
    }
}

/// What a client answers, as far as it matters.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateMessageResult {
    content: OneOrMany,
    #[serde(default)]
    model: String,
    #[serde(default)]
    stop_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    Many(Vec<Block>),
    One(Block),
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Block {
    Text {
        text: String,
    },
    #[serde(rename_all = "camelCase")]
    Image {
        data: String,
        mime_type: String,
    },
    #[serde(rename_all = "camelCase")]
    Audio {
        data: String,
        mime_type: String,
    },
    ToolUse {
        id: String,
        name: String,
        #[serde(default)]
        input: Value,
    },
}

fn read(result: &str) -> Result<Sampled, String> {
    let result: CreateMessageResult = serde_json::from_str(result).map_err(|error| error.to_string())?;
    let blocks = match result.content {
        OneOrMany::One(block) => vec![block],
        OneOrMany::Many(blocks) => blocks,
    };
    let content = blocks.into_iter().map(|block| {
        let bytes = |data: String| STANDARD.decode(data).map_err(|_| "`data` is no base64".to_owned());
        Ok(match block {
            Block::Text { text } => Text::new(text).into(),
            Block::Image { data, mime_type } => Image::new(bytes(data)?, mime_type).into(),
            Block::Audio { data, mime_type } => Audio::new(bytes(data)?, mime_type).into(),
            Block::ToolUse { id, name, input } => ToolUse::new(id, name, input).into(),
        })
    });
    let content = content.collect::<Result<_, String>>()?;
    Ok(Sampled { content, model: result.model, stop_reason: result.stop_reason })
}
