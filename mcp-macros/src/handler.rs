//! One marked function: its keys, and the form that stands alone.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::quote;
use syn::parse::Parser as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, LitStr, Signature, Visibility};

use crate::attr::{Entry, Value, entries};
use crate::author_schema;
use crate::errors::Errors;
use crate::names::{Root, fault, plain};
use crate::sig::{self, Model};
use crate::{doc, expand};

const KEYS: [&str; 12] = [
    "name",
    "title",
    "description",
    "read_only",
    "destructive",
    "idempotent",
    "open_world",
    "timeout",
    "schema",
    "strict",
    "expose_errors",
    "crate",
];

/// A tool as the author wrote it.
pub(crate) struct Tool {
    /// What stays on the function.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    pub(crate) body: TokenTree,
    pub(crate) model: Model,
    pub(crate) name: String,
    pub(crate) name_span: Span,
    pub(crate) description: String,
    /// The calls that set what differs from the default.
    pub(crate) settings: Vec<TokenStream>,
    pub(crate) root: Option<TokenStream>,
    /// It has an error: it is left out of the table.
    pub(crate) broken: bool,
}

impl Tool {
    /// The conditions under which the tool exists.
    pub(crate) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"))
    }

    /// The function, as it was but for what is not Rust.
    pub(crate) fn function(&self) -> TokenStream {
        let Self { attributes, vis, sig, body, .. } = self;
        quote!(#(#attributes)* #vis #sig #body)
    }
}

/// Whether an attribute marks a tool.
pub(crate) fn is_mark(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|segment| segment.ident == "mcp_tool")
}

/// The tokens of one function up to its body: attributes, visibility, signature.
pub(crate) struct Head {
    pub(crate) attributes: Vec<Attribute>,
    vis: Visibility,
    sig: Signature,
}

impl Head {
    /// `None` where it is no function, or only half typed.
    pub(crate) fn parse(tokens: TokenStream) -> Option<Self> {
        let parser = |input: syn::parse::ParseStream<'_>| {
            let attributes = input.call(Attribute::parse_outer)?;
            Ok(Self { attributes, vis: input.parse()?, sig: input.parse()? })
        };
        parser.parse2(tokens).ok()
    }
}

/// The braces that end an item, and what stands before them, where a macro by example hands over a `block` or an `item`: it
/// puts an invisible group around either.
pub(crate) fn ending(token: &TokenTree) -> Option<(TokenStream, TokenTree)> {
    let TokenTree::Group(group) = token else { return None };
    match group.delimiter() {
        Delimiter::Brace => Some((TokenStream::new(), token.clone())),
        Delimiter::None => {
            let mut inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let (head, body) = ending(&inner.pop()?)?;
            Some((inner.into_iter().chain(head).collect(), body))
        }
        _ => None,
    }
}

/// Reads a tool. `keys` are those of its mark.
pub(crate) fn read(
    head: Head,
    body: TokenTree,
    keys: TokenStream,
    self_type: Option<&TokenStream>,
    errors: &mut Errors,
) -> Tool {
    let before = errors.count();
    let Head { attributes, vis, mut sig } = head;
    let entries = entries("a tool", keys, &KEYS, errors);
    let mut tool = Tool {
        name: plain(&sig.ident),
        name_span: sig.ident.span(),
        description: doc::text(&attributes),
        settings: Vec::new(),
        root: None,
        broken: false,
        model: sig::read(&mut sig, self_type, errors),
        attributes,
        vis,
        sig,
        body,
    };
    for entry in &entries {
        tool.set(entry, errors);
    }
    if let Some(fault) = fault(&tool.name).filter(|_| !entries.iter().any(|entry| entry.key == "name")) {
        errors.push(tool.name_span, format!("{fault}; write `#[mcp_tool(name = \"…\")]`"));
    }
    contradictions(&entries, errors);
    // A parameter that is wrong in itself is not in the model.
    if errors.count() == before {
        schema(&entries, &tool.model, errors);
    }
    tool.broken = errors.count() > before;
    tool
}

