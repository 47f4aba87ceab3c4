use std::borrow::Cow;

use mcp_runtime::prelude::*;
use mcp_runtime::{Image, PromptMessage};

/// A tool may have the name of a prompt.
#[mcp_tool]
fn greet() -> String {
    "Hello.".into()
}

/// How.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
enum Style {
    Short,
    Long,
}

/// Read from a text.
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String")]
struct Station(#[expect(dead_code, reason = "nobody calls")] u8);

impl TryFrom<String> for Station {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.trim_start_matches('S').parse().map(Self)
    }
}

mod free {
    use super::*;

    /// A method of no server.
    #[mcp_prompt(name = "welcome", title = "Welcome")]
    pub async fn greet(name: Option<String>) -> Cow<'static, str> {
        Cow::Owned(format!("Say hello to {name:?}."))
    }
}

struct Planner {
    home: String,
}

/// Plans.
#[mcp_server(include(greet, free::greet))]
impl Planner {
    /// Every type that a text can be.
    #[mcp_prompt(timeout = "10s", expose_errors)]
    fn plan(
        &self,
        /// The style.
        style: Style,
        days: u8,
        far: bool,
        budget: Option<f64>,
        from: Station,
        address: std::net::IpAddr,
    ) -> Result<Messages, ToolError> {
        let home = &self.home;
        Ok(Messages::new().user(format!("{home} {style:?} {days} {far} {budget:?} {from:?} {address}")))
    }

    /// Messages one by one.
    #[mcp_prompt]
    async fn talk(&self, cx: &Context) -> Vec<PromptMessage> {
        cx.info("talking").await;
        vec![PromptMessage::user("Hello."), PromptMessage::assistant(Image::png([1]))]
    }

    /// One picture.
    #[mcp_prompt]
    fn look(&self) -> Image {
        Image::png([1])
    }
}

fn main() {
    let _ = Planner { home: "Bern".into() };
}
