//! A struct: each field is one of the form.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Expr, Field, Token};

use super::words::{place, prose, refuse_address, refuse_secret};
use super::{keys, private};
use crate::arg::{self, Settings};
use crate::attr::{Entry, Value};
use crate::errors::Errors;
use crate::names::{Root, plain, respan};
use crate::tokens::first;

const KEYS: [&str; 15] = [
    "title",
    "description",
    "rename",
    "default",
    "range",
    "len",
    "items",
    "format",
    "not_secret",
    // Of arguments, and not of forms.
    "pattern",
    "example",
    "header",
    "complete",
    "unchecked",
    "flatten",
];

/// The formats that the protocol knows.
const FORMATS: [&str; 4] = ["email", "uri", "date", "date-time"];

/// What a field says of itself.
#[derive(Default)]
struct Said {
    settings: Settings,
    wire: String,
    title: String,
    description: String,
}

pub(super) fn implement(
    name: &Ident,
    fields: &Punctuated<Field, Token![,]>,
    root: &Root,
    errors: &mut Errors,
) -> TokenStream {
    let p = private(root);
    let filled = local("__filled");
    let mut names = HashSet::new();
    let (mut aliases, mut entries, mut takes, mut members) = (vec![], vec![], vec![], vec![]);
    let mut locals = vec![];
    for (index, field) in fields.iter().enumerate() {
        let Some(ident) = &field.ident else { continue };
        let said = said(field, ident, errors);
        if !names.insert(said.wire.clone()) {
            errors.push(ident.span(), format!("two fields are named `{}`; change one `rename`", said.wire));
        }
        let (at, ty) = (field.ty.span(), &field.ty);
        let alias = Ident::new(&format!("__A{index}"), at);
        let value = local(&format!("__{index}"));
        aliases.push(quote!(type #alias = #ty;));
        entries.push(entry(&said, &alias, at, root));
        let at_type = root.private(at);
        let take = quote_spanned!(at=> #at_type::Filled::take::<#alias>(#filled, #index));
        takes.push(quote!(let #value = #take;));
        members.push(quote!(#ident: #value));
        locals.push(value);
    }
    let some = quote!(::core::option::Option::Some);
    // One body, so that a type that is no field is said once.
    let form = quote! {
        const fn __form() -> #p::Form<#name> {
            #(#aliases)*
            #p::Form::of(const { &[#(#entries),*] }, |#filled| {
                #(#takes)*
                let (#(#some(#locals),)*) = (#(#locals,)*) else { return ::core::option::Option::None; };
                #some(#name { #(#members),* })
            })
        }
        __form()
    };
    implementation(name, &form, root)
}

/// A form for a struct that cannot be one, so that nothing follows from the error.
pub(super) fn nothing(name: &Ident, root: &Root) -> TokenStream {
    let p = private(root);
    implementation(name, &quote!(#p::Form::of(&[], |_| ::core::option::Option::None)), root)
}

fn implementation(name: &Ident, form: &TokenStream, root: &Root) -> TokenStream {
    let (r, p) = (root.at(Span::mixed_site()), private(root));
    quote! {
        #[automatically_derived]
        impl #r::Elicit for #name {
            fn form() -> #p::Form<Self> {
                #form
            }
        }
    }
}

fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

fn said(field: &Field, ident: &Ident, errors: &mut Errors) -> Said {
    let mut said = Said { wire: plain(ident), ..Said::default() };
    let entries = keys("a field", &field.attrs, &KEYS, errors);
    let mut not_secret = false;
    let mut described = false;
    let mut name_at = ident.span();
    let mut title_at = None;
    for entry in &entries {
        match entry.key.to_string().as_str() {
            "title" | "rename" | "description" => {
                let Some(text) = entry.text(errors) else { continue };
                let value = text.value();
                if value.trim().is_empty() {
                    errors.push(text.span(), format!("`{}` has at least one character", entry.key));
                } else if entry.key == "rename" {
                    (said.wire, name_at) = (value, text.span());
                } else {
                    refuse_address(&value, text.to_token_stream(), errors);
                    if entry.key == "title" {
                        (said.title, title_at) = (value, Some(text.span()));
                    } else {
                        (said.description, described) = (value, true);
                    }
                }
            }
            "not_secret" => not_secret = entry.flag(errors).unwrap_or(true),
            "pattern" | "example" | "header" | "complete" | "unchecked" | "flatten" => refuse(entry, errors),
            "format" if !is_known_format(entry, errors) => {}
            _ => arg::set(&mut said.settings, entry, errors),
        }
    }
    arg::compare(&entries, errors);
    compare_items(&entries, errors);
    if !described {
        said.description = prose(&field.attrs);
        refuse_address(&said.description, place(&field.attrs), errors);
    }
    if !not_secret {
        let before = errors.count();
        refuse_secret(&said.wire, name_at, errors);
        if let Some(at) = title_at.filter(|_| errors.count() == before) {
            refuse_secret(&said.title, at, errors);
        }
    }
    said
}

/// A key of an argument that the protocol has not for forms.
fn refuse(entry: &Entry, errors: &mut Errors) {
    let key = &entry.key;
    let instead = match key.to_string().as_str() {
        "pattern" => "; `len` and `format` there are, for more look at the value and ask again",
        "example" => "; write it into the doc comment, or use `default`",
        _ => "",
    };
    errors.push(key.span(), format!("a field of a form has no `{key}`{instead}"));
}

fn is_known_format(entry: &Entry, errors: &mut Errors) -> bool {
    let Value::Is(tokens) = &entry.value else { return true };
    // What is no text at all is said where all keys are read.
    let Ok(text) = syn::parse2::<syn::LitStr>(tokens.clone()) else { return true };
    let known = FORMATS.contains(&text.value().as_str());
    if !known {
        let formats = FORMATS.map(|format| format!("`{format}`")).join(", ");
        errors.push(text.span(), format!("a form has no format `{}`; there are {formats}", text.value()));
    }
    known
}

/// A default of several choices against how many there may be, where both are literals.
fn compare_items(entries: &[Entry], errors: &mut Errors) {
    let expr = |key: &str| {
        let entry = entries.iter().find(|entry| entry.key == key)?;
        let Value::Is(tokens) = &entry.value else { return None };
        Some((entry, syn::parse2::<Expr>(tokens.clone()).ok()?))
    };
    let (Some((default, Expr::Array(array))), Some((_, items))) = (expr("default"), expr("items")) else {
        return;
    };
    let count = array.elems.len();
    if !counts(&items, count) {
        errors.push_over(
            default.place(),
            format!("the default has {count} choices, which `items` does not allow"),
        );
    }
}

/// Whether a number or a range, as of `items`, allows so many; what is no literal allows any.
fn counts(allowed: &Expr, count: usize) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "no literal is that long")]
    let count = count as f64;
    match allowed {
        Expr::Range(range) => arg::contains(range, count),
        #[expect(clippy::float_cmp, reason = "both are whole")]
        other => arg::number(other).is_none_or(|n| n == count),
    }
}

/// One field in the table.
fn entry(said: &Said, alias: &Ident, at: Span, root: &Root) -> TokenStream {
    let p = root.private(at);
    let Said { settings, wire, title, description } = said;
    let mut field = quote_spanned!(at=> #p::FormField::of::<#alias>(#wire, #title, #description));
    let (mut asked, mut order) = (TokenStream::new(), TokenStream::new());
    let mut ask = |key: Span, what: &str| {
        let (p, ty, what) = (root.private(key), respan(alias.to_token_stream(), key), Ident::new(what, key));
        asked.extend(quote_spanned!(key=> #p::#what::<#ty>();));
    };
    if let Some(keyed) = &settings.default {
        let (at, value) = (first(&keyed.value), &keyed.value);
        let (p, ty, method) =
            (root.private(at), respan(alias.to_token_stream(), at), Ident::new("default", keyed.key));
        let given = quote_spanned!(at=> #p::given::<#ty, _>(#value));
        field = quote!(#field.#method(|| #given));
        let key = keyed.key;
        let (p, ty) = (root.private(key), respan(alias.to_token_stream(), key));
        let check = quote_spanned!(key=> #p::never_empty::<#ty>());
        order.extend(quote!(const _: () = #check;));
    }
    if let Some(range) = &settings.range {
        let key = range.key;
        let (p, ty, value) = (root.private(key), respan(alias.to_token_stream(), key), &range.value);
        let range = quote_spanned!(key=> #p::range::<#ty, _>(#value));
        field = quote!(#field.range(|| #range));
    }
    if let Some(ends) = &settings.order {
        let at = first(ends);
        let p = root.private(at);
        let check = quote_spanned!(at=> #p::not_empty(#ends));
        order.extend(quote!(const _: () = #check;));
    }
    for (count, method, what) in [(&settings.len, "length", "text"), (&settings.items, "items", "list")] {
        let Some(count) = count else { continue };
        ask(count.key, what);
        let (min, max, method) = (&count.min, &count.max, Ident::new(method, Span::mixed_site()));
        field = quote!(#field.#method(#min, #max));
    }
    if let Some((key, format)) = &settings.format {
        ask(*key, "text");
        field = quote!(#field.format(#format));
    }
    if asked.is_empty() && order.is_empty() { field } else { quote!({ #order #asked #field }) }
}
