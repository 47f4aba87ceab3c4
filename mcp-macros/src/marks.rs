//! The marks of a server's functions: by which paths the author wrote them.
//!
//! `#[mcp_server]` takes the marks off, so the compiler would never see them: an import of theirs would seem unused, and editors would
//! know nothing of them. So each path is written once more, on a constant that its own macro takes away again.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{Attribute, Path};

use crate::kind::Kind;
use crate::names::Root;

/// The key by which a mark knows that it stands there only to be found.
const FOUND: &str = "__found";

#[derive(Default)]
pub(crate) struct Marks {
    /// Other names that a module gives them: `use mcp_tool as tool`.
    aliases: Vec<(Ident, Kind)>,
    /// Each path once for each condition, as a text and as it is.
    found: Vec<(String, TokenStream)>,
    /// Some path is the bare name of a mark.
    bare: bool,
}

impl Marks {
    /// Those of a module, whose body may give them other names.
    pub(crate) fn of_module(body: &TokenStream) -> Self {
        let mut marks = Self::default();
        let mut tokens = body.clone().into_iter();
        while let Some(token) = tokens.next() {
            if matches!(&token, TokenTree::Ident(word) if word == "use") {
                let ends = |token: &TokenTree| matches!(token, TokenTree::Punct(end) if end.as_char() == ';');
                marks.renamed(tokens.by_ref().take_while(|token| !ends(token)).collect());
            }
        }
        marks
    }

    fn renamed(&mut self, import: TokenStream) {
        let tokens: Vec<TokenTree> = import.into_iter().collect();
        for window in tokens.windows(3) {
            if let [TokenTree::Ident(name), TokenTree::Ident(word), TokenTree::Ident(alias)] = window
                && let Some(kind) = Kind::ALL.into_iter().find(|kind| word == "as" && name == kind.mark())
            {
                self.aliases.push((alias.clone(), kind));
            }
        }
        for token in tokens {
            if let TokenTree::Group(group) = token {
                self.renamed(group.stream());
            }
        }
    }

    /// What an attribute marks.
    pub(crate) fn kind(&self, attribute: &Attribute) -> Option<Kind> {
        let path = attribute.path();
        let name = &path.segments.last()?.ident;
        let alias = self.aliases.iter().find(|(alias, _)| path.is_ident(alias)).map(|(_, kind)| *kind);
        alias.or_else(|| Kind::ALL.into_iter().find(|kind| name == kind.mark()))
    }

    /// Keeps the path of a mark; `attributes` are all of its function.
    pub(crate) fn found(&mut self, path: &Path, attributes: &[Attribute]) {
        let cfgs = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        let key: TokenTree = Ident::new(FOUND, Span::mixed_site()).into();
        let item = quote!(#(#cfgs)* #[#path(#key)] const _: () = (););
        let text = item.to_string();
        self.bare |= Kind::ALL.into_iter().any(|kind| path.is_ident(kind.mark()));
        if !self.found.iter().any(|(known, _)| *known == text) {
            self.found.push((text, item));
        }
    }

    /// Whether nothing was marked.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The items that have the paths looked up. A bare name that the author did not import is found all the same.
    pub(crate) fn items(&self, root: &Root) -> TokenStream {
        let p = root.private(Span::mixed_site());
        let bare = self.bare.then(|| quote!(use #p::marks::*;));
        let found = self.found.iter().map(|(_, item)| item);
        quote!(#bare #(#found)*)
    }
}

/// Whether a mark stands there only to be found.
pub(crate) fn is_found(keys: &TokenStream) -> bool {
    keys.to_token_stream().to_string() == FOUND
}
