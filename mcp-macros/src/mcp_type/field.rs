//! The fields: `#[arg(…)]` as attributes of serde and schemars.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Attribute, Data, DeriveInput, Field, Fields, GenericParam, Generics, parse_quote};

use super::member::cfgs;
use super::{refuse, says};
use crate::arg::{self, Settings};
use crate::entry::limits;
use crate::errors::Errors;
use crate::names::{Root, respan};
use crate::tokens::first;

/// Rewrites each field, and gives the functions that make defaults.
pub(super) fn rewrite(input: &mut DeriveInput, root: &Root, errors: &mut Errors) -> TokenStream {
    let mut all: Vec<&mut Fields> = Vec::new();
    match &mut input.data {
        Data::Struct(data) => all.push(&mut data.fields),
        Data::Enum(data) => {
            for variant in &mut data.variants {
                refuse(&mut variant.attrs, "a variant", errors);
                all.push(&mut variant.fields);
            }
        }
        Data::Union(data) => {
            data.fields.named.iter_mut().for_each(|field| field.attrs.retain(|a| !a.path().is_ident("arg")));
        }
    }
    let mut written = Written { name: &input.ident, generics: &input.generics, root, functions: Vec::new() };
    all.into_iter().flat_map(Fields::iter_mut).for_each(|field| written.field(field, errors));
    let Written { name, generics, functions, .. } = written;
    if functions.is_empty() {
        return TokenStream::new();
    }
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #name #type_generics #where_clause {
            #(#functions)*
        }
    }
}

/// What is written for the fields of one type.
struct Written<'a> {
    name: &'a Ident,
    generics: &'a Generics,
    root: &'a Root,
    functions: Vec<TokenStream>,
}

impl Written<'_> {
    fn field(&mut self, field: &mut Field, errors: &mut Errors) {
        let (marks, others): (Vec<Attribute>, Vec<Attribute>) =
            std::mem::take(&mut field.attrs).into_iter().partition(|a| a.path().is_ident("arg"));
        field.attrs = others;
        if marks.is_empty() {
            return;
        }
        let mut settings = arg::read("a field", &marks.iter().collect::<Vec<_>>(), errors);
        only_of_parameters(&mut settings, errors);
        only_once(&mut settings, field, errors);
        if let (Some(name), Some(at)) = (&settings.rename, settings.rename_span) {
            let rename = quote_spanned!(at=> rename = #name);
            field.attrs.push(parse_quote!(#[serde(#rename)]));
        }
        if let Some(text) = &settings.description {
            field.attrs.push(parse_quote!(#[schemars(description = #text)]));
        }
        let ty = field.ty.to_token_stream();
        if let Some(default) = settings.default.take() {
            let path = self.default(field, default.key, &default.value);
            field.attrs.push(parse_quote!(#[serde(default = #path)]));
        }
        if is_limited(&settings) {
            let limits = self.limits(&settings, &ty);
            field.attrs.push(parse_quote!(#[schemars(transform = #limits)]));
        }
    }

    /// A function that makes a default, as serde wants one; the path to it.
    fn default(&mut self, field: &Field, key: Span, value: &TokenStream) -> String {
        let (ty, cfgs) = (field.ty.to_token_stream(), cfgs(&field.attrs));
        let name = format!("__mcp_default_{}", self.functions.len());
        let function = Ident::new(&name, Span::call_site());
        let at = first(value);
        let (p, of, method) = (self.root.private(at), respan(ty.clone(), at), Ident::new("default", key));
        let made = quote_spanned!(at=> #p::#method::<#of, _>(#value));
        self.functions.push(quote! {
            #(#cfgs)*
            #[doc(hidden)]
            fn #function() -> #ty {
                #made
            }
        });
        let parameters = self.generics.params.iter().map(|param| match param {
            GenericParam::Lifetime(lifetime) => lifetime.lifetime.to_string(),
            GenericParam::Type(ty) => ty.ident.to_string(),
            GenericParam::Const(constant) => constant.ident.to_string(),
        });
        format!("{}::<{}>::{name}", self.name, parameters.collect::<Vec<_>>().join(", "))
    }

    fn limits(&self, settings: &Settings, ty: &TokenStream) -> TokenStream {
        let p = self.root.private(Span::mixed_site());
        let held = quote!(#p::Limits::new());
        // An item inside of a function knows neither the parameters of the type nor `Self`.
        if !self.generics.params.is_empty() || names_self(ty) {
            return limits::written(&held, settings, ty, true, self.root);
        }
        let alias = Ident::new("__T", first(ty));
        let limits = limits::written(&held, settings, &alias.to_token_stream(), false, self.root);
        quote!({ type #alias = #ty; #limits })
    }
}

fn is_limited(settings: &Settings) -> bool {
    let Settings { example, range, len, items, pattern, format, .. } = settings;
    example.is_some()
        || range.is_some()
        || len.is_some()
        || items.is_some()
        || pattern.is_some()
        || format.is_some()
}

/// Keys that have no meaning inside of a value.
fn only_of_parameters(settings: &mut Settings, errors: &mut Errors) {
    let complete = settings.complete.take().map(|complete| complete.key);
    settings.header = None;
    if let Some(key) = settings.flatten {
        errors.push(key, "on a field write `#[serde(flatten)]`");
    }
    for (key, name) in
        [(settings.header_key.take(), "header"), (complete, "complete"), (settings.unchecked, "unchecked")]
    {
        if let Some(key) = key {
            errors.push(key, format!("a field has no `{name}`: it is for the parameters of a function"));
        }
    }
}

/// What `#[serde(…)]` or the lack of a name leaves no room for.
fn only_once(settings: &mut Settings, field: &Field, errors: &mut Errors) {
    let serde = |word| field.attrs.iter().find_map(|attribute| says(attribute, "serde", word));
    for word in ["default", "rename"] {
        let key = match word {
            "default" => settings.default.as_ref().map(|default| default.key),
            _ => settings.rename_span,
        };
        let Some(key) = key else { continue };
        if field.ident.is_none() {
            errors.push(
                key,
                format!("a field without a name has no `{word}`: write `struct … {{ name: Type }}`"),
            );
        } else if serde(word).is_some() {
            errors.push(key, format!("`#[serde({word})]` says it already; keep one of the two"));
        } else {
            continue;
        }
        match word {
            "default" => settings.default = None,
            _ => settings.rename = None,
        }
    }
}

fn names_self(ty: &TokenStream) -> bool {
    ty.clone().into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "Self",
        TokenTree::Group(group) => names_self(&group.stream()),
        _ => false,
    })
}
