//! Changes that are told from outside of calls.

use std::time::Duration;

use mcp_runtime::testing::RawClient;
use mcp_runtime::{Handle, Options};
use mcp_tests::transcript::check;

/// Nothing of it takes a `Context`, so only a handle can change it.
#[allow(unreachable_pub, reason = "a test has no callers")]
#[mcp_runtime::prelude::mcp_server]
mod quiet {
    /// A note.
    #[mcp_resource("notes://{id}")]
    pub fn note(id: u32) -> String {
        format!("note {id}")
    }

    /// A tool.
    #[mcp_tool]
    pub fn greet() -> &'static str {
        "hello"
    }
}

const HANDSHAKE: &str = r#"
→ {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}
← {"jsonrpc":"2.0","id":0,"result":{"capabilities":CAPABILITIES,"…":"…"}}
→ {"jsonrpc":"2.0","method":"notifications/initialized"}
"#;

#[test]
fn a_handle_tells_from_another_thread() {
    let handle = Handle::new();
    let mut client = RawClient::new(quiet::server(), Options::default().handle(handle.clone()))
        .expect("the server starts");
    let declared = r#"{"resources":{"subscribe":true,"listChanged":true},"tools":{"listChanged":true}}"#;
    check("handshake", &HANDSHAKE.replace("CAPABILITIES", declared), &mut client);
    let subscribe = r#"
→ {"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"notes://7"}}
← {"jsonrpc":"2.0","id":1,"result":{}}
"#;
    check("subscribe", subscribe, &mut client);
    let teller = std::thread::spawn(move || {
        handle.updated("notes://7");
        assert!(handle.enable_tool("greet", false) && !handle.enable_tool("nothing", true));
    });
    teller.join().expect("the thread ends");
    let mut heard: Vec<String> = (0..2).filter_map(|_| client.receive(Duration::from_secs(20))).collect();
    heard.sort();
    assert!(heard[0].contains(r#""method":"notifications/resources/updated","params":{"uri":"notes://7"}"#));
    assert!(heard[1].contains(r#""method":"notifications/tools/list_changed""#));
}

/// L-CAP-07
#[test]
fn without_a_handle_nothing_is_declared_to_change() {
    let mut client = RawClient::new(quiet::server(), Options::default()).expect("the server starts");
    check("handshake", &HANDSHAKE.replace("CAPABILITIES", r#"{"resources":{},"tools":{}}"#), &mut client);
    let subscribe = r#"
→ {"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"notes://7"}}
← {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"unknown method: resources/subscribe"}}
"#;
    check("L-CAP-04", subscribe, &mut client);
}
