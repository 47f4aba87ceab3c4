//! The secret of a process: it signs session ids, and keeps tokens out of memory and out of timing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::outcome::error::Error;

/// So many bytes of a session id are random,
const RANDOM: usize = 16;
/// and so many sign them.
const SIGNATURE: usize = 16;

/// A random key.
#[derive(Clone)]
pub(crate) struct Secret(Hmac<Sha256>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    pub(crate) fn new() -> Result<Self, Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(no_randomness)?;
        let hmac =
            Hmac::new_from_slice(&key).map_err(|error| Error::because("the secret has no length", error))?;
        Ok(Self(hmac))
    }

    pub(crate) fn mac(&self, text: &[u8]) -> [u8; 32] {
        self.0.clone().chain_update(text).finalize().into_bytes().into()
    }

    /// Whether `text` has this signature, or one that begins so. Takes the same time for every wrong one.
    pub(crate) fn signed(&self, text: &[u8], signature: &[u8]) -> bool {
        self.0.clone().chain_update(text).verify_truncated_left(signature).is_ok()
    }

    /// A new id: 128 random bits and their signature, in characters that need no escape anywhere (L-SESS-02).
    pub(crate) fn session_id(&self) -> Result<Box<str>, Error> {
        let mut id = [0; RANDOM + SIGNATURE];
        let (random, signature) = id.split_at_mut(RANDOM);
        getrandom::fill(random).map_err(no_randomness)?;
        signature.copy_from_slice(&self.mac(random)[..SIGNATURE]);
        Ok(URL_SAFE_NO_PAD.encode(id).into())
    }

    /// Whether an id was made by this process.
    pub(crate) fn made(&self, id: &str) -> bool {
        URL_SAFE_NO_PAD
            .decode(id)
            .is_ok_and(|id| id.len() == RANDOM + SIGNATURE && self.signed(&id[..RANDOM], &id[RANDOM..]))
    }
}

fn no_randomness(error: getrandom::Error) -> Error {
    Error::because("the system gives no random bytes", error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_signed_and_none_comes_twice() {
        let secret = Secret::new().expect("randomness");
        let ids: std::collections::HashSet<_> =
            (0..50).map(|_| secret.session_id().expect("an id")).collect();
        assert_eq!(ids.len(), 50);
        for id in &ids {
            assert!(secret.made(id) && id.len() == 43, "{id}");
            assert!(!Secret::new().expect("randomness").made(id), "{id}");
        }
        for wrong in ["", "x", &"A".repeat(43), "ä"] {
            assert!(!secret.made(wrong), "{wrong}");
        }
    }
}
