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
