//! The attribute macros of `mcp-runtime`. They are documented where they are re-exported, in that crate.

#![cfg_attr(docsrs, feature(doc_cfg))]

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
mod expand;
mod fields;
mod free;
#[cfg(test)]
mod golden;
mod handler;
mod keys;
mod kind;
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

/// Makes a module or an impl block a server.
#[proc_macro_attribute]
pub fn mcp_server(attribute: TokenStream, item: TokenStream) -> TokenStream {
    server::expand(attribute.into(), item.into()).into()
}

/// Makes a function a tool.
#[proc_macro_attribute]
pub fn mcp_tool(attribute: TokenStream, item: TokenStream) -> TokenStream {
    free::expand(kind::Kind::Tool, attribute.into(), item.into()).into()
}

/// Makes a function a prompt.
#[proc_macro_attribute]
pub fn mcp_prompt(attribute: TokenStream, item: TokenStream) -> TokenStream {
    free::expand(kind::Kind::Prompt, attribute.into(), item.into()).into()
}

/// Makes a function a resource, or a template of resources.
#[proc_macro_attribute]
pub fn mcp_resource(attribute: TokenStream, item: TokenStream) -> TokenStream {
    free::expand(kind::Kind::Resource, attribute.into(), item.into()).into()
}

/// Makes a function one that lists resources.
#[proc_macro_attribute]
pub fn mcp_resource_list(attribute: TokenStream, item: TokenStream) -> TokenStream {
    free::expand(kind::Kind::ResourceList, attribute.into(), item.into()).into()
}

/// Makes a struct or an enum a type of arguments and results.
#[proc_macro_attribute]
pub fn mcp_type(attribute: TokenStream, item: TokenStream) -> TokenStream {
    mcp_type::expand(attribute.into(), item.into()).into()
}

/// Makes an async function a test.
#[proc_macro_attribute]
pub fn test(attribute: TokenStream, item: TokenStream) -> TokenStream {
    test::expand(attribute.into(), item.into()).into()
}

/// Says for each variant of an error who may see it.
#[proc_macro_derive(McpError, attributes(mcp, error, from, source))]
pub fn mcp_error(item: TokenStream) -> TokenStream {
    error_derive::expand(item.into()).into()
}

/// Makes a struct a form, and an enum the choices of a field.
#[proc_macro_derive(Elicit, attributes(elicit))]
pub fn elicit(item: TokenStream) -> TokenStream {
    elicit::expand(item.into()).into()
}
