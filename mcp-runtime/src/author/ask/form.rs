//! `elicitation/create` with a form: the user is asked to fill it in (since 2025-06-18).

use crate::author::ask::elicited::{Action, Elicited};
use crate::author::form::{self, Elicit, filled};
use crate::context::Context;
use crate::context::ask::{Asked, Unfit};
use crate::outcome::ask_error::{AskError, Need, Unsupported};
use crate::protocol::asking;

impl Context {
    /// Asks the user to fill in a form. `key` names the question among those of this call; where there are many of a kind, it says of what,
    /// as `file:7`, and not at which place of a list.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::AskError;
    ///
    /// #[derive(Elicit)]
    /// struct Trip {
    ///     /// Where to.
    ///     city: String,
    ///     /// How long.
    ///     #[elicit(range = 1..=30, default = 3)]
    ///     days: u8,
    /// }
    ///
    /// /// Plan a trip.
    /// #[mcp_tool]
    /// async fn plan(cx: &Context) -> Result<String, AskError> {
    ///     let Trip { city, days } = cx.ask("trip", "Where do you want to go?").await?;
    ///     Ok(format!("{days} days in {city}"))
    /// }
    /// ```
    ///
    /// A form that was filled in wrongly is shown again with what is wrong, three times at most. Whoever asks holds nothing meanwhile that
    /// others wait for: ask first, then open. What stands before a question may run twice, with [`once`](Self::once) it does not.
    /// Clients of 2026-07-28 give a call up after some ten rounds, and each question that waits for the one before it is a round:
    /// nine reach all of them. What is asked at once, in one form or by `join!`, is one round.
    pub async fn ask<T: Elicit>(&self, key: &str, message: impl AsRef<str>) -> Result<T, AskError> {
        self.can_ask(Need::Form)?;
        let schema = T::form().schema(self.revision()).map_err(|why| {
            AskError::Unsupported(Unsupported {
                need: Need::Form,
                why: format!("the client cannot be asked: {why}"),
            })
        })?;
        let read = |content: &str| {
            form::fill(content).map_err(|unfit| match unfit {
                filled::Unfit::Declined => Unfit::Never(AskError::Declined),
                filled::Unfit::Wrong(why) => Unfit::Again(why),
            })
        };
        self.fill_in(key, message.as_ref(), &schema, read).await
    }

    /// Asks with the schema of a form, and reads what was filled in.
    pub(super) async fn fill_in<T>(
        &self,
        key: &str,
        message: &str,
        schema: &str,
        read: impl Fn(&str) -> Result<T, Unfit>,
    ) -> Result<T, AskError> {
        let asked = Asked { key, need: Need::Form, method: "elicitation/create" };
        let params = |wrong: Option<&str>| match wrong {
            None => asking::form(message, schema),
            Some(wrong) => asking::form(&format!("{message}\n\n{wrong}"), schema),
        };
        self.put(asked, params, |result| match Elicited::read(result)? {
            Elicited { action: Action::Accept, content } => {
                read(content.map_or("{}", |content| content.get()))
            }
            Elicited { action, .. } => Err(Unfit::Never(action.into())),
        })
        .await
    }
}
