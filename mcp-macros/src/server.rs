//! `#[mcp_server]`: a module or an impl block, walked token by token.
//!
//! Only the heads of marked functions are parsed. Everything else passes as it is, whatever it is, so the author's code is
//! always there for rustc to judge.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::parse::Parser as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, DeriveInput, Generics, ItemImpl};

use crate::attr::{Entry, entries};
use crate::errors::Errors;
use crate::expand::{self, Server, Subject};
use crate::handler::{self, Handler, Head};
use crate::keys::server::When;
use crate::kind::Kind;
use crate::marks::Marks;
use crate::names::Root;
use crate::text::Text;
use crate::tokens::is_hash;
use crate::{around, check, client, doc, example_tests, fields, keys, lock, nested, scope, sig, unique};

/// `#[mcp_server(keys)] item`
pub(crate) fn expand(keys: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let entries = entries("a server", keys, &keys::server::KEYS, &mut errors);
    let output = match keyword(&item) {
        Some(word) if word == "mod" => module(&entries, item, &mut errors),
        Some(word) if word == "impl" => implementation(&entries, item, &mut errors),
        Some(word) => misplaced(&word, &entries, item, &mut errors),
        None => item,
    };
    let errors = errors.into_tokens();
    quote!(#output #errors)
}

/// What is neither. A type is taken for a server all the same, so that whoever serves it is not told of it a second time.
fn misplaced(word: &Ident, entries: &[Entry], item: TokenStream, errors: &mut Errors) -> TokenStream {
    let mut text =
        format!("`#[mcp_server]` goes on a `mod` with a body or on an `impl` block, not on `{word}`");
    let Ok(ty) = syn::parse2::<DeriveInput>(item.clone()) else {
        errors.push(word.span(), text);
        return item;
    };
    text.push_str(&format!(": put it above `impl {}`", ty.ident));
    errors.push(word.span(), text);
    let stand_in = ty
        .generics
        .params
        .is_empty()
        .then(|| stand_in(ty.ident.to_token_stream(), Generics::default(), entries));
    quote!(#item #stand_in)
}

/// The word that says what an item is.
fn keyword(item: &TokenStream) -> Option<Ident> {
    let words = ["mod", "impl", "struct", "enum", "trait", "fn", "union", "type", "const", "static", "use"];
    item.clone().into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if words.iter().any(|word| ident == word) => Some(ident),
        _ => None,
    })
}

/// Splits an item into what stands before its braces, and what is in them.
fn braces(item: TokenStream) -> Result<(TokenStream, Group), TokenStream> {
    let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    match tokens.pop() {
        Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace => {
            Ok((tokens.into_iter().collect(), body))
        }
        _ => Err(item),
    }
}

