//! Names: the path of the runtime, the grammar of names.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;

use crate::kind::Kind;

/// The path of `mcp_runtime` in the author's crate.
#[derive(Debug, Clone)]
pub(crate) struct Root(TokenStream);

impl Root {
    /// The path given with `crate = …`, else the name of the dependency, which may be renamed in `Cargo.toml`.
    pub(crate) fn new(given: Option<TokenStream>) -> Self {
        Self(given.unwrap_or_else(|| {
            let name = match dependency(std::env::args()) {
                Dependency::Named(name) => name,
                Dependency::Absent | Dependency::Unknown => "mcp_runtime".to_owned(),
            };
            let name = proc_macro2::Ident::new(&name, Span::call_site());
            quote!(::#name)
        }))
    }

    /// The path as an author writes it.
    pub(crate) fn name(&self) -> String {
        self.0.to_string().replace(' ', "").trim_start_matches("::").to_owned()
    }

    /// The path with every token at `span`: where two contexts meet in one path, rustc points at the attribute.
    pub(crate) fn at(&self, span: Span) -> TokenStream {
        respan(self.0.clone(), span)
    }

    /// The path of what the macros call.
    pub(crate) fn private(&self, span: Span) -> TokenStream {
        let root = self.at(span);
        let rest = respan(quote!(::__private), span);
        quote!(#root #rest)
    }
}

/// The same tokens at another place.
pub(crate) fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            if let TokenTree::Group(group) = &mut token {
                let inner = respan(group.stream(), span);
                *group = proc_macro2::Group::new(group.delimiter(), inner);
            }
            token.set_span(span);
            token
        })
        .collect()
}

/// What this compiler was told of the runtime.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Dependency {
    /// It calls it so: `--extern NAME=…/libmcp_runtime-….rlib`.
    Named(String),
    /// It was told of others, and not of this one.
    Absent,
    /// It was told in another way, or this is no compiler but an editor's.
    Unknown,
}

/// Reads it from the command line of a compiler.
pub(crate) fn dependency(mut args: impl Iterator<Item = String>) -> Dependency {
    let mut found = Dependency::Unknown;
    let mut surely = true;
    while let Some(arg) = args.next() {
        // What is in a file of arguments is not looked for, and the runtime itself needs no dependency on it.
        surely &= !arg.starts_with('@');
        let value = match arg.as_str() {
            "--extern" => args.next(),
            "--crate-name" => {
                surely &= args.next().is_some_and(|name| name != "mcp_runtime");
                None
            }
            arg => arg.strip_prefix("--extern=").map(Into::into),
        };
        let Some(value) = value else { continue };
        let (name, path) = value.split_once('=').unwrap_or((&value, ""));
        let name = name.rsplit(':').next().unwrap_or(name);
        let file = path.rsplit(['/', '\\']).next().unwrap_or_default();
        if file.starts_with("libmcp_runtime-") || file.starts_with("libmcp_runtime.") || name == "mcp_runtime"
        {
            return Dependency::Named(name.to_owned());
        }
        found = Dependency::Absent;
    }
    if surely { found } else { Dependency::Unknown }
}

/// Why a tool, or whatever else is called by its name, cannot have this one.
pub(crate) fn fault(kind: Kind, name: &str) -> Option<String> {
    fault_of(&format!("a {kind} name"), 128, name)
}

/// Why an argument cannot have this name: model providers refuse the whole request for it.
pub(crate) fn argument_fault(name: &str) -> Option<String> {
    fault_of("an argument name", 64, name)
}

fn fault_of(what: &str, most: usize, name: &str) -> Option<String> {
    if name.is_empty() {
        return Some(format!("{what} has at least one character"));
    }
    let count = name.chars().count();
    if count > most {
        return Some(format!("{what} has at most {most} characters, this one has {count}"));
    }
    let wrong = name.chars().find(|c| !(c.is_ascii_alphanumeric() || "_-.".contains(*c)))?;
    Some(format!("{what} holds only `A-Z a-z 0-9 _ - .`, not `{wrong}`"))
}

/// Whether models and clients are known to take a name: they cut, prefix and fold what is longer or stranger.
pub(crate) fn is_usual(name: &str) -> bool {
    name.len() <= 40
        && !name.contains("__")
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// An identifier without `r#`.
pub(crate) fn plain(ident: &proc_macro2::Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runtime_is_found_among_the_dependencies() {
        let of = |line: &str| dependency(line.split(' ').map(str::to_owned));
        let named = |name: &str| Dependency::Named(name.to_owned());
        assert_eq!(
            of("rustc --extern serde=/d/libserde-1.rlib --extern mcp=/d/libmcp_runtime-1.rlib"),
            named("mcp")
        );
        assert_eq!(of("rustc --extern=noprelude:mcp=/d/libmcp_runtime.rlib"), named("mcp"));
        assert_eq!(of("rustc --extern mcp_runtime"), named("mcp_runtime"));
        assert_eq!(of("rustc --crate-name a --extern facade=/d/libfacade-1.rlib"), Dependency::Absent);
        assert_eq!(of("rustc --crate-name mcp_runtime --extern serde=/d/libserde.rlib"), Dependency::Unknown);
        assert_eq!(of("rustc --extern serde=/d/libserde.rlib @more"), Dependency::Unknown);
        assert_eq!(of("rust-analyzer-proc-macro-srv"), Dependency::Unknown);
    }

    /// M-TOOL-06, L-TOOL-11
    #[test]
    fn names_that_can_and_cannot_be() {
        assert_eq!(fault(Kind::Tool, "a.b-C_9"), None);
        assert!(fault(Kind::Tool, "").is_some_and(|why| why.contains("at least one")));
        assert!(fault(Kind::Tool, &"x".repeat(129)).is_some_and(|why| why.contains("129")));
        assert!(fault(Kind::Tool, "my tool").is_some_and(|why| why.contains("not ` `")));
        assert_eq!(argument_fault("a.b-C_9"), None);
        assert!(argument_fault(&"x".repeat(65)).is_some_and(|why| why.contains("65")));
        for name in ["user id", "$ref", "filter[id]", "größe"] {
            assert!(argument_fault(name).is_some_and(|why| why.contains("an argument name holds only")));
        }
        assert!(
            is_usual("read_file2")
                && !is_usual("readFile")
                && !is_usual("a__b")
                && !is_usual(&"x".repeat(41))
        );
    }
}
