//! What was called, and how its results are answered.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::author::handler::{Handler, Role};
use crate::base::budget;
use crate::base::panics;
use crate::exec::apart;
use crate::outcome::Outcome;
use crate::outcome::content_check;
use crate::outcome::error::ToolError;
use crate::outcome::failure;
use crate::protocol::result::{self, Form};
use crate::protocol::revision::Revision;

/// Whose function was called, and in which revision it is answered.
#[derive(Clone)]
pub(crate) struct Called {
    pub(crate) app: Arc<App>,
    pub(crate) handler: Arc<Handler>,
    pub(crate) revision: Revision,
}

impl Called {
    /// What its threads are counted by.
    pub(crate) fn on_threads(&self) -> apart::Owner {
        apart::Owner { handler: Arc::clone(&self.handler), max_held: self.app.options.max_held }
    }

    /// Appends the answer. The text of an error is the author's code, and so is what happens when it is dropped.
    pub(crate) fn answer(&self, id: &[u8], outcome: Outcome, out: &mut Vec<u8>) {
        let start = out.len();
        let instead = match panics::guard(|| self.write(id, outcome, out)) {
            Ok(()) if budget::has_room(out.len() - start, self.app.options.max_held) => return,
            Ok(()) => failure::too_much_unread(&self.handler.name),
            Err(text) => failure::panicked(&self.handler.name, &text),
        };
        out.truncate(start);
        // It may not be needed for long that so much fits.
        out.shrink_to(start + budget::SMALL);
        result::call(out, id, &Outcome::Error(instead), self.form());
    }

    fn write(&self, id: &[u8], outcome: Outcome, out: &mut Vec<u8>) {
        let outcome = match outcome {
            Outcome::Error(error) => Outcome::Error(self.explain(&error)),
            Outcome::Json(json) => {
                let Role::Tool { fit, .. } = &self.handler.role;
                let faults = fit.faults(&json, self.app.options.check_results);
                if faults.is_empty() { Outcome::Json(json) } else { Outcome::Error(self.misfit(&faults)) }
            }
            Outcome::Content(blocks) => match content_check::fault(&blocks) {
                Some(fault) => Outcome::Error(failure::unreadable(&self.handler.name, &fault)),
                None => Outcome::Content(blocks),
            },
            Outcome::Text(text) => Outcome::Text(text),
        };
        result::call(out, id, &outcome, self.form());
    }

    /// What the model reads of a result that clients would refuse.
    #[cold]
    fn misfit(&self, faults: &[String]) -> ToolError {
        let faults = faults.join("; ");
        tracing::error!(tool = &*self.handler.name, "the result does not fit the output schema: {faults}");
        ToolError::new(format!(
            "the {} failed: its result does not fit its output schema: {faults}",
            self.handler.role
        ))
    }

    /// The error as the model may see it.
    fn explain(&self, error: &ToolError) -> ToolError {
        // Over stdio the client is the same user on the same machine.
        let expose = self.handler.expose_errors.unwrap_or(!self.app.remote);
        match error.public_text(expose) {
            Some(text) => ToolError::new(text),
            None => failure::hidden(&self.handler.name, &error.to_string()),
        }
    }

    fn form(&self) -> Form<'_> {
        let Role::Tool { shape, .. } = self.handler.role;
        Form {
            revision: self.revision,
            shape,
            tail: if self.revision.is_modern() { &self.app.tail } else { "" },
            limit: self.app.options.max_response,
        }
    }

    pub(crate) fn deadline(&self) -> Option<Duration> {
        self.handler.timeout.or(self.app.options.call_deadline)
    }
}
