//! Refusals that need only the signature: what no client could call, and what to write instead.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, GenericParam, Receiver, ReceiverKind, Signature, Type, TypeImplTrait, TypeParamBound};

use crate::errors::Errors;
use crate::kind::Kind;
use crate::tokens::{first, peel};

/// `unsafe`, `extern`, variadic, generic.
pub(crate) fn function(kind: Kind, sig: &Signature, errors: &mut Errors) {
    let name = &sig.ident;
    if sig.safety.to_token_stream().into_iter().next().is_some() {
        let at = first(&sig.safety.to_token_stream());
        errors.push(at, format!("{kind} `{name}` cannot be `unsafe`: a client calls it with any arguments"));
    }
    if let Some(abi) = &sig.abi {
        errors.push(
            abi.extern_token.span(),
            format!("{kind} `{name}` cannot be `extern`: it is called from Rust"),
        );
    }
    if let Some(variadic) = &sig.variadic {
        errors.push(variadic.dots.span(), format!("{kind} `{name}` cannot be variadic; take a `Vec`"));
    }
    for param in &sig.generics.params {
        let at = match param {
            GenericParam::Lifetime(_) => continue,
            GenericParam::Type(ty) => ty.ident.span(),
            GenericParam::Const(constant) => constant.ident.span(),
        };
        errors.push(
            at,
            format!("{kind} `{name}` cannot be generic: a client sends JSON for one type; name the type"),
        );
    }
}

/// Only what calls can share, which run at the same time: `&self`, also written out, and `self: Arc<Self>`. Says whether it is the latter.
pub(crate) fn receiver(kind: Kind, receiver: &Receiver, in_impl: bool, errors: &mut Errors) -> bool {
    let at = receiver.self_token.span();
    if !in_impl {
        let text =
            format!("a free {kind} has no `self`; for methods put `#[mcp_server]` on the `impl` block");
        errors.push(at, text);
        return false;
    }
    if let ReceiverKind::Reference(_, lifetime, None) = &receiver.kind {
        if let Some(lifetime) = lifetime.as_ref().filter(|lifetime| lifetime.ident == "static") {
            errors.push_over(lifetime, "a call has the server for as long as it runs: write `&self`");
        }
        return false;
    }
    let written = receiver.to_token_stream().to_string().replace(' ', "");
    let written = written.strip_prefix("self:").unwrap_or_default();
    let owner = written.strip_suffix("<Self>").and_then(|path| path.rsplit("::").next());
    if owner == Some("Arc") {
        return true;
    }
    if written != "&Self" && owner != Some("&Arc") {
        let text = format!(
            "{kind}s run at the same time: write `&self`, and keep what changes in a `Mutex` or an atomic"
        );
        errors.push_over(receiver, text);
    }
    false
}

/// A server outlives whatever it could borrow.
pub(crate) fn server_type(ty: &TokenStream, errors: &mut Errors) {
    let tokens: Vec<TokenTree> = ty.clone().into_iter().collect();
    for window in tokens.windows(2) {
        if let [TokenTree::Punct(tick), TokenTree::Ident(name)] = window
            && tick.as_char() == '\''
            && name != "static"
        {
            let text = "a server lives as long as its process, so it cannot borrow: let it own its data, as a `String` or \
                        an `Arc`";
            errors.push(name.span(), text);
            return;
        }
    }
}

/// Attributes that would make a parameter come and go.
pub(crate) fn parameter_attributes(kind: Kind, attributes: &mut Vec<Attribute>, errors: &mut Errors) {
    attributes.retain(|attribute| {
        let conditional = attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr");
        if let Some(text) = foreign(attribute) {
            errors.push(attribute.path().span(), text);
            return false;
        }
        if conditional {
            let text = format!(
                "an argument cannot be conditional: put the `cfg` on the {kind}, and write two {kind}s"
            );
            errors.push(attribute.path().span(), text);
        }
        !conditional
    });
}

/// An attribute that says of a parameter what `#[arg(…)]` says here.
fn foreign(attribute: &Attribute) -> Option<String> {
    let name = attribute.path().segments.last()?.ident.to_string();
    let instead = match name.as_str() {
        "serde" | "schemars" | "schema" | "validate" | "clap" | "param" | "tool" | "tool_arg"
        | "argument" => {
            "write `#[arg(…)]`, with `default`, `rename`, `range`, `len`, `pattern` and others; an `Option` may be absent"
        }
        "description" | "desc" | "describe" => {
            "write a doc comment above it, or `#[arg(description = \"…\")]`"
        }
        "default" => "write `#[arg(default = …)]`",
        _ => return None,
    };
    Some(format!("`#[{name}]` does not go on a parameter: {instead}"))
}

