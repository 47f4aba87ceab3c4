//! The tests of the examples in doc comments: one for each tool that has some, beside its server.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::entry::local;
use crate::errors::Errors;
use crate::example::Example;
use crate::expand::{Server, Subject};
use crate::handler::Handler;
use crate::lock::snake;
use crate::names::{Root, plain, respan};

/// Refuses examples where no server can be made for them.
pub(crate) fn check<'a>(
    why: &str,
    handlers: impl IntoIterator<Item = &'a Handler>,
    client: &str,
    errors: &mut Errors,
) {
    for example in handlers.into_iter().filter_map(|handler| handler.examples.first()) {
        let text = format!(
            "an example needs a server that it runs on, and {why}: write a test that calls `{client}` instead"
        );
        errors.push(example.at, text);
    }
}

/// The tests of a module.
pub(crate) fn of_module(server: &Server) -> TokenStream {
    let made = quote!(server());
    server.served().map(|handler| test(handler, &server.root, "", &made)).collect()
}

/// The tests of an impl block, each with a value of its own.
pub(crate) fn of_implementation(server: &Server, subject: &Subject) -> TokenStream {
    let (p, ty) = (server.root.private(Span::mixed_site()), &subject.ty);
    let (owner, made) = (format!("{}_", snake(ty)), quote!(#p::fresh::<#ty>()));
    let tests = server.served().map(|handler| {
        let test = test(handler, &server.root, &owner, &made);
        // Also where nobody tests: that there is a value.
        let asked = handler.examples.first().map(|example| {
            let at = example.at;
            let (p, ty) = (server.root.private(at), respan(ty.clone(), at));
            let fresh = quote_spanned!(at=> #p::fresh::<#ty>());
            quote!(const _: fn() = || { let _ = #fresh; };)
        });
        quote!(#asked #test)
    });
    tests.collect()
}

/// The test of a function that stands alone.
pub(crate) fn of_free(handler: &Handler, root: &Root) -> TokenStream {
    let (p, ident) = (root.private(Span::mixed_site()), &handler.sig.ident);
    test(handler, root, "", &quote!(#p::Alone::<#ident>::new()))
}

fn test(handler: &Handler, root: &Root, owner: &str, made: &TokenStream) -> TokenStream {
    if handler.examples.is_empty() {
        return TokenStream::new();
    }
    let p = root.private(Span::mixed_site());
    let name = local(&format!("mcp_examples_of_{owner}{}", plain(&handler.sig.ident)));
    let (cfgs, tool) = (handler.cfgs(), handler.name());
    let examples = handler.examples.iter().map(|Example { at, arguments, result }| {
        let at = *at;
        let place = quote_spanned!(at=> (::core::file!(), ::core::line!()));
        let result = match result {
            Ok(result) => quote!(::core::result::Result::Ok(#result)),
            Err(text) => quote!(::core::result::Result::Err(#text)),
        };
        quote!((#place, #arguments, #result))
    });
    quote! {
        #(#cfgs)*
        #[cfg(test)]
        #[::core::prelude::v1::test]
        fn #name() {
            #p::examples(#made, #tool, &[#(#examples),*]);
        }
    }
}
