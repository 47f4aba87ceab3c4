//! A server whose functions ask their client, for what clients can answer.

use mcp_runtime::prelude::*;

/// Asks before it does anything. Nothing here is useful.
#[mcp_server(name = "asker", version = "1.2.3")]
pub mod questions {
    use std::path::PathBuf;
    use std::time::Duration;

    use mcp_runtime::AskError;
    use mcp_runtime::prelude::*;
    use mcp_runtime::sampling::{
        Sampled, Sampling, SamplingMessage, SamplingTool, ToolChoice, ToolResult, ToolUse,
    };
    use serde_json::json;

    /// Say in a sentence what a text says.
    #[mcp_tool]
    pub async fn summarize(text: String, cx: &Context) -> Result<String, AskError> {
        let asked = Sampling::new(text)
            .system_prompt("Answer in one sentence.")
            .max_tokens(200)
            .temperature(0.5)
            .stop_sequences(["END"])
            .model_hints(["small", "fast"])
            .priorities(1.0, 0.5, 0.0);
        let answer = cx.sample("summary", asked).await?;
        Ok(format!("{} ({}, {:?})", answer.text(), answer.model, answer.stop_reason))
    }

    /// Let the model look up temperatures until it knows enough, three times at most.
    #[mcp_tool]
    pub async fn research(question: String, cx: &Context) -> Result<String, AskError> {
        let schema = json!({ "type": "object", "properties": { "city": { "type": "string" } } });
        let tool = SamplingTool::new("temperature", "How warm it is in a city.", schema);
        let mut asked = Sampling::new(question).tools([tool]).tool_choice(ToolChoice::Auto);
        for _ in 0..3 {
            let answer = cx.sample("research", asked.clone()).await?;
            let results: Vec<ToolResult> = answer.tool_uses().map(look_up).collect();
            if results.is_empty() {
                return Ok(answer.text());
            }
            asked = asked.message(answer.into_message()).message(SamplingMessage::tool_results(results));
        }
        Ok("the model never had enough".to_owned())
    }

    fn look_up(used: &ToolUse) -> ToolResult {
        match used.input["city"].as_str() {
            Some("Bern") => used.result("21 degrees"),
            _ => used.result("there is no such city").failed(),
        }
    }

    /// List the folders that the client works in.
    #[mcp_tool]
    pub async fn folders(cx: &Context) -> Result<Vec<String>, AskError> {
        let roots = cx.roots().await?;
        Ok(roots.into_iter().map(|root| format!("{} ({:?})", root.uri, root.name)).collect())
    }

    /// Ask two things at once.
    #[mcp_tool]
    pub async fn both(cx: &Context) -> String {
        let (one, two) = tokio::join!(
            cx.sample("one", Sampling::new("one").max_tokens(1)),
            cx.sample("two", Sampling::new("two").max_tokens(2)),
        );
        let said = |answer: Result<Sampled, AskError>| match answer {
            Ok(answer) => answer.text(),
            Err(error) => error.to_string(),
        };
        format!("{} and {}", said(one), said(two))
    }

