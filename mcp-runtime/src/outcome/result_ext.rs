//! What a `Result` and an `Option` can be told of the model.

use crate::outcome::error::{BoxError, ToolError};

/// Says in front of `?` what the model reads of a failure. In the prelude.
///
/// ```
/// use anyhow::Context as _; // has a `context`, which says nothing to the model over HTTP
/// use mcp_runtime::prelude::*;
///
/// /// The population of a city.
/// #[mcp_tool(read_only)]
/// fn population(city: &str) -> Result<u32, ToolError> {
///     let table = std::fs::read_to_string("cities.csv").private("reading the cities")?;
///     let line = table.lines().find(|line| line.starts_with(city)).public("there is no such city")?;
///     let count = line.rsplit(',').next().context("no comma")?;
///     count.parse::<u32>().public("nobody counted there")
/// }
/// # assert_eq!(population("Bern").unwrap_err().to_string(), "reading the cities");
/// ```
///
/// With a text that is made only then, and with a hint, it is `map_err(|error| ToolError::new(format!(…)).hint("…").because(error))`.
pub trait ResultExt<T>: sealed::Sealed {
    /// The model reads this text, and nothing of what failed. The log has both.
    fn public(self, text: impl Into<String>) -> Result<T, ToolError>;

    /// The model reads a reference. The log has it, this text and what failed.
    fn private(self, text: impl Into<String>) -> Result<T, ToolError>;
}

impl<T, E: Into<BoxError>> ResultExt<T> for Result<T, E> {
    fn public(self, text: impl Into<String>) -> Result<T, ToolError> {
        self.map_err(|error| ToolError::new(text).because(error))
    }

    fn private(self, text: impl Into<String>) -> Result<T, ToolError> {
        self.map_err(|error| private(text).because(error))
    }
}

impl<T> ResultExt<T> for Option<T> {
    fn public(self, text: impl Into<String>) -> Result<T, ToolError> {
        self.ok_or_else(|| ToolError::new(text))
    }

    fn private(self, text: impl Into<String>) -> Result<T, ToolError> {
        self.ok_or_else(|| private(text))
    }
}

fn private(text: impl Into<String>) -> ToolError {
    ToolError::private(text.into())
}

mod sealed {
    pub trait Sealed {}
    impl<T, E> Sealed for Result<T, E> {}
    impl<T> Sealed for Option<T> {}
}
