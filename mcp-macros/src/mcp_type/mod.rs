//! `#[mcp_type]`: a struct or an enum as a type of arguments and results, by the serde and schemars of the kit.
//!
//! No derive can do that: the attributes that name where serde and schemars are belong on the item itself. So the item is written once
//! more, with both derives above it, and what `#[arg(…)]` says of a field becomes attributes of theirs.

mod field;
mod member;
mod wire;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Attribute, Data, DeriveInput, Path, Token};

use crate::attr::entries;
use crate::errors::Errors;
use crate::names::Root;

/// What the attribute itself says.
struct Keys {
    root: Root,
    /// Clients send such values.
    input: bool,
    /// The author wrote that they do.
    input_is_said: bool,
    /// Clients are sent such values.
    output: bool,
}

/// `#[mcp_type(keys)] item`
pub(crate) fn expand(keys: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut keys = read(keys, &mut errors);
    let Ok(mut input) = syn::parse2::<DeriveInput>(item.clone()) else {
        // Whatever else is wrong with it is rustc's to say.
        if let Some(other) = other(item.clone()) {
            errors.push(other.span(), misplaced(&other.to_string()));
        }
        let errors = errors.into_tokens();
        return quote!(#item #errors);
    };
    let before = errors.count();
    if let Data::Union(data) = &input.data {
        errors.push(data.union_token.span(), misplaced("union"));
    }
    let is_union = errors.count() > before;
    if let Some(borrow) = member::borrowed(&input).filter(|_| keys.input) {
        if keys.input_is_said {
            errors.push(
                borrow,
                "what a client sends is owned by the call, so no field of it is borrowed: write `String` for `&str`",
            );
        }
        // Then it is a type of results only, which can borrow.
        keys.input = false;
    }
    input.attrs.retain_mut(|attribute| once(attribute, &keys, &mut errors));
    refuse(&mut input.attrs, "a type", &mut errors);
    let defaults = field::rewrite(&mut input, &keys.root, &mut errors);
    wire::check(&input, &mut errors);
    let derives = (!is_union).then(|| derives(&keys));
    input.attrs.extend(undescribed(&input, &keys.root));
    let asked = member::asked(&input, &keys.root);
    let errors = errors.into_tokens();
    quote!(#asked #derives #input #defaults #errors)
}

fn misplaced(item: &str) -> String {
    format!("`#[mcp_type]` goes on a struct or an enum, not on a `{item}`")
}

/// The word that begins an item which is no type.
fn other(item: TokenStream) -> Option<Ident> {
    const OTHERS: [&str; 10] =
        ["fn", "mod", "impl", "trait", "type", "const", "static", "use", "extern", "macro_rules"];
    item.into_iter().find_map(|token| match token {
        TokenTree::Ident(word) if OTHERS.iter().any(|other| word == other) => Some(word),
        _ => None,
    })
}

fn read(keys: TokenStream, errors: &mut Errors) -> Keys {
    let mut path = None;
    let (mut input, mut output) = (false, false);
    for entry in entries("a type", keys, &["input", "output", "crate"], errors) {
        match entry.key.to_string().as_str() {
            "input" => input = entry.flag(errors).unwrap_or(true),
            "output" => output = entry.flag(errors).unwrap_or(true),
            _ => path = entry.expr(errors),
        }
    }
    let both = !input && !output;
    Keys { root: Root::new(path), input: input || both, input_is_said: input, output: output || both }
}

/// The derives, and where they find what they write.
fn derives(keys: &Keys) -> TokenStream {
    // Theirs is the place of the attribute, for whatever they say of no place in the item.
    let at = Span::call_site();
    let r = keys.root.at(at);
    let input = keys.input.then(|| quote!(#r::serde::Deserialize,));
    let output = keys.output.then(|| quote!(#r::serde::Serialize,));
    let path = r.to_string().replace(' ', "");
    let (serde, schemars) = (format!("{path}::serde"), format!("{path}::schemars"));
    quote! {
        #[derive(#input #output #r::schemars::JsonSchema)]
        #[serde(crate = #serde)]
        #[schemars(crate = #schemars)]
    }
}

/// Where a type has no description, a flattened field would bring that of its own type.
fn undescribed(input: &DeriveInput, root: &Root) -> Option<Attribute> {
    let Data::Struct(data) = &input.data else { return None };
    let said = |attribute: &Attribute| {
        attribute.path().is_ident("doc") || says(attribute, "schemars", "description").is_some()
    };
    let flat = |attribute: &Attribute| {
        ["serde", "schemars"].iter().any(|of| says(attribute, of, "flatten").is_some())
    };
    let flattens = data.fields.iter().any(|field| field.attrs.iter().any(flat));
    (flattens && !input.attrs.iter().any(said)).then(|| {
        let p = root.private(Span::call_site());
        syn::parse_quote!(#[schemars(transform = #p::undescribed)])
    })
}

/// Takes out of a `derive` what is derived already. Whether anything is left of it.
fn once(attribute: &mut Attribute, keys: &Keys, errors: &mut Errors) -> bool {
    if !attribute.path().is_ident("derive") {
        return true;
    }
    let Ok(paths) = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated) else {
        return true;
    };
    let ours = |path: &Path| {
        let name = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        match name.as_str() {
            "Deserialize" => keys.input,
            "Serialize" => keys.output,
            "JsonSchema" => true,
            _ => false,
        }
    };
    if !paths.iter().any(ours) {
        return true;
    }
    for path in paths.iter().filter(|path| ours(path)) {
        let path = path.to_token_stream();
        let name = path.to_string().replace(' ', "");
        errors.push_over(path, format!("`#[mcp_type]` derives `{name}` already: take it out of here"));
    }
    let left: Vec<&Path> = paths.iter().filter(|path| !ours(path)).collect();
    *attribute = syn::parse_quote!(#[derive(#(#left),*)]);
    true
}

/// Takes off `#[arg(…)]` where there is no field.
fn refuse(attributes: &mut Vec<Attribute>, what: &str, errors: &mut Errors) {
    attributes.retain(|attribute| {
        let is_arg = attribute.path().is_ident("arg");
        if is_arg {
            let text = format!(
                "`#[arg(…)]` is for fields; {what} has its doc comment, and `#[serde(…)]`, as `#[serde(rename = \"…\")]`"
            );
            errors.push(attribute.path().span(), text);
        }
        !is_arg
    });
}

/// Whether an attribute says something by a word, as `#[serde(default)]` does.
fn says(attribute: &Attribute, of: &str, word: &str) -> Option<Span> {
    if !attribute.path().is_ident(of) {
        return None;
    }
    let list = attribute.meta.require_list().ok()?;
    let mut before: Option<TokenTree> = None;
    for token in list.tokens.clone() {
        let begins = before.is_none_or(|before| before.to_string() == ",");
        if begins && matches!(&token, TokenTree::Ident(key) if key == word) {
            return Some(token.span());
        }
        before = Some(token);
    }
    None
}
