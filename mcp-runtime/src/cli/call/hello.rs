//! How a conversation begins: what both sides speak, and what another server offers.

use std::time::Duration;

use serde_json::{Value, json};

use super::talk::{Failure, Talk, capabilities};
use crate::protocol::revision::Revision;

/// So many pages a list may have.
const PAGES: usize = 1000;
/// So long another server may take until it is known what it offers.
const PATIENCE: Duration = Duration::from_secs(30);

impl Talk {
    /// Agrees with the server of this process.
    pub(super) fn begin(&mut self) -> Result<(), Failure> {
        // Without the feature only clients with a session are asked.
        if cfg!(feature = "ask") {
            self.revision = Revision::MODERN;
            return Ok(());
        }
        self.shake_hands().map(drop)
    }

    /// Agrees with a server of which nothing is known; gives what it says of itself. Answers are waited for as long as that takes.
    pub(super) fn meet(&mut self) -> Result<Value, Failure> {
        self.limit = Some(self.limit.unwrap_or(PATIENCE));
        let refused = match self.shake_hands() {
            Err(Failure::Refused(text)) => text,
            agreed => return agreed,
        };
        // It has no sessions, maybe.
        self.speak(Revision::MODERN);
        match self.once("server/discover", "{") {
            Ok(about) => Ok(serde_json::from_str(&about).unwrap_or_default()),
            Err(Failure::Refused(_)) => Err(Failure::Refused(refused)),
            Err(failure) => Err(failure),
        }
    }

    /// All entries of a list, page after page.
    pub(super) fn all(&mut self, method: &str, member: &str) -> Result<Vec<Value>, Failure> {
        let (mut all, mut params) = (Vec::new(), "{".to_owned());
        for _ in 0..PAGES {
            let page: Value = serde_json::from_str(&self.once(method, &params)?).unwrap_or_default();
            all.extend(page[member].as_array().cloned().unwrap_or_default());
            match page.get("nextCursor") {
                Some(Value::String(cursor)) => params = format!("{{\"cursor\":{}", Value::from(&**cursor)),
                _ => return Ok(all),
            }
        }
        Err(Failure::Refused(format!("`{method}` has more than {PAGES} pages, which is given up")))
    }

    /// Gives what the server says of itself.
    fn shake_hands(&mut self) -> Result<Value, Failure> {
        let hello = json!({
            "protocolVersion": self.revision.as_str(),
            "capabilities": capabilities(),
            "clientInfo": self.client(),
        });
        let open = hello.to_string();
        let agreed = self.once("initialize", open.strip_suffix("}").unwrap_or(&open))?;
        let agreed: Value = serde_json::from_str(&agreed).unwrap_or_default();
        let named = agreed["protocolVersion"].as_str().unwrap_or_default();
        let Some(revision) = Revision::parse(named).filter(|revision| !revision.is_modern()) else {
            return Err(Failure::Gone(format!(
                "the server answers with the revision {named:?}, which is none that has sessions"
            )));
        };
        self.speak(revision);
        if let (Some(level), true) = (self.level, agreed["capabilities"].get("logging").is_some()) {
            match self.once("logging/setLevel", &format!("{{\"level\":\"{level}\"")) {
                Ok(_) | Err(Failure::Refused(_)) => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(agreed)
    }

    fn speak(&mut self, revision: Revision) {
        self.revision = revision;
        let said = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
        self.peer.agreed(revision.as_str(), (!revision.is_modern()).then(|| said.to_owned()));
    }
}
