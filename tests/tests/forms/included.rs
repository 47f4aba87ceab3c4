//! Modules that others include, to any depth: what is listed and called there is that of all of them.

use mcp_runtime::testing::{CallError, Client, RawClient};
use mcp_runtime::{Call, Later, Next, Options, Reply, mcp_server, mcp_tool};
use serde_json::{Value, json};

/// What bills are paid with.
#[derive(Debug)]
pub(crate) struct Purse(u64);

/// A server of its own, too.
#[mcp_server(name = "billing", state = Later<Purse>, around = refuse, include(refunds::*))]
mod billing {
    use mcp_runtime::prelude::*;
    use mcp_runtime::{Call, Later, Next, Reply};

    use super::Purse;

    async fn refuse(_call: Call, _next: Next) -> Result<Reply, ToolError> {
        Err(ToolError::new("closed"))
    }

    /// Pay.
    #[mcp_tool]
    async fn pay(amount: u64, purse: &State<Purse>) -> Result<u64, ToolError> {
        purse.0.checked_sub(amount).ok_or_else(|| ToolError::new("too much"))
    }

    /// Remind somebody.
    #[mcp_prompt]
    fn remind(who: String) -> String {
        format!("Write to {who}.")
    }

    /// A bill.
    #[mcp_resource("bills://{id}")]
    fn bill(id: u64) -> String {
        format!("bill {id}")
    }

    #[mcp_server]
    pub(super) mod refunds {
        /// Give back.
        #[mcp_runtime::mcp_tool]
        fn refund(amount: u64) -> u64 {
            amount
        }

        /// Never here.
        #[cfg(any())]
        #[mcp_runtime::mcp_tool]
        fn never() {}
    }
}

/// Ping.
#[mcp_tool]
fn ping() {}

/// Nothing of its own.
#[mcp_server(name = "all", state = Purse, around = loudly, include(super::billing::*, super::ping), client = false)]
mod all {
    use super::{Purse, loudly};
}

async fn loudly(call: Call, next: Next) -> Result<Reply, mcp_runtime::ToolError> {
    if call.name() == "refund" { Err(mcp_runtime::ToolError::new("not today")) } else { next.run().await }
}

struct Desk(u8);

/// A block lists its own first.
#[mcp_server(include(billing::refunds::*), client = false)]
impl Desk {
    /// Open.
    #[mcp_tool]
    fn open(&self) -> u8 {
        self.0
    }
}

/// One with a type of its own.
struct Counter<T>(T);

#[mcp_server(include(ping, billing::refunds::*))]
impl<T: Send + Sync + 'static> Counter<T> {
    /// The size.
    #[mcp_tool]
    fn size(&self) -> usize {
        size_of_val(&self.0)
    }
}

async fn names(client: &Client, what: &str) -> Result<Vec<String>, CallError> {
    let named = |one: &Value| one["name"].as_str().expect("each has a name").to_owned();
    Ok(client.list(what).await?.iter().map(named).collect())
}

#[mcp_runtime::test]
async fn all_of_a_module_is_listed_and_called() -> Result<(), CallError> {
    let client = Client::new(all::server(Purse(5)));
    assert_eq!(names(&client, "tools").await?, ["pay", "refund", "ping"]);
    assert_eq!(names(&client, "prompts").await?, ["remind"]);
    assert_eq!(names(&client, "resources/templates").await?, ["bill"]);
    assert_eq!(client.call("pay", json!({"amount": 2})).await?.value::<u64>()?, 3);
    assert_eq!(client.read("bills://7").await?.text(), "bill 7");
    assert_eq!(client.get("remind", json!({"who": "Ada"})).await?.text(), "Write to Ada.");
    // Its hooks are its own server's; those of the server that includes it are around all.
    let error = client.call("refund", json!({"amount": 2})).await.expect_err("a hook refuses it");
    assert_eq!(error.text(), "not today");
    Ok(())
}

#[mcp_runtime::test]
async fn it_is_a_server_of_its_own() -> Result<(), CallError> {
    let client = billing::client(Later::new(async || Ok::<_, String>(Purse(1))));
    assert_eq!(names(&client, "tools").await?, ["pay", "refund"]);
    assert_eq!(client.pay(1).await.expect_err("its hook refuses all").text(), "closed");
    let client = billing::refunds::client();
    assert_eq!((names(&client, "tools").await?, client.refund(3).await?), (vec!["refund".to_owned()], 3));
    Ok(())
}

#[mcp_runtime::test]
async fn blocks_include_it_behind_their_own() -> Result<(), CallError> {
    let desk = Client::new(Desk(1));
    assert_eq!(names(&desk, "tools").await?, ["open", "refund"]);
    assert_eq!(desk.call("refund", json!({"amount": 4})).await?.value::<u64>()?, 4);
    assert_eq!(names(&Client::new(Counter(0_u8)), "tools").await?, ["size", "ping", "refund"]);
    Ok(())
}

/// What is said of a server without making it knows them too.
#[test]
fn clients_that_it_is_made_for_hear_of_it() {
    #[mcp_server]
    mod maps {
        /// Count.
        #[mcp_runtime::mcp_tool]
        fn count(labels: std::collections::HashMap<String, u8>) -> usize {
            labels.len()
        }
    }
    #[mcp_server(clients(roo), include(maps::*), client = false)]
    impl Mapped {}
    struct Mapped;
    let error = RawClient::new(Mapped, Options::default()).expect_err("it breaks there");
    assert!(error.to_string().contains("`count`"), "{error}");
}
