//! What was called, and how its results are answered.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::author::handler::{Handler, ResourceRole, Role};
use crate::base::budget;
use crate::base::panics;
use crate::exec::apart;
use crate::exec::resources::Listing;
use crate::exec::span::{self, CallSpan};
use crate::outcome::Outcome;
use crate::outcome::content::{Content, Extras, ResourceLink};
use crate::outcome::content_check::{self, Fault};
use crate::outcome::contents::ResourceContents;
use crate::outcome::error::{RpcError, ToolError};
use crate::outcome::failure;
use crate::protocol::result::{self, Form};
use crate::protocol::revision::Revision;
use crate::schema::Shape;
use crate::schema::fit::Fit;

/// Whose function was called, and in which revision it is answered.
#[derive(Clone)]
pub(crate) struct Called {
    pub(crate) app: Arc<App>,
    pub(crate) handler: Arc<Handler>,
    pub(crate) revision: Revision,
    pub(crate) asked: Asked,
    pub(crate) span: CallSpan,
}

/// What of the request the answer needs.
#[derive(Clone)]
pub(crate) enum Asked {
    Nothing,
    /// The URI, in the client's own spelling. Behind a thin pointer, since every call has room for it.
    Uri(Arc<Box<str>>),
    List(Arc<Listing>),
}

impl Called {
    /// What its threads are counted by.
    pub(crate) fn on_threads(&self) -> apart::Owner {
        apart::Owner { handler: Arc::clone(&self.handler), max_held: self.app.options.max_held }
    }

    /// Appends the answer. The text of an error is the author's code, and so is what happens when it is dropped.
    pub(crate) fn answer(&self, id: &str, outcome: Outcome, out: &mut Vec<u8>) {
        if self.span.is_open() { self.answer_traced(id, outcome, out) } else { self.put(id, outcome, out) }
    }

    #[cold]
    #[inline(never)]
    fn answer_traced(&self, id: &str, outcome: Outcome, out: &mut Vec<u8>) {
        let _answering = self.span.answering();
        self.put(id, outcome, out);
    }

    /// Apart for calls that are traced: the others would pay for it.
    #[expect(clippy::inline_always, reason = "it is called twice, and most calls take one of the ways")]
    #[inline(always)]
    fn put(&self, id: &str, outcome: Outcome, out: &mut Vec<u8>) {
        let start = out.len();
        let instead = match panics::guard(|| self.write(id, outcome, out)) {
            Ok(()) if budget::has_room(out.len() - start, self.app.options.max_held) => return,
            Ok(()) => failure::too_much_unread(&self.handler.name),
            Err(text) => {
                self.span.failed(span::PANIC);
                failure::panicked(&self.handler.name, &text)
            }
        };
        out.truncate(start);
        // It may not be needed for long that so much fits.
        out.shrink_to(start + budget::SMALL);
        self.fail(id, instead, out);
    }

    /// The outcome, or what is answered instead: what clients could not read is an error.
    pub(crate) fn judged(&self, outcome: Outcome) -> Outcome {
        self.fault(&outcome).map_or(outcome, Outcome::Error)
    }

    fn fault(&self, outcome: &Outcome) -> Option<ToolError> {
        let of_blocks = |fault: Option<Fault>| fault.map(|fault| self.unreadable(&fault));
        match (&self.handler.role, outcome) {
            (Role::Tool { fit, .. }, Outcome::Json(json)) => self.misfit(fit, json),
            (Role::Tool { .. }, Outcome::Content(blocks)) => of_blocks(content_check::fault(blocks)),
            (Role::Tool { fit, .. }, Outcome::Whole(whole)) => self
                .misfit(fit, &whole.json)
                .or_else(|| of_blocks(content_check::fault(&whole.blocks)))
                .or_else(|| self.misnamed(&whole.extras)),
            (Role::Prompt, Outcome::Messages(messages)) => {
                of_blocks(content_check::fault(messages.iter().map(|message| &message.content)))
            }
            (Role::Resource(_), Outcome::Contents(parts)) => of_blocks(content_check::contents_fault(parts)),
            _ => None,
        }
    }

