//! `#[ask("…")]` on a parameter: the client is asked for it before the function begins.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Attribute, LitStr, Meta, PatType};

use crate::entry::local;
use crate::errors::Errors;
use crate::kind::Kind;
use crate::names::{Root, respan};
use crate::sig::{self, Model, Question};
use crate::tokens::peel;

pub(crate) fn is_ask(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "ask")
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
        errors.push(first.path().span(), "no client can be asked while it lists: only where it calls, reads or gets");
    }
    let message = message(first, errors)?;
    let ident = sig::ident(typed, errors)?;
    if let syn::Type::Reference(reference) = peel(&typed.ty) {
        errors.push(reference.and_token.span(), "what is asked for is the call's own: take it by value");
    }
    crate::check::parameter_type(kind, &typed.ty, errors);
    if errors.count() > before {
        return None;
    }
    let (ty, span) = (sig::owned(typed.ty.to_token_stream(), self_type), sig::place(&typed.ty));
    Some(Question { ident, message, ty, span, position })
}

fn message(attribute: &Attribute, errors: &mut Errors) -> Option<LitStr> {
    let tokens = match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        other => {
            errors.push(other.path().span(), "write what the user is asked: `#[ask(\"Really delete {id}?\")]`");
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

/// The code of the questions of a function.
pub(crate) struct Asked {
    /// What is made while the arguments are still the call's: the questions.
    pub(crate) made: TokenStream,
    /// Asks them all, and has the answers in their locals; the function that it stands in returns what it fails with.
    pub(crate) asked: TokenStream,
}

/// The local of the answer to a question.
pub(crate) fn answer(question: &Question) -> Ident {
    local(&format!("__q{}", question.position))
}

/// Asks; nothing where nothing is asked. `locals` are those of the arguments, `call` is that of the call, `fails` makes the end of the
/// function of an outcome.
pub(crate) fn code(
    model: &Model,
    locals: &[Ident],
    call: &Ident,
    root: &Root,
    fails: impl Fn(TokenStream) -> TokenStream,
) -> Option<Asked> {
    let questions = &model.questions;
    if questions.is_empty() {
        return None;
    }
    let p = root.private(proc_macro2::Span::mixed_site());
    let context = local("__x");
    let idents: Vec<&Ident> = model.params.iter().map(|param| &param.ident).collect();
    let made = questions.iter().map(|question| {
        let Question { ident, message, ty, span, .. } = question;
        let p = root.private(*span);
        let (slot, key, ty) = (answer(question), crate::names::plain(ident), respan(ty.clone(), *span));
        let text = quote_spanned!(message.span()=> ::std::format!(#message));
        quote_spanned! {*span=>
            let mut #slot = #p::Question::<#ty>::new(&#context, #key, {
                #[allow(unused_variables)]
                let (#(#idents,)*) = (#(&#locals,)*);
                #text
            });
        }
    });
    let made = quote! {
        let #context = #p::Call::context(#call);
        #(#made)*
    };
    let slots: Vec<Ident> = questions.iter().map(answer).collect();
    let error = local("__e");
    let failed = fails(quote!(#p::asked_in_vain(#error)));
    let asked = quote! {
        #p::ask_all(&#context, &mut [#(&mut #slots),*]).await;
        #(let #slots = match #p::Question::answer(#slots) {
            ::core::result::Result::Ok(#slots) => #slots,
            ::core::result::Result::Err(#error) => return #failed,
        };)*
    };
    Some(Asked { made, asked })
}
