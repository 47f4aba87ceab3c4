//! What the kinds of files have in common: a value is read at a path of keys, written there, taken away.
//!
//! Each kind edits the text, so comments, order and spaces stay as they are. The text has no mark of byte order, and `\n` alone
//! between its lines.

use serde_json::Value;

use super::{json, toml, yaml};

/// How a client writes its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// JSON, with comments and commas at ends where there are some.
    Json,
    Toml,
    /// The part of YAML that people and programs write in such files. Anything else is refused.
    Yaml,
}

impl Format {
    /// The value at a path. Err: why the text cannot be read.
    pub(super) fn get(self, text: &str, path: &[&str]) -> Result<Option<Value>, String> {
        match self {
            Self::Json => json::get(text, path),
            Self::Toml => toml::get(text, path),
            Self::Yaml => yaml::get(text, path),
        }
    }

    /// The text with a value at a path, in the place of what is there. What the path leads through is made where it is not there.
    pub(super) fn set(self, text: &str, path: &[&str], value: &Value) -> Result<String, String> {
        let edited = match self {
            Self::Json => json::set(text, path, value),
            Self::Toml => toml::set(text, path, value),
            Self::Yaml => yaml::set(text, path, value),
        }?;
        // Nothing is written that is not read back.
        if self.get(&edited, path).is_ok_and(|found| found.as_ref() == Some(value)) {
            Ok(edited)
        } else {
            Err("has a form that this does not know".into())
        }
    }

    /// The text without what is at a path.
    pub(super) fn remove(self, text: &str, path: &[&str]) -> Result<String, String> {
        let edited = match self {
            Self::Json => json::remove(text, path),
            Self::Toml => toml::remove(text, path),
            Self::Yaml => yaml::remove(text, path),
        }?;
        if self.get(&edited, path).is_ok_and(|found| found.is_none()) {
            Ok(edited)
        } else {
            Err("has a form that this does not know".into())
        }
    }
}

/// Why a path cannot be gone.
pub(super) fn no_map(key: &str) -> String {
    format!("has something else than a map at `{key}`")
}