impl Tool {
    fn set(&mut self, entry: &Entry, errors: &mut Errors) {
        let key = &entry.key;
        let setting = match key.to_string().as_str() {
            "name" => {
                if let Some(name) = entry.text(errors) {
                    if let Some(fault) = fault(&name.value()) {
                        errors.push(name.span(), fault);
                    }
                    self.name_span = name.span();
                    self.name = name.value();
                }
                return;
            }
            "description" => {
                self.description = entry.text(errors).map(|text| text.value()).unwrap_or_default();
                return;
            }
            "crate" => {
                self.root = entry.expr(errors);
                return;
            }
            "title" => entry.text(errors).map(|text| quote!(.title(#text))),
            "timeout" => {
                entry.text(errors).and_then(|text| millis(&text, errors)).map(|ms| quote!(.timeout_ms(#ms)))
            }
            "schema" => entry.expr(errors).map(|schema| quote!(.raw_schema(#schema))),
            _ => entry.flag(errors).map(|flag| quote!(.#key(#flag))),
        };
        self.settings.extend(setting);
    }
}

/// A schema that stands here is looked at here, any other one when the server is built.
fn schema(entries: &[Entry], model: &Model, errors: &mut Errors) {
    let Some(Entry { value: Value::Is(text), .. }) = entries.iter().find(|entry| entry.key == "schema")
    else {
        return;
    };
    let Ok(text) = syn::parse2::<LitStr>(text.clone()) else { return };
    // Only the types say which parameters are arguments.
    let names: Vec<&str> = model.params.iter().map(|param| param.name.as_str()).collect();
    if let Some(fault) = author_schema::fault(&text.value(), &names) {
        errors.push(text.span(), fault);
    }
}

/// Hints that cannot both be.
fn contradictions(entries: &[Entry], errors: &mut Errors) {
    let is = |entry: &Entry, key: &str| {
        entry.key == key && !matches!(&entry.value, Value::Is(value) if value.to_string() == "false")
    };
    let read_only = entries.iter().position(|entry| is(entry, "read_only"));
    let destructive = entries.iter().position(|entry| is(entry, "destructive"));
    if let (Some(one), Some(other)) = (read_only, destructive) {
        let second = &entries[one.max(other)].key;
        errors.push(second.span(), "a `read_only` tool cannot be `destructive`; keep one of the two");
    }
}

fn millis(text: &LitStr, errors: &mut Errors) -> Option<u64> {
    let value = text.value();
    let digits = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    let unit = match &value[digits..] {
        "ms" => Some(1),
        "s" => Some(1_000),
        "m" => Some(60_000),
        "h" => Some(3_600_000),
        _ => None,
    };
    let millis =
        unit.and_then(|unit| value[..digits].parse::<u64>().ok()?.checked_mul(unit)).filter(|ms| *ms > 0);
    if millis.is_none() {
        errors.push(text.span(), format!("`{value}` is no time; write `500ms`, `10s`, `2m` or `1h`"));
    }
    millis
}

/// `#[mcp_tool]` on a function that stands alone.
pub(crate) fn expand_free(keys: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let parsed = tokens.pop().as_ref().and_then(ending).and_then(|(head, body)| {
        Head::parse(tokens.into_iter().chain(head).collect()).map(|head| (head, body))
    });
    let Some((head, body)) = parsed else {
        return not_a_function(item, errors);
    };
    let tool = read(head, body, keys, None, &mut errors);
    let root = Root::new(tool.root.clone());
    // With a receiver it stands in an `impl` block, where no struct can be, or rustc would refuse the receiver once more.
    let output = (!tool.model.receiver).then(|| {
        let (function, marker) = (tool.function(), expand::free(&tool, &root));
        quote!(#function #marker)
    });
    let errors = errors.into_tokens();
    quote!(#output #errors)
}

/// What is half typed is rustc's to complain of; what is something else is ours.
fn not_a_function(item: TokenStream, mut errors: Errors) -> TokenStream {
    let kind = ["struct", "enum", "trait", "impl", "mod", "const", "static", "type", "use"];
    let keyword = item.clone().into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) => (ident == "fn" || kind.iter().any(|kind| ident == kind)).then_some(ident),
        _ => None,
    });
    if let Some(keyword) = keyword.filter(|keyword| keyword != "fn") {
        errors.push(keyword.span(), format!("`#[mcp_tool]` goes on a function, not on `{keyword}`"));
    }
    let errors = errors.into_tokens();
    quote!(#item #errors)
}

/// The tokens of a mark: what stands between its parentheses.
pub(crate) fn keys(mark: &Attribute, errors: &mut Errors) -> TokenStream {
    match &mark.meta {
        syn::Meta::Path(_) => TokenStream::new(),
        syn::Meta::List(list) => list.tokens.clone(),
        syn::Meta::NameValue(pair) => {
            errors.push(pair.eq_token.span(), "write the keys of `#[mcp_tool(…)]` in parentheses");
            TokenStream::new()
        }
    }
}
