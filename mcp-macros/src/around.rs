//! The key `around` of a server: hooks around the calls of its functions.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};

use crate::attr::{Entry, Value, split};
use crate::entry::local;
use crate::errors::Errors;
use crate::names::Root;

/// The hooks around calls, the outermost first.
pub(crate) fn read(entry: &Entry, errors: &mut Errors) -> Vec<TokenStream> {
    let list = match &entry.value {
        Value::Is(hook) => vec![hook.clone()],
        Value::List(list) => {
            split(list.clone()).into_iter().map(|piece| piece.into_iter().collect()).collect()
        }
        Value::Flag => Vec::new(),
    };
    let wrong = list.iter().find(|hook| syn::parse2::<syn::Expr>((*hook).clone()).is_err());
    if list.is_empty() || wrong.is_some() {
        let at = wrong.cloned().unwrap_or_else(|| entry.key.to_token_stream());
        errors.push_over(at, "write `around = function`, or `around(outer, inner)`");
        return Vec::new();
    }
    list
}

/// The method that gives the hooks around calls, each checked at its own token; nothing where there is none.
pub(crate) fn method(hooks: &[TokenStream], root: &Root) -> Option<TokenStream> {
    let p = root.private(Span::mixed_site());
    let with = hooks.iter().map(|hook| {
        let (at, with) = (crate::tokens::first(hook), local("__hooks"));
        let p = root.private(at);
        let hook = quote_spanned!(at=> #p::Hooks::add(&mut #with, #hook));
        quote!(#hook;)
    });
    let (with, hooks): (Vec<TokenStream>, Ident) = (with.collect(), local("__hooks"));
    (!with.is_empty()).then(|| {
        quote! {
            fn hooks(&self) -> #p::Hooks {
                let mut #hooks = <#p::Hooks as ::core::default::Default>::default();
                #(#with)*
                #hooks
            }
        }
    })
}
