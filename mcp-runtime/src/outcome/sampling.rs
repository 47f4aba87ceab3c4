//! What a client's model is asked, and what it answers.

use serde_json::{Map, Value};

use crate::outcome::content::{Audio, Content, Image, Role, Text};

/// A question to the model of the client: `sampling/createMessage`.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::AskError;
/// use mcp_runtime::sampling::Sampling;
///
/// /// Say in one sentence what a text says.
/// #[mcp_tool(read_only)]
/// async fn summary(text: String, cx: &Context) -> Result<String, AskError> {
///     let asked = Sampling::new(text).system_prompt("Answer in one sentence.").max_tokens(200);
///     Ok(cx.sample("summary", asked).await?.text())
/// }
/// ```
///
/// New servers do without it where they can: 2026-07-28 says that it will go (M-SAMP-01).
#[derive(Debug, Clone, PartialEq)]
#[must_use = "it is asked by `cx.sample(…)`"]
pub struct Sampling {
    pub(crate) messages: Vec<SamplingMessage>,
    pub(crate) members: Map<String, Value>,
    pub(crate) tools: Vec<SamplingTool>,
    pub(crate) tool_choice: Option<ToolChoice>,
}

/// How much a model may say unless it is told otherwise: the protocol wants a number.
const MAX_TOKENS: u32 = 1024;

impl Sampling {
    /// Asks this, as the user.
    pub fn new(message: impl Into<SamplingContent>) -> Self {
        Self::conversation([SamplingMessage::user(message)])
    }

    /// Asks how a conversation goes on.
    pub fn conversation(messages: impl IntoIterator<Item = SamplingMessage>) -> Self {
        let mut members = Map::new();
        members.insert("maxTokens".into(), MAX_TOKENS.into());
        Self { messages: messages.into_iter().collect(), members, tools: Vec::new(), tool_choice: None }
    }

    fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.members.insert(key.into(), value.into());
        self
    }

    fn preference(mut self, key: &str, value: impl Into<Value>) -> Self {
        let preferences = self.members.entry("modelPreferences").or_insert_with(|| Map::new().into());
        preferences[key] = value.into();
        self
    }

    /// Adds a message to the conversation.
    pub fn message(mut self, message: SamplingMessage) -> Self {
        self.messages.push(message);
        self
    }

    /// How much the model may say, in tokens. 1,024 unless it is set.
    pub fn max_tokens(self, most: u32) -> Self {
        self.with("maxTokens", most)
    }

    /// What the model is told beside the conversation. The client may leave it out.
    pub fn system_prompt(self, text: impl Into<String>) -> Self {
        self.with("systemPrompt", text.into())
    }

    /// How freely the model answers.
    pub fn temperature(self, temperature: f64) -> Self {
        self.with("temperature", temperature)
    }

    /// Texts at which the model ends its answer.
    pub fn stop_sequences(self, texts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let texts: Vec<Value> = texts.into_iter().map(|text| Value::String(text.into())).collect();
        self.with("stopSequences", texts)
    }

    /// Names of models, or parts of names, that would suit, the best first. The client chooses.
    pub fn model_hints(self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let hint = |name: String| Value::Object(Map::from_iter([("name".to_owned(), name.into())]));
        let hints: Vec<Value> = names.into_iter().map(|name| hint(name.into())).collect();
        self.preference("hints", hints)
    }

    /// How much it matters what the model costs, how fast it is, and how able: each from 0 to 1.
    pub fn priorities(self, cost: f64, speed: f64, intelligence: f64) -> Self {
        let at = |n: f64| if n.is_finite() { n.clamp(0.0, 1.0) } else { 0.0 };
        self.preference("costPriority", at(cost))
            .preference("speedPriority", at(speed))
            .preference("intelligencePriority", at(intelligence))
    }

    /// Tools that the model may use. It answers with [`SamplingContent::ToolUse`] then; the next message says what came of each. Only for a
    /// client that declares `sampling.tools` (since 2025-11-25; L-CLI-01, M-SAMP-02).
    pub fn tools(mut self, tools: impl IntoIterator<Item = SamplingTool>) -> Self {
        self.tools.extend(tools);
        self
    }

    /// Whether the model is to use its tools.
    pub fn tool_choice(mut self, choice: ToolChoice) -> Self {
        self.tool_choice = Some(choice);
        self
    }

    /// What no model can be asked, in one sentence. Every use of a tool has its result in the next message, and that holds nothing else
    /// (L-CLI-02, M-SAMP-03).
    pub(crate) fn fault(&self) -> Option<String> {
        if self.messages.is_empty() {
            return Some("a model is asked with at least one message".to_owned());
        }
        let mut wanted: Vec<&str> = Vec::new();
        for (index, message) in self.messages.iter().enumerate() {
            let mut given: Vec<&str> =
                message.content.iter().filter_map(SamplingContent::result_of).collect();
            if message.content.is_empty() {
                return Some(format!("messages[{index}] is empty"));
            }
            if !given.is_empty() && (message.role != Role::User || given.len() < message.content.len()) {
                return Some(format!(
                    "messages[{index}]: results of tools are the user's, in a message of their own"
                ));
            }
            given.sort_unstable();
            if given != wanted {
                return Some(format!("messages[{index}]: each use of a tool before it has one result here"));
            }
            wanted = message.content.iter().filter_map(SamplingContent::use_id).collect();
            if !wanted.is_empty() && message.role != Role::Assistant {
                return Some(format!("messages[{index}]: tools are used by the model"));
            }
            wanted.sort_unstable();
        }
        (!wanted.is_empty()).then(|| "the last message uses tools that have no result".to_owned())
    }
}

