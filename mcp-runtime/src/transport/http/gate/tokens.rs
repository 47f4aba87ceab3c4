//! Bearer tokens: from the options, and from a file that is read again when it changes.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;

use crate::app::Ending;
use crate::app::options::HttpOptions;
use crate::outcome::error::{Error, chain};
use crate::protocol::caller::Principal;
use crate::transport::http::Site;
use crate::transport::http::gate::secret::{Secret, TokenId};

/// How often the file is looked at.
const GLANCE: Duration = Duration::from_secs(1);

/// No file of tokens is larger; a device may have no end.
const LARGEST: u64 = 1 << 20;

const NO_TOKEN: &str = "a token is made of visible ASCII, without blanks: write `TOKEN`, or `NAME TOKEN`, and comments on lines of \
                        their own, after a `#`";

/// Whose a token is.
#[derive(Debug, Clone)]
pub(crate) struct Bearer {
    pub(crate) id: TokenId,
    pub(crate) name: Principal,
    /// The token was taken away. Shared by all who know it, whatever its name was then.
    revoked: Arc<Ending>,
}

/// It is the token that sessions belong to: names and places in the file may change.
impl PartialEq for Bearer {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Bearer {
    /// One who nobody takes the token away from.
    pub(crate) fn new(id: TokenId, name: String) -> Self {
        Self { id, name: Principal(name.into()), revoked: Arc::default() }
    }

    pub(crate) fn is_revoked(&self) -> bool {
        self.revoked.has_come()
    }

    /// Comes when the token is taken away.
    pub(crate) fn revoked(&self) -> &Arc<Ending> {
        &self.revoked
    }
}

/// The tokens that are valid.
#[derive(Debug)]
pub(crate) struct Tokens {
    secret: Secret,
    /// Those of the options, which stay.
    fixed: Vec<Entry>,
    file: Option<PathBuf>,
    /// What was in the file last, as [`Secret::mac`] of it; nothing where it could not be read.
    seen: Mutex<Option<[u8; 32]>>,
    current: RwLock<Vec<Arc<Bearer>>>,
}

/// A token and its name.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    name: String,
    id: TokenId,
}

impl Tokens {
    pub(crate) fn new(options: &HttpOptions, secret: &Secret) -> Result<Self, Error> {
        let mut fixed = Vec::new();
        for (at, line) in options.tokens.iter().enumerate() {
            let read = entry(line, at + 1).and_then(|(name, token)| {
                let entry = Entry { name, id: secret.token_id(token.as_bytes()) };
                add(&mut fixed, entry)
            });
            read.map_err(|why| Error::usage(format!("token {} of the options: {why}", at + 1)))?;
        }
        let file = options.token_file.clone();
        let (seen, current) = (Mutex::default(), RwLock::default());
        let tokens = Self { secret: secret.clone(), fixed, file, seen, current };
        let mut read = Vec::new();
        if let Some(path) = &tokens.file {
            let bytes = contents(path)?;
            read = tokens.read(path, &bytes)?;
            tokens.is_new(Some(&bytes));
        }
        tokens.replace(read);
        Ok(tokens)
    }

