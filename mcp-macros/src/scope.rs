//! Types of the kit that a server's module names and does not import.
//!
//! A module sees nothing of what stands around it, which is easily forgotten, and rustc would say so twice for each type: of the
//! author's function, and of what is made of it. So it is said here, once, where it is certain that no such name can be there.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{FnArg, ReturnType};

use crate::errors::Errors;
use crate::handler::Handler;
use crate::names::Root;

/// Those of the prelude.
const PRELUDE: [&str; 9] =
    ["Completion", "Confirm", "Content", "Context", "Extension", "Json", "Messages", "State", "ToolError"];

/// Others that are in signatures.
const OTHERS: [&str; 10] = [
    "AskError",
    "Audio",
    "Embedded",
    "Image",
    "Parsed",
    "PromptMessage",
    "ResourceContents",
    "ResourceLink",
    "Text",
    "TraceContext",
];

/// Says which are missing, and gives the import that keeps rustc from saying it too.
pub(crate) fn check(body: TokenStream, marked: &[Handler], root: &Root, errors: &mut Errors) -> TokenStream {
    let mut missing: Vec<Ident> = Vec::new();
    if let Some(known) = known(body) {
        let types = marked.iter().flat_map(|handler| {
            let inputs = handler.sig.inputs.iter().filter_map(|input| match input {
                FnArg::Typed(typed) => Some(typed.ty.to_token_stream()),
                FnArg::Receiver(_) => None,
            });
            let output = match &handler.sig.output {
                ReturnType::Type(_, ty) => Some(ty.to_token_stream()),
                ReturnType::Default => None,
            };
            inputs.chain(output)
        });
        types.for_each(|ty| named(ty, &known, &mut missing));
    }
    let Some(first) = missing.first() else { return TokenStream::new() };
    let of_prelude = PRELUDE.iter().any(|known| first == known);
    let import = if of_prelude { "prelude::*".to_owned() } else { first.to_string() };
    let text = format!(
        "`{first}` is not imported here, and a module sees no import that stands outside of it: write `use {}::{import};` in this one",
        root.name()
    );
    errors.push(first.span(), text);
    let r = root.at(Span::mixed_site());
    let names = missing.iter().map(|name| Ident::new(&name.to_string(), Span::call_site()));
    quote!(use #r::{#(#names),*};)
}

/// The names that a module imports and defines; `None` where it may have others too.
fn known(body: TokenStream) -> Option<Vec<String>> {
    let mut known = Vec::new();
    let mut import = false;
    let mut before: Option<TokenTree> = None;
    for token in body {
        let is_behind = |words: &[&str]| matches!(&before, Some(TokenTree::Ident(word)) if words.iter().any(|known| word == known));
        match &token {
            TokenTree::Ident(word) if word == "use" => import = true,
            TokenTree::Ident(name) if import || is_behind(&["struct", "enum", "union", "type", "trait"]) => {
                known.push(name.to_string());
            }
            TokenTree::Punct(end) if end.as_char() == ';' => import = false,
            // What a macro by example makes; or an item of one.
            TokenTree::Punct(call)
                if call.as_char() == '!' && matches!(before, Some(TokenTree::Ident(_))) =>
            {
                return None;
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => return None,
            TokenTree::Group(group) if import => imported(group.stream(), &mut known)?,
            // All that another module has.
            TokenTree::Punct(all) if all.as_char() == '*' && import => return None,
            _ => {}
        }
        before = Some(token);
    }
    Some(known)
}

/// The names between the braces of a `use`.
fn imported(list: TokenStream, known: &mut Vec<String>) -> Option<()> {
    for token in list {
        match token {
            TokenTree::Ident(name) => known.push(name.to_string()),
            TokenTree::Group(group) => imported(group.stream(), known)?,
            TokenTree::Punct(all) if all.as_char() == '*' => return None,
            _ => {}
        }
    }
    Some(())
}

/// The types of the kit that stand alone or at the beginning of a path, each once.
fn named(ty: TokenStream, known: &[String], missing: &mut Vec<Ident>) {
    let mut behind = false;
    for token in ty {
        match &token {
            TokenTree::Ident(name) => {
                let is_kit = PRELUDE.iter().chain(&OTHERS).any(|kit| name == kit);
                if is_kit && !behind && !missing.contains(name) && !known.iter().any(|known| name == known) {
                    missing.push(name.clone());
                }
            }
            TokenTree::Group(group) => named(group.stream(), known, missing),
            _ => {}
        }
        behind = matches!(&token, TokenTree::Punct(colon) if colon.as_char() == ':');
    }
}
