//! The client of the official Rust SDK.

use rmcp::model::ProtocolVersion;
use rmcp::transport::TokioChildProcess;
use rmcp::{ClientLifecycleMode, ClientServiceExt as _};

use super::rmcp_drive::{Heard, drive};
use super::{judge, scratch, server};

fn run(name: &str, lifecycle: ClientLifecycleMode, negotiated: Option<&str>) {
    let folder = scratch(name);
    let mark = folder.join("mark");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_tee"));
        command.arg(folder.join("log")).arg(server("testbed")).arg("--stdio").env("TESTBED_MARK", &mark);
        let heard = Heard::default();
        let transport = TokioChildProcess::new(command).expect("the server starts");
        let client = heard.clone().serve_with_lifecycle(transport, lifecycle).await.expect("it connects");
        drive(&client, &heard, &mark, negotiated.is_none(), || true).await;
        client.cancel().await.expect("it closes");
    });
    judge(&folder, negotiated, false);
    let _ = std::fs::remove_dir_all(folder);
}

#[test]
fn initialize() {
    run("rmcp-initialize", ClientLifecycleMode::Initialize, Some("2025-11-25"));
}

#[test]
fn discover() {
    let preferred_versions = vec![ProtocolVersion::V_2026_07_28];
    run("rmcp-discover", ClientLifecycleMode::Discover { preferred_versions }, None);
}

#[test]
fn auto() {
    let preferred_versions = vec![ProtocolVersion::V_2026_07_28];
    run("rmcp-auto", ClientLifecycleMode::Auto { preferred_versions, legacy_version: None }, None);
}
