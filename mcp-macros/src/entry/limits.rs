//! What `#[arg(…)]` says of one value, as calls on what holds it: a parameter, or a field of a type.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::arg::Settings;
use crate::names::{Root, respan};

/// `held` with all that `settings` say, and what asks the compiler whether `ty` can have it. `inline`: no item of its own can name `ty`.
pub(crate) fn written(
    held: &TokenStream,
    settings: &Settings,
    ty: &TokenStream,
    inline: bool,
    root: &Root,
) -> TokenStream {
    let mut held = held.clone();
    let (mut asked, mut order) = (TokenStream::new(), TokenStream::new());
    let mut ask = |key: Span, what: &str| {
        let (p, ty, what) = (root.private(key), respan(ty.clone(), key), Ident::new(what, key));
        asked.extend(quote_spanned!(key=> #p::#what::<#ty>();));
    };
    for (value, method) in [(&settings.default, "default"), (&settings.example, "example")] {
        let Some(keyed) = value else { continue };
        let (at, value) = (crate::tokens::first(&keyed.value), &keyed.value);
        let (p, ty, method) = (root.private(at), respan(ty.clone(), at), Ident::new(method, keyed.key));
        let literal = quote_spanned!(at=> #p::literal::<#ty, _>(#value));
        held = quote!(#held.#method(|| #literal));
    }
    if let Some(range) = &settings.range {
        let key = range.key;
        let (p, ty, value) = (root.private(key), respan(ty.clone(), key), &range.value);
        let range = quote_spanned!(key=> #p::range::<#ty, _>(#value));
        held = quote!(#held.range(|| #range));
    }
    // A constant of its own cannot name the parameters of a generic impl block.
    if let Some(ends) = settings.order.as_ref().filter(|_| !inline) {
        let at = crate::tokens::first(ends);
        let p = root.private(at);
        let check = quote_spanned!(at=> #p::not_empty(#ends));
        order = quote!(const _: () = #check;);
    }
    for (count, method, what) in [(&settings.len, "length", "text"), (&settings.items, "items", "list")] {
        let Some(count) = count else { continue };
        ask(count.key, what);
        let (min, max, method) = (&count.min, &count.max, Ident::new(method, Span::mixed_site()));
        held = quote!(#held.#method(#min, #max));
    }
    for (text, method) in [(&settings.pattern, "pattern"), (&settings.format, "format")] {
        let Some((key, text)) = text else { continue };
        ask(*key, "text");
        let method = Ident::new(method, Span::mixed_site());
        held = quote!(#held.#method(#text));
    }
    if let Some((_, pattern)) = &settings.pattern {
        let p = root.private(pattern.span());
        let check = quote_spanned!(pattern.span()=> #p::readable(#pattern));
        order.extend(quote!(const _: () = #check;));
    }
    if let (Some(header), Some(key)) = (&settings.header, settings.header_key) {
        ask(key, "mirrored");
        held = quote!(#held.header(#header));
    }
    if asked.is_empty() && order.is_empty() { held } else { quote!({ #order #asked #held }) }
}
