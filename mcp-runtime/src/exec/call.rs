//! `tools/call` and its like: from the params of the request to a call that can run.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use serde_json::json;
use serde_json::value::RawValue;

use crate::app::App;
use crate::app::catalog::Catalog;
use crate::app::lists::{List, Listed};
use crate::author::args::Call;
use crate::author::handler::{Handler, Role};
use crate::author::problem::{self, Problem};
use crate::base::panics;
use crate::context::{Holds, House, Origin};
#[cfg(feature = "ask")]
use crate::exec::again::Again;
use crate::exec::called::{Asked, Called};
use crate::exec::hooked::Hooked;
use crate::exec::resources;
use crate::exec::span::CallSpan;
use crate::exec::started::Started;
use crate::outcome::Outcome;
use crate::outcome::ask_error::Need;
use crate::outcome::error::{RpcError, ToolError};
use crate::outcome::failure;
use crate::protocol::caller::Caller;
use crate::rpc::identity::Identity;
use crate::rpc::params::Params;
use crate::schema::describe::cut;
use crate::schema::suggest::nearest;

/// Starts a call of a tool; nothing where it is answered why it cannot be.
pub(crate) fn tool(
    app: &Arc<App>,
    catalog: &Catalog,
    caller: &Caller<'_>,
    id: &str,
    params: &Params<'_>,
    out: &mut Vec<u8>,
) -> Result<Option<Started>, RpcError> {
    let name = name(params)?;
    match catalog.tools.get(name, caller) {
        Some(tool) => start(app, &tool.handler, caller, Asking::of(id, params), out),
        None => Err(unknown("tool", &catalog.tools, caller, name)),
    }
}

/// Starts `prompts/get`.
pub(crate) fn prompt(
    app: &Arc<App>,
    catalog: &Catalog,
    caller: &Caller<'_>,
    id: &str,
    params: &Params<'_>,
    out: &mut Vec<u8>,
) -> Result<Option<Started>, RpcError> {
    let name = name(params)?;
    let Some(prompt) = catalog.prompts.get(name, caller) else {
        return Err(unknown("prompt", &catalog.prompts, caller, name));
    };
    // The protocol knows texts only; what they mean is read here (L-PRM-02, M-PROMPT-07).
    let arguments = params.arguments.iter().flat_map(|arguments| &arguments.0);
    if let Some((name, _)) = arguments.into_iter().find(|(_, raw)| !raw.get().starts_with('"')) {
        let text = format!("the argument {:?} of a prompt must be a string", cut(name));
        return Err(RpcError::invalid_params(text));
    }
    start(app, &prompt.handler, caller, Asking::of(id, params), out)
}

fn name<'a>(params: &'a Params<'_>) -> Result<&'a str, RpcError> {
    params.name.as_deref().ok_or_else(|| RpcError::invalid_params("`name` is missing"))
}

/// What a call begins with.
pub(crate) struct Asking<'a> {
    pub(crate) id: &'a str,
    pub(crate) arguments: &'a [(Cow<'a, str>, &'a RawValue)],
    pub(crate) params: &'a Params<'a>,
    pub(crate) asked: Asked,
}

impl<'a> Asking<'a> {
    fn of(id: &'a str, params: &'a Params<'a>) -> Self {
        let arguments = params.arguments.as_ref().map_or(&[][..], |arguments| &arguments.0);
        Self { id, arguments, params, asked: Asked::Nothing }
    }
}

/// Starts a call of a function of the author's.
pub(crate) fn start(
    app: &Arc<App>,
    handler: &Arc<Handler>,
    caller: &Caller<'_>,
    asking: Asking<'_>,
    out: &mut Vec<u8>,
) -> Result<Option<Started>, RpcError> {
    let (id, arguments, asked) = (asking.id, asking.arguments, asking.asked.clone());
    let span = CallSpan::open(handler, &asked, caller, id);
    let (app, handler) = (Arc::clone(app), Arc::clone(handler));
    let call = Called { app, handler, revision: caller.revision, asked, span };
    let (app, handler) = (&call.app, &call.handler);
    if !handler.needs.is_empty()
        && let Some(lacking) = lacking(handler, caller)
    {
        return lacks(id, &lacking, &call, out);
    }
    if let Some(error) = too_deep(arguments, app.options.max_depth) {
        return refuse_call(id, error, &call, out);
    }
    #[cfg(feature = "ask")]
    let again = Again::read(&call, caller, &asking).map_err(|error| call.span.refused(error))?;
    let identity = Arc::new(Identity::new(id));
    let origin = Origin {
        identity: &identity,
        caller,
        progress_token: asking.params.meta.progress_token(),
        house: &|| Arc::clone(app) as Arc<dyn House>,
        held: &|| Arc::clone(&handler.states) as Arc<dyn Holds>,
        answer_deadline: app.options.answer_deadline,
        #[cfg(feature = "ask")]
        rounds: &|| again.rounds(),
        attached: OnceCell::new(),
        made: OnceCell::new(),
    };
    let mut arguments = Call::new(arguments, handler, &origin);
    // Reading the arguments is the author's code too: a `Deserialize`, the `Clone` of an extension.
    let run = panics::guard(|| call.span.start(handler, &mut arguments));
    if let Some(hooks) = &handler.around {
        let hooked = Hooked::new(hooks, run, &mut arguments, &call);
        return Ok(Some(hooked.started(origin.made.into_inner(), identity, call)));
    }
    let run = match run {
        Ok(run) => run,
        Err(text) => {
            call.answer(id, Outcome::Error(failure::panicked(&handler.name, &text)), out);
            return Ok(None);
        }
    };
    match run.0 {
        Some(body) => {
            let (waits, context) = (std::mem::take(&mut arguments.waits), origin.made.into_inner());
            if waits.is_empty() {
                return Ok(Some(Started::new(identity, body, context, call)));
            }
            Ok(Some(Started::after(waits, identity, body, context, call)))
        }
        None => refuse(id, &arguments.problems, &arguments.wrong, &call, out),
    }
}

