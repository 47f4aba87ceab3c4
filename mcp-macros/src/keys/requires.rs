//! `requires(…)`: what a client has to be able to do.

use proc_macro2::TokenStream;
use quote::quote;

use crate::attr::{Entry, Value, split};
use crate::errors::Errors;
use crate::suggest::nearest;

/// What a client can do, in the order that the runtime has.
const KNOWN: [&str; 5] = ["elicitation", "elicitation_url", "sampling", "sampling_tools", "roots"];

/// That nobody sees it who lacks them.
const HIDE: &str = "hide";

/// The call that sets what the key says.
pub(super) fn setting(entry: &Entry, errors: &mut Errors) -> Option<TokenStream> {
    let Value::List(list) = &entry.value else {
        errors
            .push_over(entry.place(), "write what the client has to be able to do: `requires(elicitation)`");
        return None;
    };
    let (mut needs, mut hide) = ([false; KNOWN.len()], false);
    for piece in split(list.clone()) {
        let name: TokenStream = piece.into_iter().collect();
        let text = name.to_string();
        if text == HIDE {
            hide = true;
        } else if let Some(at) = KNOWN.iter().position(|known| *known == text) {
            needs[at] = true;
        } else {
            let near =
                nearest(&text, KNOWN).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let all = KNOWN.join("`, `");
            errors.push_over(&name, format!("a client has no `{text}`; {near}there are `{all}`, and `hide`"));
            return None;
        }
    }
    if needs == [false; KNOWN.len()] {
        errors.push_over(
            entry.place(),
            "this requires nothing: name what the client has to be able to do, as `requires(elicitation)`",
        );
        return None;
    }
    Some(quote!(.requires([#(#needs),*], #hide)))
}
