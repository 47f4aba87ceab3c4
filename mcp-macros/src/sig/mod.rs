//! A signature as a model: receiver, parameters with their docs and `#[arg]`s, result.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Attribute, FnArg, Pat, PatIdent, PatType, ReturnType, Signature, Type};

use crate::arg::{self, Settings};
use crate::errors::Errors;
use crate::kind::Kind;
use crate::names::{argument_fault, plain};
use crate::text::Text;
use crate::tokens::{last, peel};
use crate::{check, doc};

pub(crate) mod made;
pub(crate) mod question;

pub(crate) use made::Made;
pub(crate) use question::Question;

/// A parameter that is not the receiver.
pub(crate) struct Param {
    /// The name of the parameter.
    pub(crate) ident: Ident,
    /// The name on the wire.
    pub(crate) name: String,
    pub(crate) doc: Text,
    /// The type as it is kept while the call runs, without lifetimes of the function.
    pub(crate) stored: TokenStream,
    /// Where the author wrote the type.
    pub(crate) span: Span,
    /// The function takes a reference.
    pub(crate) lent: bool,
    /// The function takes an `Option` of what is no argument.
    pub(crate) maybe: bool,
    pub(crate) settings: Settings,
    /// Which parameter it is, counted from 0 after the receiver.
    pub(crate) position: usize,
}

impl Param {
    /// Whether clients send it: the names of the types that they do not are known, as authors write them.
    pub(crate) fn is_argument(&self) -> bool {
        last(&self.stored)
            .is_none_or(|name| !["Context", "State", "Extension"].iter().any(|other| name == other))
    }
}

/// What a signature says.
pub(crate) struct Model {
    pub(crate) receiver: bool,
    /// It is `self: Arc<Self>`.
    pub(crate) by_arc: bool,
    pub(crate) is_async: bool,
    pub(crate) params: Vec<Param>,
    pub(crate) questions: Vec<Question>,
    pub(crate) made: Vec<Made>,
    /// The result type, and where it stands.
    pub(crate) result: TokenStream,
    pub(crate) result_span: Span,
}

/// Reads a signature and takes what is not Rust off it: docs and `#[arg]` of parameters.
pub(crate) fn read(
    kind: Kind,
    sig: &mut Signature,
    self_type: Option<&TokenStream>,
    errors: &mut Errors,
) -> Model {
    check::function(kind, sig, errors);
    let (mut receiver, mut by_arc) = (false, false);
    let (mut params, mut questions, mut made) = (Vec::new(), Vec::<Question>::new(), Vec::<Made>::new());
    let mut position = 0;
    for input in &mut sig.inputs {
        match input {
            FnArg::Receiver(found) => {
                receiver = true;
                by_arc = check::receiver(kind, found, self_type.is_some(), errors);
            }
            FnArg::Typed(typed) => {
                if typed.attrs.iter().any(made::is_from_call) {
                    made.extend(made::read(kind, typed, self_type, position, errors));
                } else if typed.attrs.iter().any(question::is_ask) {
                    questions.extend(question::read(kind, typed, self_type, position, errors));
                } else if let Some(param) = param(kind, typed, self_type, position, errors) {
                    unique(&params, &param, errors);
                    params.push(param);
                }
                position += 1;
            }
        }
    }
    headers(&params, errors);
    let (result, result_span) = match &sig.output {
        ReturnType::Default => (quote!(()), sig.ident.span()),
        ReturnType::Type(_, ty) => {
            check::result(kind, ty, errors);
            (owned(ty.to_token_stream(), self_type), place(ty))
        }
    };
    let is_async = sig.asyncness.is_some();
    Model { receiver, by_arc, is_async, params, questions, made, result, result_span }
}

fn param(
    kind: Kind,
    typed: &mut PatType,
    self_type: Option<&TokenStream>,
    position: usize,
    errors: &mut Errors,
) -> Option<Param> {
    let (own, kept): (Vec<Attribute>, Vec<Attribute>) =
        typed.attrs.drain(..).partition(|attribute| is_arg(attribute) || attribute.path().is_ident("doc"));
    typed.attrs = kept;
    check::parameter_attributes(kind, &mut typed.attrs, errors);
    let marks: Vec<&Attribute> = own.iter().filter(|attribute| is_arg(attribute)).collect();
    let mut settings = arg::read("an argument", &marks, errors);
    if let Some(ty) = self_type {
        settings.map(|value| named(value, ty));
    }
    let ident = ident(typed, errors)?;
    let before = errors.count();
    check::parameter_type(kind, &typed.ty, errors);
    if errors.count() == before {
        check::parameter_borrows(&typed.ty, errors);
    }
    if errors.count() > before {
        return None;
    }
    let span = place(&typed.ty);
    let (inner, lent) = unreferenced(&typed.ty);
    let no_argument = (!lent).then(|| optional(&typed.ty)).flatten();
    let maybe = no_argument.is_some();
    let inner = no_argument.map_or(inner, quote::ToTokens::to_token_stream);
    let name = settings.rename.clone().unwrap_or_else(|| plain(&ident));
    if let Some(why) = argument_fault(&name).filter(|_| settings.rename.is_none()) {
        errors.push(ident.span(), format!("{why}; write `#[arg(rename = \"…\")]`"));
    }
    let doc = settings.description.clone().unwrap_or_else(|| doc::of(&own));
    Some(Param { ident, name, doc, stored: owned(inner, self_type), span, lent, maybe, settings, position })
}

