//! The secrets of a server: they sign session ids, and keep tokens out of memory and out of timing.

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::app::options::HttpOptions;
use crate::outcome::error::Error;
use crate::protocol::client::ClientCapabilities;
use crate::protocol::lifecycle::Agreed;
use crate::protocol::revision::Revision;

/// The shortest secret, in bytes of its text: as hexadecimal digits, 128 bits.
const SHORTEST: usize = 32;

/// No file of secrets is larger; a device may have no end.
const LARGEST: u64 = 64 << 10;

/// So many bytes of an id say which process made it,
const PROCESS: usize = 4;
/// so many are random,
const RANDOM: usize = 12;
/// and so many sign it and whose it is.
const SIGNATURE: usize = 16;
/// Before them stand form, revision and capabilities.
const HEAD: usize = 3;
const SIGNED: usize = HEAD + PROCESS + RANDOM;
const FORM: u8 = 1;

/// Keys, of which the first signs; and a name for this process.
#[derive(Clone)]
pub(crate) struct Secret {
    keys: Arc<[Hmac<Sha256>]>,
    process: [u8; PROCESS],
    /// No secret was given, so nobody else has it.
    #[cfg_attr(not(feature = "ask"), expect(dead_code, reason = "nothing is sealed then"))]
    made_up: bool,
}

/// What a token is under each key, and not the token. The keys are secret, so how long it takes to compare says nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TokenId(Arc<[[u8; 32]]>);

/// What the id of a session says.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) revision: Revision,
    pub(crate) capabilities: ClientCapabilities,
    /// This process made it.
    pub(crate) own: bool,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// The secrets of the options; a random one where there are none.
    pub(crate) fn new(options: &HttpOptions) -> Result<Self, Error> {
        let mut texts = options.secrets.to_vec();
        if let Some(path) = &options.secret_file {
            texts.extend(of_file(path)?);
        }
        let mut keys = Vec::new();
        for text in &texts {
            if text.len() < SHORTEST {
                return Err(Error::usage(format!(
                    "a secret has at least {SHORTEST} characters, this one has {}: make one by \
                     `head -c 32 /dev/urandom | base64`",
                    text.len()
                )));
            }
            keys.push(key(text.as_bytes())?);
        }
        let made_up = keys.is_empty();
        if made_up {
            keys.push(key(&random::<32>()?)?);
        }
        Ok(Self { keys: keys.into(), process: random()?, made_up })
    }

    /// A number that other processes most likely do not have.
    pub(crate) fn process(&self) -> u32 {
        u32::from_le_bytes(self.process)
    }

    /// The first key signs.
    pub(crate) fn mac(&self, text: &[u8]) -> [u8; 32] {
        self.keys[0].clone().chain_update(text).finalize().into_bytes().into()
    }

    /// Whether no other process has it.
    #[cfg(feature = "ask")]
    pub(crate) fn is_made_up(&self) -> bool {
        self.made_up
    }

    /// Keys for something else, which say nothing of these.
    #[cfg(feature = "ask")]
    pub(crate) fn derived(&self, purpose: &[u8]) -> impl Iterator<Item = [u8; 32]> {
        self.keys.iter().map(move |key| key.clone().chain_update(purpose).finalize().into_bytes().into())
    }

    /// What a token is known by.
    pub(crate) fn token_id(&self, token: &[u8]) -> TokenId {
        let mac = |key: &Hmac<Sha256>| key.clone().chain_update(token).finalize().into_bytes().into();
        TokenId(self.keys.iter().map(mac).collect())
    }

    /// A new id of a session. It says what was agreed, so that whoever has the secret can go on with it, and is good for nobody but
    /// who has the token that it was made for.
    pub(crate) fn session_id(&self, agreed: &Agreed, token: Option<&TokenId>) -> Result<Box<str>, Error> {
        let mut id = [0; SIGNED + SIGNATURE];
        let (signed, signature) = id.split_at_mut(SIGNED);
        let revision = u8::try_from(agreed.revision.index()).unwrap_or(u8::MAX);
        signed[..HEAD].copy_from_slice(&[FORM, revision, agreed.capabilities.bits()]);
        signed[HEAD..HEAD + PROCESS].copy_from_slice(&self.process);
        signed[HEAD + PROCESS..].copy_from_slice(&random::<RANDOM>()?);
        let mac = self.signing(0, signed, token).finalize().into_bytes();
        signature.copy_from_slice(&mac[..SIGNATURE]);
        Ok(URL_SAFE_NO_PAD.encode(id).into())
    }

    /// What an id says that was made with one of the secrets, for who has this token.
    pub(crate) fn read(&self, id: &str, token: Option<&TokenId>) -> Option<Written> {
        let bytes: [u8; SIGNED + SIGNATURE] = URL_SAFE_NO_PAD.decode(id).ok()?.try_into().ok()?;
        let (signed, signature) = bytes.split_at(SIGNED);
        let ours = |key| self.signing(key, signed, token).verify_truncated_left(signature).is_ok();
        let [FORM, revision, capabilities] = signed[..HEAD] else { return None };
        let revision = Revision::ALL.get(usize::from(revision)).copied()?;
        (0..self.keys.len()).any(ours).then(|| Written {
            revision,
            capabilities: ClientCapabilities::from_bits(capabilities),
            own: signed[HEAD..HEAD + PROCESS] == self.process,
        })
    }

    fn signing(&self, key: usize, signed: &[u8], token: Option<&TokenId>) -> Hmac<Sha256> {
        let owner: &[u8] = token.map_or(&[], |token| &token.0[key]);
        self.keys[key].clone().chain_update(b"session").chain_update(signed).chain_update(owner)
    }
}

