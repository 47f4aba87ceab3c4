//! What opens a conversation over any transport, and what must come back.

use serde_json::Value;

use crate::Result;
use crate::calls::Revision;

/// One side of a conversation that nothing else happens in meanwhile.
pub(crate) trait Conversation {
    /// The answer to this request.
    fn ask(&mut self, request: &Request<'_>) -> Result<Value>;

    /// Sends a message that gets no answer.
    fn tell(&mut self, message: &str) -> Result<()>;
}

/// A request that is not a call of a tool.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) message: String,
}

impl<'a> Request<'a> {
    /// One with these members in its `params`, each followed by a comma.
    fn new(method: &'a str, members: &str) -> Self {
        let params = members.trim_end_matches(',');
        let message = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{{params}}}}}"#);
        Self { method, message }
    }

    /// The answer in `message`.
    pub(crate) fn answer(&self, message: &[u8]) -> Result<Value> {
        let answer: Value = serde_json::from_slice(message)?;
        if answer["id"] != 1 {
            return Err(format!("not the answer to {}:\n{answer}", self.method).into());
        }
        Ok(answer)
    }
}

/// Asks what a client asks first, and sees that the server speaks the revision.
pub(crate) fn greet(conversation: &mut impl Conversation, revision: Revision) -> Result<()> {
    let (answer, speaks) = if revision == Revision::Stateless {
        let answer = conversation.ask(&Request::new("server/discover", revision.meta()))?;
        let versions = answer["result"]["supportedVersions"].as_array();
        let speaks = versions.is_some_and(|versions| versions.iter().any(|it| it == revision.name()));
        (answer, speaks)
    } else {
        let members = format!(
            concat!(
                r#""protocolVersion":"{}","capabilities":{{}},"#,
                r#""clientInfo":{{"name":"mcp-benches","version":"0.1.0"}}"#
            ),
            revision.name()
        );
        let answer = conversation.ask(&Request::new("initialize", &members))?;
        let speaks = answer["result"]["protocolVersion"] == revision.name();
        (answer, speaks)
    };
    if speaks { Ok(()) } else { Err(format!("it does not speak {}:\n{answer}", revision.name()).into()) }
}

/// Opens a conversation up to the point where tools can be called.
pub(crate) fn open(conversation: &mut impl Conversation, revision: Revision) -> Result<()> {
    greet(conversation, revision)?;
    if revision != Revision::Stateless {
        conversation.tell(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)?;
    }
    Ok(())
}

/// Sees that the server has the tools that are called, and no other.
pub(crate) fn check_tools(conversation: &mut impl Conversation, revision: Revision) -> Result<()> {
    let list = conversation.ask(&Request::new("tools/list", revision.meta()))?;
    let tools = list["result"]["tools"].as_array();
    let mut names: Vec<&str> = tools
        .map(|tools| tools.iter().filter_map(|tool| tool["name"].as_str()).collect())
        .unwrap_or_default();
    names.sort_unstable();
    if names == ["add", "echo"] { Ok(()) } else { Err(format!("a wrong list of tools:\n{list}").into()) }
}
