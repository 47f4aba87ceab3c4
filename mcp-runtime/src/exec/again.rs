//! A request that may have come before: what its client was asked then, and what it answers (2026-07-28).

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

use serde_json::value::RawValue;

use crate::author::handler::Role;
use crate::context::rounds::{Given, Rounds};
use crate::exec::call::Asking;
use crate::exec::called::{Asked, Called};
use crate::outcome::error::RpcError;
use crate::protocol::caller::Caller;
use crate::protocol::round::Binding;
use crate::rpc::write;

/// The rounds of a call, made when its function takes a context.
pub(crate) struct Again<'a> {
    call: &'a Called,
    caller: &'a Caller<'a>,
    arguments: &'a [(Cow<'a, str>, &'a RawValue)],
    given: Cell<Given>,
}

impl<'a> Again<'a> {
    /// Reads what the request comes with. A state that is not of this request is refused before anything runs (M-MRTR-05).
    pub(crate) fn read(
        call: &'a Called,
        caller: &'a Caller<'a>,
        asking: &Asking<'a>,
    ) -> Result<Self, RpcError> {
        let again = Self { call, caller, arguments: asking.arguments, given: Cell::default() };
        let (answers, state) = (asking.params.input_responses, asking.params.request_state.as_deref());
        if answers.is_none() && state.is_none() {
            return Ok(again);
        }
        if let (Some(sealer), Some(binding)) = (call.app.sealer(), again.binding()) {
            again.given.set(Given::read(answers, state, sealer, &binding)?);
        }
        Ok(again)
    }

    /// What a state of this request is bound to; nothing where it is none that may ask (M-MRTR-01).
    fn binding(&self) -> Option<Binding> {
        let Called { app, handler, asked, revision, .. } = self.call;
        let (method, target) = match (&handler.role, asked) {
            _ if !revision.is_modern() => return None,
            (Role::Tool { .. }, _) => ("tools/call", &*handler.name),
            (Role::Prompt, _) => ("prompts/get", &*handler.name),
            (Role::Resource(_), Asked::Uri(uri)) => ("resources/read", &***uri),
            _ => return None,
        };
        let principal = self.caller.via.sender.principal.map(|principal| Arc::clone(&principal.0));
        let arguments = write::object(self.arguments).into();
        Some(Binding { audience: app.info.name, principal, method, target: target.into(), arguments })
    }

    pub(crate) fn rounds(&self) -> Option<Arc<Rounds>> {
        let sealer = Arc::clone(self.call.app.sealer()?);
        Some(Arc::new(Rounds::new(self.binding()?, sealer, self.given.take())))
    }
}
