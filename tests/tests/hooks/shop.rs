//! A server whose hooks log and do what the argument `how` says.

use std::sync::{Arc, Mutex};

/// What happened, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(crate) fn add(&self, what: impl Into<String>) {
        self.0.lock().expect("nobody panics here").push(what.into());
    }

    pub(crate) fn take(&self) -> String {
        std::mem::take(&mut *self.0.lock().expect("nobody panics here")).join("; ")
    }
}

/// Says that it was dropped, unless it was told not to.
pub(crate) struct Dropped(pub(crate) Option<(Log, &'static str)>);

impl Drop for Dropped {
    fn drop(&mut self) {
        if let Some((log, what)) = self.0.take() {
            log.add(format!("{what} dropped"));
        }
    }
}

pub(crate) use things::Client;

/// Things to call.
#[mcp_runtime::mcp_server(state = Log, around(outer, self::inner))]
pub(crate) mod things {
    use std::time::Duration;

    use mcp_runtime::prelude::*;
    use mcp_runtime::{Call, Next, Reply, ResourceContents, ResourceLink};
    use serde_json::{Value, json};

    use super::{Dropped, Log};

    fn log(call: &Call) -> Log {
        call.context().state::<Log>().expect("the log").clone()
    }

    async fn outer(call: Call, next: Next) -> Result<Reply, ToolError> {
        let (log, uri) = (log(&call), call.uri());
        log.add(format!("{} {} {} {uri:?}", call.method(), call.name(), call.arguments_json()));
        let given = next.run().await;
        match &given {
            Ok(_) => log.add("ok"),
            Err(error) => log.add(format!("{:?} {error}", call.error_code(error))),
        }
        given
    }

    async fn inner(call: Call, next: Next) -> Result<Reply, ToolError> {
        let log = log(&call);
        log.add("inner");
        let mut dropped = Dropped(Some((log.clone(), "inner")));
        let how = call.arguments()?.get("how").and_then(Value::as_str).unwrap_or_default().to_owned();
        let given = match &*how {
            "refuse" => {
                dropped.0 = None;
                Err("refused by a hook")?
            }
            "panic" => panic!("a hook"),
            "text" => Ok(Reply::text("of a hook")),
            "json" => Reply::json(&json!({"said": "of a hook"})),
            "wrong" => Reply::json(&json!({"said": 7})),
            "other" => next.run().await.map_err(|_| ToolError::new("of a hook")),
            "approve" if !call.context().ask::<bool>("may", "May it?").await? => Err("no")?,
            _ => next.run().await,
        };
        dropped.0 = None;
        let mut given = given?;
        if how == "shout" {
            given.texts_mut().into_iter().for_each(|text| *text = text.to_uppercase());
        }
        log.add("inner ok");
        Ok(given)
    }

    /// Say it.
    #[mcp_tool]
    async fn say(how: &str, log: State<Log>) -> String {
        log.add("say");
        how.to_owned()
    }

    /// Say it, not async.
    #[mcp_tool]
    fn block(how: &str, log: State<Log>) -> String {
        log.add("block");
        how.to_owned()
    }

    /// What is said.
    #[mcp_type]
    #[derive(Debug)]
    pub(crate) struct Said {
        said: String,
    }

    /// Say it as a value.
    #[mcp_tool]
    async fn value(how: &str) -> Said {
        Said { said: how.to_owned() }
    }

    /// A value that is none.
    #[mcp_tool]
    async fn nan() -> f64 {
        f64::NAN
    }

    /// Fails.
    #[mcp_tool]
    async fn fail(how: &str) -> Result<String, ToolError> {
        let _ = how;
        Err(ToolError::private("the cause"))
    }

    /// Panics.
    #[mcp_tool]
    async fn boom() {
        panic!("boom")
    }

    /// Panics, not async.
    #[mcp_tool]
    fn boom_blocking() {
        panic!("boom")
    }

    /// Takes too long.
    #[mcp_tool(timeout = "30ms")]
    async fn slow(how: &str, log: State<Log>) -> String {
        log.add("slow");
        tokio::time::sleep(Duration::from_secs(60)).await;
        how.to_owned()
    }

    /// Asks.
    #[mcp_tool]
    async fn whom(how: &str, cx: &Context) -> Result<String, ToolError> {
        let _ = how;
        Ok(cx.ask::<String>("whom", "Whom?").await?)
    }

    /// Asks before it begins, not async.
    #[mcp_tool]
    fn whom_blocking(how: &str, #[ask("Whom?")] whom: String) -> String {
        let _ = how;
        whom
    }

    /// Greets.
    #[mcp_prompt]
    async fn greet(#[arg(complete = hows)] how: &str, log: State<Log>) -> String {
        log.add("greet");
        how.to_owned()
    }

    async fn hows(typed: String) -> Vec<String> {
        vec![format!("{typed}!")]
    }

    /// Greets nobody.
    #[mcp_prompt]
    async fn fails() -> Result<String, ToolError> {
        Err(ToolError::new("no"))
    }

    /// A note.
    #[mcp_resource("note://{how}")]
    async fn note(how: &str, log: State<Log>) -> Option<Vec<ResourceContents>> {
        log.add("note");
        match how {
            "none" => None,
            "empty" => Some(Vec::new()),
            _ => Some(vec![ResourceContents::text(how)]),
        }
    }

    #[mcp_resource_list]
    async fn notes(log: State<Log>) -> Vec<ResourceLink> {
        log.add("notes");
        Vec::new()
    }
}