    fn write(&self, id: &str, outcome: Outcome, out: &mut Vec<u8>) {
        if let Some(error) = self.fault(&outcome) {
            return self.fail(id, error, out);
        }
        match (&self.handler.role, outcome) {
            (Role::Resource(_), Outcome::Error(error)) if error.is_not_found() => {
                self.explain(&error);
                self.missing(id, out);
            }
            (Role::Resource(_), Outcome::Missing) => self.missing(id, out),
            (_, Outcome::Asks(members)) => result::input_required(out, id, &members, self.form()),
            (_, Outcome::Error(error)) => {
                let explained = self.explain(&error);
                match error.of_protocol(self.revision.is_modern()) {
                    Some(error) => self.refuse(id, error, out),
                    None => self.fail(id, explained, out),
                }
            }
            (Role::Tool { .. }, outcome) => result::call(out, id, &outcome, self.form()),
            (Role::Prompt, Outcome::Messages(messages)) => result::prompt(out, id, &messages, self.form()),
            (Role::Resource(role), Outcome::Contents(parts)) => self.contents(id, &parts, role, out),
            (Role::Lister, Outcome::Links(links)) => self.page(id, links, out),
            (Role::Completer, Outcome::Values(values)) => {
                result::completion(out, id, &values, self.form().tail);
            }
            // The type of a function's result says what it can be.
            _ => self.fail(id, ToolError::new("internal error"), out),
        }
    }

    fn contents(&self, id: &str, parts: &[ResourceContents], role: &ResourceRole, out: &mut Vec<u8>) {
        let Asked::Uri(uri) = &self.asked else { return self.missing(id, out) };
        // Nothing is no contents (M-RES-04).
        if parts.is_empty() {
            return self.missing(id, out);
        }
        result::contents(out, id, (parts, uri, role.mime), role.cache, self.form());
    }

    fn missing(&self, id: &str, out: &mut Vec<u8>) {
        let uri = if let Asked::Uri(uri) = &self.asked { uri } else { "" };
        self.refuse(id, result::not_found(uri, self.revision), out);
    }

    fn page(&self, id: &str, links: Vec<ResourceLink>, out: &mut Vec<u8>) {
        let Asked::List(listing) = &self.asked else { return };
        let links: Vec<Content> = links.into_iter().map(Content::from).collect();
        if let Some(fault) = content_check::fault(&links) {
            return self.fail(id, self.unreadable(&fault), out);
        }
        match listing.page(&links, self.revision) {
            Ok(entries) => result::page(out, id, &entries, self.form()),
            Err(error) => self.refuse(id, error, out),
        }
    }

    /// A failure of a tool is for the model to read, of anything else for the client (M-PROMPT-03, M-RES-05).
    fn fail(&self, id: &str, error: ToolError, out: &mut Vec<u8>) {
        if let Role::Tool { .. } = self.handler.role {
            self.span.failed(span::TOOL_ERROR);
            result::call(out, id, &Outcome::Error(error), self.form());
        } else {
            self.refuse(id, RpcError::new(RpcError::INTERNAL, error.to_string()), out);
        }
    }

    fn refuse(&self, id: &str, error: RpcError, out: &mut Vec<u8>) {
        result::refusal(out, id, &self.span.refused(error), self.app.options.max_response);
    }

    fn unreadable(&self, fault: &Fault) -> ToolError {
        failure::unreadable(self.handler.role.word(), &self.handler.name, fault)
    }

    fn misnamed(&self, extras: &Extras) -> Option<ToolError> {
        let fault = content_check::meta_fault(extras)?;
        Some(failure::unreadable_meta(self.handler.role.word(), &self.handler.name, &fault))
    }

    fn misfit(&self, fit: &Fit, json: &str) -> Option<ToolError> {
        let faults = fit.faults(json, self.app.options.check_results);
        (!faults.is_empty()).then(|| self.unfitting(&faults))
    }

    /// What the model reads of a result that clients would refuse.
    #[cold]
    fn unfitting(&self, faults: &[String]) -> ToolError {
        let faults = faults.join("; ");
        tracing::error!(tool = &*self.handler.name, "the result does not fit the output schema: {faults}");
        ToolError::new(format!(
            "the {} failed: its result does not fit its output schema: {faults}",
            self.handler.role.word()
        ))
    }

    /// The error as the model may see it. The log has what it does not see.
    fn explain(&self, error: &ToolError) -> ToolError {
        // Over stdio the client is the same user on the same machine.
        let expose = self.handler.expose_errors.unwrap_or(!self.app.remote);
        let whole = error.whole();
        let Some(text) = error.public_text(expose) else {
            return failure::hidden(&self.handler.name, &whole);
        };
        if !text.contains(&whole) {
            failure::shown_in_part(&self.handler.name, &whole);
        }
        ToolError::new(text)
    }

    fn form(&self) -> Form<'_> {
        let shape = match self.handler.role {
            Role::Tool { shape, .. } => shape,
            _ => Shape::Text,
        };
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
