//! Doc comments as descriptions.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::spanned::Spanned as _;
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use crate::text::Text;

/// The text of the doc comments among some attributes. Where one of them is no text but becomes one, as `include_str!(…)` does, all of
/// them are put together by the compiler.
pub(crate) fn of(attributes: &[Attribute]) -> Text {
    let values = attributes.iter().filter_map(value);
    if values.clone().all(|value| literal(value).is_some()) {
        return Text::Known(text(attributes));
    }
    let mut pieces: Vec<TokenStream> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    let written = |lines: &mut Vec<String>| {
        (!lines.is_empty()).then(|| std::mem::take(lines).join("\n").into_token_stream())
    };
    for value in values {
        if let Some(line) = literal(value) {
            lines.push(line.strip_prefix(' ').unwrap_or(&line).to_owned());
        } else {
            pieces.extend(written(&mut lines));
            pieces.push(value.to_token_stream());
        }
    }
    pieces.extend(written(&mut lines));
    let all = pieces.into_iter().reduce(|all, piece| quote!(#all, "\n", #piece));
    Text::Const(quote!(::core::primitive::str::trim_ascii(::core::concat!(#all))))
}

/// The text of the doc comments that are texts: lines as written, without their common indentation.
pub(crate) fn text(attributes: &[Attribute]) -> String {
    let literals = attributes.iter().filter_map(value).filter_map(literal);
    let lines: Vec<String> = literals.flat_map(|text| split(&text)).collect();
    let indented = |line: &&String| !line.trim().is_empty();
    let indent =
        lines.iter().filter(indented).map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let lines: Vec<&str> =
        lines.iter().map(|line| line.get(indent..).unwrap_or_default().trim_end()).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// The lines of the doc comments that are texts, each with the place of its comment.
pub(crate) fn lines(attributes: &[Attribute]) -> Vec<(String, Span)> {
    let literals =
        attributes.iter().filter_map(value).filter_map(|value| Some((literal(value)?, value.span())));
    literals.flat_map(|(text, at)| split(&text).into_iter().map(move |line| (line, at))).collect()
}

/// The lines of one comment. A block may have a star before each of its lines but the first, which is no text.
fn split(text: &str) -> Vec<String> {
    let starred = |line: &str| line.trim_start().starts_with('*');
    let (mut lines, mut rest) = (text.split('\n'), text.split('\n').skip(1).peekable());
    let is_starred = rest.peek().is_some() && rest.all(|line| starred(line) || line.trim().is_empty());
    let first = lines.next().unwrap_or_default().to_owned();
    let bare = |line: &str| match line.trim_start().strip_prefix('*') {
        Some(bare) if is_starred => bare.to_owned(),
        _ => line.to_owned(),
    };
    std::iter::once(first).chain(lines.map(bare)).collect()
}

/// What stands behind `doc =`, which is what a doc comment becomes.
fn value(attribute: &Attribute) -> Option<&Expr> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => Some(&pair.value),
        _ => None,
    }
}

fn literal(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::text;
    use syn::{ItemFn, parse_quote};

    #[test]
    fn lines_and_paragraphs_stay() {
        let item: ItemFn = parse_quote! {
            /// One.
            ///   Indented.
            ///
            /// Two.
            #[inline]
            fn f() {}
        };
        assert_eq!(text(&item.attrs), "One.\n  Indented.\n\nTwo.");
    }

    /// As rustdoc shows them.
    #[test]
    fn stars_at_the_edge_of_a_block_are_no_text() {
        let item: ItemFn = syn::parse_str("/**\n * One.\n *\n *   - two\n */\nfn f() {}").expect("Rust");
        assert_eq!(text(&item.attrs), "One.\n\n  - two");
        let item: ItemFn = syn::parse_str("/** One. */\nfn f() {}").expect("Rust");
        assert_eq!(text(&item.attrs), "One.");
        let item: ItemFn = syn::parse_str("/**\n * One.\n * * two\n */\nfn f() {}").expect("Rust");
        assert_eq!(text(&item.attrs), "One.\n* two");
        let list: ItemFn = parse_quote! {
            ///  * one
            ///  * two
            fn f() {}
        };
        assert_eq!(text(&list.attrs), "* one\n* two");
    }
}
