//! The URI of a resource: read from the mark, compared with the parameters, written into the table.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use syn::LitStr;

use crate::errors::Errors;
use crate::kind::Kind;
use crate::names::Root;
use crate::overlap::Piece;
use crate::sig::{Model, Param};
use crate::suggest::nearest;
use crate::uri_template::{self, Part, Role, Template, Variable};

/// Where a resource is.
pub(crate) struct Address {
    pub(crate) text: LitStr,
    pub(crate) template: Template,
}

/// Takes the URI off the keys of a mark; what is left are keys as every mark has them.
pub(crate) fn read(keys: TokenStream, at: Span, errors: &mut Errors) -> (Option<Address>, TokenStream) {
    let mut tokens = keys.clone().into_iter().peekable();
    let text = tokens.next().and_then(|first| syn::parse2::<LitStr>(first.into()).ok());
    let Some(text) = text else {
        let at = keys.clone().into_iter().next().map_or(at, |first| first.span());
        let text =
            "a resource begins with its URI or a template of URIs, as `#[mcp_resource(\"notes://{id}\")]`";
        errors.push(at, text);
        return (None, keys);
    };
    if matches!(tokens.peek(), Some(TokenTree::Punct(comma)) if comma.as_char() == ',') {
        tokens.next();
    }
    match uri_template::parse(&text.value()) {
        Ok(template) => (Some(Address { text, template }), tokens.collect()),
        Err(why) => {
            errors.push(text.span(), why);
            (None, tokens.collect())
        }
    }
}

impl Address {
    /// Each variable has its parameter. Whether each parameter has its variable, only the types say.
    pub(crate) fn check(&self, name: &str, model: &Model, errors: &mut Errors) {
        for variable in self.template.variables() {
            let known = model.params.iter().map(|param| param.name.as_str());
            if known.clone().any(|known| known == variable.name) {
                continue;
            }
            let hint = nearest(variable.name, known).map(|near| format!("; did you mean `{near}`?"));
            let hint = hint.unwrap_or_default();
            let why = format!(
                "the template has a variable `{}`, and `{name}` takes none of that name{hint}",
                variable.name
            );
            errors.push(self.text.span(), uri_template::drawn(&self.text.value(), variable.at, &why));
        }
        for param in &model.params {
            let Some(key) = param.settings.unchecked else { continue };
            if !self.variable(param).is_some_and(|variable| matches!(variable.role, Role::Path(_))) {
                errors.push(key, UNCHECKED);
            }
        }
    }

    /// The variable that a parameter stands for.
    pub(crate) fn variable(&self, param: &Param) -> Option<Variable<'_>> {
        self.template.variables().find(|variable| variable.name == param.name)
    }

    /// The arguments of the table's entry that say where it is: the text, what finds it, what it is compared by.
    pub(crate) fn written(&self, model: &Model, root: &Root) -> TokenStream {
        let p = root.private(Span::mixed_site());
        let Self { text, template } = self;
        let ending = &template.ending;
        if template.is_fixed() {
            return quote!(#text, #p::Address::Fixed(#ending), #p::Outline::NONE);
        }
        let cells = template.cells.iter().map(|cell| {
            let uri_template::Cell { before, name, part, soft, stop, .. } = cell;
            let part = match part {
                Part::One => quote!(One),
                Part::Rest => quote!(Rest),
                Part::List => quote!(List),
            };
            let stop = stop.map_or_else(
                || quote!(::core::option::Option::None),
                |byte| quote!(::core::option::Option::Some(#byte)),
            );
            let unchecked =
                model.params.iter().any(|param| param.name == *name && param.settings.unchecked.is_some());
            quote! {
                #p::Cell {
                    before: #before, name: #name, part: #p::Part::#part, soft: #soft, stop: #stop, unchecked: #unchecked,
                }
            }
        });
        let query = template.query.iter().map(|uri_template::Member { name, repeated, .. }| {
            quote!(#p::Member { name: #name, repeated: #repeated })
        });
        let head = template.head();
        let pieces = template.pieces().into_iter().map(|piece| match piece {
            Piece::Text(text) => quote!(#p::Piece::Text(#text)),
            Piece::Value(set) => quote!(#p::Piece::Value(#set)),
            Piece::List(set) => quote!(#p::Piece::List(#set)),
        });
        quote! {
            #text,
            #p::Address::Template(const {
                &#p::Template { cells: &[#(#cells),*], ending: #ending, query: &[#(#query),*] }
            }),
            #p::Outline { head: #head, pieces: const { &[#(#pieces),*] } }
        }
    }
}

const UNCHECKED: &str = "`unchecked` is for a parameter that is a variable in the path of a resource";

/// Keys of arguments that only some kinds have.
pub(crate) fn check_keys(kind: Kind, model: &Model, errors: &mut Errors) {
    if !matches!(kind, Kind::Prompt | Kind::Resource) {
        let keys = model.params.iter().filter_map(|param| param.settings.complete.as_ref());
        let text = "`complete` is for an argument of a prompt or a variable of a resource: clients complete nothing else";
        keys.for_each(|complete| errors.push(complete.key, text));
    }
    if kind != Kind::Tool {
        let text = format!("`flatten` is for tools: each argument of a {kind} is a parameter");
        let keys = model.params.iter().filter_map(|param| param.settings.flatten);
        keys.for_each(|key| errors.push(key, &text));
    }
    if kind != Kind::Resource {
        model
            .params
            .iter()
            .filter_map(|param| param.settings.unchecked)
            .for_each(|key| errors.push(key, UNCHECKED));
    }
}
