//! The typed client of a server: a method for each of its tools and prompts, for tests.
//!
//! A method compiles whatever its types are: what it asks of them is asked where it is called. A bound that names no parameter would
//! be an error by itself where it does not hold; one over any lifetime is left alone until then.
//!
//! Every name is the macro's, at the author's place: nobody has to use a client, or all of it, and no lint says so.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{GenericArgument, PathArguments, Type};

use crate::expand::{Server, Subject};
use crate::handler::Handler;
use crate::keys::server::When;
use crate::kind::Kind;
use crate::names::Root;
use crate::sig::Param;
use crate::tokens::{last, peel};

/// `client()` of a module, unless the module uses that name itself.
pub(crate) fn of_module(server: &Server, body: &TokenStream) -> TokenStream {
    if server.client == When::Never || calls(body, "client") {
        return TokenStream::new();
    }
    let name = if names(body, "Client") { "__Client" } else { "Client" };
    let name = Ident::new(name, Span::call_site());
    let (cfg, r) = (server.client.cfg(), server.root.at(Span::mixed_site()));
    let states = &server.states;
    let locals: Vec<Ident> =
        (0..states.len()).map(|i| Ident::new(&format!("state{i}"), Span::mixed_site())).collect();
    let (methods, common) = (methods(server), common(&r, &quote!(#name), &TokenStream::new()));
    quote! {
        #cfg
        const _: () = { #common };

        #cfg
        #[doc = "A client of this server, for tests: it has a method for each tool and prompt."]
        #[derive(Clone, Debug)]
        pub struct #name(#r::testing::Client, ::core::marker::PhantomData<fn()>);

        #cfg
        impl #name { #methods }

        #cfg
        #[doc = "Makes a client of this server, for tests."]
        #[must_use]
        pub fn client(#(#locals: #states),*) -> #name {
            ::core::convert::From::from(#r::testing::Client::new(server(#(#locals),*)))
        }
    }
}

/// The client of an `impl` block, which `testing::client` finds.
pub(crate) fn of_implementation(server: &Server, subject: &Subject) -> TokenStream {
    if server.client == When::Never {
        return TokenStream::new();
    }
    let (cfg, r) = (server.client.cfg(), server.root.at(Span::mixed_site()));
    let (ty, methods) = (&subject.ty, methods(server));
    let common = common(&r, &quote!(__Client<__S>), &quote!(<__S>));
    let (impl_generics, _, where_clause) = subject.generics.split_for_impl();
    let mut generics = subject.generics.clone();
    if !generics.params.is_empty() {
        generics.make_where_clause().predicates.push(syn::parse_quote!(#ty: #r::Server));
    }
    let tested_where = &generics.where_clause;
    quote! {
        #cfg
        const _: () = {
            pub struct __Client<__S>(#r::testing::Client, ::core::marker::PhantomData<fn() -> __S>);

            #common

            #[automatically_derived]
            impl<__S> ::core::clone::Clone for __Client<__S> {
                fn clone(&self) -> Self {
                    Self(::core::clone::Clone::clone(&self.0), ::core::marker::PhantomData)
                }
            }

            impl #impl_generics __Client<#ty> #where_clause { #methods }

            #[automatically_derived]
            impl #impl_generics #r::testing::Tested for #ty #tested_where {
                type Client = __Client<#ty>;
            }
        };
    }
}

/// What every typed client is made of, and gives access to.
fn common(r: &TokenStream, client: &TokenStream, generics: &TokenStream) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl #generics ::core::convert::From<#r::testing::Client> for #client {
            fn from(client: #r::testing::Client) -> Self {
                Self(client, ::core::marker::PhantomData)
            }
        }

        #[automatically_derived]
        impl #generics ::core::ops::Deref for #client {
            type Target = #r::testing::Client;

            fn deref(&self) -> &#r::testing::Client {
                &self.0
            }
        }
    }
}

fn methods(server: &Server) -> TokenStream {
    let called = server.served().filter(|handler| handler.kind.is_called_by_name());
    called.map(|handler| method(handler, &server.root)).collect()
}

fn method(handler: &Handler, root: &Root) -> TokenStream {
    let at = Span::mixed_site();
    let (r, p) = (root.at(at), root.private(at));
    let (name, about) = (handler.name(), handler.description.known());
    let about = about.map(|text| quote!(#[doc = #text]));
    let mut ident = handler.sig.ident.clone();
    ident.set_span(Span::call_site().located_at(ident.span()));
    let cfgs = handler.cfgs();
    let params: Vec<&Param> = handler.model.params.iter().filter(|param| param.is_argument()).collect();
    let takes = params.iter().map(|param| {
        let (ident, ty, borrow) = (taken(param), &param.stored, param.lent.then(|| quote!(&)));
        quote!(#ident: #borrow #ty)
    });
    let with = params.iter().map(|param| {
        let (ident, wire, borrow) = (taken(param), &param.name, (!param.lent).then(|| quote!(&)));
        let optional = last(&param.stored).is_some_and(|name| name == "Option");
        if param.settings.flatten.is_some() {
            return quote!(.with_members(#borrow #ident));
        }
        quote!(.with(#wire, #borrow #ident, #optional))
    });
    let sent = params.iter().map(|param| &param.stored).filter(|ty| !is_plain(ty));
    let bounds = sent.map(|ty| quote!(for<'__a> #ty: #p::Serialize,));
    let (kind, result) = match handler.kind {
        Kind::Prompt => ("prompt", quote!(#r::testing::Answer)),
        _ => ("tool", result(&handler.model.result)),
    };
    let kind = Ident::new(kind, at);
    // The lints that look at macros too. How many there are is said of the function itself.
    let many = (params.len() > 3)
        .then(|| quote!(#[allow(clippy::too_many_arguments, clippy::fn_params_excessive_bools)]));
    quote! {
        #(#cfgs)*
        #many
        #about
        pub async fn #ident(&self, #(#takes),*) -> ::core::result::Result<#result, #r::testing::CallError>
        where
            #(#bounds)*
            for<'__a> #result: #p::FromAnswer,
        {
            #r::testing::Client::of_method(&self.0, #p::Method::#kind(#name) #(#with)*).await
        }
    }
}

/// A parameter that the function has no use for is used here.
fn taken(param: &Param) -> Ident {
    if param.ident.to_string().starts_with('_') {
        Ident::new(&format!("arg{}", param.position), Span::mixed_site())
    } else {
        param.ident.clone()
    }
}

/// Spares the compiler a question.
fn is_plain(ty: &TokenStream) -> bool {
    let plain = ["bool", "char", "str", "String", "f32", "f64", "i32", "i64", "u8", "u32", "u64", "usize"];
    plain.contains(&ty.to_string().as_str())
}

/// What a client gets of what a function returns: without the `Result`, and owned.
fn result(ty: &TokenStream) -> TokenStream {
    let Ok(parsed) = syn::parse2::<Type>(ty.clone()) else { return ty.clone() };
    match peel(&parsed) {
        Type::Path(path) => {
            let Some(segment) = path.path.segments.last().filter(|segment| segment.ident == "Result") else {
                return ty.clone();
            };
            let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return ty.clone() };
            match arguments.args.first() {
                Some(GenericArgument::Type(value)) => result(&value.to_token_stream()),
                _ => ty.clone(),
            }
        }
        Type::Reference(reference) => match &*reference.elem {
            Type::Path(path) if path.path.is_ident("str") => quote!(::std::string::String),
            _ => ty.clone(),
        },
        _ => ty.clone(),
    }
}

/// Whether a word stands anywhere.
fn names(tokens: &TokenStream, word: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(group) => names(&group.stream(), word),
        _ => false,
    })
}

/// Whether a module has or uses a function of this name: a method may have it, and a variable.
fn calls(tokens: &TokenStream, word: &str) -> bool {
    let (mut after, mut imports) = (String::new(), false);
    let mut tokens = tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let text = match &token {
            TokenTree::Group(group) => {
                if calls(&group.stream(), word) || (imports && names(&group.stream(), word)) {
                    return true;
                }
                String::new()
            }
            other => other.to_string(),
        };
        if text == word {
            let is_called = matches!(tokens.peek(), Some(TokenTree::Group(_)));
            if imports || after == "fn" || (is_called && after != "." && after != ":") {
                return true;
            }
        }
        imports = text == "use" || (imports && text != ";");
        after = text;
    }
    false
}
