//! `#[from_call]`: when a value is made, of what, and what comes of it when it is not.

use mcp_runtime::prelude::*;
use mcp_runtime::testing::CallError;
use serde_json::json;

use crate::shop::{Dropped, Log};

/// Who calls. It could be an argument, and is none where it is made of the call.
#[mcp_type]
#[derive(Debug)]
pub(crate) struct Tenant {
    name: String,
}

impl FromCall for Tenant {
    async fn from_call(cx: &Context) -> Result<Self, ToolError> {
        let log: &Log = cx.state().ok_or("the server holds no log")?;
        log.add("tenant");
        match cx.client().map_or("nobody", |client| &client.name) {
            "a test" => Ok(Self { name: "Ann".into() }),
            other => Err(ToolError::new(format!("{other} is no tenant"))),
        }
    }
}

/// What is undone unless it is committed. It is made of another value, and takes its time.
pub(crate) struct Transaction(String, Dropped);

impl Transaction {
    fn commit(mut self) -> String {
        self.1.0 = None;
        self.0
    }
}

impl FromCall for Transaction {
    async fn from_call(cx: &Context) -> Result<Self, ToolError> {
        let tenant = Tenant::from_call(cx).await?;
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        let log = cx.state::<Log>().cloned().unwrap_or_default();
        log.add("transaction");
        Ok(Self(format!("of {}", tenant.name), Dropped(Some((log, "transaction")))))
    }
}

/// Never there.
pub(crate) struct Never;

impl FromCall for Never {
    async fn from_call(cx: &Context) -> Result<Self, ToolError> {
        let _dropped = Dropped(cx.state::<Log>().cloned().map(|log| (log, "never")));
        std::future::pending().await
    }
}

/// Panics.
pub(crate) struct Trap;

impl FromCall for Trap {
    async fn from_call(_: &Context) -> Result<Self, ToolError> {
        panic!("a trap")
    }
}

/// Asks.
pub(crate) struct Approval(bool);

impl FromCall for Approval {
    async fn from_call(cx: &Context) -> Result<Self, ToolError> {
        if let Some(log) = cx.state::<Log>() {
            log.add("approval");
        }
        Ok(Self(cx.ask("approved", "May it?").await?))
    }
}

/// Sells.
#[mcp_server(state = Log)]
mod selling {
    use mcp_runtime::ResourceLink;
    use mcp_runtime::prelude::*;

    use super::{Approval, Log, Never, Tenant, Transaction, Trap};

    /// Buy.
    #[mcp_tool]
    async fn buy(
        #[from_call] transaction: Transaction,
        count: u8,
        /// Who buys.
        #[from_call]
        tenant: &Tenant,
        log: State<Log>,
    ) -> String {
        log.add("buy");
        format!("{} bought {count} {}", tenant.name, transaction.commit())
    }

    /// Buy, not async.
    #[mcp_tool]
    fn buy_blocking(count: u8, #[from_call] Tenant { name }: Tenant) -> String {
        format!("{name} bought {count}")
    }

