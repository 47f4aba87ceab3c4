//! Doc comments as descriptions.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The text of the doc comments among some attributes: lines as written, without their common indentation.
pub(crate) fn text(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes.iter().filter_map(line).flat_map(|text| split(&text)).collect();
    let indented = |line: &&String| !line.trim().is_empty();
    let indent =
        lines.iter().filter(indented).map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let lines: Vec<&str> =
        lines.iter().map(|line| line.get(indent..).unwrap_or_default().trim_end()).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

fn split(text: &str) -> Vec<String> {
    if text.is_empty() { vec![String::new()] } else { text.split('\n').map(str::to_owned).collect() }
}

fn line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
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
}
