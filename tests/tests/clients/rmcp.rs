//! The client of the official Rust SDK.

use rmcp::model::ProtocolVersion;
use rmcp::transport::TokioChildProcess;
use rmcp::{ClientLifecycleMode, ClientServiceExt as _};

use super::rmcp_asker::{Answers, asker};
use super::rmcp_drive::{Heard, drive};
use super::rmcp_library::library;
use super::{judge, scratch, server};

fn run(name: &str, subject: &str, lifecycle: ClientLifecycleMode, negotiated: Option<&str>) {
    let folder = scratch(&format!("{name}-{subject}"));
    let mark = folder.join("mark");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let start = || {
            let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_tee"));
            command.arg(folder.join("log")).arg(server(subject)).arg("--stdio").env("TESTBED_MARK", &mark);
            TokioChildProcess::new(command).expect("the server starts")
        };
        if subject == "asker" {
            let connect = async |answers: &Answers| {
                answers.clone().serve_with_lifecycle(start(), lifecycle.clone()).await.expect("it connects")
            };
            return asker(subject, negotiated, connect).await;
        }
        let (heard, transport) = (Heard::default(), start());
        let client = heard.clone().serve_with_lifecycle(transport, lifecycle).await.expect("it connects");
        match subject {
            "library" => library(&client, &heard, negotiated.is_none()).await,
            _ => drive(&client, &heard, &mark, negotiated.is_none(), || true).await,
        }
        client.cancel().await.expect("it closes");
    });
    judge(&folder, negotiated, false);
    let _ = std::fs::remove_dir_all(folder);
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
        })*
    };
}
subjects! { initialize discover auto }
