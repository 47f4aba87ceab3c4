//! All generated code.
//!
//! Every path is absolute and has the place of the author's token that it is about; every local has a hygiene of its own.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Generics;

mod alone;
mod include;

pub(crate) use alone::{free, takes_state};

use crate::around;
use crate::entry::{Form, body, lent, local};
use crate::handler::Handler;
use crate::keys::include::Include;
use crate::keys::server::{About, When};
use crate::kind::Kind;
use crate::names::{Root, is_usual, respan};
use crate::variables;

/// A server as the author wrote it.
pub(crate) struct Server {
    pub(crate) name: Option<TokenStream>,
    pub(crate) version: Option<TokenStream>,
    pub(crate) title: Option<TokenStream>,
    pub(crate) instructions: Option<TokenStream>,
    pub(crate) about: About,
    pub(crate) expose_errors: Option<bool>,
    /// Whom it is made for, as the runtime calls them.
    pub(crate) clients: Vec<Ident>,
    pub(crate) include: Vec<Include>,
    pub(crate) states: Vec<TokenStream>,
    /// The hooks around calls, the outermost first.
    pub(crate) around: Vec<TokenStream>,
    pub(crate) marked: Vec<Handler>,
    /// When it has a typed client.
    pub(crate) client: When,
    /// The file that its tests compare it with.
    pub(crate) lock: Option<syn::LitStr>,
    pub(crate) root: Root,
}

impl Server {
    /// What is right in itself.
    pub(crate) fn served(&self) -> impl Iterator<Item = &Handler> {
        self.marked.iter().filter(|handler| !handler.broken)
    }
}

/// The type of an impl block.
pub(crate) struct Subject {
    pub(crate) ty: TokenStream,
    pub(crate) generics: Generics,
}

