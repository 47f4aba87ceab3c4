//! A tool's signature as a model: receiver, parameters with their docs and `#[arg]`s, result.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Attribute, FnArg, Pat, PatType, ReturnType, Signature, Type};

use crate::arg::{self, Settings};
use crate::errors::Errors;
use crate::names::{argument_fault, plain};
use crate::{check, doc};

/// A parameter that is not the receiver.
pub(crate) struct Param {
    /// The name of the parameter.
    pub(crate) ident: Ident,
    /// The name on the wire.
    pub(crate) name: String,
    pub(crate) doc: String,
    /// The type as it is kept while the call runs, without lifetimes of the function.
    pub(crate) stored: TokenStream,
    /// Where the author wrote the type.
    pub(crate) span: Span,
    /// The function takes a reference.
    pub(crate) lent: bool,
    pub(crate) settings: Settings,
}

/// What a signature says.
pub(crate) struct Model {
    pub(crate) receiver: bool,
    pub(crate) is_async: bool,
    pub(crate) params: Vec<Param>,
    /// The result type, and where it stands.
    pub(crate) result: TokenStream,
    pub(crate) result_span: Span,
}

/// Reads a signature and takes what is not Rust off it: docs and `#[arg]` of parameters.
pub(crate) fn read(sig: &mut Signature, self_type: Option<&TokenStream>, errors: &mut Errors) -> Model {
    check::function(sig, errors);
    let mut receiver = false;
    let mut params: Vec<Param> = Vec::new();
    for input in &mut sig.inputs {
        match input {
            FnArg::Receiver(found) => {
                receiver = true;
                check::receiver(found, self_type.is_some(), errors);
            }
            FnArg::Typed(typed) => {
                if let Some(param) = param(typed, self_type, errors) {
                    check::unique(&params, &param, errors);
                    params.push(param);
                }
            }
        }
    }
    check::headers(&params, errors);
    let (result, result_span) = match &sig.output {
        ReturnType::Default => (quote!(()), sig.ident.span()),
        ReturnType::Type(_, ty) => {
            check::result(ty, errors);
            (owned(ty.to_token_stream(), self_type), place(ty))
        }
    };
    Model { receiver, is_async: sig.asyncness.is_some(), params, result, result_span }
}

fn param(typed: &mut PatType, self_type: Option<&TokenStream>, errors: &mut Errors) -> Option<Param> {
    let (own, kept): (Vec<Attribute>, Vec<Attribute>) =
        typed.attrs.drain(..).partition(|attribute| is_arg(attribute) || attribute.path().is_ident("doc"));
    typed.attrs = kept;
    check::parameter_attributes(&mut typed.attrs, errors);
    let marks: Vec<&Attribute> = own.iter().filter(|attribute| is_arg(attribute)).collect();
    let mut settings = arg::read(&marks, errors);
    if let Some(ty) = self_type {
        settings.map(|value| named(value, ty));
    }
    let ident = ident(typed, errors)?;
    let before = errors.count();
    check::parameter_type(&typed.ty, errors);
    if errors.count() > before {
        return None;
    }
    let span = place(&typed.ty);
    let (inner, lent) = match peel(&typed.ty) {
        Type::Reference(reference) => (reference.elem.to_token_stream(), true),
        plain => (plain.to_token_stream(), false),
    };
    let name = settings.rename.clone().unwrap_or_else(|| plain(&ident));
    if let Some(why) = argument_fault(&name).filter(|_| settings.rename.is_none()) {
        errors.push(ident.span(), format!("{why}; write `#[arg(rename = \"…\")]`"));
    }
    let doc = settings.description.clone().unwrap_or_else(|| doc::text(&own));
    Some(Param { ident, name, doc, stored: owned(inner, self_type), span, lent, settings })
}

fn is_arg(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "arg")
}

fn ident(typed: &PatType, errors: &mut Errors) -> Option<Ident> {
    match &*typed.pat {
        Pat::Ident(pat) if pat.subpat.is_none() && pat.by_ref.is_none() => Some(pat.ident.clone()),
        Pat::Wild(pat) => {
            errors.push(pat.span(), "an argument needs a name: clients send it by name");
            None
        }
        pat => {
            let text = "an argument needs a name: write a plain name here and take it apart in the body";
            errors.push_over(pat, text);
            None
        }
    }
}

/// The type inside the invisible groups that macros by example put around it.
pub(crate) fn peel(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => peel(&group.elem),
        Type::Paren(paren) => peel(&paren.elem),
        other => other,
    }
}

/// The name in a type, where an error about the type is shown: a type has no place of its own.
fn place(ty: &Type) -> Span {
    match peel(ty) {
        Type::Path(path) => path.path.segments.last().map_or_else(|| path.span(), |name| name.ident.span()),
        Type::Reference(reference) => place(&reference.elem),
        other => other.span(),
    }
}

/// The place of the first token.
pub(crate) fn first(tokens: &TokenStream) -> Span {
    tokens.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span())
}

/// An expression that names `Self` by its name: it is evaluated outside of the impl block.
fn named(tokens: TokenStream, self_type: &TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let mut new = proc_macro2::Group::new(group.delimiter(), named(group.stream(), self_type));
                new.set_span(group.span());
                out.extend([TokenTree::Group(new)]);
            }
            TokenTree::Ident(ident) if ident == "Self" => {
                let ty = crate::names::respan(self_type.clone(), ident.span());
                let path = matches!(tokens.peek(), Some(TokenTree::Punct(colon)) if colon.as_char() == ':');
                out.extend(if path { quote_spanned!(ident.span()=> <#ty>) } else { ty });
            }
            other => out.extend([other]),
        }
    }
    out
}

/// A type that names no lifetime of the function, and `Self` by its name.
fn owned(tokens: TokenStream, self_type: Option<&TokenStream>) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    let mut cow = false;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let inner = owned(group.stream(), self_type);
                let mut new = proc_macro2::Group::new(group.delimiter(), inner);
                new.set_span(group.span());
                out.extend([TokenTree::Group(new)]);
            }
            TokenTree::Punct(tick) if tick.as_char() == '\'' => {
                let span = tokens.next().map_or(tick.span(), |name| name.span());
                out.extend([TokenTree::Punct(tick), TokenTree::Ident(Ident::new("static", span))]);
            }
            TokenTree::Punct(open) if open.as_char() == '<' && cow => {
                let has_lifetime =
                    matches!(tokens.peek(), Some(TokenTree::Punct(tick)) if tick.as_char() == '\'');
                out.extend([TokenTree::Punct(open)]);
                if !has_lifetime {
                    out.extend(quote!('static,));
                }
            }
            TokenTree::Punct(and) if and.as_char() == '&' => {
                out.extend([TokenTree::Punct(and.clone())]);
                if !matches!(tokens.peek(), Some(TokenTree::Punct(tick)) if tick.as_char() == '\'') {
                    out.extend(quote!('static));
                }
            }
            TokenTree::Ident(ident) if ident == "Self" => match self_type {
                Some(ty) => out.extend(crate::names::respan(ty.clone(), ident.span())),
                None => out.extend([TokenTree::Ident(ident)]),
            },
            other => {
                cow = matches!(&other, TokenTree::Ident(ident) if ident == "Cow");
                out.extend([other]);
                continue;
            }
        }
        cow = false;
    }
    out
}
