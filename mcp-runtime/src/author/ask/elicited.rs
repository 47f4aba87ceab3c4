//! What a client says of a form or an address that its user saw.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::context::ask::Unfit;
use crate::outcome::ask_error::AskError;

/// `ElicitResult`.
#[derive(Debug, Deserialize)]
#[serde(rename = "ElicitResult")]
pub(crate) struct Elicited<'a> {
    pub(crate) action: Action,
    #[serde(borrow, default)]
    pub(crate) content: Option<&'a RawValue>,
}

/// What the user did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Action {
    Accept,
    /// As some clients have it.
    #[serde(alias = "reject")]
    Decline,
    Cancel,
}

impl<'a> Elicited<'a> {
    pub(crate) fn read(result: &'a str) -> Result<Self, Unfit> {
        serde_json::from_str(result)
            .map_err(|error| Unfit::Never(AskError::Invalid(format!("`elicitation/create`: {error}"))))
    }
}

/// A refusal is no cancellation (L-CLI-09, M-ELI-04).
impl From<Action> for AskError {
    fn from(action: Action) -> Self {
        if action == Action::Decline { Self::Declined } else { Self::Cancelled }
    }
}