/// One message of a conversation with a model.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SamplingMessage {
    /// Who says it.
    pub role: Role,
    /// What is said.
    pub content: Vec<SamplingContent>,
}

impl SamplingMessage {
    /// Something that the user says.
    pub fn user(content: impl Into<SamplingContent>) -> Self {
        Self { role: Role::User, content: vec![content.into()] }
    }

    /// Something that the model says.
    pub fn assistant(content: impl Into<SamplingContent>) -> Self {
        Self { role: Role::Assistant, content: vec![content.into()] }
    }

    /// What came of the tools that the model used.
    pub fn tool_results(results: impl IntoIterator<Item = ToolResult>) -> Self {
        let content = results.into_iter().map(SamplingContent::ToolResult).collect();
        Self { role: Role::User, content }
    }
}

/// One block of such a message.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum SamplingContent {
    /// Text.
    Text(Text),
    /// A picture.
    Image(Image),
    /// Sound; where the revision has none (2024-11-05), a text in its place.
    Audio(Audio),
    /// The model uses a tool.
    ToolUse(ToolUse),
    /// What came of it.
    ToolResult(ToolResult),
}

impl SamplingContent {
    fn use_id(&self) -> Option<&str> {
        if let Self::ToolUse(used) = self { Some(&used.id) } else { None }
    }

    fn result_of(&self) -> Option<&str> {
        if let Self::ToolResult(result) = self { Some(&result.tool_use_id) } else { None }
    }
}

macro_rules! content {
    ($($name:ident)*) => {
        $(impl From<$name> for SamplingContent {
            fn from(content: $name) -> Self {
                Self::$name(content)
            }
        })*
    };
}
content!(Text Image Audio ToolUse ToolResult);

impl From<String> for SamplingContent {
    fn from(text: String) -> Self {
        Self::Text(Text::new(text))
    }
}

impl From<&str> for SamplingContent {
    fn from(text: &str) -> Self {
        Self::Text(Text::new(text))
    }
}

/// A tool that the model may use in its answer.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SamplingTool {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The JSON schema of its arguments: an object.
    pub input_schema: Value,
}

impl SamplingTool {
    /// A tool of this name, for this, with arguments of this schema.
    pub fn new(
        name: impl Into<String>,
        description: impl Into<String>,
        input_schema: impl Into<Value>,
    ) -> Self {
        Self { name: name.into(), description: description.into(), input_schema: input_schema.into() }
    }
}