    /// Whether this is not what was in the file last.
    fn is_new(&self, bytes: Option<&[u8]>) -> bool {
        let now = bytes.map(|bytes| self.secret.mac(bytes));
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *seen, now) != now
    }

    /// Whether there never is one.
    pub(crate) fn is_empty(&self) -> bool {
        self.file.is_none() && self.fixed.is_empty()
    }

    /// Who has this token.
    pub(crate) fn find(&self, token: &[u8]) -> Option<Arc<Bearer>> {
        let id = self.secret.token_id(token);
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.iter().find(|bearer| bearer.id == id).cloned()
    }

    /// The tokens of a file.
    fn read(&self, path: &Path, bytes: &[u8]) -> Result<Vec<Entry>, Error> {
        let name = path.display();
        let refuse = |why: &str| Err(Error::usage(format!("the token file {name} {why}")));
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") || bytes.contains(&0) {
            return refuse("is UTF-16, or no text: save it as UTF-8");
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut found = Vec::new();
        for (at, line) in bytes.split(|b| *b == b'\n').map(<[u8]>::trim_ascii).enumerate() {
            if line.is_empty() || line.starts_with(b"#") {
                continue;
            }
            let read = std::str::from_utf8(line).map_err(|_| NO_TOKEN).and_then(|line| {
                let (name, token) = entry(line, at + 1)?;
                add(&mut found, Entry { name, id: self.secret.token_id(token.as_bytes()) })
            });
            if let Err(why) = read {
                return Err(Error::usage(format!("the token file {name}, line {}: {why}", at + 1)));
            }
        }
        if found.is_empty() {
            return refuse("has no token: write one a line, `TOKEN` or `NAME TOKEN`");
        }
        Ok(found)
    }

    /// From now on these are the tokens, and those of the options. Says whether one was taken away.
    fn replace(&self, read: Vec<Entry>) -> bool {
        let mut entries = self.fixed.clone();
        for entry in read {
            let _ = add(&mut entries, entry);
        }
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let known = |id: &TokenId| current.iter().find(|bearer| bearer.id == *id);
        let bearers = entries.into_iter().map(|Entry { name, id }| {
            let revoked = known(&id).map(|bearer| Arc::clone(&bearer.revoked)).unwrap_or_default();
            Arc::new(Bearer { id, name: Principal(name.into()), revoked })
        });
        let bearers: Vec<_> = bearers.collect();
        let gone = current.iter().filter(|bearer| !bearers.contains(bearer));
        let revoked = gone.inspect(|bearer| bearer.revoked.come()).count();
        *current = bearers;
        revoked > 0
    }

    /// Looks at the file. Says whether a token was taken away.
    fn look(&self, path: &Path) -> bool {
        // Whatever else has this name now, such as a pipe, may never end.
        let read = match std::fs::metadata(path) {
            Ok(meta) if !meta.is_file() => {
                Err(Error::new(format!("the token file {} is no regular file", path.display())))
            }
            _ => contents(path),
        };
        if !self.is_new(read.as_deref().ok()) {
            return false;
        }
        match read.and_then(|bytes| self.read(path, &bytes)) {
            Ok(entries) => {
                tracing::info!("the token file was read again");
                self.replace(entries)
            }
            Err(error) => {
                tracing::warn!("the old tokens stay: {}", chain(&error));
                false
            }
        }
    }
}

/// Name and token in a line. A blank is in no token, so files of tokens alone are what they were.
fn entry(line: &str, number: usize) -> Result<(String, &str), &'static str> {
    let mut words = line.split_ascii_whitespace();
    let (name, token) = match (words.next(), words.next(), words.next()) {
        (Some(token), None, _) => (format!("token {number}"), token),
        // What follows a token may be meant as a comment.
        (Some(name), Some(token), None) if !token.starts_with('#') => {
            (name.trim_end_matches(':').to_owned(), token)
        }
        _ => return Err(NO_TOKEN),
    };
    if !token.bytes().all(|b| b.is_ascii_graphic()) || name.is_empty() || name.contains(char::is_control) {
        return Err(NO_TOKEN);
    }
    Ok((name, token))
}

/// Adds a token, unless it is there.
fn add(entries: &mut Vec<Entry>, entry: Entry) -> Result<(), &'static str> {
    if entries.iter().any(|known| known.id == entry.id) {
        return Err("this token was there before: write each once");
    }
    entries.push(entry);
    Ok(())
}

fn contents(path: &Path) -> Result<Vec<u8>, Error> {
    let name = path.display();
    let unreadable = |error| {
        Error::usage(format!(
            "the token file {name} cannot be read ({error}): have `--token-file` name one that can, with a token a line"
        ))
    };
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::usage(format!(
            "the token file {name} is larger than 1 MiB: it holds one token a line"
        )));
    }
    Ok(bytes)
}

