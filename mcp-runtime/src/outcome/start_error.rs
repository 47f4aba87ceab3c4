//! Why a server did not start.

use std::error::Error as StdError;
use std::fmt;

use crate::outcome::error::BoxError;
#[cfg(feature = "cli")]
use crate::outcome::error::chain;

/// Why a server did not start, or ended before its client did.
///
/// The text is for a person; it is not stable.
#[derive(Debug)]
pub struct Error {
    text: String,
    cause: Option<BoxError>,
    /// It is the command line that has to change.
    usage: bool,
}

impl Error {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), cause: None, usage: false }
    }

    pub(crate) fn because(text: impl Into<String>, cause: impl Into<BoxError>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(text) }
    }

    /// A failure of the author's.
    #[cfg(feature = "cli")]
    pub(crate) fn of(cause: &(dyn StdError + 'static)) -> Self {
        Self::new(chain(cause))
    }

    /// Whether what was asked for has to change, such as an address, and not what is there.
    pub fn is_usage(&self) -> bool {
        self.usage
    }

    /// A failure that only another command line, variable or option can mend; the text says which and how. A process that ends with it
    /// has the exit code 2.
    pub fn usage(text: impl Into<String>) -> Self {
        Self { usage: true, ..Self::new(text) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}
