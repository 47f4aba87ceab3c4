//! The attribute macros of `mcp-runtime`. They are documented where they are re-exported, in that crate.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod absent;
mod address;
mod arg;
mod around;
mod attr;
mod author_schema;
mod check;
mod client;
mod doc;
mod elicit;
mod elsewhere;
mod entry;
mod error_derive;
mod errors;
mod example;
mod example_tests;
mod expand;
mod fields;
mod free;
#[cfg(test)]
mod golden;
mod handler;
mod keys;
mod kind;
mod lock;
mod marks;
mod mcp_type;
mod names;
mod nested;
#[expect(unreachable_pub, reason = "public is its twin, in the runtime")]
mod overlap;
mod pairs;
mod scope;
mod server;
mod sig;
mod suggest;
mod test;
mod text;
mod tokens;
mod unique;
#[cfg_attr(not(test), expect(dead_code, reason = "its twin, in the runtime, uses the rest"))]
mod uri;
mod uri_template;
mod variables;

use proc_macro::TokenStream;

/// An attribute that needs the runtime.
fn attribute(
    keys: TokenStream,
    item: TokenStream,
    expand: impl FnOnce(proc_macro2::TokenStream, proc_macro2::TokenStream) -> proc_macro2::TokenStream,
) -> TokenStream {
    let (keys, item) = (keys.into(), item.into());
    absent::instead(&keys, &item).unwrap_or_else(|| expand(keys, item)).into()
}

/// Makes a module or an impl block a server.
#[proc_macro_attribute]
pub fn mcp_server(keys: TokenStream, item: TokenStream) -> TokenStream {
    attribute(keys, item, server::expand)
}

/// Makes a function a tool.
#[proc_macro_attribute]
pub fn mcp_tool(keys: TokenStream, item: TokenStream) -> TokenStream {
    attribute(keys, item, |keys, item| free::expand(kind::Kind::Tool, keys, item))
}

/// Makes a function a prompt.
#[proc_macro_attribute]
pub fn mcp_prompt(keys: TokenStream, item: TokenStream) -> TokenStream {
    attribute(keys, item, |keys, item| free::expand(kind::Kind::Prompt, keys, item))
}

/// Makes a function a resource, or a template of resources.
#[proc_macro_attribute]
pub fn mcp_resource(keys: TokenStream, item: TokenStream) -> TokenStream {
    attribute(keys, item, |keys, item| free::expand(kind::Kind::Resource, keys, item))
}

/// Makes a function one that lists resources.
#[proc_macro_attribute]
pub fn mcp_resource_list(keys: TokenStream, item: TokenStream) -> TokenStream {
    attribute(keys, item, |keys, item| free::expand(kind::Kind::ResourceList, keys, item))
}

/// Makes a struct or an enum a type of arguments and results.
#[proc_macro_attribute]
pub fn mcp_type(keys: TokenStream, item: TokenStream) -> TokenStream {
    attribute(keys, item, mcp_type::expand)
}

/// Makes an async function a test.
#[proc_macro_attribute]
pub fn test(attribute: TokenStream, item: TokenStream) -> TokenStream {
    test::expand(attribute.into(), item.into()).into()
}

/// A derive that needs the runtime.
fn derive(
    item: TokenStream,
    expand: fn(proc_macro2::TokenStream) -> proc_macro2::TokenStream,
) -> TokenStream {
    let item = item.into();
    absent::error(&[&item]).unwrap_or_else(|| expand(item)).into()
}

/// Says for each variant of an error who may see it.
#[proc_macro_derive(McpError, attributes(mcp, error, from, source))]
pub fn mcp_error(item: TokenStream) -> TokenStream {
    derive(item, error_derive::expand)
}

/// Makes a struct a form, and an enum the choices of a field.
#[proc_macro_derive(Elicit, attributes(elicit))]
pub fn elicit(item: TokenStream) -> TokenStream {
    derive(item, elicit::expand)
}
