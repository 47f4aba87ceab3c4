//! The generated code of one handler: its entry in the table, and the way from a call to its function and back.

mod before;
pub(crate) mod limits;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};

use crate::arg::{By, Complete};
use crate::handler::Handler;
use crate::kind::Kind;
use crate::names::{Root, respan};
use crate::sig::{Model, Param};

/// A local of the generated code: no name of the author's can be meant by it, wherever its tokens come from.
pub(crate) fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// How a handler reaches its function.
pub(crate) enum Form<'a> {
    /// By its name.
    Free,
    /// As a method of this type; `generic` when the type has parameters that an item of its own would not know.
    Method { ty: &'a TokenStream, generic: bool },
}

/// The type of a parameter as it is kept while the call runs.
pub(crate) fn lent(param: &Param, ty: TokenStream, p: &TokenStream) -> TokenStream {
    let at = param.span;
    if param.lent {
        quote_spanned!(at=> <#ty as #p::Lend>::Stored)
    } else if param.maybe {
        quote_spanned!(at=> #p::Maybe<#ty>)
    } else {
        ty
    }
}

/// The body of the function that makes an entry of the table.
pub(crate) fn body(handler: &Handler, root: &Root, form: &Form<'_>) -> TokenStream {
    let inline = matches!(form, Form::Method { generic: true, .. });
    let model = &handler.model;
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
    let fields = model.params.iter().zip(&types).map(|(param, ty)| {
        let (field, completion) = (field(param, ty, inline, root), completion(param, root, form));
        quote!(#field #completion)
    });
    let p = root.private(Span::mixed_site());
    let callee = callee(handler, root, form, &types);
    let Handler { description, settings, extras, .. } = handler;
    let name = handler.name();
    let extras = extras.calls(root);
    let fields = quote!(const { &[#(#fields),*] });
    let made = match handler.kind {
        Kind::Tool => {
            let (alias, output) = output(handler, root, inline);
            aliases.extend(alias);
            quote!(#p::Marked::tool(#name, #description, #fields, #output, #callee))
        }
        Kind::Prompt => quote!(#p::Marked::prompt(#name, #description, #fields, #callee)),
        Kind::Resource => {
            let (result, at) = (&model.result, model.result_span);
            let own_mime = quote_spanned!(at=> #p::Resourced::<#result>::probe().mime());
            let address = handler.address.as_ref().map(|address| address.written(model, root));
            quote!(#p::Marked::resource(#name, #description, #fields, #address, || #own_mime, #callee))
        }
        Kind::ResourceList => quote!(#p::Marked::lister(#name, #description, #fields, #callee)),
    };
    let speaks = (!model.made.is_empty()).then(|| quote!(.speaks()));
    quote!(#aliases #made #(#settings)* #speaks #extras)
}

/// What is known of a tool's result before a call; and the alias that gives its type the place where the author wrote it.
fn output(handler: &Handler, root: &Root, inline: bool) -> (TokenStream, TokenStream) {
    let (result, at) = (&handler.model.result, handler.model.result_span);
    let (alias, result) = if inline {
        (TokenStream::new(), result.clone())
    } else {
        let alias = Ident::new("__R", at);
        (quote!(type #alias = #result;), alias.to_token_stream())
    };
    let (p, g) = (root.private(at), local("__g"));
    let output = quote_spanned!(at=> #p::Returned::<#result>::probe().output(#g));
    (alias, quote!(|#g| #output))
}

/// One parameter in the table.
fn field(param: &Param, ty: &TokenStream, inline: bool, root: &Root) -> TokenStream {
    let at = param.span;
    let p = root.private(at);
    let Param { name, doc, settings, .. } = param;
    let flatten = settings.flatten.map(|key| quote_spanned!(key=> .flatten()));
    let held = quote_spanned!(at=> #p::Field::of::<#ty>(#name, #doc));
    limits::written(&quote!(#held #flatten), settings, ty, inline, root)
}

/// What sets what an argument is completed by.
fn completion(param: &Param, root: &Root, form: &Form<'_>) -> Option<TokenStream> {
    let Complete { value, by, .. } = param.settings.complete.as_ref()?;
    if *by == By::Texts {
        return Some(quote!(.complete_of(&#value)));
    }
    let at = crate::tokens::first(value);
    let p = root.private(at);
    let (s, c, r) = (local("__s"), local("__c"), local("__r"));
    let (own, own_argument) = match (by, form) {
        (By::Method, Form::Method { ty, .. }) => {
            let ty = respan((*ty).clone(), at);
            let own = quote_spanned! {at=>
                let ::core::option::Option::Some(#s) = #p::own::<#ty>(#s) else { return #p::Run::none(); };
            };
            (Some(own), Some(quote!(&#s,)))
        }
        _ => (None, None),
    };
    let given = quote_spanned!(at=> #p::FromCompletion::from_completion(&#c));
    let result = quote_spanned!(at=> #value(#own_argument #given));
    let awaited = quote_spanned!(at=> #p::Awaited::of(&#r).wait(#r).await);
    let outcome = quote_spanned!(at=> #p::Suggested::of(&#r).outcome(#r));
    let run = quote_spanned! {at=>
        #p::Serving::<()>::new().boxed(async move {
            let #r = #result;
            let #r = #awaited;
            #outcome
        })
    };
    Some(quote!(.complete_by(|#s, #c| { let _ = #s; #own #run })))
}

/// From the JSON of a call to the function and back.
fn callee(handler: &Handler, root: &Root, form: &Form<'_>, types: &[TokenStream]) -> TokenStream {
    let model = &handler.model;
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
    let arguments = arguments(model, &locals, &p);
    let ident = &handler.sig.ident;
    let at = ident.span();
    let path = match form {
        Form::Free => quote!(#ident),
        Form::Method { ty, .. } => quote!(<#ty>::#ident),
    };
    let receiver = model.receiver.then(|| if model.by_arc { quote!(#s,) } else { quote!(&#s,) });
    let clone = model.receiver.then(|| quote!(let #s = ::core::clone::Clone::clone(#s);));
    let arguments = quote!(#receiver #(#arguments),*);
    let await_ = model.is_async.then(|| quote!(.await));
    let outcome = outcome(handler, root, &r);
    let outcome = quote! {
        let #r = #path(#arguments)#await_;
        #outcome
    };
    let at_name = root.private(at);
    let server = match form {
        Form::Method { ty, .. } if model.receiver => respan(ty.to_token_stream(), at),
        _ => quote_spanned!(at=> ()),
    };
    let (prepared, before) =
        before::code(model, &locals, &c, root).map(|code| (code.taken, code.done)).unzip();
    let serving = quote_spanned!(at=> #at_name::Serving::<#server>::new());
    let run = match (model.is_async, &before) {
        (true, _) => quote_spanned!(at=> #serving.boxed(async move { #before #outcome })),
        (false, None) => quote_spanned!(at=> #serving.blocking(move || { #outcome })),
        (false, Some(_)) => quote_spanned! {at=>
            #serving.asking(async move { #before ::core::result::Result::Ok(move || { #outcome }) })
        },
    };
    let work = quote! {
        #(#takes)*
        let (#(::core::option::Option::Some(#locals),)* true,) = (#(#locals,)* #p::Call::complete(#c),) else {
            return #p::Call::refuse(#c);
        };
        #prepared
        #clone
        #run
    };
    match form {
        Form::Method { .. } if model.receiver => quote!(#p::Callee::Method(|#s, #c| { #work })),
        _ => quote!(#p::Callee::Free(|#c| { #work })),
    }
}

/// What the function is called with, in its order.
fn arguments(model: &Model, locals: &[Ident], p: &TokenStream) -> impl Iterator<Item = TokenStream> {
    let given = model.params.iter().zip(locals).map(|(param, local)| {
        let given = match (param.lent, param.maybe) {
            (true, _) => quote!(#p::Lend::lend(&#local)),
            (_, true) => quote!(#local.0),
            _ => quote!(#local),
        };
        (param.position, given)
    });
    let mut arguments: Vec<(usize, TokenStream)> = given.chain(before::values(model)).collect();
    arguments.sort_by_key(|(position, _)| *position);
    arguments.into_iter().map(|(_, argument)| argument)
}

/// What becomes of a result: asked of its type, at its type.
fn outcome(handler: &Handler, root: &Root, result: &Ident) -> TokenStream {
    let at = handler.model.result_span;
    let p = root.private(at);
    let returned = match handler.kind {
        Kind::Tool => quote_spanned!(at=> #p::Returned),
        Kind::Prompt => quote_spanned!(at=> #p::Prompted),
        Kind::Resource => quote_spanned!(at=> #p::Resourced),
        Kind::ResourceList => quote_spanned!(at=> #p::Linked),
    };
    quote_spanned!(at=> #returned::of(&#result).outcome(#result))
}
