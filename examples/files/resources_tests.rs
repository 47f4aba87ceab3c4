//! The files of the folder as resources.

use std::time::Duration;

use serde_json::{Value, json};

use crate::tests::{Client, Scratch};

impl Client {
    fn ask(&mut self, method: &str, mut params: Value) -> Value {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        self.0.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string());
        let line = self.0.receive(Duration::from_secs(20)).expect("an answer");
        serde_json::from_str(&line).expect("JSON")
    }

    fn contents(&mut self, uri: &str) -> Value {
        self.ask("resources/read", json!({ "uri": uri }))["result"]["contents"][0].clone()
    }
}

#[test]
fn what_is_listed_can_be_read() {
    let scratch = Scratch::new("resources");
    scratch.write("a b/für später.md", "# Notes").write("dot.png", [137, 80, 0, 255]).write(".hidden", "x");
    let mut client = scratch.client();
    let listed = client.ask("resources/list", json!({}));
    let listed: Vec<&str> = listed["result"]["resources"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["uri"].as_str())
        .collect();
    assert_eq!(listed, ["files:///a%20b/f%C3%BCr%20sp%C3%A4ter.md", "files:///dot.png"]);
    let text = client.contents(listed[0]);
    assert_eq!((&text["text"], &text["mimeType"]), (&json!("# Notes"), &json!("text/plain")));
    assert_eq!(client.contents(listed[1])["blob"], "iVAA/w==");
    assert_eq!(client.contents("files:///.hidden")["text"], "x");
}

#[test]
fn nothing_leads_out() {
    let scratch = Scratch::new("resources-outside");
    scratch.write("inside.txt", "x").write("../outside.txt", "secret");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../outside.txt", scratch.root().join("link.txt")).expect("a link");
    let mut client = scratch.client();
    for uri in [
        "files:///../outside.txt",
        "files:///%2e%2e/outside.txt",
        "files:///..%2foutside.txt",
        "files:////etc/passwd",
        "files:///link.txt",
        "files:///missing.txt",
        "files:///",
    ] {
        let answer = client.ask("resources/read", json!({ "uri": uri }));
        assert_eq!(
            (&answer["error"]["code"], &answer["error"]["data"]["uri"]),
            (&json!(-32602), &json!(uri)),
            "{answer}"
        );
        assert!(!answer.to_string().contains("secret"));
    }
}
