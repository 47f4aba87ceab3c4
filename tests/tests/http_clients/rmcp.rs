//! The client of the official Rust SDK, which is a part of this program.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use rmcp::model::ProtocolVersion;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::{ClientLifecycleMode, ClientServiceExt as _};
use serde_json::json;

use super::rmcp_asker::{Answers, asker};
use super::rmcp_drive::{Client, Heard, call, drive, until};
use super::rmcp_library::library;
use super::setup::Bed;

async fn connect(bed: &Bed, lifecycle: ClientLifecycleMode) -> (Client, Heard) {
    let heard = Heard::default();
    let transport = StreamableHttpClientTransport::from_uri(bed.url("/mcp"));
    let client = heard.clone().serve_with_lifecycle(transport, lifecycle).await.expect("it connects");
    (client, heard)
}

/// A call whose progress comes step by step, without one missing.
async fn count(client: &Client, heard: &Heard, to: u32, delay_ms: u32) {
    heard.progress.lock().expect("a lock").clear();
    let answer = call(client, "count", json!({"to": to, "delay_ms": delay_ms})).await.expect("an answer");
    assert_eq!(answer, (format!("counted to {to}"), false));
    let steps: Vec<f64> = (1..=to).map(f64::from).collect();
    until("all progress", || *heard.progress.lock().expect("a lock") == steps).await;
}

async fn asked(bed: &Arc<Bed>, what: fn(&Bed)) {
    let bed = Arc::clone(bed);
    tokio::task::spawn_blocking(move || what(&bed)).await.expect("it is done");
}

/// What the test bed is for, and what only HTTP has.
async fn testbed(bed: &Arc<Bed>, lifecycle: ClientLifecycleMode, modern: bool) {
    let (client, heard) = connect(bed, lifecycle.clone()).await;
    drive(&client, &heard, &bed.mark(), modern, || bed.proxy.asked("slow")).await;

    let (second, other) = connect(bed, lifecycle).await;
    tokio::join!(count(&client, &heard, 5, 30), count(&second, &other, 3, 30));
    second.cancel().await.expect("it closes");

    if modern {
        bed.proxy.cut_after(2);
        call(&client, "sleep", json!({"ms": 15_000})).await.expect_err("its connection broke");
        let mark = || std::fs::read_to_string(bed.mark()).unwrap_or_default();
        until("the end", || mark().contains("cancelled")).await;
    } else {
        broken_connections(bed, &client, &heard).await;
    }
    // It starts anew by itself.
    asked(bed, Bed::forget).await;
    assert_eq!(call(&client, "add", json!({"a": 1, "b": 2})).await.expect("an answer"), ("3".into(), false));
    client.cancel().await.expect("it closes");
}

async fn broken_connections(bed: &Arc<Bed>, client: &Client, heard: &Heard) {
    bed.proxy.cut_after(2);
    count(client, heard, 6, 300).await;
    let before = heard.changes.load(Ordering::SeqCst);
    asked(bed, |bed| bed.proxy.cut_streams("GET")).await;
    call(client, "toggle", json!({"name": "echo", "on": true})).await.expect("an answer");
    until("the change", || heard.changes.load(Ordering::SeqCst) > before).await;
}

fn run(name: &str, subject: &str, lifecycle: ClientLifecycleMode, negotiated: Option<&str>) {
    let bed = Arc::new(Bed::start(name, subject));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let modern = negotiated.is_none();
    runtime.block_on(async {
        if subject == "testbed" {
            return testbed(&bed, lifecycle, modern).await;
        }
        if ["asker", "changelog"].contains(&subject) {
            let connect = async |answers: &Answers| {
                let transport = StreamableHttpClientTransport::from_uri(bed.url("/mcp"));
                answers.clone().serve_with_lifecycle(transport, lifecycle.clone()).await.expect("it connects")
            };
            return asker(subject, negotiated, connect).await;
        }
        let (client, heard) = connect(&bed, lifecycle).await;
        library(&client, &heard, modern).await;
        client.cancel().await.expect("it closes");
    });
    bed.judge(negotiated);
}

fn initialize(subject: &str) {
    run("rmcp-initialize", subject, ClientLifecycleMode::Initialize, Some("2025-11-25"));
}

fn discover(subject: &str) {
    let preferred_versions = vec![ProtocolVersion::V_2026_07_28];
    run("rmcp-discover", subject, ClientLifecycleMode::Discover { preferred_versions }, None);
}

fn auto(subject: &str) {
    let preferred_versions = vec![ProtocolVersion::V_2026_07_28];
    let lifecycle = ClientLifecycleMode::Auto { preferred_versions, legacy_version: None };
    run("rmcp-auto", subject, lifecycle, None);
}

macro_rules! subjects {
    ($($mode:ident)*) => {
        $(mod $mode {
            #[test]
            fn testbed() {
                super::$mode("testbed");
            }

            #[test]
            fn library() {
                super::$mode("library");
            }

            #[test]
            fn asker() {
                super::$mode("asker");
            }

            #[test]
            fn changelog() {
                super::$mode("changelog");
            }
        })*
    };
}
subjects! { initialize discover auto }
