//! One marked function: what every kind of them has.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::quote;
use syn::parse::Parser as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, Signature, Visibility};

use crate::address::{self, Address};
use crate::attr::{Entry, entries};
use crate::errors::Errors;
use crate::keys::extras::{self, Extras};
use crate::kind::Kind;
use crate::names::{fault, plain};
use crate::sig::{self, Model};
use crate::{doc, keys};

/// A marked function as the author wrote it.
pub(crate) struct Handler {
    pub(crate) kind: Kind,
    /// What stays on the function.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    pub(crate) body: TokenTree,
    pub(crate) model: Model,
    /// Of a resource.
    pub(crate) address: Option<Address>,
    pub(crate) name: String,
    pub(crate) name_span: Span,
    pub(crate) description: String,
    /// The calls that set what differs from the default.
    pub(crate) settings: Vec<TokenStream>,
    pub(crate) extras: Extras,
    pub(crate) root: Option<TokenStream>,
    /// It has an error: it is left out of the table.
    pub(crate) broken: bool,
}

impl Handler {
    /// The conditions under which it exists.
    pub(crate) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"))
    }

    /// Whether only the compiler knows if it exists.
    pub(crate) fn is_conditional(&self) -> bool {
        self.cfgs().next().is_some()
    }

    /// The function, as it was but for what is not Rust.
    pub(crate) fn function(&self) -> TokenStream {
        let Self { attributes, vis, sig, body, .. } = self;
        quote!(#(#attributes)* #vis #sig #body)
    }
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

/// Reads a marked function. `keys` are those of its mark.
pub(crate) fn read(
    kind: Kind,
    head: Head,
    body: TokenTree,
    keys: TokenStream,
    self_type: Option<&TokenStream>,
    errors: &mut Errors,
) -> Handler {
    let before = errors.count();
    let Head { attributes, vis, mut sig } = head;
    let (address, keys) = match kind {
        Kind::Resource => address::read(keys, sig.ident.span(), errors),
        _ => (None, keys),
    };
    let entries = entries(&format!("a {kind}"), keys, keys::known(kind), errors);
    let mut handler = Handler {
        kind,
        address,
        name: plain(&sig.ident),
        name_span: sig.ident.span(),
        description: doc::text(&attributes),
        settings: Vec::new(),
        extras: extras::read(&entries, errors),
        root: None,
        broken: false,
        model: sig::read(kind, &mut sig, self_type, errors),
        attributes,
        vis,
        sig,
        body,
    };
    for entry in &entries {
        handler.set(entry, errors);
    }
    let unnamed = !entries.iter().any(|entry| entry.key == "name");
    if let Some(fault) = fault(kind, &handler.name).filter(|_| unnamed && kind.is_called_by_name()) {
        errors.push(handler.name_span, format!("{fault}; write `#[{}(name = \"…\")]`", kind.mark()));
    }
    // A parameter that is wrong in itself is not in the model.
    let model = Some(&handler.model).filter(|_| errors.count() == before);
    keys::check(kind, &entries, model, errors);
    if let Some(model) = model {
        address::check_keys(kind, model, errors);
        if let Some(address) = &handler.address {
            address.check(&handler.sig.ident.to_string(), model, errors);
        }
    }
    handler.broken = errors.count() > before;
    handler
}

impl Handler {
    fn set(&mut self, entry: &Entry, errors: &mut Errors) {
        match entry.key.to_string().as_str() {
            "name" => {
                if let Some(name) = entry.text(errors) {
                    if let Some(fault) =
                        fault(self.kind, &name.value()).filter(|_| self.kind.is_called_by_name())
                    {
                        errors.push(name.span(), fault);
                    }
                    self.name_span = name.span();
                    self.name = name.value();
                }
            }
            "description" => {
                self.description = entry.text(errors).map(|text| text.value()).unwrap_or_default();
            }
            "crate" => self.root = entry.expr(errors),
            key if extras::KEYS.contains(&key) => {}
            _ => self.settings.extend(keys::setting(self.kind, entry, errors)),
        }
    }
}

/// The tokens of a mark: what stands between its parentheses.
pub(crate) fn keys_of(kind: Kind, mark: &Attribute, errors: &mut Errors) -> TokenStream {
    match &mark.meta {
        syn::Meta::Path(_) => TokenStream::new(),
        syn::Meta::List(list) => list.tokens.clone(),
        syn::Meta::NameValue(pair) => {
            let text = format!("write the keys of `#[{}(…)]` in parentheses", kind.mark());
            errors.push(pair.eq_token.span(), text);
            TokenStream::new()
        }
    }
}
