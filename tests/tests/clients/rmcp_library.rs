//! Prompts and resources through the client of the official Rust SDK: what `library.json` says of them.
#![expect(deprecated, reason = "its `subscribe` is deprecated, and still what older servers have")]

use std::sync::atomic::Ordering;
use std::time::Duration;

use rmcp::model::{
    GetPromptRequestParams, ReadResourceRequestParams, ResourceContents, ServerNotification,
    SubscribeRequestParams, SubscriptionFilter, UnsubscribeRequestParams,
};
use rmcp::service::ServiceError;
use serde_json::{Value, json};

use super::rmcp_drive::{Client, Heard, call, until};

fn said() -> Value {
    serde_json::from_str(include_str!("../../clients/library.json")).expect("a table")
}

fn rows(table: &Value) -> &[Value] {
    table.as_array().expect("rows")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn refused(row: &Value, code: &Value, error: &ServiceError) {
    let ServiceError::McpError(error) = error else { panic!("{row}: {error}") };
    assert_eq!(json!(error.code.0), *code, "{row}");
    for word in rows(&row["words"]) {
        assert!(error.message.contains(text(word)), "{row}: {}", error.message);
    }
}

async fn names(client: &Client, kind: &str) -> Vec<String> {
    if kind == "prompts" {
        let prompts = client.list_all_prompts().await.expect("a list");
        return prompts.into_iter().map(|prompt| prompt.name).collect();
    }
    let resources = client.list_all_resources().await.expect("a list");
    let templates = client.list_all_resource_templates().await.expect("a list");
    let resources = resources.into_iter().map(|resource| resource.uri);
    resources.chain(templates.into_iter().map(|template| template.uri_template)).collect()
}

async fn read(client: &Client, uri: &str) -> Result<Vec<String>, ServiceError> {
    let result = client.read_resource(ReadResourceRequestParams::new(uri)).await?;
    let parts = result.contents.into_iter().map(|part| match part {
        ResourceContents::TextResourceContents { text, .. } => text,
        ResourceContents::BlobResourceContents { blob, .. } => blob,
        other => panic!("{other:?}"),
    });
    Ok(parts.collect())
}

async fn prompts(client: &Client, said: &Value) {
    let params = |row: &Value| {
        let params = GetPromptRequestParams::new(text(&row["name"]));
        row["arguments"].as_object().map_or(params.clone(), |values| params.with_arguments(values.clone()))
    };
    for row in rows(&said["gets"]) {
        let result = client.get_prompt(params(row)).await.expect("messages");
        let messages = serde_json::to_value(&result.messages).expect("JSON");
        assert_eq!(json!(result.messages.len()), row["messages"], "{row}");
        assert_eq!(messages[0]["content"]["text"], row["text"], "{row}");
    }
    for row in rows(&said["refused_gets"]) {
        refused(row, &row["code"], &client.get_prompt(params(row)).await.expect_err("a refusal"));
    }
}

async fn resources(client: &Client, said: &Value, modern: bool) {
    for uri in rows(&said["resources"]) {
        assert_eq!(read(client, text(uri)).await.expect("contents").len(), 1);
    }
    // It has no expander of templates, and is given what a right one makes.
    for row in rows(&said["reads"]).iter().chain(rows(&said["expansions"])) {
        let contents = read(client, text(&row["uri"])).await.expect("contents");
        assert_eq!(json!(contents), row["contents"], "{row}");
    }
    for row in rows(&said["refused_reads"]) {
        let code = &row["code"][if modern { "modern" } else { "legacy" }];
        refused(row, code, &read(client, text(&row["uri"])).await.expect_err("a refusal"));
    }
}

async fn completions(client: &Client, said: &Value) {
    let complete = async |row: &Value| {
        let mut params = json!({"ref": row["ref"], "argument": row["argument"]});
        if let Some(context) = row.get("context") {
            params["context"] = json!({"arguments": context});
        }
        client.complete(serde_json::from_value(params).expect("parameters")).await
    };
    for row in rows(&said["completions"]) {
        let completion = complete(row).await.expect("a completion").completion;
        assert_eq!(json!(completion.values), row["values"], "{row}");
        assert_eq!(json!([completion.total, completion.has_more]), json!([row["total"], row["more"]]));
    }
    let row = &said["long_completion"];
    let completion = complete(row).await.expect("a completion").completion;
    assert_eq!(json!([completion.values.len(), completion.total]), json!([row["count"], row["total"]]));
    for row in rows(&said["refused_completions"]) {
        refused(row, &row["code"], &complete(row).await.expect_err("a refusal"));
    }
}

async fn changes(client: &Client, heard: &Heard, said: &Value, modern: bool) {
    for row in rows(&said["toggles"]) {
        let kind = text(&row["kind"]);
        let counter = if kind == "prompts" { &heard.prompts } else { &heard.resources };
        let filter = SubscriptionFilter::builder().prompts_list_changed().resources_list_changed().build();
        let mut events =
            if modern { Some(client.listen(filter).await.expect("an acknowledgement")) } else { None };
        for on in [false, true] {
            let before = counter.load(Ordering::SeqCst);
            call(client, "toggle", json!({"name": row["name"], "on": on})).await.expect("an answer");
            if let Some(events) = &mut events {
                let event = events.next().await.expect("a notification");
                let fits = match &event {
                    Some(ServerNotification::PromptListChangedNotification(_)) => kind == "prompts",
                    Some(ServerNotification::ResourceListChangedNotification(_)) => kind == "resources",
                    _ => false,
                };
                assert!(fits, "{row}: {event:?}");
            } else {
                until("the notification", || counter.load(Ordering::SeqCst) > before).await;
            }
            let names = names(client, kind).await;
            assert_eq!(names.iter().any(|name| name == text(&row["name"])), on, "{row}");
        }
    }
}

/// In 2026 a subscription is a stream of its own.
async fn subscriptions(client: &Client, heard: &Heard, said: &Value, modern: bool) {
    let touch = async |row: &Value, times: u8| {
        call(client, "touch", json!({"uri": row["touched"], "times": times})).await.expect("an answer");
    };
    for row in rows(&said["subscriptions"]) {
        let uri = text(&row["uri"]);
        if modern {
            let filter = SubscriptionFilter::builder().resource_subscription(uri).build();
            let mut events = client.listen(filter).await.expect("an acknowledgement");
            touch(row, 3).await;
            match events.next().await.expect("a notification") {
                Some(ServerNotification::ResourceUpdatedNotification(event)) => {
                    assert_eq!(event.params.uri, uri);
                }
                other => panic!("{other:?}"),
            }
            events.cancel().await.expect("it ends");
            continue;
        }
        let updated = || heard.updated.lock().expect("a lock").clone();
        client.subscribe(SubscribeRequestParams::new(uri)).await.expect("it is subscribed to");
        heard.updated.lock().expect("a lock").clear();
        touch(row, 3).await;
        until("the update", || !updated().is_empty()).await;
        client.unsubscribe(UnsubscribeRequestParams::new(uri)).await.expect("it is not any more");
        touch(row, 1).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(updated(), [uri]);
    }
    for row in rows(&said["refused_subscriptions"]).iter().filter(|_| !modern) {
        let refusal = client.subscribe(SubscribeRequestParams::new(text(&row["uri"]))).await;
        refused(row, &row["code"], &refusal.expect_err("a refusal"));
    }
}

/// Asks for all prompts and resources of the library as a host would.
pub(crate) async fn library(client: &Client, heard: &Heard, modern: bool) {
    let said = said();
    assert_eq!(json!(names(client, "prompts").await), said["prompts"]);
    let listed = [&said["resources"], &said["templates"]].map(rows).concat();
    assert_eq!(json!(names(client, "resources").await), json!(listed));
    prompts(client, &said).await;
    resources(client, &said, modern).await;
    completions(client, &said).await;
    changes(client, heard, &said, modern).await;
    subscriptions(client, heard, &said, modern).await;
}
