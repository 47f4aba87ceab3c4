//! The keys for what clients show beside a name, and for what only some of them know.
//!
//! `icon = "…"` or `icon("…", mime = "…", sizes = "…", theme = dark)`, as often as there are icons;
//! `meta(key = value, "com.example/key" = value)`, with values as JSON has them. A kind gets them by having them among its keys.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Expr, ExprLit, Lit, LitStr};

use crate::attr::{Entry, Value, entries, split};
use crate::errors::Errors;
use crate::keys::literal::{is_punct, json, list, text};
use crate::names::{Root, plain};
use crate::tokens::first;

/// The keys that are read here, all of one name together.
pub(crate) const KEYS: [&str; 2] = ["icon", "meta"];

const ICON: &str = "write `icon = \"https://…/a.png\"`, or `icon(\"https://…/a.png\", mime = \"image/png\", sizes = \
                    \"48x48\", theme = dark)`";

const META: &str = "write `meta(key = value, \"com.example/key\" = value)`";

/// What stands under these keys.
#[derive(Default)]
pub(crate) struct Extras {
    icons: Vec<Icon>,
    meta: Vec<(LitStr, String)>,
}

/// One icon; texts are literals or constants of the author's.
struct Icon {
    src: TokenStream,
    mime: Option<TokenStream>,
    sizes: Option<TokenStream>,
    theme: Option<Ident>,
}

/// Reads them out of the keys of an attribute.
pub(crate) fn read(entries: &[Entry], errors: &mut Errors) -> Extras {
    let mut extras = Extras::default();
    for entry in entries {
        if entry.key == "icon" {
            extras.icons.extend(icon(entry, errors));
        } else if entry.key == "meta" {
            extras.meta = meta(entry, errors);
        }
    }
    extras
}

fn icon(entry: &Entry, errors: &mut Errors) -> Option<Icon> {
    let mut pieces = match &entry.value {
        Value::Flag => Vec::new(),
        Value::Is(src) => vec![list(src.clone())],
        Value::List(tokens) => split(tokens.clone()),
    }
    .into_iter();
    let src: TokenStream = pieces.next().unwrap_or_default().into_iter().collect();
    if !is_text(&src) {
        errors.push_over(if src.is_empty() { entry.place() } else { src }, ICON);
        return None;
    }
    let mut icon = Icon { src, mime: None, sizes: None, theme: None };
    let mut rest = TokenStream::new();
    for piece in pieces {
        if text(&piece[0]).is_some() {
            let text = "a second icon has a key of its own: `icon = \"…\", icon = \"…\"`";
            errors.push(piece[0].span(), text);
            return None;
        }
        rest.extend(piece);
        rest.extend(quote!(,));
    }
    for entry in entries("an icon", rest, &["mime", "sizes", "theme"], errors) {
        match entry.key.to_string().as_str() {
            "mime" => icon.mime = entry.expr(errors),
            "sizes" => icon.sizes = entry.expr(errors),
            _ => icon.theme = theme(&entry, errors),
        }
    }
    Some(icon)
}

/// A text in quotes, or what may be a constant with one: only the compiler knows that.
fn is_text(tokens: &TokenStream) -> bool {
    match syn::parse2::<Expr>(tokens.clone()) {
        Ok(Expr::Lit(ExprLit { lit, .. })) => matches!(lit, Lit::Str(_)),
        Ok(Expr::Assign(_)) | Err(_) => false,
        Ok(_) => true,
    }
}

fn theme(entry: &Entry, errors: &mut Errors) -> Option<Ident> {
    let variant = match &entry.value {
        Value::Is(tokens) => match tokens.to_string().as_str() {
            "light" => Some("Light"),
            "dark" => Some("Dark"),
            _ => None,
        },
        _ => None,
    };
    if variant.is_none() {
        errors.push_over(entry.place(), "write `theme = light` or `theme = dark`");
    }
    variant.map(|variant| Ident::new(variant, first(&entry.place())))
}

fn meta(entry: &Entry, errors: &mut Errors) -> Vec<(LitStr, String)> {
    let mut members: Vec<(LitStr, String)> = Vec::new();
    let pieces = match &entry.value {
        Value::List(tokens) => split(tokens.clone()),
        _ => Vec::new(),
    };
    if pieces.is_empty() {
        errors.push_over(entry.place(), META);
    }
    for piece in pieces {
        let (Some(key), true) = (key(&piece[0]), is_punct(piece.get(1), '=')) else {
            errors.push_over(piece.into_iter().collect::<TokenStream>(), META);
            continue;
        };
        if members.iter().any(|(earlier, _)| earlier.value() == key.value()) {
            errors.push(key.span(), format!("`{}` is given twice; keep one of the two", key.value()));
        } else if piece.len() == 2 {
            errors.push(piece[1].span(), format!("the value of `{}` is missing", key.value()));
        } else if let Some(value) = json(&piece[2..], errors) {
            members.push((key, value));
        }
    }
    members
}

/// A name or a text.
fn key(token: &TokenTree) -> Option<LitStr> {
    match token {
        TokenTree::Ident(name) => Some(LitStr::new(&plain(name), name.span())),
        other => text(other),
    }
}

impl Extras {
    /// The calls that set what is there.
    pub(crate) fn calls(&self, root: &Root) -> TokenStream {
        let (icons, meta) = (self.icons(root), self.meta(root));
        quote!(#icons #meta)
    }

    fn icons(&self, root: &Root) -> Option<TokenStream> {
        let checks = self.icons.iter().map(|icon| icon.checks(root));
        let specs = self.icons.iter().map(|icon| icon.spec(root));
        (!self.icons.is_empty()).then(|| quote!(.icons(const { #(#checks)* &[#(#specs),*] })))
    }

    fn meta(&self, root: &Root) -> Option<TokenStream> {
        let checks = self.meta.iter().map(|(key, _)| check("meta_key", &key.to_token_stream(), root));
        let members = self.meta.iter().map(|(key, value)| quote!((#key, #value)));
        (!self.meta.is_empty()).then(|| quote!(.meta(const { #(#checks)* &[#(#members),*] })))
    }
}

impl Icon {
    fn checks(&self, root: &Root) -> TokenStream {
        let src = check("icon_source", &self.src, root);
        let mime = self.mime.iter().map(|mime| check("icon_mime", mime, root));
        let sizes = self.sizes.iter().map(|sizes| check("icon_sizes", sizes, root));
        quote!(#src #(#mime)* #(#sizes)*)
    }

    fn spec(&self, root: &Root) -> TokenStream {
        let p = root.private(Span::mixed_site());
        let Self { src, mime, sizes, theme } = self;
        let mime = mime.iter().map(|mime| quote!(.mime_type(#mime)));
        let sizes = sizes.iter().map(|sizes| quote!(.sizes(#sizes)));
        let theme = theme.iter().map(|theme| quote!(.theme(#p::Theme::#theme)));
        quote!(#p::IconSpec::new(#src)#(#mime)*#(#sizes)*#(#theme)*)
    }
}

/// Has the compiler look at a text, in a constant of its own: nothing else fails with it.
pub(super) fn check(function: &str, text: &TokenStream, root: &Root) -> TokenStream {
    let at = first(text);
    let (p, function) = (root.private(at), Ident::new(function, at));
    let call = quote_spanned!(at=> #p::#function(#text));
    quote!(const _: () = #call;)
}
