//! Which tool was called, and how its results are answered.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::app::catalog::ToolSpec;
use crate::base::budget;
use crate::base::panics;
use crate::exec::apart;
use crate::outcome::Outcome;
use crate::outcome::content_check;
use crate::outcome::error::ToolError;
use crate::outcome::failure;
use crate::protocol::result::{self, Form};
use crate::protocol::revision::Revision;

/// Which tool, for whom.
#[derive(Clone)]
pub(crate) struct Called {
    pub(crate) app: Arc<App>,
    pub(crate) tool: Arc<ToolSpec>,
    pub(crate) revision: Revision,
}

impl Called {
    /// What its threads are counted by.
    pub(crate) fn on_threads(&self) -> apart::Tool {
        let tool = &self.tool;
        let max_held = self.app.options.max_held;
        apart::Tool { name: tool.handler.name, trust: Arc::clone(&tool.handler.trust), max_held }
    }

    /// Appends the answer. The text of an error is the author's code, and so is what happens when it is dropped.
    pub(crate) fn answer(&self, id: &str, outcome: Outcome, out: &mut Vec<u8>) {
        let start = out.len();
        let instead = match panics::guard(|| self.write(id, outcome, out)) {
            Ok(()) if budget::has_room(out.len() - start, self.app.options.max_held) => return,
            Ok(()) => failure::too_much_unread(self.tool.handler.name),
            Err(text) => failure::panicked(self.tool.handler.name, &text),
        };
        out.truncate(start);
        // It may not be needed for long that so much fits.
        out.shrink_to(start + budget::SMALL);
        result::call(out, id, &Outcome::Error(instead), self.form());
    }

    fn write(&self, id: &str, outcome: Outcome, out: &mut Vec<u8>) {
        let tool = &self.tool;
        let outcome = match outcome {
            Outcome::Error(error) => Outcome::Error(self.explain(&error)),
            Outcome::Json(json) => {
                let faults = tool.fit.faults(&json, self.app.options.check_results);
                if faults.is_empty() { Outcome::Json(json) } else { Outcome::Error(self.misfit(&faults)) }
            }
            Outcome::Content(blocks) => match content_check::fault(&blocks) {
                Some(fault) => Outcome::Error(failure::unreadable(tool.handler.name, &fault)),
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
        tracing::error!(tool = self.tool.handler.name, "the result does not fit the output schema: {faults}");
        ToolError::new(format!("the tool failed: its result does not fit its output schema: {faults}"))
    }

    /// The error as the model may see it.
    fn explain(&self, error: &ToolError) -> ToolError {
        // Over stdio the client is the same user on the same machine.
        let expose = self.tool.handler.expose_errors.unwrap_or(!self.app.remote);
        match error.public_text(expose) {
            Some(text) => ToolError::new(text),
            None => failure::hidden(self.tool.handler.name, &error.to_string()),
        }
    }

    fn form(&self) -> Form<'_> {
        Form {
            revision: self.revision,
            shape: self.tool.shape,
            tail: if self.revision.is_modern() { &self.app.tail } else { "" },
            limit: self.app.options.max_response,
        }
    }

    pub(crate) fn deadline(&self) -> Option<Duration> {
        self.tool.handler.timeout.or(self.app.options.call_deadline)
    }
}
