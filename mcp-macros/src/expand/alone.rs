//! What is generated beside a marked function that stands alone.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{PathArguments, Type};

use super::warnings;
use crate::entry::{Form, body, local};
use crate::handler::Handler;
use crate::names::Root;
use crate::variables;

/// A mark on a function that stands alone: a struct of the same name beside it, which lives among the types only.
pub(crate) fn free(handler: &Handler, root: &Root) -> TokenStream {
    let p = root.private(Span::mixed_site());
    let (vis, ident) = (&handler.vis, &handler.sig.ident);
    let cfgs: Vec<_> = handler.cfgs().collect();
    let value = if handler.broken { stub(root) } else { body(handler, root, &Form::Free) };
    let warnings = if handler.broken { TokenStream::new() } else { warnings(handler, root) };
    let checks = variables::type_checks(handler, root);
    let allowed = handler.allowed();
    let states = states(handler);
    let marker = quote_spanned! {ident.span()=>
        #[doc(hidden)]
        #[derive(Clone, Copy, Debug)]
        #[repr(C)]
        #vis struct #ident {}
    };
    // At the name, and in words: the compiler reports this constant where no server includes the function.
    let m = local("__M");
    let reported = quote_spanned! {ident.span()=>
        impl #m {
            #[doc(hidden)]
            #vis const NOT_INCLUDED_IN_A_SERVER: () = ();
        }
    };
    // In the macro's own place: of a type that is more private than the function its author was told already.
    let takes = quote! {
        impl #m {
            #[doc(hidden)]
            #vis const TAKES: #p::Takes<#states> = #p::Takes::THEM;
        }
    };
    quote! {
        #(#cfgs)*
        #marker
        #(#cfgs)*
        #allowed
        const _: () = {
            type #m = #ident;
            #reported
            #takes
            impl #p::FreeFunction for #m {
                const MARKED: #p::Marked<()> = {
                    const fn __t() -> #p::Marked<()> { #value }
                    __t()
                };
            }
            let _ = #m {};
        };
        #checks
        #warnings
    }
}

/// The types of parameters that are states by their looks, for whoever includes the function: `(State<A>, (State<B>, ()))`.
fn states(handler: &Handler) -> TokenStream {
    let params = handler.model.params.iter().filter(|_| !handler.broken);
    let states = params.filter(|param| is_state(&param.stored)).map(|param| &param.stored);
    states.rev().fold(quote!(()), |rest, state| quote!((#state, #rest)))
}

/// Whether it takes what only a server holds.
pub(crate) fn takes_state(handler: &Handler) -> bool {
    handler.model.params.iter().any(|param| is_state(&param.stored))
}

/// Whether a type is written `State<…>`, with whatever path.
fn is_state(ty: &TokenStream) -> bool {
    let Ok(Type::Path(ty)) = syn::parse2(ty.clone()) else { return false };
    let last = ty.path.segments.last();
    last.is_some_and(|last| {
        last.ident == "State" && matches!(last.arguments, PathArguments::AngleBracketed(_))
    })
}

/// What stands for a function with an error: nothing that could cause a second one.
fn stub(root: &Root) -> TokenStream {
    let p = root.private(Span::mixed_site());
    let (c, g) = (local("__c"), local("__g"));
    quote! {
        #p::Marked::tool(
            "", "", &[],
            |#g| #p::Returned::<()>::probe().output(#g),
            #p::Callee::Free(|#c| #p::Call::refuse(#c)),
        )
    }
}