/// Looks at the file as long as the site is there, on a thread: a file may be slow, and nobody waits for it.
///
/// The whole file is compared, since times do not tell apart what is written within one tick of a clock.
pub(crate) fn watch(site: &Arc<Site>) {
    let Some(path) = site.guard.tokens.file.clone() else { return };
    // What came out of a pipe at the start does not come again.
    if !std::fs::metadata(&path).is_ok_and(|meta| meta.is_file()) {
        return;
    }
    let site = Arc::downgrade(site);
    let look = move || {
        let mut before = false;
        loop {
            std::thread::sleep(GLANCE);
            let Some(site) = Weak::upgrade(&site) else { return };
            let revoked = site.guard.tokens.look(&path);
            // And once more at the next look: a request may have been on its way.
            if revoked || before {
                site.end_strangers();
            }
            before = revoked;
        }
    };
    if let Err(error) = std::thread::Builder::new().name("mcp-tokens".into()).spawn(look) {
        tracing::warn!("the token file is not read again: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(file: &[u8]) -> Result<Tokens, String> {
        let options = HttpOptions::default().tokens(["fixed"]);
        let tokens = Tokens::new(&options, &Secret::new(&HttpOptions::default()).expect("randomness"))
            .expect("tokens");
        let read = tokens.read(Path::new("t"), file).map_err(|error| {
            assert!(!error.to_string().contains('\n'), "{error}");
            error.to_string()
        })?;
        tokens.replace(read);
        Ok(tokens)
    }

    fn name(tokens: &Tokens, token: &str) -> Option<String> {
        tokens.find(token.as_bytes()).map(|bearer| bearer.name.0.to_string())
    }

    /// M-AUTH-16, L-AUTH-16
    #[test]
    fn no_log_shows_them() {
        let shown =
            format!("{:?} {:?}", tokens(b"alice second").expect("tokens"), tokens(b"third").expect("tokens"));
        assert!(shown.contains("alice"), "{shown}");
        for token in ["\"fixed\"", "second", "third"] {
            assert!(!shown.contains(token), "{token} in {shown}");
        }
    }

    #[test]
    fn names_of_tokens() {
        let text = b"\xEF\xBB\xBFfirst\r\n# a comment \xFF\n\n  alice  second\nbob: third\nfo:urth\nfixed";
        let tokens = tokens(text).expect("tokens");
        for (token, expected) in [
            ("first", "token 1"),
            ("second", "alice"),
            ("third", "bob"),
            ("fo:urth", "token 6"),
            // That of the options comes first.
            ("fixed", "token 1"),
        ] {
            assert_eq!(name(&tokens, token).as_deref(), Some(expected), "{token}");
        }
        for token in ["", "alice", "bob", "alice  second", "# a comment", "urth"] {
            assert_eq!(name(&tokens, token), None, "{token}");
        }
    }

    #[test]
    fn files_that_are_refused() {
        let no_token = |line: usize| format!("the token file t, line {line}: {NO_TOKEN}");
        let no_text = "the token file t is UTF-16, or no text: save it as UTF-8".to_owned();
        for (file, expected) in [
            (b"\xFF\xFEs\0e\0".as_slice(), no_text.clone()),
            (b"\xFE\xFF\0s\0e", no_text.clone()),
            (b"s\0e\0c\0", no_text),
            (
                b"# none\n\n",
                "the token file t has no token: write one a line, `TOKEN` or `NAME TOKEN`".into(),
            ),
            (b"", "the token file t has no token: write one a line, `TOKEN` or `NAME TOKEN`".into()),
            ("secret\ns\u{e9}cret".as_bytes(), no_token(2)),
            (b"s\xE9cret", no_token(1)),
            ("sec\u{a0}ret".as_bytes(), no_token(1)),
            (b"sec\x07ret", no_token(1)),
            (b"first\rsecond\rthird", no_token(1)),
            (b"secret # of alice", no_token(1)),
            (b"secret #alice", no_token(1)),
            (b": secret", no_token(1)),
            (
                b"a secret\nb secret",
                "the token file t, line 2: this token was there before: write each once".into(),
            ),
        ] {
            assert_eq!(tokens(file).err(), Some(expected), "{}", file.escape_ascii());
        }
        for (token, why) in [("a b c", NO_TOKEN), ("", NO_TOKEN), ("s\u{e9}cret", NO_TOKEN)] {
            let options = HttpOptions::default().tokens([token]);
            let refused = Tokens::new(&options, &Secret::new(&HttpOptions::default()).expect("randomness"))
                .expect_err("an error");
            assert!(refused.is_usage());
            assert_eq!(refused.to_string(), format!("token 1 of the options: {why}"));
        }
    }

    #[test]
    fn who_calls_is_the_token_and_not_its_place() {
        let tokens = tokens(b"alice one\nbob two").expect("tokens");
        let (alice, bob) = (tokens.find(b"one").expect("alice"), tokens.find(b"two").expect("bob"));
        let read = tokens.read(Path::new("t"), b"robert two\nnew three").expect("tokens");
        assert!(tokens.replace(read));
        assert!(alice.is_revoked() && tokens.find(b"one").is_none());
        let robert = tokens.find(b"two").expect("robert");
        assert!(robert == bob && robert != alice && !bob.is_revoked());
        assert_eq!(name(&tokens, "two").as_deref(), Some("robert"));
        // Who knew it by its first name hears of its end too.
        let read = tokens.read(Path::new("t"), b"alice one").expect("tokens");
        assert!(tokens.replace(read) && bob.is_revoked() && robert.is_revoked());
        assert!(!tokens.find(b"one").expect("alice").is_revoked() && alice.is_revoked());
        let read = tokens.read(Path::new("t"), b"a one\nb four").expect("tokens");
        assert!(!tokens.replace(read), "none was taken away");
    }
}
