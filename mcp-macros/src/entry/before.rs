//! The code of what comes before a function: values that are made for the call, then those that the client is asked for.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};

use crate::entry::local;
use crate::names::{Root, plain, respan};
use crate::sig::{Made, Model, Question};

/// The code of what comes before a function.
pub(crate) struct Before {
    /// What is taken while the arguments are still the call's: its context, and the questions.
    pub(crate) taken: TokenStream,
    /// Makes and asks, and has all values in their locals; the function that it stands in returns what it fails with.
    pub(crate) done: TokenStream,
}

/// What the function is called with, each with its position.
pub(crate) fn values(model: &Model) -> impl Iterator<Item = (usize, TokenStream)> {
    let made = model.made.iter().map(|made| {
        let (value, borrow) = (value(made.position), made.lent.then(|| quote!(&)));
        (made.position, quote!(#borrow #value))
    });
    made.chain(model.questions.iter().map(|asked| (asked.position, value(asked.position).to_token_stream())))
}

/// The local of the value at a position.
fn value(position: usize) -> Ident {
    local(&format!("__q{position}"))
}

/// Nothing where nothing comes before. `locals` are those of the arguments, `call` is that of the call.
pub(crate) fn code(model: &Model, locals: &[Ident], call: &Ident, root: &Root) -> Option<Before> {
    if model.questions.is_empty() && model.made.is_empty() {
        return None;
    }
    let p = root.private(Span::mixed_site());
    let context = local("__x");
    let questions = questions(model, locals, &context, root);
    let taken = quote! {
        let #context = #p::Call::context(#call);
        #questions
    };
    let error = local("__e");
    let failed = quote!(#p::asked_in_vain(#error));
    let failed = if model.is_async { failed } else { quote!(::core::result::Result::Err(#failed)) };
    let made = model.made.iter().map(|Made { ty, span, position, .. }| {
        let (p, ty, slot) = (root.private(*span), respan(ty.clone(), *span), value(*position));
        let made = quote_spanned!(*span=> #p::made::<#ty>(&#context));
        quote! {
            let #slot = match #made.await {
                ::core::result::Result::Ok(#slot) => #slot,
                ::core::result::Result::Err(#error) => return #failed,
            };
        }
    });
    let slots: Vec<Ident> = model.questions.iter().map(|question| value(question.position)).collect();
    let asked = (!slots.is_empty()).then(|| quote!(#p::ask_all(&#context, &mut [#(&mut #slots),*]).await;));
    let done = quote! {
        #(#made)*
        #asked
        #(let #slots = match #p::Question::answer(#slots) {
            ::core::result::Result::Ok(#slots) => #slots,
            ::core::result::Result::Err(#error) => return #failed,
        };)*
    };
    Some(Before { taken, done })
}

/// Makes the questions, which are not asked yet.
fn questions(model: &Model, locals: &[Ident], context: &Ident, root: &Root) -> TokenStream {
    let idents: Vec<&Ident> = model.params.iter().map(|param| &param.ident).collect();
    let questions = model.questions.iter().map(|question| {
        let Question { ident, message, ty, span, position } = question;
        let p = root.private(*span);
        let (slot, key, ty) = (value(*position), plain(ident), respan(ty.clone(), *span));
        let text = quote_spanned!(message.span()=> #p::said(::core::format_args!(#message)));
        quote_spanned! {*span=>
            let mut #slot = #p::question::<#ty>(&#context, #key, {
                #[allow(unused_variables)]
                let (#(#idents,)*) = (#(&#locals,)*);
                #text
            });
        }
    });
    questions.collect()
}