/// What is in an `Option` of the call, or of what came with it: no trait could tell that from an argument.
fn optional(ty: &Type) -> Option<&Type> {
    let last = |ty| match peel(ty) {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    };
    let option = last(ty).filter(|segment| segment.ident == "Option")?;
    let syn::PathArguments::AngleBracketed(arguments) = &option.arguments else { return None };
    let Some(syn::GenericArgument::Type(inner)) = arguments.args.first() else { return None };
    last(inner).filter(|segment| segment.ident == "Context" || segment.ident == "Extension").map(|_| inner)
}

/// A type without the `&` before it, and whether there was one.
fn unreferenced(ty: &Type) -> (TokenStream, bool) {
    match peel(ty) {
        Type::Reference(reference) => (reference.elem.to_token_stream(), true),
        plain => (plain.to_token_stream(), false),
    }
}

/// Whether an attribute is called so, with whatever path.
fn is_called(attribute: &Attribute, name: &str) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == name)
}

pub(crate) fn is_arg(attribute: &Attribute) -> bool {
    is_called(attribute, "arg")
}

/// The name of a parameter: also the one name in a pattern as `Json(order)`.
pub(crate) fn ident(typed: &mut PatType, errors: &mut Errors) -> Option<Ident> {
    if let Some((wrapper, inner)) = only_name(&typed.pat) {
        if wrapper == "State" {
            let text = format!(
                "a state is taken by its name: write `{inner}: State<…>`, which stands for what it holds"
            );
            errors.push_over(&typed.pat, text);
            // What is in it is private, which rustc would say too.
            *typed.pat = syn::parse_quote!(#inner);
            return None;
        }
        return Some(inner);
    }
    match &*typed.pat {
        Pat::Ident(pat) if is_plain(pat) => Some(pat.ident.clone()),
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

/// The type that a pattern takes apart, and the name of all that is in it.
fn only_name(pat: &Pat) -> Option<(Ident, Ident)> {
    let Pat::TupleStruct(tuple) = pat else { return None };
    let wrapper = tuple.path.segments.last()?.ident.clone();
    match tuple.elems.first()? {
        Pat::Ident(inner) if tuple.elems.len() == 1 && is_plain(inner) => {
            Some((wrapper, inner.ident.clone()))
        }
        _ => None,
    }
}

fn is_plain(pat: &PatIdent) -> bool {
    pat.subpat.is_none() && pat.by_ref.is_none()
}

/// The name in a type, where an error about the type is shown: a type has no place of its own.
pub(crate) fn place(ty: &Type) -> Span {
    match peel(ty) {
        Type::Path(path) => path.path.segments.last().map_or_else(|| path.span(), |name| name.ident.span()),
        Type::Reference(reference) => place(&reference.elem),
        other => other.span(),
    }
}

/// Two arguments of one name.
fn unique(params: &[Param], param: &Param, errors: &mut Errors) {
    // Two parameters of one identifier are rustc's to complain of.
    let same = |earlier: &&Param| earlier.name == param.name && earlier.ident != param.ident;
    if params.iter().any(|earlier| same(&earlier)) {
        let at = param.settings.rename_span.unwrap_or_else(|| param.ident.span());
        errors.push(at, format!("two arguments are named `{}`; change one `rename`", param.name));
    }
}

/// `x-mcp-header` names are unique in a tool, whatever their case (2026-07-28, M-PARAM-06).
fn headers(params: &[Param], errors: &mut Errors) {
    for (index, param) in params.iter().enumerate() {
        let Some(header) = &param.settings.header else { continue };
        let same = |earlier: &Param| {
            earlier
                .settings
                .header
                .as_ref()
                .is_some_and(|other| other.value().eq_ignore_ascii_case(&header.value()))
        };
        if params[..index].iter().any(same) {
            errors.push(
                header.span(),
                format!("two arguments have the header `{}`; change one", header.value()),
            );
        }
    }
}

/// An expression that names `Self` by its name: it is evaluated outside of the impl block.
pub(crate) fn named(tokens: TokenStream, self_type: &TokenStream) -> TokenStream {
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
pub(crate) fn owned(tokens: TokenStream, self_type: Option<&TokenStream>) -> TokenStream {
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
