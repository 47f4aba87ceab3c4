//! The keys of `#[mcp_server]`, and those of them that only say what the server is.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::LitStr;

use crate::attr::{Entry, Value, split};
use crate::errors::Errors;
use crate::keys::extras::{self, Extras, check};
use crate::names::Root;
use crate::suggest::nearest;

pub(crate) const KEYS: [&str; 15] = [
    "name",
    "version",
    "title",
    "description",
    "website",
    "icon",
    "instructions",
    "include",
    "state",
    "around",
    "expose_errors",
    "clients",
    "client",
    "lock",
    "crate",
];

/// When a server has a typed client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// In the tests of its crate.
    Tests,
    Always,
    Never,
}

impl When {
    /// What the key `client` says.
    pub(crate) fn of(key: Option<bool>) -> Self {
        match key {
            None => Self::Tests,
            Some(true) => Self::Always,
            Some(false) => Self::Never,
        }
    }

    /// The attribute of what is generated for it.
    pub(crate) fn cfg(self) -> TokenStream {
        if self == Self::Tests { quote!(#[cfg(test)]) } else { TokenStream::new() }
    }
}

/// What people see of a server beside its name.
pub(crate) struct About {
    description: Option<TokenStream>,
    website: Option<TokenStream>,
    extras: Extras,
}

/// Reads it out of the keys of an attribute.
pub(crate) fn about(entries: &[Entry], errors: &mut Errors) -> About {
    let mut value = |key: &str| entries.iter().find(|entry| entry.key == key)?.expr(errors);
    let (description, website) = (value("description"), value("website"));
    About { description, website, extras: extras::read(entries, errors) }
}

impl About {
    /// The calls that set what is there.
    pub(crate) fn calls(&self, root: &Root) -> TokenStream {
        let description = self.description.iter().map(|text| quote!(.description(#text)));
        let website = self.website.iter().map(|url| {
            let check = check("website", url, root);
            quote!(.website_url({ #check #url }))
        });
        let extras = self.extras.calls(root);
        quote!(#(#description)* #(#website)* #extras)
    }
}

/// The types of `state`.
pub(crate) fn types(entry: &Entry, errors: &mut Errors) -> Vec<TokenStream> {
    let list: Vec<TokenStream> = match &entry.value {
        Value::Is(ty) => vec![ty.clone()],
        Value::List(list) => {
            split(list.clone()).into_iter().map(|piece| piece.into_iter().collect()).collect()
        }
        Value::Flag => {
            errors.push(entry.key.span(), "write `state = Type`, or `state(One, Other)`");
            Vec::new()
        }
    };
    let mut types: Vec<TokenStream> = Vec::new();
    for ty in list {
        if types.iter().any(|earlier| earlier.to_string() == ty.to_string()) {
            let text =
                format!("`{ty}` is held already: tools find a state by its type, so give it one of its own");
            errors.push_over(ty, text);
        } else {
            types.push(ty);
        }
    }
    types
}

/// The path that `lock` names.
pub(crate) fn lock(entry: &Entry, errors: &mut Errors) -> Option<LitStr> {
    let path = entry.text_as("mcp.lock.json", errors)?;
    if path.value().trim().is_empty() {
        errors.push(path.span(), "`lock` names a file beside `Cargo.toml`, as `\"mcp.lock.json\"`");
        return None;
    }
    Some(path)
}

/// The clients that a server can be made for: as they are written, and as the runtime has them.
const CLIENTS: [(&str, &str); 9] = [
    ("anthropic", "Anthropic"),
    ("openai", "OpenAi"),
    ("openai_strict", "OpenAiStrict"),
    ("gemini", "Gemini"),
    ("roo", "Roo"),
    ("vscode", "VsCode"),
    ("typescript", "TypeScript"),
    ("langchain", "LangChain"),
    ("llama_index", "LlamaIndex"),
];

/// Reads `clients(…)`: the names that the runtime has for them.
pub(crate) fn clients(entry: &Entry, errors: &mut Errors) -> Vec<Ident> {
    let list = match &entry.value {
        Value::List(list) if !list.is_empty() => list.clone(),
        _ => {
            errors.push_over(
                entry.place(),
                "write the clients that the server is made for: `clients(roo, gemini)`",
            );
            return Vec::new();
        }
    };
    let mut found: Vec<Ident> = Vec::new();
    for piece in split(list) {
        let name: TokenStream = piece.into_iter().collect();
        let text = name.to_string();
        let names = || CLIENTS.iter().map(|(written, _)| *written);
        match CLIENTS.iter().find(|(written, _)| *written == text) {
            Some((_, known)) if found.iter().any(|earlier| earlier == known) => {
                errors.push_over(name, format!("`{text}` is given twice; keep one of the two"));
            }
            Some((_, known)) => found.push(Ident::new(known, Span::mixed_site())),
            None => {
                let near = nearest(&text, names()).map(|near| format!("did you mean `{near}`? "));
                let all = names().collect::<Vec<_>>().join("`, `");
                let text =
                    format!("there is no client `{text}`; {}there are `{all}`", near.unwrap_or_default());
                errors.push_over(name, text);
            }
        }
    }
    found
}
