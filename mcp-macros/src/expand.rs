//! All generated code.
//!
//! Every path is absolute and has the place of the author's token that it is about; every local has a hygiene of its own.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Generics, Path};

use crate::handler::Tool;
use crate::names::{Root, is_usual, respan};
use crate::sig::Param;

/// A local of the generated code: no name of the author's can be meant by it, wherever its tokens come from.
fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// A server as the author wrote it.
pub(crate) struct Server {
    pub(crate) name: Option<TokenStream>,
    pub(crate) version: Option<TokenStream>,
    pub(crate) title: Option<TokenStream>,
    pub(crate) instructions: Option<TokenStream>,
    pub(crate) expose_errors: Option<bool>,
    pub(crate) include: Vec<Path>,
    pub(crate) states: Vec<TokenStream>,
    pub(crate) tools: Vec<Tool>,
    pub(crate) root: Root,
}

impl Server {
    fn served(&self) -> impl Iterator<Item = &Tool> {
        self.tools.iter().filter(|tool| !tool.broken)
    }
}

/// The type of an impl block.
pub(crate) struct Subject {
    pub(crate) ty: TokenStream,
    pub(crate) generics: Generics,
}

/// How a tool reaches its function.
enum Form<'a> {
    /// By its name.
    Free,
    /// As a method of this type; `generic` when the type has parameters that an item of its own would not know.
    Method { ty: &'a TokenStream, generic: bool },
}

/// `#[mcp_tool]` on a function that stands alone: a struct of the same name beside it, which lives among the types only.
pub(crate) fn free(tool: &Tool, root: &Root) -> TokenStream {
    let p = root.private(Span::mixed_site());
    let (vis, ident) = (&tool.vis, &tool.sig.ident);
    let cfgs: Vec<_> = tool.cfgs().collect();
    let value = if tool.broken { stub(root) } else { body(tool, root, &Form::Free) };
    let warnings = if tool.broken { TokenStream::new() } else { warnings(tool, root) };
    let kept = if tool.model.receiver { TokenStream::new() } else { quote!(let _ = #ident;) };
    // At the name: a struct of the macro's own place would not be reported when no server includes the tool.
    let marker = quote_spanned! {ident.span()=>
        #[doc(hidden)]
        #[derive(Clone, Copy, Debug)]
        #[repr(C)]
        #vis struct #ident {}
    };
    quote! {
        #(#cfgs)*
        #marker
        #(#cfgs)*
        impl #p::FreeTool for #ident {
            const TOOL: #p::Tool<()> = {
                const fn __t() -> #p::Tool<()> { #value }
                __t()
            };
        }
        #(#cfgs)*
        const _: () = { #kept };
        #warnings
    }
}

/// The tool of a function with an error: nothing that could cause a second one.
fn stub(root: &Root) -> TokenStream {
    let p = root.private(Span::mixed_site());
    let (c, g) = (local("__c"), local("__g"));
    quote! {
        #p::Tool::new(
            "", "", &[],
            |#g| #p::Returned::<()>::probe().output(#g),
            #p::Callee::Free(|#c| #p::Call::refuse(#c)),
        )
    }
}

/// What a module gets: `server()`, with everything inside.
pub(crate) fn module(server: &Server) -> TokenStream {
    if server.tools.iter().any(|tool| tool.sig.ident == "server") {
        // That tool is an error already, and a second function of the name would be another one.
        return TokenStream::new();
    }
    let Server { root, states, .. } = server;
    let (r, p) = (root.at(Span::mixed_site()), root.private(Span::mixed_site()));
    let functions = functions(server, &Form::Free, &quote!(__Server));
    let table = table(server);
    let checks = checks(server, &quote!(__Server));
    let state_checks = state_checks(server, &quote!(__Server));
    let warnings: TokenStream = server.served().map(|tool| warnings(tool, root)).collect();
    let names: Vec<Ident> = (0..states.len()).map(|i| local(&format!("state{i}"))).collect();
    quote! {
        /// Builds the server of this module, for `mcp_runtime::run` and for tests.
        #[must_use]
        pub fn server(#(#names: #states),*) -> impl #r::Server {
            #[derive(Debug)]
            struct __Server(#p::States);
            #(impl #p::Provides<#states> for __Server {})*
            #functions
            impl #r::Server for __Server {
                const TABLE: &'static #p::Table<Self> = #table;

                fn states(&self) -> #p::States {
                    ::core::clone::Clone::clone(&self.0)
                }
            }
            #checks
            #state_checks
            #warnings
            __Server(<#p::States as ::core::default::Default>::default()#(.with(#p::Arc::new(#names)))*)
        }
    }
}