/// Whether a model is to use its tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ToolChoice {
    /// As it likes.
    Auto,
    /// At least one.
    Required,
    /// None of them.
    None,
}

impl ToolChoice {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Required => "required",
            Self::None => "none",
        }
    }
}

/// A tool that the model uses.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ToolUse {
    /// What its result is known by.
    pub id: String,
    /// The tool.
    pub name: String,
    /// Its arguments: an object.
    pub input: Value,
}

impl ToolUse {
    /// The use of a tool, as a model says it.
    pub fn new(id: impl Into<String>, name: impl Into<String>, input: impl Into<Value>) -> Self {
        Self { id: id.into(), name: name.into(), input: input.into() }
    }

    /// What came of it.
    pub fn result(&self, content: impl Into<Content>) -> ToolResult {
        ToolResult { tool_use_id: self.id.clone(), content: vec![content.into()], is_error: false }
    }
}

/// What came of the use of a tool.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ToolResult {
    /// The id of the use.
    pub tool_use_id: String,
    /// What the tool gave.
    pub content: Vec<Content>,
    /// Whether it failed.
    pub is_error: bool,
}

impl ToolResult {
    /// Marks it as a failure.
    #[must_use]
    pub fn failed(mut self) -> Self {
        self.is_error = true;
        self
    }
}

/// What the model answered.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Sampled {
    /// What it said, in blocks.
    pub content: Vec<SamplingContent>,
    /// The model.
    pub model: String,
    /// Why it ended: `endTurn`, `stopSequence`, `maxTokens`, `toolUse`, or another word.
    pub stop_reason: Option<String>,
}

impl Sampled {
    /// The texts of the answer, one after the other; empty where it has none.
    pub fn text(&self) -> String {
        let text = |block: &SamplingContent| match block {
            SamplingContent::Text(text) => Some(text.text.clone()),
            _ => None,
        };
        self.content.iter().filter_map(text).collect()
    }

    /// The tools that it uses.
    pub fn tool_uses(&self) -> impl Iterator<Item = &ToolUse> {
        self.content.iter().filter_map(|block| match block {
            SamplingContent::ToolUse(used) => Some(used),
            _ => None,
        })
    }

    /// The same as a message of the conversation, for the next question.
    pub fn into_message(self) -> SamplingMessage {
        SamplingMessage { role: Role::Assistant, content: self.content }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_use_of_a_tool_has_its_result_in_the_next_message() {
        let used = |id: &str| ToolUse::new(id, "add", json!({}));
        let model = |ids: &[&str]| SamplingMessage {
            role: Role::Assistant,
            content: ids.iter().map(|id| used(id).into()).collect(),
        };
        let results = |ids: &[&str]| SamplingMessage::tool_results(ids.iter().map(|id| used(id).result("3")));
        let mut mixed = results(&["a"]);
        mixed.content.push("and".into());
        let hi = || SamplingMessage::user("hi");
        for (messages, wrong) in [
            (vec![], Some("at least one")),
            (vec![hi()], None),
            (vec![hi(), model(&["a", "b"]), results(&["b", "a"])], None),
            (vec![hi(), model(&["a", "b"]), results(&["a"])], Some("one result")),
            (vec![hi(), model(&["a"]), results(&["b"])], Some("one result")),
            (vec![hi(), model(&["a"]), hi()], Some("one result")),
            (vec![hi(), model(&["a"]), mixed], Some("of their own")),
            (vec![hi(), model(&["a"])], Some("no result")),
            (vec![results(&["a"])], Some("one result")),
            (vec![SamplingMessage::user(used("a"))], Some("by the model")),
            (vec![results(&[])], Some("empty")),
        ] {
            let fault = Sampling::conversation(messages.clone()).fault();
            match wrong {
                None => assert_eq!(fault, None, "{messages:?}"),
                Some(part) => {
                    assert!(fault.as_ref().is_some_and(|f| f.contains(part)), "{fault:?}: {messages:?}");
                }
            }
        }
    }
}