/// What a module gets: `server()`, with everything inside. `unmarked` where nothing has a mark, and no error was found.
pub(crate) fn module(server: &Server, at: Span, unmarked: bool) -> TokenStream {
    let Server { root, states, .. } = server;
    let (r, p) = (root.at(Span::mixed_site()), root.private(Span::mixed_site()));
    let carrier = include::carrier(server, &functions(server, &Form::Free, &quote!(())), &entries(server));
    let own = quote!(<__Module as #p::Module>::ENTRIES);
    let table = whole_table(server, &[], &quote!(#own));
    let hooks = around::method(&server.around, &server.root);
    let checks = include::checks(server, &own);
    let type_checks = type_checks(server, &quote!(__Server));
    let warnings: TokenStream = server
        .served()
        .map(|handler| warnings(handler, root))
        .chain(warn_of_nothing(server, at, unmarked))
        .collect();
    let names: Vec<Ident> = (0..states.len()).map(|i| local(&format!("state{i}"))).collect();
    quote! {
        #carrier

        /// Builds the server of this module, for `mcp_runtime::run` and for tests.
        #[must_use]
        pub fn server(#(#names: #states),*) -> impl #r::Server {
            #[derive(Debug)]
            struct __Server(#p::States);
            #(impl #p::Provides<#states> for __Server {})*
            impl #r::Server for __Server {
                const TABLE: &'static #p::Table<Self> = #table;

                fn states(&self) -> #p::States {
                    ::core::clone::Clone::clone(&self.0)
                }

                #hooks
            }
            #checks
            #type_checks
            #warnings
            __Server(<#p::States as ::core::default::Default>::default()#(.with(#p::Arc::new(#names)))*)
        }
    }
}

/// What an impl block gets beside it. `unmarked` where nothing has a mark, and no error was found.
pub(crate) fn implementation(server: &Server, subject: &Subject, unmarked: bool) -> TokenStream {
    let Subject { ty, generics } = subject;
    let root = &server.root;
    let at = crate::tokens::first(ty);
    let (r, p) = (root.at(at), root.private(at));
    let generic = !generics.params.is_empty();
    let form = Form::Method { ty, generic };
    let functions = if generic { TokenStream::new() } else { functions(server, &form, ty) };
    let entries = if generic { inline_entries(server, &form) } else { entries(server) };
    let table = whole_table(server, &entries, &include::entries(server));
    let checks = if generic {
        TokenStream::new()
    } else {
        include::checks(server, &quote!(<#ty as #r::Server>::TABLE))
    };
    let type_checks = if generic { TokenStream::new() } else { type_checks(server, ty) };
    let hooks = around::method(&server.around, &server.root);
    let warnings: TokenStream = server
        .served()
        .map(|handler| warnings(handler, root))
        .chain(warn_of_nothing(server, at, unmarked))
        .collect();
    let mut generics = generics.clone();
    if generic {
        // Whether it can be shared is asked of the type that is served, which has no parameters any more.
        let shared = syn::parse_quote!(#ty: ::core::marker::Send + ::core::marker::Sync + 'static);
        generics.make_where_clause().predicates.push(shared);
    }
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    quote_spanned! {at=>
        const _: () = {
            #functions
            impl #impl_generics #r::Server for #ty #where_clause {
                const TABLE: &'static #p::Table<Self> = #table;
                #hooks
            }
            #checks
            #type_checks
            #warnings
        };
    }
}

/// One function a handler, so that each is checked on its own.
fn functions(server: &Server, form: &Form<'_>, owner: &TokenStream) -> TokenStream {
    let p = server.root.private(Span::mixed_site());
    let functions = server.served().enumerate().map(|(index, handler)| {
        let cfgs = handler.cfgs();
        let name = local(&format!("__t{index}"));
        let value = body(handler, &server.root, form);
        let allowed = handler.allowed();
        quote! {
            #(#cfgs)*
            #allowed
            const fn #name() -> #p::Marked<#owner> { #value }
        }
    });
    functions.collect()
}

/// The entries of a table, out of the functions that make them.
fn entries(server: &Server) -> Vec<TokenStream> {
    let entries = server.served().enumerate().map(|(index, handler)| {
        let cfgs = handler.cfgs();
        let name = local(&format!("__t{index}"));
        quote!(#(#cfgs)* #name())
    });
    entries.collect()
}

fn inline_entries(server: &Server, form: &Form<'_>) -> Vec<TokenStream> {
    let entries = server.served().map(|handler| {
        let cfgs = handler.cfgs();
        let value = body(handler, &server.root, form);
        let allowed = handler.allowed();
        quote!(#(#cfgs)* #allowed { #value })
    });
    entries.collect()
}

fn whole_table(server: &Server, entries: &[TokenStream], included: &TokenStream) -> TokenStream {
    let p = server.root.private(Span::mixed_site());
    let name = server.name.clone().unwrap_or_else(|| quote!(::core::env!("CARGO_PKG_NAME")));
    let version = server.version.clone().unwrap_or_else(|| quote!(::core::env!("CARGO_PKG_VERSION")));
    let title = server.title.iter().map(|title| quote!(.title(#title)));
    let instructions = server.instructions.iter().map(|text| quote!(.instructions(#text)));
    let about = server.about.calls(&server.root);
    let expose = server.expose_errors.iter().map(|yes| quote!(.expose_errors(#yes)));
    let clients = &server.clients;
    let clients = (!clients.is_empty()).then(|| quote!(.clients(&[#(#p::Client::#clients),*])));
    quote! {
        &#p::Table {
            info: #p::Info::new(#name, #version)#(#title)*#about #(#instructions)*#(#expose)* #clients .package(#p::package!()),
            marked: &[#(#entries,)*],
            included: &[#included],
        }
    }
}

/// Asks the compiler, at the type of each parameter, whether the server holds the state that it may stand for, and whether
/// a prompt's can be read from a text.
fn type_checks(server: &Server, owner: &TokenStream) -> TokenStream {
    let mut checks = include::asked(server, owner);
    for handler in server.served() {
        let cfgs: Vec<_> = handler.cfgs().collect();
        for param in handler.model.params.iter().filter(|param| is_asked(handler.kind, &param.stored)) {
            let at = param.span;
            let p = server.root.private(at);
            let ty = lent(param, param.stored.clone(), &p);
            let owner = respan(owner.clone(), at);
            let held = quote_spanned!(at=> #p::Slot::<__S>::of().held::<#owner, _>());
            let worded = (handler.kind == Kind::Prompt)
                .then(|| quote_spanned!(at=> #p::Worded::<__S>::of().argument();));
            checks.extend(quote!(#(#cfgs)* const _: fn() = || { type __S = #ty; #held; #worded };));
        }
        checks.extend(variables::type_checks(handler, &server.root));
    }
    checks
}

/// Spares the compiler the types that are in every signature.
fn is_asked(kind: Kind, ty: &TokenStream) -> bool {
    let plain = [
        "bool", "char", "str", "String", "f32", "f64", "i8", "i16", "i32", "i64", "isize", "u8", "u16",
        "u32", "u64", "usize", "Context",
    ];
    let first = ty.clone().into_iter().next().map(|token| token.to_string()).unwrap_or_default();
    !plain.contains(&first.as_str()) && (kind == Kind::Prompt || !["Option", "Vec"].contains(&first.as_str()))
}

/// Warnings come through the lint for deprecated items, at the author's token.
fn warnings(handler: &Handler, root: &Root) -> TokenStream {
    let cfgs: Vec<_> = handler.cfgs().collect();
    let warn = |at: Span, what: &str| {
        let p = root.private(at);
        let what = Ident::new(what, at);
        let call = quote_spanned!(at=> #p::#what());
        quote!(#(#cfgs)* const _: () = #call;)
    };
    let mut all = TokenStream::new();
    if handler.description.is_blank() {
        let what = match handler.kind {
            Kind::Tool => Some("undocumented"),
            Kind::Prompt => Some("undocumented_prompt"),
            Kind::Resource => Some("undocumented_resource"),
            Kind::ResourceList => None,
        };
        all.extend(what.map(|what| warn(handler.sig.ident.span(), what)));
    }
    if let (Some(name), true) = (&handler.name_is, handler.kind.is_called_by_name()) {
        let at = handler.name_span;
        let p = root.private(at);
        let check = quote_spanned!(at=> #p::callable(#name));
        all.extend(quote!(#(#cfgs)* const _: () = #check;));
    } else if handler.kind.is_called_by_name() && !is_usual(&handler.name) {
        all.extend(warn(handler.name_span, "unusual_name"));
    }
    if handler.resembles {
        all.extend(warn(handler.name_span, "resembling_name"));
    }
    all
}

/// A server that offers nothing.
fn warn_of_nothing(server: &Server, at: Span, unmarked: bool) -> Option<TokenStream> {
    (unmarked && server.include.is_empty()).then(|| {
        let p = server.root.private(at);
        let call = quote_spanned!(at=> #p::empty_server());
        quote!(const _: () = #call;)
    })
}
