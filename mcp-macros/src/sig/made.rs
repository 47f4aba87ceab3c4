//! `#[from_call]` on a parameter: it is made of the call, by `FromCall`, before the function begins.

use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned as _;
use syn::{Attribute, Meta, PatType};

use crate::errors::Errors;
use crate::kind::Kind;
use crate::sig::{is_arg, is_called, owned, place, question, unreferenced};

/// A parameter that is made of the call.
pub(crate) struct Made {
    pub(crate) ty: TokenStream,
    /// Where the author wrote the type.
    pub(crate) span: Span,
    /// The function takes a reference.
    pub(crate) lent: bool,
    pub(crate) position: usize,
}

pub(crate) fn is_from_call(attribute: &Attribute) -> bool {
    is_called(attribute, "from_call")
}

/// Takes the attribute off a parameter that has it.
pub(crate) fn read(
    kind: Kind,
    typed: &mut PatType,
    self_type: Option<&TokenStream>,
    position: usize,
    errors: &mut Errors,
) -> Option<Made> {
    let (own, kept): (Vec<Attribute>, Vec<Attribute>) = typed.attrs.drain(..).partition(|attribute| {
        is_from_call(attribute)
            || is_arg(attribute)
            || question::is_ask(attribute)
            || attribute.path().is_ident("doc")
    });
    typed.attrs = kept;
    crate::check::parameter_attributes(kind, &mut typed.attrs, errors);
    let before = errors.count();
    let mut marks = own.iter().filter(|attribute| is_from_call(attribute));
    let (first, second) = (marks.next()?, marks.next());
    if let Some(second) = second {
        errors.push(second.path().span(), "a parameter is made once: take this `#[from_call]` away");
    }
    if !matches!(first.meta, Meta::Path(_)) {
        let text =
            "`#[from_call]` takes nothing: what is made, and how, is said by `impl FromCall` of the type";
        errors.push(first.path().span(), text);
    }
    if let Some(arg) = own.iter().find(|attribute| is_arg(attribute)) {
        let text = "what is made of the call is no argument of the client: take this `#[arg]` away";
        errors.push(arg.path().span(), text);
    }
    if let Some(ask) = own.iter().find(|attribute| question::is_ask(attribute)) {
        let text = "a value is made of the call or asked for: take one of `#[from_call]` and `#[ask]` away";
        errors.push(ask.path().span(), text);
    }
    crate::check::parameter_type(kind, &typed.ty, errors);
    if errors.count() > before {
        return None;
    }
    let span = place(&typed.ty);
    let (inner, lent) = unreferenced(&typed.ty);
    Some(Made { ty: owned(inner, self_type), span, lent, position })
}
