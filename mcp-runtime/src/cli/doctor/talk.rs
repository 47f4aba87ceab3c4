//! What a client says to a server that it has just met, in each revision.

use serde_json::{Value, json};

use crate::protocol::revision::Revision;

/// A connection to a server.
pub(super) trait Peer {
    /// Sends a request; gives its whole response.
    fn ask(&mut self, message: &Value) -> Result<Value, String>;

    /// Sends a notification.
    fn tell(&mut self, message: &Value) -> Result<(), String>;
}

/// The lists of a server, each with the capability that declares it.
const LISTS: [(&str, &str); 4] = [
    ("tools", "tools/list"),
    ("prompts", "prompts/list"),
    ("resources", "resources/list"),
    ("resources", "resources/templates/list"),
];

/// Greets the server and reads its lists. Err: what is wrong with that.
pub(super) fn speak(peer: &mut dyn Peer, revision: Revision) -> Result<(), String> {
    let agreed = if revision.is_modern() {
        result(peer, "server/discover", with_meta(revision))?
    } else {
        let hello = json!({
            "protocolVersion": revision.as_str(),
            "capabilities": {},
            "clientInfo": { "name": "doctor", "version": env!("CARGO_PKG_VERSION") },
        });
        let agreed = result(peer, "initialize", hello)?;
        let spoken = agreed["protocolVersion"].as_str().unwrap_or_default();
        if spoken != revision.as_str() {
            return Err(format!("`initialize` was answered in {spoken:?}"));
        }
        peer.tell(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }))?;
        agreed
    };
    for (capability, method) in LISTS {
        if agreed["capabilities"].get(capability).is_some() {
            let params = if revision.is_modern() { with_meta(revision) } else { json!({}) };
            result(peer, method, params)?;
        }
    }
    Ok(())
}

fn with_meta(revision: Revision) -> Value {
    json!({ "_meta": {
        "io.modelcontextprotocol/protocolVersion": revision.as_str(),
        "io.modelcontextprotocol/clientCapabilities": {},
    }})
}

fn result(peer: &mut dyn Peer, method: &str, params: Value) -> Result<Value, String> {
    let id = method;
    let mut response =
        peer.ask(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
    match response.get("error") {
        None => Ok(response["result"].take()),
        Some(error) => {
            Err(format!("`{method}` was refused: {}", error["message"].as_str().unwrap_or_default()))
        }
    }
}

/// Speaks each of these revisions, over a connection of its own.
pub(super) fn each(
    revisions: &[Revision],
    mut speak: impl FnMut(Revision) -> Result<(), String>,
) -> Result<String, String> {
    for revision in revisions {
        speak(*revision).map_err(|why| format!("{}: {why}", revision.as_str()))?;
    }
    let names: Vec<&str> = revisions.iter().map(|revision| revision.as_str()).collect();
    Ok(format!("speaks {}", names.join(", ")))
}