    /// Ask two things by one key, which is a mistake.
    #[mcp_tool]
    pub async fn same_key(cx: &Context) -> Result<String, AskError> {
        let later = async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            cx.roots().await
        };
        let (one, two) = tokio::try_join!(cx.roots(), later)?;
        Ok(format!("{} and {}", one.len(), two.len()))
    }

    /// Ask, and do not wait for the answer.
    #[mcp_tool]
    pub async fn impatient(cx: &Context) -> String {
        let asked = tokio::time::timeout(Duration::from_millis(100), cx.roots()).await;
        format!("{:?}", asked.map_err(|_| "nobody waited"))
    }

    /// Leave a task behind that still asks.
    #[mcp_tool]
    pub async fn forgetful(cx: Context) -> String {
        let asking = cx.clone();
        tokio::spawn(async move { asking.roots().await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        "done".to_owned()
    }

    /// Answer in less than half a second, but for the time in which the client is asked.
    #[mcp_tool(timeout = "500ms")]
    pub async fn quick(cx: &Context) -> Result<usize, AskError> {
        Ok(cx.roots().await?.len())
    }

    /// How somebody wants to sit.
    #[derive(Debug, Elicit)]
    pub enum Seat {
        /// At the window
        Window,
        /// At the aisle
        Aisle,
    }

    /// What is asked of who travels.
    #[derive(Debug, Elicit)]
    pub struct Booking {
        /// Who travels.
        #[elicit(title = "Name", len = 1..=40)]
        name: String,
        #[elicit(range = 1..=9, default = 1)]
        passengers: u8,
        seat: Seat,
        /// Where the ticket is sent.
        #[elicit(format = "email")]
        mail: Option<String>,
        #[elicit(default = true)]
        insured: bool,
    }

    /// Book a journey.
    #[mcp_tool]
    pub async fn book(cx: &Context) -> Result<String, AskError> {
        let Booking { name, passengers, seat, mail, insured } =
            cx.ask("booking", "Book your journey.").await?;
        cx.ask::<Confirm>("sure", format!("Book for {passengers}?")).await?;
        Ok(format!("{name}, {passengers}, {seat:?}, {mail:?}, {insured}"))
    }

    /// What may be had for breakfast.
    #[derive(Debug, Elicit)]
    pub enum Dish {
        /// One.
        #[elicit(title = "Egg")]
        Egg,
        /// Two slices.
        #[elicit(title = "Bread")]
        Bread,
    }

    /// A breakfast.
    #[derive(Debug, Elicit)]
    pub struct Breakfast {
        #[elicit(items = 1..=2)]
        dishes: Vec<Dish>,
    }

    /// Order breakfast.
    #[mcp_tool]
    pub async fn breakfast(cx: &Context) -> Result<String, AskError> {
        Ok(format!("{:?}", cx.ask::<Breakfast>("breakfast", "What would you like?").await?.dishes))
    }

    /// Send the user to a page.
    #[mcp_tool]
    pub async fn sign_in(url: String, cx: &Context) -> Result<String, AskError> {
        let opened = cx.ask_url("login", "Sign in at example.com.", url).await?;
        opened.complete();
        Ok("opened".to_owned())
    }

    /// Can be called only by who was at a page.
    #[mcp_tool]
    pub async fn signed_in_only(cx: &Context) -> Result<(), ToolError> {
        let (error, page) = cx.url_required("Sign in first.", "https://example.com/sign-in");
        page.complete();
        Err(error)
    }

    /// Ask one thing after the other.
    #[mcp_tool]
    pub async fn steps(count: u8, cx: &Context) -> Result<String, AskError> {
        for step in 1..=count {
            cx.ask::<Confirm>(&format!("step:{step}"), format!("Step {step}?")).await?;
        }
        Ok(format!("{count} steps"))
    }

    /// Need a client that can be asked, before anything runs.
    #[mcp_tool(requires(elicitation, sampling_tools, roots))]
    pub fn demanding() -> &'static str {
        "the client can do all that"
    }

    /// Only there for clients whose model can be asked.
    #[mcp_tool(requires(sampling, hide))]
    pub fn shy() -> &'static str {
        "the client has a model"
    }

    /// Pay: whatever happens to the server meanwhile, the bank knows the call by its name. It takes its time while there is a file `hold`
    /// beside the ledger.
    #[mcp_tool]
    pub async fn purchase(ledger: PathBuf, cx: &Context) -> Result<String, ToolError> {
        cx.roots().await?;
        cx.once("pay", async {
            let entry = format!("{}\n", cx.call_id());
            let before = std::fs::read_to_string(&ledger).unwrap_or_default();
            if !before.contains(&entry) {
                std::fs::write(&ledger, before + &entry)?;
            }
            while ledger.with_file_name("hold").exists() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Ok::<_, std::io::Error>(())
        })
        .await?;
        Ok("paid".to_owned())
    }

    /// Ask for ever.
    #[mcp_tool]
    pub async fn endless(cx: &Context) -> String {
        loop {
            let _ = cx.roots().await;
        }
    }

    /// Talk of the folders that the client works in.
    #[mcp_prompt]
    pub async fn tour(cx: &Context) -> Result<String, AskError> {
        Ok(format!("Show me around in {} folders.", cx.roots().await?.len()))
    }

    /// The folders that the client works in.
    #[mcp_resource("asker://folders")]
    pub async fn listed(cx: &Context) -> Result<String, AskError> {
        Ok(cx.roots().await?.into_iter().map(|root| root.uri).collect::<Vec<_>>().join("\n"))
    }
}

/// The server.
pub fn server() -> impl Server {
    questions::server()
}