/// What an impl block gets beside it.
pub(crate) fn implementation(server: &Server, subject: &Subject) -> TokenStream {
    let Subject { ty, generics } = subject;
    let root = &server.root;
    let at = crate::sig::first(ty);
    let (r, p) = (root.at(at), root.private(at));
    let generic = !generics.params.is_empty();
    let form = Form::Method { ty, generic };
    let functions = if generic { TokenStream::new() } else { functions(server, &form, ty) };
    let table = if generic { inline_table(server, &form) } else { table(server) };
    let checks = if generic { TokenStream::new() } else { checks(server, ty) };
    let state_checks = if generic { TokenStream::new() } else { state_checks(server, ty) };
    let warnings: TokenStream = server.served().map(|tool| warnings(tool, root)).collect();
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    quote_spanned! {at=>
        const _: () = {
            #functions
            impl #impl_generics #r::Server for #ty #where_clause {
                const TABLE: &'static #p::Table<Self> = #table;
            }
            #checks
            #state_checks
            #warnings
        };
    }
}

/// One function a tool, so that each is checked on its own.
fn functions(server: &Server, form: &Form<'_>, owner: &TokenStream) -> TokenStream {
    let p = server.root.private(Span::mixed_site());
    let functions = server.served().enumerate().map(|(index, tool)| {
        let cfgs = tool.cfgs();
        let name = local(&format!("__t{index}"));
        let value = body(tool, &server.root, form);
        quote! {
            #(#cfgs)*
            const fn #name() -> #p::Tool<#owner> { #value }
        }
    });
    functions.collect()
}