    /// Forget to commit.
    #[mcp_tool]
    async fn forget(#[from_call] _transaction: Transaction) {}

    /// Waits for ever.
    #[mcp_tool(timeout = "30ms")]
    async fn wait(#[from_call] _: Never) {}

    /// Panics.
    #[mcp_tool]
    async fn fall(#[from_call] _trap: Trap, log: State<Log>) {
        log.add("fall");
    }

    /// Is approved twice.
    #[mcp_tool]
    async fn approve(#[from_call] approval: Approval, #[ask("Whom?")] whom: String) -> String {
        format!("{} {whom}", approval.0)
    }

    /// Greet the tenant.
    #[mcp_prompt]
    async fn greet(#[from_call] tenant: Tenant) -> String {
        tenant.name
    }

    /// What the tenant owns.
    #[mcp_resource("shop://{what}")]
    async fn owned(what: String, #[from_call] tenant: Tenant) -> String {
        format!("the {what} of {}", tenant.name)
    }

    #[mcp_resource_list]
    async fn list(#[from_call] tenant: &Tenant) -> Vec<ResourceLink> {
        vec![ResourceLink::new("shop://car", &tenant.name)]
    }
}

/// A client with a name, and one without.
fn clients() -> [(selling::Client, Log); 2] {
    ["2025-11-25", "2026-07-28"].map(|revision| {
        let log = Log::default();
        let client = selling::client(log.clone());
        client.revision(revision);
        (client, log)
    })
}

#[mcp_runtime::test]
async fn it_is_made_before_the_function_and_handed_over() -> Result<(), CallError> {
    let [(client, log), _] = clients();
    assert_eq!(client.buy(2).await?, "Ann bought 2 of Ann");
    assert_eq!(log.take(), "tenant; transaction; tenant; buy", "in the order of the parameters");
    assert_eq!(client.buy_blocking(3).await?, "Ann bought 3");
    log.take();
    client.forget().await?;
    assert_eq!(log.take(), "tenant; transaction; transaction dropped");
    assert_eq!(client.greet().await?.text(), "Ann");
    assert_eq!(client.read("shop://house").await?.text(), "the house of Ann");
    assert_eq!(client.list("resources").await?[0]["name"], "Ann");
    Ok(())
}

#[mcp_runtime::test]
async fn clients_neither_see_nor_send_it() -> Result<(), CallError> {
    let [(client, log), _] = clients();
    let tools = client.list("tools").await?;
    let arguments = |at: usize| tools[at]["inputSchema"]["properties"].as_object().map(serde_json::Map::len);
    assert_eq!((&tools[0]["name"], arguments(0), arguments(2)), (&json!("buy"), Some(1), Some(0)));
    assert_eq!(client.list("prompts").await?[0].get("arguments"), None);
    log.take();
    let error =
        client.call("buy", json!({"count": 1, "tenant": {"name": "Bob"}})).await.expect_err("unknown");
    assert!(error.text().contains("tenant"), "{error:?}");
    assert_eq!(log.take(), "", "nothing is made for arguments that are wrong");
    Ok(())
}

#[mcp_runtime::test]
async fn where_it_fails_the_function_does_not_begin() {
    let [_, (client, log)] = clients();
    assert_eq!(client.buy(2).await, Err(CallError::Tool("nobody is no tenant".into())));
    assert_eq!(log.take(), "tenant", "nor are those behind it made");
    assert_eq!(client.buy_blocking(2).await, Err(CallError::Tool("nobody is no tenant".into())));
    assert_eq!(client.greet().await.err().and_then(|error| error.code()), Some(-32603));
    assert!(client.read("shop://car").await.is_err());
    assert!(client.list("resources").await.is_err());
    log.take();
    let error = client.fall().await.expect_err("it panics");
    assert!(error.text().starts_with("internal error (reference "), "{error:?}");
    let error = client.wait().await.expect_err("it takes too long");
    assert_eq!(error.text(), "`wait` took longer than 30ms and was stopped");
    assert_eq!(log.take(), "never dropped");
}

/// In rounds it is made in each; its questions are asked before those of parameters.
#[mcp_runtime::test]
async fn it_may_ask() {
    for ((client, log), made) in clients().into_iter().zip([1, 3]) {
        client.capabilities(json!({"elicitation": {"form": {}}}));
        client.accept("May it?", true).accept("Whom?", "Bob");
        assert_eq!(client.approve().await, Ok("true Bob".into()));
        assert_eq!(client.asked(), ["May it?", "Whom?"]);
        assert_eq!(log.take().matches("approval").count(), made);
    }
}

/// Who makes values may say something, so the server says that it does.
#[mcp_runtime::test]
async fn it_has_the_log_of_the_call() {
    /// Says something.
    struct Loud;

    impl FromCall for Loud {
        async fn from_call(cx: &Context) -> Result<Self, ToolError> {
            cx.info("made").await;
            Ok(Self)
        }
    }

    struct Quiet;

    #[mcp_server]
    impl Quiet {
        /// Do nothing.
        #[mcp_tool]
        async fn nothing(&self, #[from_call] _loud: Loud) {}
    }

    let client = mcp_runtime::testing::client(Quiet);
    client.revision("2025-11-25");
    client.nothing().await.expect("it is called");
    assert_eq!(client.heard(), ["info: made"]);
}
