//! The key `lock` of a server: a test, in the author's crate, that compares what clients see of it with a file.
//!
//! It stands beside the server and not inside of a block, where the compiler finds no tests.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Generics, LitStr, Type};

use crate::attr::Entry;
use crate::entry::local;
use crate::errors::Errors;
use crate::expand::{Server, Subject};
use crate::names::plain;

/// Refuses the key on a generic server.
pub(crate) fn check(entries: &[Entry], generics: &Generics, errors: &mut Errors) {
    let Some(lock) = entries.iter().find(|entry| entry.key == "lock") else { return };
    if !generics.params.is_empty() {
        let text = "a generic server has no file of its own, since what clients see may be another thing for each type: write `lock` on \
                    a server that is not generic";
        errors.push(lock.key.span(), text);
    }
}

/// The test of a module.
pub(crate) fn of_module(server: &Server) -> Option<TokenStream> {
    let file = server.lock.as_ref()?;
    let states = &server.states;
    let names: Vec<Ident> = (0..states.len()).map(|i| local(&format!("state{i}"))).collect();
    let made = quote!(|(#(#names,)*): (#(#states,)*)| server(#(#names),*));
    Some(test(server, "mcp_lock", &made, file))
}

/// The test of an impl block; its name tells it from those of others beside it.
pub(crate) fn of_implementation(server: &Server, subject: &Subject) -> Option<TokenStream> {
    let file = server.lock.as_ref()?;
    let ty = &subject.ty;
    Some(test(server, &format!("mcp_lock_of_{}", snake(ty)), &quote!(|server: #ty| server), file))
}

/// A function that gives the server says what type it has, which in a module has no name. Nobody calls it.
fn test(server: &Server, name: &str, made: &TokenStream, file: &LitStr) -> TokenStream {
    let p = server.root.private(Span::mixed_site());
    let (name, hooked) = (local(name), !server.around.is_empty());
    quote! {
        #[cfg(test)]
        #[::core::prelude::v1::test]
        fn #name() {
            #p::locked(#made, #hooked, ::core::env!("CARGO_MANIFEST_DIR"), #file);
        }
    }
}

/// The name of a type as a part of the name of a function.
pub(crate) fn snake(ty: &TokenStream) -> String {
    let last = match syn::parse2::<Type>(ty.clone()) {
        Ok(Type::Path(path)) => path.path.segments.last().map(|last| plain(&last.ident)),
        _ => None,
    };
    let mut name = String::new();
    for c in last.as_deref().unwrap_or("server").chars() {
        if c.is_uppercase() && !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        name.extend(c.to_lowercase());
    }
    name
}
