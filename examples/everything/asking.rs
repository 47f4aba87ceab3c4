//! What is asked of clients: their users, their models, the folders that they work in.

#![allow(deprecated, reason = "some of the names that the suite calls are longer than clients like them")]

use mcp_runtime::AskError;
use mcp_runtime::prelude::*;
use mcp_runtime::sampling::Sampling;
use serde_json::json;

/// Ask the client's model.
#[mcp_tool]
pub(crate) async fn test_sampling(prompt: String, cx: &Context) -> Result<String, AskError> {
    let answer = cx.sample("prompt", Sampling::new(prompt).max_tokens(100)).await?;
    Ok(format!("LLM response: {}", answer.text()))
}

#[derive(Debug, Elicit)]
struct Person {
    /// The name of the user.
    username: String,
    /// Where the user reads mail.
    #[elicit(format = "email")]
    email: String,
}

/// Ask the user for a name and an address.
#[mcp_tool]
pub(crate) async fn test_elicitation(message: String, cx: &Context) -> Result<String, AskError> {
    let Person { username, email } = cx.ask("person", message).await?;
    Ok(format!("User response: {username}, {email}"))
}

#[derive(Debug, Elicit)]
enum Status {
    #[elicit(rename = "active")]
    Active,
    #[elicit(rename = "inactive")]
    Inactive,
    #[elicit(rename = "pending")]
    Pending,
}

#[derive(Debug, Elicit)]
struct Defaults {
    #[elicit(default = "John Doe")]
    name: String,
    #[elicit(default = 30)]
    age: i64,
    #[elicit(default = 95.5)]
    score: f64,
    #[elicit(default = Status::Active)]
    status: Status,
    #[elicit(default = true)]
    verified: bool,
}

/// Ask with a form that is filled in already.
#[mcp_tool]
pub(crate) async fn test_elicitation_sep1034_defaults(cx: &Context) -> Result<String, AskError> {
    let Defaults { name, age, score, status, verified } = cx.ask("defaults", "Change what is wrong.").await?;
    Ok(format!(
        "Elicitation completed: action=accept, content={name}, {age}, {score}, {status:?}, {verified}"
    ))
}

/// Ask with choices of every kind that there is, older ones too.
#[mcp_tool]
pub(crate) async fn test_elicitation_sep1330_enums(cx: &Context) -> Result<String, AskError> {
    let titled = json!([{ "const": "value1", "title": "First" }, { "const": "value2", "title": "Second" }]);
    let schema = json!({ "type": "object", "properties": {
        "untitledSingle": { "type": "string", "enum": ["option1", "option2", "option3"] },
        "titledSingle": { "type": "string", "oneOf": titled },
        "legacyEnum": { "type": "string", "enum": ["opt1", "opt2", "opt3"], "enumNames": ["One", "Two", "Three"] },
        "untitledMulti": { "type": "array", "items": { "type": "string", "enum": ["option1", "option2"] } },
        "titledMulti": { "type": "array", "items": { "anyOf": titled } },
    }});
    let chosen = cx.ask_schema("choices", "Choose.", schema).await?;
    Ok(format!("Elicitation completed: action=accept, content={}", json!(chosen)))
}

/// Ask while something is told already.
#[mcp_tool]
pub(crate) async fn test_streaming_elicitation(cx: &Context) -> Result<String, AskError> {
    cx.progress(1, 2).message("asking").await;
    let name: String = cx.ask("name", "What is your name?").await?;
    Ok(name)
}

/// Need the client's model.
#[mcp_tool]
pub(crate) async fn test_missing_capability(cx: &Context) -> Result<String, AskError> {
    Ok(cx.sample("needed", Sampling::new("Say something.")).await?.text())
}

#[derive(Debug, Elicit)]
struct Name {
    name: String,
}

/// Greet somebody whose name is asked for.
#[mcp_tool]
pub(crate) async fn test_input_required_result_elicitation(cx: &Context) -> Result<String, AskError> {
    let Name { name } = cx.ask("user_name", "What is your name?").await?;
    Ok(format!("Hello, {name}!"))
}

/// Ask the client's model for a capital.
#[mcp_tool]
pub(crate) async fn test_input_required_result_sampling(cx: &Context) -> Result<String, AskError> {
    let question = Sampling::new("What is the capital of France?").max_tokens(100);
    Ok(cx.sample("capital_question", question).await?.text())
}

/// List the folders that the client works in.
#[mcp_tool]
pub(crate) async fn test_input_required_result_list_roots(cx: &Context) -> Result<String, AskError> {
    Ok(format!("{} roots", cx.roots().await?.len()))
}

#[derive(Debug, Elicit)]
struct Fine {
    ok: bool,
}

/// Ask whether to go on.
#[mcp_tool]
pub(crate) async fn test_input_required_result_request_state(cx: &Context) -> Result<String, AskError> {
    let Fine { ok } = cx.ask("confirm", "Go on?").await?;
    Ok(format!("state-ok: {ok}"))
}

/// Ask the user, the model and for folders at once.
#[mcp_tool]
pub(crate) async fn test_input_required_result_multiple_inputs(cx: &Context) -> Result<String, AskError> {
    let (name, answer, roots) = tokio::try_join!(
        cx.ask::<Name>("user_name", "What is your name?"),
        cx.sample("greeting", Sampling::new("Greet somebody.").max_tokens(50)),
        cx.roots(),
    )?;
    Ok(format!("{}: {} ({} roots)", name.name, answer.text(), roots.len()))
}

#[derive(Debug, Elicit)]
struct Color {
    color: String,
}

/// Ask one thing after the other.
#[mcp_tool]
pub(crate) async fn test_input_required_result_multi_round(cx: &Context) -> Result<String, AskError> {
    let Name { name } = cx.ask("step1", "What is your name?").await?;
    let Color { color } = cx.ask("step2", format!("{name}, what is your favorite color?")).await?;
    Ok(format!("{name} likes {color}"))
}

/// Ask in a way that nobody can forge an answer before.
#[mcp_tool]
pub(crate) async fn test_input_required_result_tampered_state(cx: &Context) -> Result<String, AskError> {
    let Fine { ok } = cx.ask("confirm", "Go on?").await?;
    Ok(format!("went on: {ok}"))
}

/// Ask whoever can be asked: the user, or else the model.
#[mcp_tool]
pub(crate) async fn test_input_required_result_capabilities(cx: &Context) -> Result<String, AskError> {
    match cx.ask::<Name>("user_name", "What is your name?").await {
        Ok(Name { name }) => Ok(name),
        Err(AskError::Unsupported(_)) => {
            Ok(cx.sample("name", Sampling::new("Invent a name.").max_tokens(20)).await?.text())
        }
        Err(error) => Err(error),
    }
}

#[derive(Debug, Elicit)]
struct About {
    context: String,
}

/// A prompt about what the user says.
#[mcp_prompt]
pub(crate) async fn test_input_required_result_prompt(cx: &Context) -> Result<String, AskError> {
    let About { context } = cx.ask("user_context", "What is it about?").await?;
    Ok(format!("Tell me more about {context}."))
}
