//! `completion/complete`: what an argument of a prompt, or a variable of a template, may go on as.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::value::RawValue;

use crate::app::App;
use crate::app::catalog::Catalog;
use crate::author::completion::fitting;
use crate::author::handler::{FieldSpec, Handler, Suggests};
use crate::exec::call::{self, Asking, unknown};
use crate::exec::called::Asked;
use crate::exec::started::Started;
use crate::outcome::error::RpcError;
use crate::protocol::caller::Caller;
use crate::protocol::result;
use crate::rpc::message::{Object, Text};
use crate::rpc::params::Params;
use crate::schema::describe::cut;
use crate::schema::suggest::nearest;

/// `PromptReference` or `ResourceTemplateReference`.
#[derive(serde::Deserialize)]
struct Reference<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow, default)]
    name: Option<Text<'a>>,
    #[serde(borrow, default)]
    uri: Option<Text<'a>>,
}

/// What was typed.
#[derive(serde::Deserialize)]
struct Argument<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    value: &'a RawValue,
}

/// What was chosen before.
#[derive(Default, serde::Deserialize)]
struct Chosen<'a> {
    #[serde(borrow, default)]
    arguments: BTreeMap<Cow<'a, str>, &'a RawValue>,
}

/// Completes at once, or starts the function that does.
pub(crate) fn complete(
    app: &Arc<App>,
    catalog: &Catalog,
    caller: &Caller<'_>,
    id: &str,
    params: &Params<'_>,
    out: &mut Vec<u8>,
) -> Result<Option<Started>, RpcError> {
    let wrong = |what: &str| RpcError::invalid_params(format!("completion/complete: {what}"));
    let reference: Reference<'_> = read(params.reference).ok_or_else(|| {
        wrong("`ref` must be `{type: \"ref/prompt\", name}` or `{type: \"ref/resource\", uri}`")
    })?;
    let text = |raw: &RawValue| raw.get().starts_with('"');
    let argument: Option<Argument<'_>> = read(params.argument);
    let argument = argument
        .filter(|argument| text(argument.value))
        .ok_or_else(|| wrong("`argument` must be `{name, value}`, both texts"))?;
    let chosen: Chosen<'_> = match params.context {
        None => Chosen::default(),
        some => read(some).ok_or_else(|| wrong("`context` must be `{arguments: {name: text}}`"))?,
    };
    let handler = completed(catalog, caller, &reference)?;
    let field = field(handler, &argument.name)?;
    match &field.suggests {
        Suggests::Of(values) => {
            let typed: Text<'_> = serde_json::from_str(argument.value.get())
                .map_err(|_| wrong("the value of `argument` is no text"))?;
            let tail = if caller.revision.is_modern() { &*app.tail } else { "" };
            result::completion(out, id, &fitting(values, &typed), tail);
            Ok(None)
        }
        Suggests::By(completer) => {
            let typed = (Cow::Borrowed(&*argument.name), argument.value);
            let chosen = chosen.arguments.into_iter().filter(|(_, value)| text(value));
            let arguments: Vec<_> = std::iter::once(typed).chain(chosen).collect();
            let asking = Asking { id, arguments: &arguments, params, asked: Asked::Nothing };
            call::start(app, completer, caller, asking, out)
        }
    }
}

fn read<'a, T: serde::Deserialize<'a>>(raw: Option<&'a RawValue>) -> Option<T> {
    serde_json::from_str::<Object<T>>(raw?.get()).ok().map(|object| object.0)
}

/// What is meant: a prompt by its name, a template by its text, letter by letter as it was listed.
fn completed<'a>(
    catalog: &'a Catalog,
    caller: &Caller<'_>,
    reference: &Reference<'_>,
) -> Result<&'a Arc<Handler>, RpcError> {
    match (&*reference.kind, &reference.name, &reference.uri) {
        ("ref/prompt", Some(name), _) => match catalog.prompts.get(name, caller) {
            Some(prompt) => Ok(&prompt.handler),
            None => Err(unknown("prompt", &catalog.prompts, caller, name)),
        },
        ("ref/resource", _, Some(uri)) => match catalog.templates.get(uri, caller) {
            Some(template) => Ok(&template.handler),
            // One of its own has no variables.
            None => match catalog.resources.get(uri, caller) {
                Some(resource) => Ok(&resource.handler),
                None => Err(unknown("resource template", &catalog.templates, caller, uri)),
            },
        },
        (kind, ..) => {
            let text = format!("`ref` of type {:?} lacks its name or is none", cut(kind));
            Err(RpcError::invalid_params(text))
        }
    }
}

fn field<'a>(handler: &'a Handler, name: &str) -> Result<&'a FieldSpec, RpcError> {
    handler.arguments().find(|field| field.name == name).ok_or_else(|| {
        let near = nearest(name, handler.arguments().map(|field| field.name));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let kind = handler.role.word();
        RpcError::invalid_params(format!(
            "the {kind} `{}` has no argument {:?}{hint}",
            handler.name,
            cut(name)
        ))
    })
}