fn table(server: &Server) -> TokenStream {
    let entries = server.served().enumerate().map(|(index, tool)| {
        let cfgs = tool.cfgs();
        let name = local(&format!("__t{index}"));
        quote!(#(#cfgs)* #name())
    });
    let entries: Vec<TokenStream> = entries.collect();
    whole_table(server, &entries)
}

fn inline_table(server: &Server, form: &Form<'_>) -> TokenStream {
    let entries = server.served().map(|tool| {
        let cfgs = tool.cfgs();
        let value = body(tool, &server.root, form);
        quote!(#(#cfgs)* { #value })
    });
    let entries: Vec<TokenStream> = entries.collect();
    whole_table(server, &entries)
}

fn whole_table(server: &Server, entries: &[TokenStream]) -> TokenStream {
    let p = server.root.private(Span::mixed_site());
    let name = server.name.clone().unwrap_or_else(|| quote!(::core::env!("CARGO_PKG_NAME")));
    let version = server.version.clone().unwrap_or_else(|| quote!(::core::env!("CARGO_PKG_VERSION")));
    let title = server.title.iter().map(|title| quote!(.title(#title)));
    let instructions = server.instructions.iter().map(|text| quote!(.instructions(#text)));
    let expose = server.expose_errors.iter().map(|yes| quote!(.expose_errors(#yes)));
    let included = server.include.iter().map(|path| {
        let at = path.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span());
        let p = server.root.private(at);
        quote_spanned!(at=> <#path as #p::FreeTool>::TOOL.adopt())
    });
    quote! {
        &#p::Table {
            info: #p::Info::new(#name, #version)#(#title)*#(#instructions)*#(#expose)*,
            tools: &[#(#entries,)* #(#included,)*],
        }
    }
}

/// Names that only the compiler can compare: included ones, and those under a `cfg`.
fn checks(server: &Server, owner: &TokenStream) -> TokenStream {
    let (r, p) = (server.root.at(Span::mixed_site()), server.root.private(Span::mixed_site()));
    let own = server.served().map(|tool| {
        let cfgs: Vec<_> = tool.cfgs().map(quote::ToTokens::to_token_stream).collect();
        (cfgs, tool.name_span)
    });
    let included = server.include.iter().map(|path| {
        (Vec::new(), path.segments.last().map_or_else(Span::call_site, |segment| segment.ident.span()))
    });
    let (tools, i) = (local("__tools"), local("__i"));
    let calls = own.chain(included).map(|(cfgs, at)| {
        let p = server.root.private(at);
        let call = quote_spanned!(at=> #p::unique(#tools, #i));
        quote!(#(#cfgs)* { #call; #i += 1; })
    });
    let calls: Vec<TokenStream> = calls.collect();
    if calls.len() < 2 {
        return TokenStream::new();
    }
    quote! {
        const _: () = {
            let #tools: &[#p::Tool<#owner>] = <#owner as #r::Server>::TABLE.tools;
            let mut #i = 0;
            #(#calls)*
            let _ = #i;
        };
    }
}

/// Asks the compiler, at the type of each parameter, whether the server holds the state that it may stand for.
fn state_checks(server: &Server, owner: &TokenStream) -> TokenStream {
    let mut checks = TokenStream::new();
    for tool in server.served() {
        let cfgs: Vec<_> = tool.cfgs().collect();
        for param in tool.model.params.iter().filter(|param| may_be_state(&param.stored)) {
            let at = param.span;
            let p = server.root.private(at);
            let ty = lent(param, param.stored.clone(), &p);
            let owner = respan(owner.clone(), at);
            let held = quote_spanned!(at=> #p::Slot::<__S>::of().held::<#owner>());
            checks.extend(quote!(#(#cfgs)* const _: fn() = || { type __S = #ty; #held; };));
        }
    }
    checks
}

/// Spares the compiler the types that are in every signature.
fn may_be_state(ty: &TokenStream) -> bool {
    let plain = [
        "bool", "char", "str", "String", "f32", "f64", "i8", "i16", "i32", "i64", "isize", "u8", "u16",
        "u32", "u64", "usize", "Option", "Vec", "Context",
    ];
    let first = ty.clone().into_iter().next().map(|token| token.to_string()).unwrap_or_default();
    !plain.contains(&first.as_str())
}

/// Warnings come through the lint for deprecated items, at the author's token.
fn warnings(tool: &Tool, root: &Root) -> TokenStream {
    let cfgs: Vec<_> = tool.cfgs().collect();
    let warn = |at: Span, what: &str| {
        let p = root.private(at);
        let what = Ident::new(what, at);
        let call = quote_spanned!(at=> #p::#what());
        quote!(#(#cfgs)* const _: () = #call;)
    };
    let mut all = TokenStream::new();
    if tool.description.trim().is_empty() {
        all.extend(warn(tool.sig.ident.span(), "undocumented"));
    }
    if !is_usual(&tool.name) {
        all.extend(warn(tool.name_span, "unusual_name"));
    }
    all
}

fn lent(param: &Param, ty: TokenStream, p: &TokenStream) -> TokenStream {
    let at = param.span;
    if param.lent { quote_spanned!(at=> <#ty as #p::Lend>::Stored) } else { ty }
}

/// The body of the function that makes a tool.
fn body(tool: &Tool, root: &Root, form: &Form<'_>) -> TokenStream {
    let inline = matches!(form, Form::Method { generic: true, .. });
    let model = &tool.model;
    let mut aliases = TokenStream::new();
    let mut types = Vec::new();
    for (index, param) in model.params.iter().enumerate() {
        let ty = lent(param, param.stored.clone(), &root.private(param.span));
        types.push(if inline {
            ty
        } else {
            let alias = Ident::new(&format!("__A{index}"), param.span);
            aliases.extend(quote!(type #alias = #ty;));
            alias.to_token_stream()
        });
    }
    let result = if inline {
        model.result.clone()
    } else {
        let alias = Ident::new("__R", model.result_span);
        let result = &model.result;
        aliases.extend(quote!(type #alias = #result;));
        alias.to_token_stream()
    };
    let fields = model.params.iter().zip(&types).map(|(param, ty)| field(param, ty, root));
    let at = model.result_span;
    let at_result = root.private(at);
    let g = local("__g");
    let output = quote_spanned!(at=> #at_result::Returned::<#result>::probe().output(#g));
    let p = root.private(Span::mixed_site());
    let callee = callee(tool, root, form, &types);
    let (name, description, settings) = (&tool.name, &tool.description, &tool.settings);
    quote! {
        #aliases
        #p::Tool::new(#name, #description, const { &[#(#fields),*] }, |#g| #output, #callee)#(#settings)*
    }
}

/// One parameter in the table.
fn field(param: &Param, ty: &TokenStream, root: &Root) -> TokenStream {
    let at = param.span;
    let p = root.private(at);
    let Param { name, doc, settings, .. } = param;
    let mut field = quote_spanned!(at=> #p::Field::of::<#ty>(#name, #doc));
    let mut asked = TokenStream::new();
    let mut ask = |key: Span, what: &str| {
        let (p, ty, what) = (root.private(key), respan(ty.clone(), key), Ident::new(what, key));
        asked.extend(quote_spanned!(key=> #p::#what::<#ty>();));
    };
    for (value, method) in [(&settings.default, "default"), (&settings.example, "example")] {
        let Some(keyed) = value else { continue };
        let (at, value) = (crate::sig::first(&keyed.value), &keyed.value);
        let (p, ty, method) = (root.private(at), respan(ty.clone(), at), Ident::new(method, keyed.key));
        let literal = quote_spanned!(at=> #p::literal::<#ty, _>(#value));
        field = quote!(#field.#method(|| #literal));
    }
    if let Some(range) = &settings.range {
        let key = range.key;
        let (p, ty, value) = (root.private(key), respan(ty.clone(), key), &range.value);
        let range = quote_spanned!(key=> #p::range::<#ty, _>(#value));
        field = quote!(#field.range(|| #range));
    }
    for (count, method, what) in [(&settings.len, "length", "text"), (&settings.items, "items", "list")] {
        let Some(count) = count else { continue };
        ask(count.key, what);
        let (min, max, method) = (&count.min, &count.max, Ident::new(method, Span::mixed_site()));
        field = quote!(#field.#method(#min, #max));
    }
    for (text, method) in [(&settings.pattern, "pattern"), (&settings.format, "format")] {
        let Some((key, text)) = text else { continue };
        ask(*key, "text");
        let method = Ident::new(method, Span::mixed_site());
        field = quote!(#field.#method(#text));
    }
    if let (Some(header), Some(key)) = (&settings.header, settings.header_key) {
        ask(key, "mirrored");
        field = quote!(#field.header(#header));
    }
    if asked.is_empty() { field } else { quote!({ #asked #field }) }
}

/// From the JSON of a call to the function and back.
fn callee(tool: &Tool, root: &Root, form: &Form<'_>, types: &[TokenStream]) -> TokenStream {
    let model = &tool.model;
    let p = root.private(Span::mixed_site());
    let (c, s, r) = (local("__c"), local("__s"), local("__r"));
    let locals: Vec<Ident> = (0..types.len()).map(|index| local(&format!("__{index}"))).collect();
    let takes =
        model.params.iter().zip(types).zip(&locals).enumerate().map(|(index, ((param, ty), local))| {
            let at = param.span;
            let p = root.private(at);
            let take = quote_spanned!(at=> #p::Call::take::<#ty>(#c, #index));
            quote!(let #local = #take;)
        });
    let arguments = model
        .params
        .iter()
        .zip(&locals)
        .map(|(param, local)| if param.lent { quote!(#p::Lend::lend(&#local)) } else { quote!(#local) });
    let ident = &tool.sig.ident;
    let at = ident.span();
    let path = match form {
        Form::Free => quote!(#ident),
        Form::Method { ty, .. } => quote!(<#ty>::#ident),
    };
    let receiver = model.receiver.then(|| quote!(&#s,));
    let clone = model.receiver.then(|| quote!(let #s = ::core::clone::Clone::clone(#s);));
    let arguments = quote!(#receiver #(#arguments),*);
    let await_ = model.is_async.then(|| quote!(.await));
    let at_result = root.private(model.result_span);
    let outcome = quote_spanned!(model.result_span=> #at_result::Returned::of(&#r).outcome(#r));
    let outcome = quote! {
        let #r = #path(#arguments)#await_;
        #outcome
    };
    let at_name = root.private(at);
    let run = if model.is_async {
        quote_spanned!(at=> #at_name::boxed(async move { #outcome }))
    } else {
        quote_spanned!(at=> #at_name::blocking(move || { #outcome }))
    };
    let work = quote! {
        #(#takes)*
        let (#(::core::option::Option::Some(#locals),)* true,) = (#(#locals,)* #p::Call::complete(#c),) else {
            return #p::Call::refuse(#c);
        };
        #clone
        #run
    };
    match form {
        Form::Method { .. } if model.receiver => quote!(#p::Callee::Method(|#s, #c| { #work })),
        _ => quote!(#p::Callee::Free(|#c| { #work })),
    }
}