fn module(entries: &[Entry], item: TokenStream, errors: &mut Errors) -> TokenStream {
    let (head, body) = match braces(item) {
        Ok(parts) => parts,
        Err(item) => {
            let at = item.clone().into_iter().last().map_or_else(Span::call_site, |token| token.span());
            errors.push(at, "`#[mcp_server]` needs the module's body here: `mod name { … }`");
            return item;
        }
    };
    let at = head.clone().into_iter().last().map_or_else(Span::call_site, |name| name.span());
    let mut marks = Marks::of_module(&body.stream());
    let (rest, marked) = walk(fields::check(body.stream(), errors), None, &mut marks, errors);
    let first = |parse: fn(syn::parse::ParseStream<'_>) -> syn::Result<Vec<Attribute>>,
                 tokens: TokenStream| {
        let parser = |input: syn::parse::ParseStream<'_>| {
            let attributes = parse(input)?;
            input.parse::<TokenStream>()?;
            Ok(attributes)
        };
        parser.parse2(tokens).unwrap_or_default()
    };
    let mut attributes = first(Attribute::parse_outer, head.clone());
    attributes.extend(first(Attribute::parse_inner, body.stream()));
    let server = settings(entries, doc::of(&attributes), marked, errors);
    if !server.states.is_empty() {
        example_tests::check("`server(…)` of this module takes a state", &server.marked, "client(…)", errors);
    }
    nested::check(body.stream(), &server.include, errors);
    let imported = scope::check(body.stream(), &server.marked, &server.root, errors);
    let (generated, found) =
        (expand::module(&server, at, marks.is_empty() && errors.count() == 0), marks.items(&server.root));
    // Beside an error it would be another one.
    let tests = (errors.count() == 0).then(|| {
        let (client, lock) = (client::of_module(&server, &body.stream()), lock::of_module(&server));
        let examples = example_tests::of_module(&server);
        quote!(#client #lock #examples)
    });
    let mut all = Group::new(Delimiter::Brace, quote!(#rest #generated #tests #found #imported));
    all.set_span(body.span());
    quote!(#head #all)
}

fn implementation(entries: &[Entry], item: TokenStream, errors: &mut Errors) -> TokenStream {
    let (head, body) = match braces(item) {
        Ok(parts) => parts,
        Err(item) => return item,
    };
    let Ok(header) = syn::parse2::<ItemImpl>(quote!(#head {})) else {
        return quote!(#head #body);
    };
    let self_type = header.self_ty.to_token_stream();
    if let Some((path, _)) = &header.trait_ {
        let text = "`#[mcp_server]` goes on an `impl` block of the type itself, not of a trait: call the trait's functions there";
        errors.push(path.span(), text);
        // The marks go: a trait has no place for them, and they would say so.
        let (rest, _) = walk(body.stream(), Some(&self_type), &mut Marks::default(), &mut Errors::default());
        let stand_in = stand_in(self_type, header.generics, entries);
        return quote!(#head { #rest } #stand_in);
    }
    let before = errors.count();
    check::server_type(&self_type, errors);
    let borrows = errors.count() > before;
    let mut marks = Marks::default();
    let (rest, marked) = walk(body.stream(), Some(&self_type), &mut marks, errors);
    if let Some(state) = entries.iter().find(|entry| entry.key == "state") {
        errors.push(
            state.key.span(),
            "on an `impl` block the state is `&self`; `state` is for the module form",
        );
    }
    lock::check(entries, &header.generics, errors);
    let server = settings(entries, doc::of(&header.attrs), marked, errors);
    if !header.generics.params.is_empty() {
        example_tests::check(
            "a generic server is one for each type",
            &server.marked,
            "testing::client(…)",
            errors,
        );
    }
    let found = marks.items(&server.root);
    let subject = Subject { ty: self_type, generics: header.generics.clone() };
    let generated = if borrows {
        stand_in(sig::owned(subject.ty.clone(), None), Generics::default(), entries)
    } else {
        expand::implementation(&server, &subject, marks.is_empty() && errors.count() == 0)
    };
    let tests = (errors.count() == 0).then(|| {
        let client = client::of_implementation(&server, &subject);
        let lock = lock::of_implementation(&server, &subject);
        let examples = example_tests::of_implementation(&server, &subject);
        quote!(#client #lock #examples)
    });
    let mut all = Group::new(Delimiter::Brace, rest);
    all.set_span(body.span());
    quote!(#head #all #generated #tests #found)
}

/// A server of nothing, for a block that cannot be one: whoever serves its type is not told of it a second time.
fn stand_in(ty: TokenStream, generics: Generics, entries: &[Entry]) -> TokenStream {
    let server = settings(entries, Text::default(), Vec::new(), &mut Errors::default());
    expand::implementation(&server, &Subject { ty, generics }, false)
}

/// Puts the keys of a server together.
fn settings(entries: &[Entry], doc: Text, marked: Vec<Handler>, errors: &mut Errors) -> Server {
    let of = |key: &str| entries.iter().find(|entry| entry.key == key);
    let mut value = |key: &str| of(key).and_then(|entry| entry.expr(errors));
    let (name, version, title) = (value("name"), value("version"), value("title"));
    let (instructions, root) = (value("instructions"), value("crate"));
    let expose_errors = of("expose_errors").and_then(|entry| entry.flag(errors));
    let client = When::of(of("client").and_then(|entry| entry.flag(errors)));
    let include = of("include").map(|entry| keys::include::read(entry, errors)).unwrap_or_default();
    let states = of("state").map(|entry| keys::server::types(entry, errors)).unwrap_or_default();
    let clients = of("clients").map(|entry| keys::server::clients(entry, errors)).unwrap_or_default();
    let lock = of("lock").and_then(|entry| keys::server::lock(entry, errors));
    let around = of("around").map(|entry| around::read(entry, errors)).unwrap_or_default();
    let instructions = instructions.or_else(|| (!doc.is_blank()).then(|| quote!(#doc)));
    let about = keys::server::about(entries, errors);
    let marked = unique::check(marked, errors);
    Server {
        name,
        version,
        title,
        instructions,
        about,
        expose_errors,
        clients,
        include,
        states,
        around,
        marked,
        client,
        lock,
        root: Root::new(root),
    }
}

/// Takes the marks off a body and reads what they mark.
fn walk(
    body: TokenStream,
    self_type: Option<&TokenStream>,
    marks: &mut Marks,
    errors: &mut Errors,
) -> (TokenStream, Vec<Handler>) {
    let mut out = TokenStream::new();
    let mut all = Vec::new();
    let mut tokens = body.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if let TokenTree::Group(group) = &token
            && group.delimiter() == Delimiter::None
        {
            // An item that a macro by example hands over.
            let (inner, more) = walk(group.stream(), self_type, marks, errors);
            let mut inner = Group::new(Delimiter::None, inner);
            inner.set_span(group.span());
            out.extend([TokenTree::Group(inner)]);
            all.extend(more);
            continue;
        }
        let TokenTree::Punct(hash) = &token else {
            out.extend([token]);
            continue;
        };
        let is_attribute = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket);
        if hash.as_char() != '#' || !is_attribute(tokens.peek()) {
            out.extend([token]);
            continue;
        }
        let mut attributes: Vec<TokenTree> = vec![token.clone()];
        attributes.extend(tokens.next());
        while let Some(TokenTree::Punct(_)) = tokens.peek().filter(|token| is_hash(token)) {
            attributes.extend(tokens.next());
            if is_attribute(tokens.peek()) {
                attributes.extend(tokens.next());
            }
        }
        let attributes = unconditional(attributes.into_iter().collect(), errors);
        let Some(mark) = mark(&attributes, marks, errors) else {
            out.extend(attributes);
            continue;
        };
        let (head, body) = item(&mut tokens);
        match marked(attributes, head, body, (&mark, marks), self_type, errors) {
            Ok(handler) => {
                // It is an error already; beside the server's own function it would be another one.
                if self_type.is_some() || handler.sig.ident != "server" {
                    out.extend(handler.function());
                }
                all.push(handler);
            }
            Err(tokens) => out.extend(tokens),
        }
    }
    (out, all)
}

/// Takes off marks that stand in a `cfg_attr`: the macro cannot know whether they hold.
fn unconditional(attributes: TokenStream, errors: &mut Errors) -> TokenStream {
    let Ok(parsed) = Attribute::parse_outer.parse2(attributes.clone()) else { return attributes };
    let conditional = |attribute: &Attribute| {
        let text = || attribute.meta.to_token_stream().to_string();
        attribute.path().is_ident("cfg_attr").then(text).and_then(|text| Kind::named_in(&text))
    };
    let found = parsed.iter().find_map(|attribute| Some((attribute, conditional(attribute)?)));
    let Some((found, kind)) = found else { return attributes };
    let mark = kind.mark();
    let text = format!("a {kind} cannot be marked by `cfg_attr`: write `#[cfg(…)]` and `#[{mark}]`");
    errors.push(found.path().span(), text);
    let kept = parsed.iter().filter(|attribute| conditional(attribute).is_none());
    quote!(#(#kept)*)
}

/// The mark among some attributes.
fn mark(attributes: &TokenStream, marks: &mut Marks, errors: &mut Errors) -> Option<(Kind, Attribute)> {
    let attributes = Attribute::parse_outer.parse2(attributes.clone()).ok()?;
    let mut all = attributes.iter().filter_map(|attribute| Some((marks.kind(attribute)?, attribute)));
    let (first, found) = all.next()?;
    if let Some((kind, second)) = all.next() {
        let text = if first == kind {
            format!("`#[{}]` is given twice; keep one of the two", kind.mark())
        } else {
            format!("a function is a {first} or a {kind}, not both: write two functions")
        };
        errors.push(second.path().span(), text);
    }
    let found = found.clone();
    marks.found(found.path(), &attributes);
    Some((first, found))
}

/// The rest of an item: up to its body, and the body.
fn item(tokens: &mut impl Iterator<Item = TokenTree>) -> (TokenStream, Option<TokenTree>) {
    let mut head = TokenStream::new();
    for token in tokens {
        if let Some((rest, body)) = handler::ending(&token) {
            head.extend(rest);
            return (head, Some(body));
        }
        let ends = matches!(&token, TokenTree::Punct(end) if end.as_char() == ';');
        head.extend([token]);
        if ends {
            break;
        }
    }
    (head, None)
}

/// Reads a marked function; gives the tokens back where it is none, or is only half typed.
fn marked(
    attributes: TokenStream,
    head: TokenStream,
    body: Option<TokenTree>,
    ((kind, mark), marks): (&(Kind, Attribute), &Marks),
    self_type: Option<&TokenStream>,
    errors: &mut Errors,
) -> Result<Handler, TokenStream> {
    let parsed = Head::parse(quote!(#attributes #head));
    let (Some(mut parsed), Some(body)) = (parsed, body.clone()) else {
        let kept = Attribute::parse_outer.parse2(attributes).unwrap_or_default();
        let kept = kept.iter().filter(|attribute| marks.kind(attribute).is_none());
        if let Some(word) = keyword(&head).filter(|word| word != "fn") {
            errors.push(word.span(), format!("`#[{}]` goes on a function, not on `{word}`", kind.mark()));
        }
        return Err(quote!(#(#kept)* #head #body));
    };
    parsed.attributes.retain(|attribute| marks.kind(attribute).is_none());
    let keys = handler::keys_of(*kind, mark, errors);
    let mut handler = handler::read(*kind, parsed, body, keys, self_type, errors);
    if self_type.is_none() && check::reserved(&handler.sig.ident, errors) {
        handler.broken = true;
    }
    Ok(handler)
}
