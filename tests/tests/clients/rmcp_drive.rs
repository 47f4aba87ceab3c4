//! What the client of the official Rust SDK does with the test bed, over whatever transport.
#![expect(deprecated, reason = "its logging is deprecated, and still what older servers send")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rmcp::model::{
    CallToolRequest, CallToolRequestParams, ClientRequest, LoggingMessageNotificationParam,
    ProgressNotificationParam, ResourceUpdatedNotificationParam, ServerNotification, SubscriptionFilter,
};
use rmcp::service::{NotificationContext, PeerRequestOptions, RunningService, ServiceError};
use rmcp::{ClientHandler, RoleClient};
use serde_json::{Value, json};

#[derive(Clone, Default)]
pub(crate) struct Heard {
    pub(crate) progress: Arc<Mutex<Vec<f64>>>,
    pub(crate) logs: Arc<AtomicUsize>,
    pub(crate) changes: Arc<AtomicUsize>,
    pub(crate) prompts: Arc<AtomicUsize>,
    pub(crate) resources: Arc<AtomicUsize>,
    pub(crate) updated: Arc<Mutex<Vec<String>>>,
}

impl ClientHandler for Heard {
    async fn on_progress(&self, params: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        self.progress.lock().expect("a lock").push(params.progress);
    }

    async fn on_logging_message(
        &self,
        _: LoggingMessageNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        self.logs.fetch_add(1, Ordering::SeqCst);
    }

    async fn on_tool_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    async fn on_resource_updated(
        &self,
        params: ResourceUpdatedNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        self.updated.lock().expect("a lock").push(params.uri);
    }

    async fn on_prompt_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.prompts.fetch_add(1, Ordering::SeqCst);
    }

    async fn on_resource_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.resources.fetch_add(1, Ordering::SeqCst);
    }
}

pub(crate) type Client = RunningService<RoleClient, Heard>;

fn request(tool: &'static str, arguments: &Value) -> CallToolRequestParams {
    CallToolRequestParams::new(tool).with_arguments(arguments.as_object().cloned().unwrap_or_default())
}

pub(crate) async fn call(
    client: &Client,
    tool: &'static str,
    arguments: Value,
) -> Result<(String, bool), ServiceError> {
    let result = client.call_tool(request(tool, &arguments)).await?;
    let result = serde_json::to_value(&result).expect("JSON");
    let text = result["content"][0]["text"].as_str().unwrap_or_default().to_owned();
    Ok((text, result["isError"] == true))
}

pub(crate) async fn until(what: &str, test: impl Fn() -> bool) {
    for _ in 0..1000 {
        if test() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{what} did not happen");
}

/// Calls each tool as a host would. `given` says whether the server was given the slow call: over HTTP the cancellation could
/// overtake it.
pub(crate) async fn drive(
    client: &Client,
    heard: &Heard,
    mark: &std::path::Path,
    modern: bool,
    given: impl Fn() -> bool,
) {
    let tools = client.list_all_tools().await.expect("a list");
    assert!(tools.len() > 20 && tools.iter().any(|tool| tool.name == "add"));
    assert_eq!(call(client, "add", json!({"a": 2, "b": 3})).await.expect("an answer"), ("5".into(), false));
    let (text, is_error) = call(client, "add", json!({"a": "x"})).await.expect("an answer");
    assert!(is_error && text.contains("a: expected a number") && text.contains("b: missing"), "{text}");
    let unknown = call(client, "no_such_tool", json!({})).await.expect_err("a refusal");
    assert!(matches!(&unknown, ServiceError::McpError(error) if error.code.0 == -32602), "{unknown}");
    let (text, is_error) = call(client, "fail", json!({"kind": "anything"})).await.expect("an answer");
    assert!(is_error && text.starts_with("failed as asked: anything"), "{text}");
    let (text, is_error) = call(client, "boom", json!({})).await.expect("an answer");
    assert!(is_error && text.starts_with("internal error"), "{text}");
    assert_eq!(call(client, "add", json!({"a": 1, "b": 1})).await.expect("an answer"), ("2".into(), false));

    call(client, "count", json!({"to": 3, "delay_ms": 20})).await.expect("an answer");
    until("progress", || *heard.progress.lock().expect("a lock") == [1.0, 2.0, 3.0]).await;

    let slow = ClientRequest::CallToolRequest(CallToolRequest::new(request("slow", &json!({"ms": 60_000}))));
    let handle =
        client.send_cancellable_request(slow, PeerRequestOptions::no_options()).await.expect("it is sent");
    until("the call", given).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    handle.cancel(Some("enough".into())).await.expect("it is cancelled");
    until("the drop", || std::fs::read_to_string(mark).is_ok_and(|text| text.contains("dropped"))).await;

    let filter = SubscriptionFilter::builder().tools_list_changed().build();
    let mut events =
        if modern { Some(client.listen(filter).await.expect("an acknowledgement")) } else { None };
    call(client, "toggle", json!({"name": "echo", "on": false})).await.expect("an answer");
    if let Some(events) = &mut events {
        let event = events.next().await.expect("a notification");
        assert!(matches!(event, Some(ServerNotification::ToolListChangedNotification(_))), "{event:?}");
        assert_eq!(heard.logs.load(Ordering::SeqCst), 0, "no request asked for the log");
    } else {
        until("a log message", || heard.logs.load(Ordering::SeqCst) > 0).await;
        until("the change", || heard.changes.load(Ordering::SeqCst) > 0).await;
    }
    let tools = client.list_all_tools().await.expect("a list");
    assert!(!tools.iter().any(|tool| tool.name == "echo"));
}
