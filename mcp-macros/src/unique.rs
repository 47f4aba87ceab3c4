//! What no two functions of one server can have: a name of one kind, and a URI.

use crate::address::Address;
use crate::errors::Errors;
use crate::handler::Handler;
use crate::overlap::{Overlap, compare};
use crate::uri_template;

/// Drops functions whose name is taken by another one of their kind. Under a `cfg` only the compiler knows whether both exist.
pub(crate) fn check(mut marked: Vec<Handler>, errors: &mut Errors) -> Vec<Handler> {
    for index in 1..marked.len() {
        let handler = &marked[index];
        if !handler.kind.is_called_by_name() {
            continue;
        }
        let same = |earlier: &&Handler| {
            earlier.kind == handler.kind && earlier.name == handler.name && earlier.cfgs().next().is_none()
        };
        let Some(earlier) = marked[..index].iter().find(same) else { continue };
        // Two functions of one identifier are rustc's to complain of.
        if handler.cfgs().next().is_none() {
            if earlier.sig.ident != handler.sig.ident {
                let text = format!(
                    "this server has a {} named `{}` already (fn `{}`): give one of them another with `name = \"…\"`",
                    handler.kind, handler.name, earlier.sig.ident
                );
                errors.push(handler.name_span, text);
            }
            marked[index].broken = true;
        }
    }
    apart(&mut marked, errors);
    marked
}

/// Refuses each resource whose URI an earlier one has too. Under a `cfg` only the compiler knows whether both exist.
fn apart(handlers: &mut [Handler], errors: &mut Errors) {
    for index in 1..handlers.len() {
        let (earlier, later) = handlers.split_at(index);
        let one = &later[0];
        let Some(own) = one.address.as_ref().filter(|_| one.cfgs().next().is_none()) else { continue };
        let fault = earlier.iter().filter(|other| other.cfgs().next().is_none()).find_map(|other| {
            let meet = meet(own, other.address.as_ref()?)?;
            let (first, second) = (&other.sig.ident, &one.sig.ident);
            Some(match meet {
                Meet::At(uri) => format!(
                    "`{uri}` is matched by two resources, `{first}` and `{second}`: give one of them a fixed part that the other \
                     has not"
                ),
                Meet::Unknown => format!("this template and that of `{first}` are too long to be compared: shorten one"),
            })
        });
        if let Some(fault) = fault {
            errors.push(own.text.span(), fault);
            handlers[index].broken = true;
        }
    }
}

enum Meet {
    /// A URI that both have.
    At(String),
    Unknown,
}

/// A URI of its own comes before a template, so these two never meet.
fn meet(one: &Address, other: &Address) -> Option<Meet> {
    let (a, b) = (&one.template, &other.template);
    if a.is_fixed() || b.is_fixed() {
        let same = a.is_fixed() && b.is_fixed() && a.ending == b.ending;
        return same.then(|| Meet::At(a.ending.clone()));
    }
    let (a, b) = (a.pieces(), b.pieces());
    match compare(&a, &b) {
        Overlap::Apart => None,
        Overlap::Meet => Some(Meet::At(uri_template::witness(&a, &b).unwrap_or_default())),
        Overlap::TooLong => Some(Meet::Unknown),
    }
}
