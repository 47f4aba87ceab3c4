//! The keys of `#[mcp_server]`, and those of them that only say what the server is.

use proc_macro2::TokenStream;
use quote::quote;

use crate::attr::Entry;
use crate::errors::Errors;
use crate::keys::extras::{self, Extras, check};
use crate::names::Root;

pub(crate) const KEYS: [&str; 13] = [
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
    "client",
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