/// A new id of 128 random bits, in characters that need no escape anywhere (L-SESS-02).
pub(crate) fn stream_id() -> Result<Box<str>, Error> {
    Ok(URL_SAFE_NO_PAD.encode(random::<16>()?).into())
}

fn key(bytes: &[u8]) -> Result<Hmac<Sha256>, Error> {
    Hmac::new_from_slice(bytes).map_err(|error| Error::because("the secret has no length", error))
}

/// So many bytes that nobody guesses.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::because("the system gives no random bytes", error))?;
    Ok(bytes)
}

/// The secrets of a file, one a line; the first signs, the others are still good.
fn of_file(path: &Path) -> Result<Vec<String>, Error> {
    use std::io::Read as _;
    let name = path.display();
    let mut text = String::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LARGEST).read_to_string(&mut text))
        .map_err(|error| {
            Error::usage(format!(
                "the file of secrets {name} cannot be read ({error}): have `--secret-file` name one that can, with a secret a line"
            ))
        })?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let secrets: Vec<String> = lines.map(str::to_owned).collect();
    if secrets.is_empty() {
        return Err(Error::usage(format!("the file of secrets {name} has none: write one a line")));
    }
    Ok(secrets)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "old 0123456789012345678901234567890123456789";
    const NEW: &str = "new 0123456789012345678901234567890123456789";

    fn secret(texts: &[&str]) -> Secret {
        Secret::new(&HttpOptions::default().secrets(texts.iter().copied())).expect("a secret")
    }

    fn agreed() -> Agreed {
        let mut agreed = Agreed::assumed(Revision::NEWEST_LEGACY);
        agreed.capabilities = ClientCapabilities::from_bits(0b10101);
        agreed
    }

    #[test]
    fn ids_are_signed_and_none_comes_twice() {
        let ours = secret(&[]);
        let made = |_| ours.session_id(&agreed(), None).expect("an id");
        let ids: std::collections::HashSet<_> = (0..50).map(made).collect();
        assert_eq!(ids.len(), 50);
        for id in &ids {
            let written = ours.read(id, None).expect("ours");
            assert!(written.own && written.revision == Revision::NEWEST_LEGACY, "{id}");
            assert_eq!(written.capabilities, agreed().capabilities);
            assert!(secret(&[]).read(id, None).is_none(), "another process has another key");
        }
        let id = &made(0);
        for at in 0..id.len() {
            let other = if id.as_bytes()[at] == b'A' { "B" } else { "A" };
            let mut changed = id.to_string();
            changed.replace_range(at..=at, other);
            // The last character has bits that mean nothing, and then it is refused as base64.
            assert!(ours.read(&changed, None).is_none(), "{at}");
        }
        for wrong in ["", "x", &"A".repeat(47), "ä"] {
            assert!(ours.read(wrong, None).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_shared_secret_is_known_to_others_and_can_be_replaced() {
        let id = secret(&[OLD]).session_id(&agreed(), None).expect("an id");
        for (texts, known) in [(&[OLD][..], true), (&[NEW, OLD], true), (&[NEW], false), (&[], false)] {
            let written = secret(texts).read(&id, None);
            assert_eq!(written.map(|written| written.own), known.then_some(false), "{texts:?}");
        }
    }

    #[test]
    fn an_id_is_good_for_its_token_only() {
        let (old, new) = (secret(&[OLD]), secret(&[NEW, OLD]));
        let id = old.session_id(&agreed(), Some(&old.token_id(b"one"))).expect("an id");
        for secret in [old, new] {
            assert!(secret.read(&id, Some(&secret.token_id(b"one"))).is_some());
            assert!(secret.read(&id, Some(&secret.token_id(b"two"))).is_none());
            assert!(secret.read(&id, None).is_none());
        }
    }

    #[test]
    fn what_could_be_guessed_is_refused() {
        let error = Secret::new(&HttpOptions::default().secrets(["short"])).expect_err("too short");
        assert!(
            error.is_usage()
                && error.to_string().starts_with("a secret has at least 32 characters, this one has 5")
        );
    }
}
