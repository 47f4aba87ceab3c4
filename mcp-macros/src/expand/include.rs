//! What a server includes, and what makes a module something that others include.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{GenericArgument, PathArguments, Type};

use super::Server;
use crate::entry::local;
use crate::keys::include::Include;
use crate::names::{Root, respan};

/// What carries the functions of a module: a struct of one fixed name in it. Its constant uses `server`, so nobody is told that it is
/// never called where the module is only included.
pub(crate) fn carrier(server: &Server, functions: &TokenStream, entries: &[TokenStream]) -> TokenStream {
    let p = server.root.private(Span::mixed_site());
    let (included, states) = (self::entries(server), states(server, &p));
    quote! {
        #[doc(hidden)]
        #[derive(Debug)]
        pub struct __Module {}

        const _: () = {
            #functions
            impl #p::Module for __Module {
                const ENTRIES: #p::Entries = #p::Entries { marked: &[#(#entries,)*], included: &[#included] };
            }
            impl __Module {
                #[doc(hidden)]
                pub const __INCLUDED: () = {
                    let _ = server;
                };
                #[doc(hidden)]
                pub const __TAKES: #p::Takes<#states> = #p::Takes::THEM;
            }
        };
    }
}

/// What its server holds, which is at least what its functions take: `(State<A>, (State<B>, ()))`. Whoever includes it may hold now what
/// is made later there.
fn states(server: &Server, p: &TokenStream) -> TokenStream {
    server.states.iter().rev().fold(quote!(()), |rest, ty| {
        let ty = later(ty).unwrap_or_else(|| ty.clone());
        quote!((#p::State<#ty>, #rest))
    })
}

/// `T` of `Later<T>`.
fn later(ty: &TokenStream) -> Option<TokenStream> {
    let Ok(Type::Path(ty)) = syn::parse2(ty.clone()) else { return None };
    let last = ty.path.segments.last().filter(|last| last.ident == "Later")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty.to_token_stream()),
        _ => None,
    }
}

/// The entries of all that a server includes.
pub(crate) fn entries(server: &Server) -> TokenStream {
    let entries = server.include.iter().map(|include| {
        let at = include.at();
        let p = server.root.private(at);
        if include.all {
            of_module(include, &server.root, &quote_spanned!(at=> <__Module as #p::Module>::ENTRIES))
        } else {
            of_function(include, &server.root, &|f| quote_spanned!(at=> <#f as #p::FreeFunction>::ENTRIES))
        }
    });
    quote!(#(#entries,)*)
}

/// `then` of the type that carries a function. Behind it stands what a function without a mark is taken for, which has its name among the
/// values only. A path that may begin with a crate is written as it is: in a `use` it could be another one.
fn of_function(include: &Include, root: &Root, then: &dyn Fn(TokenStream) -> TokenStream) -> TokenStream {
    let (path, at) = (&include.path, Span::mixed_site().located_at(include.at()));
    let is_of_crate = path.segments.len() > 1
        && path
            .segments
            .first()
            .is_some_and(|first| ["self", "super", "crate"].iter().any(|word| first.ident == word));
    if !is_of_crate {
        return then(quote!(#path));
    }
    let p = root.private(at);
    let named = quote_spanned!(include.at()=> #[allow(unused_imports)] use #path as __Function;);
    let then = then(quote_spanned!(at=> __Function));
    quote_spanned! {at=>
        {
            use #p::NoFunction as __Function;
            {
                #named
                #then
            }
        }
    }
}

/// `then` with what carries the functions of a module as `__Module`: what a glob import brings is taken before what stands around it,
/// which is there where the module has no mark. A path that leads nowhere is one error, for its name is then one among the values too.
fn of_module(include: &Include, root: &Root, then: &TokenStream) -> TokenStream {
    // All but the path is the macro's own, at its place: no lint is for it.
    let (path, at) = (&include.path, Span::mixed_site().located_at(include.at()));
    let p = root.private(at);
    let named = quote_spanned!(include.at()=> use #path as __PATH;);
    quote_spanned! {at=>
        {
            use #p::NoModule as __Module;
            const __PATH: () = ();
            {
                #named
                use __PATH::*;
                let () = __PATH;
                #then
            }
        }
    }
}

/// Uses what the compiler would report of what is included, and asks whether the server holds what it takes. A type without a mark,
/// which is an error already, has both from a trait.
pub(crate) fn asked(server: &Server, owner: &TokenStream) -> TokenStream {
    let checks = server.include.iter().map(|include| {
        let at = include.at();
        let (p, owner) = (server.root.private(at), respan(owner.clone(), at));
        if include.all {
            let asked = quote_spanned! {at=>
                #p::is_marked::<__Module>();
                let () = __Module::__INCLUDED;
                let _ = || #p::held_by::<#owner, _, _>(__Module::__TAKES);
            };
            return of_module(include, &server.root, &asked);
        }
        of_function(include, &server.root, &|f| {
            quote_spanned! {at=>
                #p::is_marked_function::<#f>();
                let () = <#f>::NOT_INCLUDED_IN_A_SERVER;
                let _ = || #p::held_by::<#owner, _, _>(<#f>::TAKES);
            }
        })
    });
    let checks: Vec<TokenStream> = checks.collect();
    if checks.is_empty() {
        return TokenStream::new();
    }
    let p = server.root.private(Span::mixed_site());
    quote!(const _: () = { use #p::Unmarked as _; #(#checks)* };)
}

/// Names and URIs that only the compiler can compare: included ones, and those from the first `cfg` on. Those before it the macro
/// compared itself, and those of an included module are compared with each other there. `table` is what has them all.
pub(crate) fn checks(server: &Server, table: &TokenStream) -> TokenStream {
    let p = server.root.private(Span::mixed_site());
    let known = server.served().take_while(|handler| !handler.is_conditional()).count();
    let (clashes, i) = (local("__CLASHES"), local("__i"));
    let included = local("__INCLUDED");
    let own = server.served().skip(known).map(|handler| {
        let (cfgs, at) = (handler.cfgs(), handler.name_span);
        let p = server.root.private(at);
        let alone = quote_spanned!(at=> #p::alone(#clashes, #i, 1));
        quote!(#(#cfgs)* { #i = #alone; })
    });
    let others = server.include.iter().enumerate().map(|(index, include)| {
        let at = include.at();
        let p = server.root.private(at);
        let alone = quote_spanned!(at=> #p::alone(#clashes, #i, #included[#index].count()));
        quote!(#i = #alone;)
    });
    let calls: Vec<TokenStream> = own.chain(others).collect();
    if calls.is_empty() || known + calls.len() < 2 {
        return TokenStream::new();
    }
    quote! {
        const _: () = {
            const #included: &[#p::Entries] = #table.included;
            const #clashes: &[#p::Clash] =
                &#p::clashes::<_, { #p::count(#table.marked, #table.included) }>(#table.marked, #table.included);
            let mut #i = #known;
            #(#calls)*
            let _ = #i;
        };
    }
}
