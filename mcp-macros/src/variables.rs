//! The types of a resource's parameters: whether they fit the variables of its URI.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::entry::lent;
use crate::handler::Handler;
use crate::names::{Root, respan};
use crate::sig::Param;
use crate::uri_template::{Part, Role};

/// What [`type_check`] asks of all parameters.
pub(crate) fn type_checks(handler: &Handler, root: &Root) -> TokenStream {
    let cfgs: Vec<_> = handler.cfgs().collect();
    let asked = handler.model.params.iter().filter(|_| !handler.kind.is_called_by_name() && !handler.broken);
    asked
        .map(|param| {
            let check = type_check(handler, param, root);
            quote!(#(#cfgs)* #check)
        })
        .collect()
}

/// Asks the compiler at the type of a parameter whether it fits its variable, or is nothing that a client sends.
fn type_check(handler: &Handler, param: &Param, root: &Root) -> TokenStream {
    let at = param.span;
    let p = root.private(at);
    let ty = lent(param, respan(param.stored.clone(), at), &p);
    let name = &param.name;
    let variable = handler.address.as_ref().and_then(|address| address.variable(param));
    let check = match variable.map(|variable| variable.role) {
        Some(Role::Path(Part::List) | Role::Query { repeated: true }) => quote_spanned!(at=> many),
        Some(Role::Path(_)) => quote_spanned!(at=> in_path),
        Some(Role::Query { .. }) => quote_spanned!(at=> in_query),
        None => {
            let why = match handler.address {
                Some(_) => format!(
                    "`{name}` is no variable of the URI, and its type is nothing that the server hands over, as `Context` and \
                     `State` are: write `{{{name}}}` or `{{?{name}}}` in the URI"
                ),
                None => format!(
                    "nobody can send `{name}`: a resource list takes only what the server hands over, as `Context` and `State`"
                ),
            };
            return quote_spanned!(at=> const _: () = #p::handed::<#ty>(#why););
        }
    };
    quote_spanned!(at=> const _: fn() = || #p::Variable::<#ty>::of().#check();)
}
