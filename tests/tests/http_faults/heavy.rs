//! Requests that are large in the way that is hardest to refuse: nobody else waits for them.

use mcp_tests::http::{Connection, PATIENCE, request};

use crate::bystander::start;

/// A call whose arguments are those of `piece`, again and again.
fn heavy(piece: &str) -> Vec<u8> {
    let arguments = piece.repeat(3_700_000 / piece.len());
    let body = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"add","arguments":{{{arguments}"b":1}},"_meta":{{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{{}}}}}}}}"#
    );
    let headers = [
        ("Content-Type", "application/json"),
        ("Accept", "application/json, text/event-stream"),
        ("MCP-Protocol-Version", "2026-07-28"),
        ("Mcp-Method", "tools/call"),
        ("Mcp-Name", "add"),
    ];
    request("POST", "/mcp", &headers, body.as_bytes())
}

#[test]
fn arguments_again_and_again() {
    let mut bystander = start("");
    let bytes = [r#""":1,"#, r#""a":1,"#, r#""b":1,"#].map(heavy);
    let mut sent: Vec<Connection> = bytes
        .iter()
        .map(|bytes| {
            let mut connection = bystander.served.connect();
            assert!(connection.send(bytes), "the server takes the body");
            connection
        })
        .collect();
    bystander.unhurt();
    for connection in &mut sent {
        let response = connection.response(PATIENCE).expect("an answer");
        let text = response.text();
        assert!(text.contains("given twice") || text.contains("unknown argument"), "{text}");
        assert!(text.len() < 3000, "{} bytes", text.len());
    }
    bystander.served.ends_well();
}

/// More of them than there are threads, on streams too: what is small goes past them.
#[test]
fn large_messages_take_turns() {
    let mut bystander = start("");
    let bytes = heavy(r#""b":1,"#);
    let old = bystander.served.client().stream();
    let text = "\\u00e9".repeat(600_000);
    let echo = format!(
        r#"{{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{{"name":"echo","arguments":{{"text":"{text}"}}}}}}"#
    );
    let posted = request("POST", &old.target, &[("Content-Type", "application/json")], echo.as_bytes());
    let mut sent: Vec<Connection> = (0..12)
        .map(|n| {
            let mut connection = bystander.served.connect();
            assert!(connection.send(if n % 6 == 5 { &posted } else { &bytes }), "the server takes the body");
            connection
        })
        .collect();
    bystander.unhurt();
    let statuses =
        sent.iter_mut().map(|connection| connection.response(PATIENCE).expect("an answer").status());
    assert_eq!(statuses.map(u32::from).sum::<u32>(), 10 * 200 + 2 * 202);
    bystander.served.ends_well();
}
