//! A check of tokens, as an author may write one: it waits, refuses, fails, panics, or never ends, as the token says.

use std::time::Duration;

use mcp_runtime::{BearerToken, TokenError};

use crate::testbed::mark;

/// Leaves a mark when it is dropped.
struct Dropped;

impl Drop for Dropped {
    fn drop(&mut self) {
        mark("dropped");
    }
}

/// Whose a token is, after a pause: `alice.1` and `alice.2` are both of `alice`.
///
/// # Panics
///
/// At the token `panics`.
pub(crate) async fn checked(token: BearerToken, pause: Duration) -> Result<String, TokenError> {
    assert!(!format!("{token:?}").contains(token.text()), "no log shows a token");
    if token.text() == "now" {
        return Ok(format!("{} {}", token.method(), token.path()));
    }
    tokio::time::sleep(pause).await;
    match token.text() {
        "slow" => {
            let _dropped = Dropped;
            mark("began");
            std::future::pending().await
        }
        "down" => Err(TokenError::Unavailable { retry_after: Duration::from_millis(1500) }),
        "panics" => panic!("the check of a token"),
        "nameless" => Ok(String::new()),
        known => known.split_once('.').map(|(name, _)| name.to_owned()).ok_or(TokenError::Invalid),
    }
}
