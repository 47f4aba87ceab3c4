//! What a script leaves out of a request.

use serde_json::Value;

use super::expect::Variables;
use super::parse::{Scope, Sent};
use super::{Request, words};

/// What is known when a request is to be sent.
#[derive(Debug)]
pub(super) struct Known<'a> {
    pub(super) variables: &'a Variables,
    /// What each session negotiated.
    pub(super) revisions: &'a [(String, String)],
    pub(super) place: &'a str,
}

impl Known<'_> {
    /// A request with all its headers.
    pub(super) fn request(
        &self,
        (method, target): (&str, &str),
        scope: &Scope,
        more: &[Sent],
        body: &str,
    ) -> Request {
        let body = words::body(&self.fill(body));
        let mut headers = self.usual(method, scope, &body);
        let instead = |known: &str| {
            more.iter().any(|sent| matches!(sent, Sent::Instead(name, _) if name.eq_ignore_ascii_case(known)))
        };
        headers.retain(|(name, _)| !instead(name));
        let mut no_host = false;
        for sent in more {
            match sent {
                Sent::Instead(name, value) if value.is_empty() => {
                    no_host |= name.eq_ignore_ascii_case("host");
                }
                Sent::Instead(name, value) | Sent::More(name, value) => {
                    headers.push((name.clone(), words::unquote(&self.fill(value)).to_owned()));
                }
            }
        }
        Request { method: method.to_owned(), target: self.fill(target), headers, no_host, body }
    }

    fn fill(&self, text: &str) -> String {
        words::fill(text, self.variables, self.place)
    }

    /// The headers that a client sends.
    fn usual(&self, method: &str, scope: &Scope, body: &[u8]) -> Vec<(String, String)> {
        let mut headers = Vec::new();
        let mut add = |name: &str, value: &str| headers.push((name.to_owned(), value.to_owned()));
        match method {
            "POST" => {
                add("Content-Type", "application/json");
                add("Accept", "application/json, text/event-stream");
            }
            "GET" => add("Accept", "text/event-stream"),
            _ => {}
        }
        match scope {
            Scope::Session(name) => {
                add("Mcp-Session-Id", &self.fill(&format!("${name}")));
                let revision = self.revisions.iter().rev().find(|(known, _)| known == name);
                add("MCP-Protocol-Version", revision.map_or("2025-11-25", |(_, revision)| revision));
            }
            Scope::Modern => {
                let message: Value = serde_json::from_slice(body).unwrap_or_default();
                add("MCP-Protocol-Version", "2026-07-28");
                add("Mcp-Method", message["method"].as_str().unwrap_or(""));
                if let Some(name) = message["params"]["name"].as_str() {
                    add("Mcp-Name", name);
                }
            }
            Scope::Nothing => {}
        }
        headers
    }
}
