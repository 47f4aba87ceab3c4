//! A client that answers what it is asked, in either era, until its call is done.

use std::time::Duration;

use mcp_runtime::testing::RawClient;
use mcp_runtime::{Options, Server};
use mcp_tests::http::client::{call, initialize_with, initialized};
use mcp_tests::validate::{Conversation, Side};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(20);
const CAPABILITIES: &str = r#"{"elicitation":{"form":{},"url":{}},"sampling":{"tools":{}},"roots":{}}"#;

/// When the client is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Era {
    /// 2025-11-25: while the call runs.
    Live,
    /// 2026-07-28: by its answer.
    Rounds,
}

/// A client of one era.
pub(crate) struct Player {
    client: RawClient,
    conversation: Conversation,
    era: Era,
    id: u64,
}

/// How a call ended.
#[derive(Debug)]
pub(crate) struct Played {
    /// The result or the error.
    pub(crate) answer: Value,
    /// How often the function was called.
    pub(crate) rounds: usize,
    /// What was asked, in order: the message of each question.
    pub(crate) asked: Vec<String>,
}

impl Played {
    /// The text of the result.
    pub(crate) fn text(&self) -> &str {
        self.answer["result"]["content"][0]["text"].as_str().unwrap_or_else(|| panic!("{self:?}"))
    }
}

/// What the client answers to a question: an `ElicitResult`.
pub(crate) type Answers<'a> = &'a mut dyn FnMut(&str) -> Value;

/// An answer that accepts, with this content.
pub(crate) fn accept(content: impl Into<Value>) -> Value {
    json!({"action": "accept", "content": content.into()})
}

/// One that does not.
pub(crate) fn action(action: &str) -> Value {
    json!({"action": action})
}

impl Player {
    /// A client of a server.
    pub(crate) fn new(server: impl Server, era: Era) -> Self {
        Self::with(server, Options::default(), era)
    }

    /// A client of a server with options.
    pub(crate) fn with(server: impl Server, options: Options, era: Era) -> Self {
        let client = RawClient::new(server, options).expect("a server");
        let mut player = Self { client, conversation: Conversation::default(), era, id: 0 };
        if era == Era::Live {
            let capabilities = serde_json::from_str(CAPABILITIES).expect("JSON");
            player.say(&initialize_with("2025-11-25", &capabilities));
            player.hear();
            player.say(&initialized());
        }
        player
    }

    fn say(&mut self, message: &Value) {
        let line = message.to_string();
        self.conversation.line(Side::Client, &line);
        self.client.send(&line);
    }

    /// The next message of the server.
    pub(crate) fn hear(&mut self) -> Value {
        let line = self.client.receive(PATIENCE).expect("a message");
        self.conversation.line(Side::Server, &line);
        serde_json::from_str(&line).expect("JSON")
    }

    /// Calls a tool and answers what it asks until it is done.
    pub(crate) fn play(&mut self, tool: &str, arguments: Value, answers: Answers<'_>) -> Played {
        match self.era {
            Era::Live => self.live(tool, arguments, answers),
            Era::Rounds => self.rounds(tool, &arguments, answers),
        }
    }

    fn live(&mut self, tool: &str, arguments: Value, answers: Answers<'_>) -> Played {
        self.id += 1;
        // What the server asks has numbers.
        let id = json!(format!("call {}", self.id));
        self.say(&call(id.clone(), tool, arguments));
        let mut asked = Vec::new();
        loop {
            let said = self.hear();
            if said["id"] == id {
                return Played { answer: said, rounds: 1, asked };
            }
            let Some(message) = said["params"]["message"].as_str() else { continue };
            asked.push(message.to_owned());
            let result = answers(message);
            self.say(&json!({"jsonrpc": "2.0", "id": said["id"], "result": result}));
        }
    }

    fn rounds(&mut self, tool: &str, arguments: &Value, answers: Answers<'_>) -> Played {
        let (mut rounds, mut asked, mut more) = (0, Vec::new(), json!({}));
        loop {
            rounds += 1;
            let answer = self.round(tool, arguments, &more);
            let Some(questions) = answer["result"]["inputRequests"].as_object() else {
                return Played { answer, rounds, asked };
            };
            assert!(rounds < 20, "clients stop before that: {answer}");
            let mut responses = json!({});
            for (key, question) in questions {
                let message = question["params"]["message"].as_str().expect("a message");
                asked.push(message.to_owned());
                responses[key] = answers(message);
            }
            more = json!({"inputResponses": responses, "requestState": answer["result"]["requestState"]});
        }
    }

    /// One request of 2026-07-28, with members for its params.
    pub(crate) fn round(&mut self, tool: &str, arguments: &Value, more: &Value) -> Value {
        let capabilities = serde_json::from_str(CAPABILITIES).expect("JSON");
        self.round_with(tool, arguments, more, &capabilities)
    }

    /// The same of a client that can do this.
    pub(crate) fn round_with(&mut self, tool: &str, arguments: &Value, more: &Value, can: &Value) -> Value {
        self.id += 1;
        let mut message = call(self.id, tool, arguments.clone());
        let params = message["params"].as_object_mut().expect("params");
        params.extend(more.as_object().expect("members").clone());
        message["params"]["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": can,
        });
        self.say(&message);
        self.hear()
    }
}
