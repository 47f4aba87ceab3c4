//! Why a question to the client has no answer that can be used.

use std::fmt;

use serde_json::{Value, json};

use crate::outcome::overheard::{self, Known};

/// Why a question to the client has no answer that can be used.
///
/// With `?` a tool says it to the model in these words, also inside of an `anyhow::Error`, and what it did not do is not done.
///
/// ```
/// use mcp_runtime::AskError;
///
/// assert_eq!(AskError::Declined.to_string(), "the user declined");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AskError {
    /// The person said no; of a model, the client did.
    Declined,
    /// The question was closed without an answer, or nobody answered in time
    /// ([`Options::answer_deadline`](crate::Options::answer_deadline)).
    Cancelled,
    /// The client cannot be asked this.
    Unsupported(Unsupported),
    /// What was answered does not fit what was asked, also after it was asked again.
    Invalid(String),
    /// The client failed, in its own words.
    Failed(String),
    /// The call is over, or its client is gone.
    Closed,
}

/// What a client lacks to be asked something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    pub(crate) need: Need,
    pub(crate) why: String,
}

/// What a question needs of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Form,
    Url,
    Sampling,
    SamplingTools,
    Roots,
}

impl Need {
    /// In the order of the key `requires`.
    pub(crate) const ALL: [Self; 5] =
        [Self::Form, Self::Url, Self::Sampling, Self::SamplingTools, Self::Roots];

    /// What a client has to declare for all of these, as `requiredCapabilities` has it (M-META-04).
    pub(crate) fn all_required(needs: impl IntoIterator<Item = Self>) -> Value {
        let mut all = json!({});
        for need in needs {
            for (name, parts) in need.required().as_object().into_iter().flatten() {
                let known = all[name].take();
                all[name] = if known.is_null() || known == json!({}) { parts.clone() } else { known };
            }
        }
        all
    }

    /// What a client has to declare for this.
    pub(crate) fn required(self) -> Value {
        match self {
            Self::Form => json!({ "elicitation": {} }),
            Self::Url => json!({ "elicitation": { "url": {} } }),
            Self::Sampling => json!({ "sampling": {} }),
            Self::SamplingTools => json!({ "sampling": { "tools": {} } }),
            Self::Roots => json!({ "roots": {} }),
        }
    }

    /// The capability, as the protocol's texts name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Form => "elicitation",
            Self::Url => "elicitation.url",
            Self::Sampling => "sampling",
            Self::SamplingTools => "sampling.tools",
            Self::Roots => "roots",
        }
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl AskError {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Declined => "the user declined".into(),
            Self::Cancelled => "the user did not answer".into(),
            Self::Unsupported(unsupported) => unsupported.why.clone(),
            Self::Invalid(text) => format!("the client's answer cannot be used: {text}"),
            Self::Failed(text) if text.is_empty() => "the client could not ask".into(),
            Self::Failed(text) => format!("the client could not ask: {text}"),
            Self::Closed => "the client is gone".into(),
        }
    }
}

impl fmt::Display for AskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        overheard::tell(|| Known { kind: self.clone().into(), hint: None });
        f.write_str(&self.text())
    }
}

impl std::error::Error for AskError {}
