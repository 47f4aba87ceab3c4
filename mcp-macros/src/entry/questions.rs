//! The code of the parameters that the client is asked for.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::entry::local;
use crate::names::{Root, plain, respan};
use crate::sig::{Model, Question};

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

/// Asks; nothing where nothing is asked. `locals` are those of the arguments, `call` is that of the call.
pub(crate) fn code(model: &Model, locals: &[Ident], call: &Ident, root: &Root) -> Option<Asked> {
    let questions = &model.questions;
    if questions.is_empty() {
        return None;
    }
    let p = root.private(Span::mixed_site());
    let context = local("__x");
    let idents: Vec<&Ident> = model.params.iter().map(|param| &param.ident).collect();
    let made = questions.iter().map(|question| {
        let Question { ident, message, ty, span, .. } = question;
        let p = root.private(*span);
        let (slot, key, ty) = (answer(question), plain(ident), respan(ty.clone(), *span));
        let text = quote_spanned!(message.span()=> #p::said(::core::format_args!(#message)));
        quote_spanned! {*span=>
            let mut #slot = #p::question::<#ty>(&#context, #key, {
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
    let failed = quote!(#p::asked_in_vain(#error));
    let failed = if model.is_async { failed } else { quote!(::core::result::Result::Err(#failed)) };
    let asked = quote! {
        #p::ask_all(&#context, &mut [#(&mut #slots),*]).await;
        #(let #slots = match #p::Question::answer(#slots) {
            ::core::result::Result::Ok(#slots) => #slots,
            ::core::result::Result::Err(#error) => return #failed,
        };)*
    };
    Some(Asked { made, asked })
}
