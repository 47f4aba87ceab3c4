//! `Host` as only raw bytes can have it: H07 to H10.

use mcp_tests::http::PATIENCE;

use crate::bystander::start;

/// Request line, `Host` lines, status.
const CASES: [(&str, &str, &[u16]); 22] = [
    ("GET /health HTTP/1.1", "Host: localhost\r\n", &[200]),
    ("GET /health HTTP/1.1", "", &[400]),
    ("GET /health HTTP/1.1", "Host:\r\n", &[400]),
    ("GET /health HTTP/1.1", "Host: localhost\r\nHost: localhost\r\n", &[400]),
    ("GET /health HTTP/1.1", "Host: localhost\r\nHost: evil.example\r\n", &[400]),
    ("GET /health HTTP/1.1", "Host: evil.example\r\nhost: localhost\r\n", &[400]),
    ("GET /health HTTP/1.1", "Host: localhost, evil.example\r\n", &[400, 403]),
    ("GET /health HTTP/1.1", "Host: evil.example#localhost\r\n", &[400, 403]),
    ("GET /health HTTP/1.1", "Host: evil.example/localhost\r\n", &[400, 403]),
    ("GET /health HTTP/1.1", "Host: localhost:80@evil.example\r\n", &[400]),
    ("GET /health HTTP/1.1", "Host: localhost:port\r\n", &[400, 403]),
    ("GET /health HTTP/1.1", "Host: localhost\t\r\n", &[200]),
    ("GET /health HTTP/1.1", "Host: \u{ff}\r\n", &[400, 403]),
    // The authority of the request line counts, and so does the header.
    ("GET http://evil.example/health HTTP/1.1", "Host: localhost\r\n", &[403]),
    ("GET http://localhost/health HTTP/1.1", "Host: evil.example\r\n", &[400, 403]),
    ("GET http://evil.example@localhost/health HTTP/1.1", "Host: localhost\r\n", &[400]),
    ("GET http://localhost@evil.example/health HTTP/1.1", "Host: localhost\r\n", &[400, 403]),
    ("GET http://localhost/health HTTP/1.1", "Host: localhost\r\n", &[200]),
    ("GET http://localhost/health HTTP/1.1", "", &[400]),
    ("CONNECT evil.example:443 HTTP/1.1", "Host: localhost\r\n", &[400, 403, 404, 405]),
    ("CONNECT localhost:443 HTTP/1.1", "Host: localhost\r\n", &[400, 404, 405]),
    ("OPTIONS * HTTP/1.1", "Host: localhost\r\n", &[400, 404, 405]),
];

#[test]
fn h07_to_h10_hosts() {
    let mut bystander = start("");
    for (line, hosts, statuses) in CASES {
        let mut connection = bystander.served.connect();
        connection.send(format!("{line}\r\n{hosts}\r\n"));
        let response = connection.response(PATIENCE).unwrap_or_else(|| panic!("{line} {hosts}: no answer"));
        assert!(statuses.contains(&response.status()), "{line} {hosts}: {response:?}");
    }
    bystander.unhurt();
}

#[test]
fn h10_a_message_by_its_whole_address() {
    let mut bystander = start("");
    let addr = bystander.served.addr;
    for (authority, status) in [("evil.example".to_owned(), 403), (addr.to_string(), 200)] {
        let bytes = mcp_tests::http::client::modern(1, "nothing", serde_json::json!({}));
        let text = String::from_utf8(bytes).expect("text");
        let whole = text.replacen("POST /mcp", &format!("POST http://{authority}/mcp"), 1);
        assert_eq!(bystander.served.client().send(whole.as_bytes()).status(), status, "{authority}");
    }
    bystander.unhurt();
}
