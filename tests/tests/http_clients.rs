//! Real clients drive the servers over HTTP, with a proxy in between: what they say to each other is validated message by
//! message, connections are cut in the middle, and servers are started again.
#![allow(clippy::print_stderr, reason = "what a test has to say is read on stderr")]

use std::process::Command;

#[path = "http_clients/judge.rs"]
mod judge;
#[path = "clients/rmcp_asker.rs"]
mod rmcp_asker;
#[path = "http_clients/rmcp.rs"]
mod rmcp_client;
#[path = "clients/rmcp_drive.rs"]
mod rmcp_drive;
#[path = "clients/rmcp_library.rs"]
mod rmcp_library;
#[path = "http_clients/setup.rs"]
mod setup;
#[path = "http_clients/tools.rs"]
mod tools;

use setup::{Bed, drivers, installed, node};

/// One client in one mode over one transport.
struct Driver {
    /// The folder of its installation.
    sdk: &'static str,
    mode: &'static str,
    transport: &'static str,
    /// What `initialize` has to settle, or nothing for a client that does without.
    negotiated: Option<&'static str>,
}

impl Driver {
    fn drive(&self, subject: &str) {
        let sdk = installed(self.sdk);
        let mut command = if self.sdk.starts_with("sdk-") {
            let mut node = Command::new(node());
            node.arg(drivers().join("node/drive.mjs"));
            node
        } else {
            let mut python = Command::new(sdk.join("bin/python"));
            python.arg(drivers().join("python/drive.py"));
            python
        };
        let bed = Bed::start(&format!("{}-{}-{}", self.sdk, self.mode, self.transport), subject);
        let route = if self.transport == "sse" { "/sse" } else { "/mcp" };
        let said = bed.run(
            command
                .args([self.sdk, self.mode, subject])
                .arg(bed.mark())
                .args([self.transport, &bed.url(route)])
                .env("MCP_SDK_FOLDER", &sdk),
        );
        assert!(said.contains("ok close") && !said.contains("not ok"), "{said}");
        bed.judge(self.negotiated);
    }
}

macro_rules! clients {
    ($($name:ident: $sdk:literal $mode:literal $transport:literal $negotiated:expr, $($subject:ident)*;)*) => {
        $(mod $name {
            use super::Driver;

            const DRIVER: Driver = Driver {
                sdk: $sdk, mode: $mode, transport: $transport, negotiated: $negotiated,
            };

            $(#[test]
            fn $subject() {
                DRIVER.drive(stringify!($subject));
            })*
        })*
    };
}
clients! {
    typescript_1_0_sse: "sdk-1.0" "legacy" "sse" Some("2024-11-05"), testbed library asker changelog;
    typescript_1_12_sse: "sdk-1.12" "legacy" "sse" Some("2025-03-26"), testbed library asker changelog;
    typescript_1_12: "sdk-1.12" "legacy" "http" Some("2025-03-26"), testbed library asker changelog;
    typescript_1_17: "sdk-1.17" "legacy" "http" Some("2025-06-18"), testbed library asker changelog;
    typescript_1_sse: "sdk-1" "legacy" "sse" Some("2025-11-25"), testbed library asker changelog calculator;
    typescript_1: "sdk-1" "legacy" "http" Some("2025-11-25"), testbed library asker changelog calculator files;
    typescript_2_legacy: "sdk-2" "legacy" "http" Some("2025-11-25"), testbed library asker changelog;
    typescript_2_modern: "sdk-2" "modern" "http" None, testbed library asker changelog;
    python_1_sse: "mcp-1" "legacy" "sse" Some("2025-11-25"), testbed library asker changelog;
    python_1: "mcp-1" "legacy" "http" Some("2025-11-25"), testbed library asker changelog;
    python_2_sse: "mcp-2" "legacy" "sse" Some("2025-11-25"), testbed library asker changelog;
    python_2_legacy: "mcp-2" "legacy" "http" Some("2025-11-25"), testbed library asker changelog;
    python_2_modern: "mcp-2" "modern" "http" None, testbed library asker changelog files;
    fastmcp_sse: "fastmcp" "legacy" "sse" Some("2025-11-25"), testbed library asker changelog;
    fastmcp_legacy: "fastmcp" "legacy" "http" Some("2025-11-25"), testbed library asker changelog;
    fastmcp_modern: "fastmcp" "modern" "http" None, testbed library asker changelog;
}
