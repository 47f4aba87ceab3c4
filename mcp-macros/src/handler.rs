//! One marked function: what every kind of them has.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::parse::Parser as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, Signature, Visibility};

use crate::address::{self, Address};
use crate::attr::{Entry, entries};
use crate::errors::Errors;
use crate::example::{self, Example};
use crate::keys::extras::{self, Extras};
use crate::kind::Kind;
use crate::names::{fault, plain};
use crate::sig::{self, Model};
use crate::text::Text;
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
    /// The name; that of the function, where a constant says what it is.
    pub(crate) name: String,
    /// The constant.
    pub(crate) name_is: Option<TokenStream>,
    pub(crate) name_span: Span,
    pub(crate) description: Text,
    /// The calls that set what differs from the default.
    pub(crate) settings: Vec<TokenStream>,
    pub(crate) extras: Extras,
    pub(crate) root: Option<TokenStream>,
    /// Another one of its kind has a name that clients may take for this one.
    pub(crate) resembles: bool,
    /// The calls in its doc comment.
    pub(crate) examples: Vec<Example>,
    /// It has an error: it is left out of the table.
    pub(crate) broken: bool,
}

impl Handler {
    /// The conditions under which it exists.
    pub(crate) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"))
    }

    /// What lets generated code name a function that is `#[deprecated]`: nobody is told of that but who calls it himself.
    pub(crate) fn allowed(&self) -> Option<TokenStream> {
        let deprecated = self.attributes.iter().any(|attribute| attribute.path().is_ident("deprecated"));
        deprecated.then(|| quote!(#[allow(deprecated)]))
    }

    /// Whether only the compiler knows if it exists, or what it is called.
    pub(crate) fn is_conditional(&self) -> bool {
        self.cfgs().next().is_some() || self.name_is.is_some()
    }

    /// The name as an expression.
    pub(crate) fn name(&self) -> TokenStream {
        let name = &self.name;
        self.name_is.clone().unwrap_or_else(|| quote!(#name))
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
        name_is: None,
        description: doc::of(&attributes),
        settings: Vec::new(),
        extras: extras::read(&entries, errors),
        root: None,
        resembles: false,
        examples: Vec::new(),
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
    if let (Some(note), Text::Known(text)) = (deprecated(&handler.attributes), &mut handler.description) {
        let paragraph = if text.is_empty() { "" } else { "\n\n" };
        text.push_str(&format!("{paragraph}{note}"));
    }
    let unnamed = !entries.iter().any(|entry| entry.key == "name");
    if let Some(fault) = fault(kind, &handler.name).filter(|_| unnamed && kind.is_called_by_name()) {
        errors.push(handler.name_span, format!("{fault}; write `#[{}(name = \"…\")]`", kind.mark()));
    }
    // A parameter that is wrong in itself is not in the model.
    let model = Some(&handler.model).filter(|_| errors.count() == before);
    keys::check(kind, &entries, model, errors);
    handler.examples = example::read(kind, &handler.attributes, model, errors);
    if let Some(model) = model {
        address::check_keys(kind, model, errors);
        if let Some(address) = &handler.address {
            address.check(&handler.sig.ident.to_string(), model, errors);
        }
    }
    self_type.into_iter().for_each(|ty| handler.name_self(ty));
    handler.broken = errors.count() > before;
    handler
}

/// What clients read of `#[deprecated]`: no revision has a word for it.
fn deprecated(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes.iter().find(|attribute| attribute.path().is_ident("deprecated"))?;
    let mut note = None;
    match &attribute.meta {
        syn::Meta::NameValue(pair) => note = syn::parse2::<syn::LitStr>(pair.value.to_token_stream()).ok(),
        // rustc refuses what is wrong in it.
        syn::Meta::List(_) => drop(attribute.parse_nested_meta(|meta| {
            let value: syn::LitStr = meta.value()?.parse()?;
            if meta.path.is_ident("note") {
                note = Some(value);
            }
            Ok(())
        })),
        syn::Meta::Path(_) => {}
    }
    Some(note.map_or_else(|| "Deprecated.".to_owned(), |note| format!("Deprecated: {}", note.value())))
}

impl Handler {
    /// Texts are evaluated outside of the `impl` block, where there is no `Self`.
    fn name_self(&mut self, ty: &TokenStream) {
        let named = |tokens| sig::named(tokens, ty);
        self.description = std::mem::take(&mut self.description).map(named);
        self.name_is = self.name_is.take().map(named);
    }

    fn set(&mut self, entry: &Entry, errors: &mut Errors) {
        match entry.key.to_string().as_str() {
            "name" => match entry.words(errors) {
                Some(Text::Known(name)) => {
                    self.name_span = crate::tokens::first(&entry.place());
                    if let Some(fault) = fault(self.kind, &name).filter(|_| self.kind.is_called_by_name()) {
                        errors.push(self.name_span, fault);
                    }
                    self.name = name;
                }
                Some(Text::Const(name)) => {
                    self.name_span = crate::tokens::first(&entry.place());
                    self.name_is = Some(name);
                }
                None => {}
            },
            "description" => {
                self.description = entry.words(errors).unwrap_or_default();
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
