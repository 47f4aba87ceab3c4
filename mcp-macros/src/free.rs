//! A marked function that stands alone, outside of a server.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::errors::Errors;
use crate::handler::{self, Head, ending};
use crate::kind::Kind;
use crate::marks::is_found;
use crate::names::Root;
use crate::{example_tests, expand};

/// `#[mcp_tool]` and its like on a function that stands alone.
pub(crate) fn expand(kind: Kind, keys: TokenStream, item: TokenStream) -> TokenStream {
    if is_found(&keys) {
        return TokenStream::new();
    }
    let mut errors = Errors::default();
    let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let parsed = tokens.pop().as_ref().and_then(ending).and_then(|(head, body)| {
        Head::parse(tokens.into_iter().chain(head).collect()).map(|head| (head, body))
    });
    let Some((head, body)) = parsed else {
        return not_a_function(kind, item, errors);
    };
    let handler = handler::read(kind, head, body, keys, None, &mut errors);
    let root = Root::new(handler.root.clone());
    if expand::takes_state(&handler) {
        example_tests::check("this function takes a state", [&handler], "client(…)", &mut errors);
    }
    let tests = (errors.count() == 0).then(|| example_tests::of_free(&handler, &root));
    // With a receiver it stands in an `impl` block, where no struct can be, or rustc would refuse the receiver once more.
    let output = (!handler.model.receiver).then(|| {
        let (function, marker) = (handler.function(), expand::free(&handler, &root));
        quote!(#function #marker #tests)
    });
    let errors = errors.into_tokens();
    quote!(#output #errors)
}

/// What is half typed is rustc's to complain of; what is something else is ours.
fn not_a_function(kind: Kind, item: TokenStream, mut errors: Errors) -> TokenStream {
    let items = ["struct", "enum", "trait", "impl", "mod", "const", "static", "type", "use"];
    let keyword = item.clone().into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) => (ident == "fn" || items.iter().any(|item| ident == item)).then_some(ident),
        _ => None,
    });
    if let Some(keyword) = keyword.filter(|keyword| keyword != "fn") {
        errors.push(keyword.span(), format!("`#[{}]` goes on a function, not on `{keyword}`", kind.mark()));
    }
    let errors = errors.into_tokens();
    quote!(#item #errors)
}