/// What the client would have to be able to do and cannot; nothing where it can.
#[cold]
fn lacking(handler: &Handler, caller: &Caller<'_>) -> Option<Vec<Need>> {
    Some(caller.lacks(handler.needs.iter().copied())).filter(|lacking| !lacking.is_empty())
}

/// Refuses a call before anything of it runs (M-META-04).
fn lacks(id: &str, lacking: &[Need], call: &Called, out: &mut Vec<u8>) -> Result<Option<Started>, RpcError> {
    let names: Vec<&str> = lacking.iter().map(|need| need.name()).collect();
    let (word, names) = (call.handler.role.word(), names.join("`, `"));
    let text = format!("this {word} needs a client that can do more: it does not have `{names}`");
    if call.revision.is_modern() {
        let required = json!({ "requiredCapabilities": Need::all_required(lacking.iter().copied()) });
        return Err(call.span.refused(RpcError::new(RpcError::MISSING_CAPABILITY, text).with(required)));
    }
    call.answer(id, Outcome::Error(ToolError::new(text)), out);
    Ok(None)
}

/// That a list has no such entry.
pub(crate) fn unknown<T: Listed>(kind: &str, list: &List<T>, caller: &Caller<'_>, name: &str) -> RpcError {
    let names = list.seen_by(caller).map(|entry| &**entry.name());
    let hint = nearest(name, names).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    RpcError::invalid_params(format!("unknown {kind}: {:?}{hint}", cut(name)))
}

/// Refuses a call for its arguments.
#[cold]
fn refuse(
    id: &str,
    problems: &[Problem],
    wrong: &[usize],
    call: &Called,
    out: &mut Vec<u8>,
) -> Result<Option<Started>, RpcError> {
    let error = refusal(problems, wrong, call).map_err(|error| call.span.refused(error))?;
    call.answer(id, Outcome::Error(error), out);
    Ok(None)
}

/// What a call is refused with for its arguments: what the model reads, or an error of the protocol.
pub(super) fn refusal(problems: &[Problem], wrong: &[usize], call: &Called) -> Result<ToolError, RpcError> {
    if let Some(Problem::Syntax(text)) = problems.iter().find(|problem| matches!(problem, Problem::Syntax(_)))
    {
        return Err(RpcError::new(RpcError::PARSE, format!("the message is not JSON: {text}")));
    }
    let text = problem::summary(&call.handler, problems);
    if let Role::Resource(resource) = &call.handler.role {
        return Err(resources::refused(call, resource, wrong, text));
    }
    for_model(text, call)
}

/// What is wrong with a tool's arguments goes to the model, where the revision has that; else to the client.
fn refuse_call(
    id: &str,
    text: String,
    call: &Called,
    out: &mut Vec<u8>,
) -> Result<Option<Started>, RpcError> {
    let error = for_model(text, call).map_err(|error| call.span.refused(error))?;
    call.answer(id, Outcome::Error(error), out);
    Ok(None)
}

fn for_model(text: String, call: &Called) -> Result<ToolError, RpcError> {
    let to_model = matches!(call.handler.role, Role::Tool { .. });
    if to_model && call.revision.argument_errors_are_results() {
        Ok(ToolError::new(text))
    } else {
        Err(RpcError::invalid_params(text))
    }
}

/// Whether an argument has more levels than allowed. A text with fewer brackets than that cannot.
fn too_deep(arguments: &[(Cow<'_, str>, &RawValue)], most: usize) -> Option<String> {
    let deep = |(_, raw): &&(Cow<'_, str>, &RawValue)| {
        let text = raw.get().as_bytes();
        text.len() > most && memchr::memchr2_iter(b'[', b'{', text).nth(most).is_some() && depth(text) > most
    };
    let (name, _) = arguments.iter().find(deep)?;
    Some(format!("{}: more than {most} levels of arrays and objects", cut(name)))
}

fn depth(text: &[u8]) -> usize {
    let (mut now, mut most, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for b in text {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                now += 1;
                most = most.max(now);
            }
            b']' | b'}' if !quoted => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}