/// `impl Trait`, `&mut T`, references inside a type.
pub(crate) fn parameter_type(kind: Kind, ty: &Type, errors: &mut Errors) {
    if let Some(at) =
        find(&ty.to_token_stream(), |token| matches!(token, TokenTree::Ident(ident) if ident == "impl"))
    {
        let text =
            format!("an argument must have a named type: its schema is part of the {kind}; name the type");
        errors.push(at, text);
        return;
    }
    let inner = match peel(ty) {
        Type::Reference(reference) => {
            if let Some(mutable) = &reference.mutability.to_token_stream().into_iter().next() {
                errors.push(mutable.span(), "an argument is the call's own: take it by value, or by `&`");
                return;
            }
            if let Some(lifetime) = reference.lifetime.as_ref().filter(|lifetime| lifetime.ident == "static")
            {
                errors.push_over(
                    lifetime,
                    "an argument lives as long as its call: write `&` without `'static`",
                );
                return;
            }
            if let Type::TraitObject(object) = peel(&reference.elem) {
                let text =
                    "an argument is read from JSON, which says nothing of its type: write the type itself";
                errors.push_over(object, text);
                return;
            }
            reference.elem.to_token_stream()
        }
        other => other.to_token_stream(),
    };
    if let Some(at) = find(&inner, |token| matches!(token, TokenTree::Punct(and) if and.as_char() == '&')) {
        let text = "a reference inside an argument's type cannot be filled from JSON; write the owned type, as `String` \
                    for `&str`";
        errors.push(at, text);
    }
}

/// A type that would borrow from what the client sent, which is gone when the call begins. `Cow` owns then.
pub(crate) fn parameter_borrows(ty: &Type, errors: &mut Errors) {
    let inner = match peel(ty) {
        Type::Reference(reference) => reference.elem.to_token_stream(),
        other => other.to_token_stream(),
    };
    if let Some(name) = lifetime(inner) {
        let text = "an argument owns what it has: write `String` for `&str` in the fields of this type, and `'static` here if it has \
                    a lifetime still";
        errors.push(name.span(), text);
    }
}

/// The first lifetime that is not `'static`, but for that of a `Cow`.
fn lifetime(tokens: TokenStream) -> Option<Ident> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_ident = |at: usize, word: &str| matches!(&tokens[at], TokenTree::Ident(ident) if ident == word);
    tokens.iter().enumerate().find_map(|(at, token)| match token {
        TokenTree::Group(group) => lifetime(group.stream()),
        TokenTree::Punct(tick) if tick.as_char() == '\'' && (at < 2 || !is_ident(at - 2, "Cow")) => {
            let Some(TokenTree::Ident(name)) = tokens.get(at + 1) else { return None };
            (name != "static").then(|| name.clone())
        }
        _ => None,
    })
}

/// A result whose type has no name.
pub(crate) fn result(kind: Kind, ty: &Type, errors: &mut Errors) {
    if let Type::Never(never) = peel(ty) {
        let text = format!("a {kind} that never returns answers nobody: return what comes of it, or `()`");
        errors.push(never.bang_token.span(), text);
    }
    let found =
        find(&ty.to_token_stream(), |token| matches!(token, TokenTree::Ident(ident) if ident == "impl"));
    if let Some(at) = found {
        let instead = match peel(ty) {
            Type::ImplTrait(of) if is_bound_by(of, "Future") => "write `async fn`, and what comes of it",
            Type::ImplTrait(of) if is_bound_by(of, "Iterator") => "collect it into a `Vec`",
            _ => "name the type",
        };
        let text =
            format!("a {kind}'s result must be a named type: its schema is part of the {kind}; {instead}");
        errors.push(at, text);
    }
}

fn is_bound_by(of: &TypeImplTrait, name: &str) -> bool {
    of.bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|last| last.ident == name),
        _ => false,
    })
}

/// The place of the first token, at any depth, that fits.
pub(crate) fn find(tokens: &TokenStream, fits: fn(&TokenTree) -> bool) -> Option<Span> {
    tokens.clone().into_iter().find_map(|token| {
        if fits(&token) {
            return Some(token.span());
        }
        match token {
            TokenTree::Group(group) => find(&group.stream(), fits),
            _ => None,
        }
    })
}

/// Whether a module's server needs this name for itself.
pub(crate) fn reserved(name: &Ident, errors: &mut Errors) -> bool {
    let reserved = name == "server";
    if reserved {
        errors.push(
            name.span(),
            "`server` is the function that builds this server: name the fn otherwise, and write `name = \"server\"`",
        );
    }
    reserved
}
