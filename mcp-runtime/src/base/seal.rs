//! What a client keeps for the server and gives back: sealed, so that nobody else can read, change or make it.

use std::fmt;
use std::sync::Once;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest as _, Sha256};

const FORM: &str = "v1";
const NONCE: usize = 24;

/// The keys of a server: the first seals, all open, so one can be replaced while others still use it.
pub(crate) struct Sealer {
    keys: Vec<Key>,
    /// Only this process has them, where others could be asked: that is said once.
    alone: Option<Once>,
}

struct Key {
    name: String,
    cipher: XChaCha20Poly1305,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer")
    }
}

/// Why something is not what this server sealed for that purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// It has another form.
    Form,
    /// It was sealed by a key that is not there, or no more.
    Key,
    /// It was changed, or sealed for something else.
    Seal,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "it is not of this server's form",
            Self::Key => "it was sealed by a key that is not there",
            Self::Seal => "it was changed, or made for another request or caller",
        })
    }
}

impl Sealer {
    /// With the keys of a server that may run in several processes; `alone` where this one made them up.
    #[cfg(any(test, feature = "http"))]
    pub(crate) fn with(keys: impl IntoIterator<Item = [u8; 32]>, alone: bool) -> Self {
        Self { keys: keys.into_iter().map(Key::new).collect(), alone: alone.then(Once::new) }
    }

    /// With a key of this process; nothing where the system gives no random bytes.
    pub(crate) fn own() -> Option<Self> {
        Some(Self { keys: vec![Key::new(random()?)], alone: None })
    }

    /// Seals something for a purpose.
    pub(crate) fn seal(&self, plain: &[u8], purpose: &[u8]) -> Option<String> {
        if let Some(once) = &self.alone {
            once.call_once(|| {
                tracing::warn!(
                    "what clients keep for their calls is sealed with a key that only this process has: another one, and \
                     this one after a restart, refuses it; give all of them one secret (`MCP_SECRET`, `--secret-file`)"
                );
            });
        }
        let (key, nonce) = (self.keys.first()?, random::<NONCE>()?);
        let payload = Payload { msg: plain, aad: purpose };
        let mut sealed = nonce.to_vec();
        sealed.extend(key.cipher.encrypt(&XNonce::from(nonce), payload).ok()?);
        Some(format!("{FORM}.{}.{}", key.name, URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// Opens what was sealed for this purpose.
    pub(crate) fn open(&self, text: &str, purpose: &[u8]) -> Result<Vec<u8>, Broken> {
        let mut parts = text.split('.');
        let (Some(FORM), Some(name), Some(bytes), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Broken::Form);
        };
        let key = self.keys.iter().find(|key| key.name == name).ok_or(Broken::Key)?;
        let bytes = URL_SAFE_NO_PAD.decode(bytes).map_err(|_| Broken::Form)?;
        let (nonce, msg) = bytes.split_first_chunk::<NONCE>().ok_or(Broken::Form)?;
        let payload = Payload { msg, aad: purpose };
        key.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| Broken::Seal)
    }
}

impl Key {
    fn new(key: [u8; 32]) -> Self {
        let hash = Sha256::new().chain_update(b"name").chain_update(key).finalize();
        Self { name: URL_SAFE_NO_PAD.encode(&hash[..6]), cipher: XChaCha20Poly1305::new(&key.into()) }
    }
}

fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok().map(|()| bytes)
}

/// A name that nobody guesses, of 128 random bits.
pub(crate) fn random_name() -> Option<String> {
    random::<16>().map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}

/// What tells texts apart, in 22 characters.
pub(crate) fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or_default().to_le_bytes());
        hash.update(part);
    }
    URL_SAFE_NO_PAD.encode(&hash.finalize()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_sealed_it_opens_it_and_only_for_its_purpose() {
        let sealer = Sealer::own().expect("random bytes");
        let text = sealer.seal(b"plain", b"purpose").expect("sealed");
        assert_eq!(sealer.open(&text, b"purpose").as_deref(), Ok(&b"plain"[..]));
        assert_ne!(sealer.seal(b"plain", b"purpose"), Some(text.clone()), "no two are the same");
        assert_eq!(sealer.open(&text, b"other"), Err(Broken::Seal));
        assert_eq!(Sealer::own().expect("random bytes").open(&text, b"purpose"), Err(Broken::Key));
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert!(sealer.open(&changed, b"purpose").is_err(), "{at}");
        }
        for wrong in ["", "v1", "v1..", "v1.a.b.c", "v2.a.b", "ä.ö.ü", &text[..text.len() - 8]] {
            assert!(sealer.open(wrong, b"purpose").is_err(), "{wrong}");
        }
    }

    #[test]
    fn keys_are_replaced_one_after_the_other() {
        let (old, new) = ([1; 32], [2; 32]);
        let text = Sealer::with([old], false).seal(b"x", b"").expect("sealed");
        for (keys, opens) in [(vec![old, new], true), (vec![new, old], true), (vec![new], false)] {
            assert_eq!(Sealer::with(keys, true).open(&text, b"").is_ok(), opens);
        }
    }

    #[test]
    fn parts_are_not_run_together() {
        assert_ne!(digest(&[b"ab", b"c"]), digest(&[b"a", b"bc"]));
        assert_eq!(digest(&[b"ab", b"c"]).len(), 22);
    }
}
