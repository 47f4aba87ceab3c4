//! `roots/list`: the folders that a client works in.

use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use crate::context::Context;
use crate::context::ask::{Asked, Unfit};
use crate::outcome::ask_error::{AskError, Need};
use crate::schema::uri_value::decode;

/// A folder, or a file, that the client works in.
///
/// It is the client's word: a hosted server has other files, and nothing on this machine may depend on it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Root {
    /// Its URI, in nearly all cases of the scheme `file:`.
    pub uri: String,
    /// Its name for people.
    #[serde(default)]
    pub name: Option<String>,
}

#[derive(Deserialize)]
struct ListRootsResult {
    roots: Vec<Root>,
}

impl Root {
    /// The path of a `file:` URI of this machine; nothing for another one.
    ///
    /// ```
    /// # fn root(uri: &str) -> mcp_runtime::Root {
    /// #     serde_json::from_value(serde_json::json!({ "uri": uri })).unwrap()
    /// # }
    /// # #[cfg(unix)] {
    /// assert_eq!(root("file:///home/ann/my%20notes").path().unwrap(), std::path::Path::new("/home/ann/my notes"));
    /// assert_eq!(root("https://example.com/").path(), None);
    /// # }
    /// ```
    pub fn path(&self) -> Option<PathBuf> {
        let scheme = self.uri.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("file:"))?;
        let rest = &self.uri[scheme.len()..];
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let path = match rest.strip_prefix("//") {
            Some(rest) => rest.strip_prefix("localhost").unwrap_or(rest),
            None => rest,
        };

        let path = decode(path).filter(|path| path.starts_with('/') && !path.contains('\0'))?;
        // `/C:/notes` is `C:/notes` where there are drives.
        let drive = cfg!(windows) && path.as_bytes().get(2) == Some(&b':');
        Some(PathBuf::from(if drive { &path[1..] } else { &path }))
    }

    /// Whether a path is this root or inside of it, by its words: links are not followed, and `..` leads nowhere (L-CLI-05,
    /// M-ROOT-01).
    ///
    /// ```
    /// # fn root(uri: &str) -> mcp_runtime::Root {
    /// #     serde_json::from_value(serde_json::json!({ "uri": uri })).unwrap()
    /// # }
    /// # #[cfg(unix)] {
    /// let notes = root("file:///notes");
    /// assert!(notes.contains("/notes/today.md") && !notes.contains("/notes/../secret") && !notes.contains("/notes2"));
    /// # }
    /// ```
    pub fn contains(&self, path: impl AsRef<Path>) -> bool {
        let path = path.as_ref();
        let climbs = path.components().any(|part| matches!(part, Component::ParentDir));
        !climbs && self.path().is_some_and(|root| path.starts_with(root))
    }
}

impl Context {
    /// Asks the client which folders it works in. They may change while the server runs, and may be none.
    pub async fn roots(&self) -> Result<Vec<Root>, AskError> {
        let asked = Asked { key: "roots", need: Need::Roots, method: "roots/list" };
        self.put(
            asked,
            |_| "{}".to_owned(),
            |result| {
                serde_json::from_str::<ListRootsResult>(result)
                    .map(|result| result.roots)
                    .map_err(|error| Unfit::Never(AskError::Invalid(format!("`roots/list`: {error}"))))
            },
        )
        .await
    }
}
