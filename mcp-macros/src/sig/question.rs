//! `#[ask("…")]` on a parameter: the client is asked for it before the function begins.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, LitStr, Meta, PatType};

use crate::errors::Errors;
use crate::kind::Kind;
use crate::sig::{ident, is_called, owned, place};
use crate::tokens::peel;

/// A parameter that the client is asked for, before the function begins.
pub(crate) struct Question {
    pub(crate) ident: Ident,
    /// What the person reads, with the arguments in braces.
    pub(crate) message: LitStr,
    pub(crate) ty: TokenStream,
    /// Where the author wrote the type.
    pub(crate) span: Span,
    pub(crate) position: usize,
}

pub(crate) fn is_ask(attribute: &Attribute) -> bool {
    is_called(attribute, "ask")
}

/// Takes the attribute off a parameter that has it.
pub(crate) fn read(
    kind: Kind,
    typed: &mut PatType,
    self_type: Option<&TokenStream>,
    position: usize,
    errors: &mut Errors,
) -> Option<Question> {
    let (own, kept): (Vec<Attribute>, Vec<Attribute>) = typed.attrs.drain(..).partition(|attribute| {
        is_ask(attribute) || attribute.path().is_ident("arg") || attribute.path().is_ident("doc")
    });
    typed.attrs = kept;
    crate::check::parameter_attributes(kind, &mut typed.attrs, errors);
    let before = errors.count();
    let mut asks = own.iter().filter(|attribute| is_ask(attribute));
    let (first, second) = (asks.next()?, asks.next());
    if let Some(second) = second {
        errors.push(second.path().span(), "a parameter is asked for once: take this `#[ask]` away");
    }
    if let Some(arg) = own.iter().find(|attribute| attribute.path().is_ident("arg")) {
        let text = "what is asked for is no argument of the client: take this `#[arg]` away; \
                    a form of one's own has `#[elicit(…)]` on its fields";
        errors.push(arg.path().span(), text);
    }
    if kind == Kind::ResourceList {
        errors.push(
            first.path().span(),
            "no client can be asked while it lists: only where it calls, reads or gets",
        );
    }
    let message = message(first, errors)?;
    let ident = ident(typed, errors)?;
    if let syn::Type::Reference(reference) = peel(&typed.ty) {
        errors.push(reference.and_token.span(), "what is asked for is the call's own: take it by value");
    }
    crate::check::parameter_type(kind, &typed.ty, errors);
    if errors.count() > before {
        return None;
    }
    let (ty, span) = (owned(typed.ty.to_token_stream(), self_type), place(&typed.ty));
    Some(Question { ident, message, ty, span, position })
}

fn message(attribute: &Attribute, errors: &mut Errors) -> Option<LitStr> {
    let tokens = match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        other => {
            errors
                .push(other.path().span(), "write what the user is asked: `#[ask(\"Really delete {id}?\")]`");
            return None;
        }
    };
    match syn::parse2::<LitStr>(tokens.clone()) {
        Ok(text) if !text.value().trim().is_empty() => Some(text),
        _ => {
            let at = if tokens.is_empty() { attribute.path().span() } else { crate::tokens::first(&tokens) };
            let text = "this is what the user is asked, a text with the arguments in braces: `#[ask(\"Really delete {id}?\")]`";
            errors.push(at, text);
            None
        }
    }
}
