//! What no two functions of one server can have: a name of one kind, and a URI.

use std::collections::HashMap;

use crate::address::Address;
use crate::errors::Errors;
use crate::handler::Handler;
use crate::overlap::{Overlap, compare};
use crate::pairs::Pairs;
use crate::uri_template;

/// Drops functions whose name is taken by another one of their kind. Under a `cfg` only the compiler knows whether both exist.
pub(crate) fn check(mut marked: Vec<Handler>, errors: &mut Errors) -> Vec<Handler> {
    let mut first = HashMap::new();
    for index in 0..marked.len() {
        let handler = &marked[index];
        if !handler.kind.is_called_by_name() || handler.is_conditional() {
            continue;
        }
        let earlier = *first.entry((handler.kind, handler.name.clone())).or_insert(index);
        if earlier == index {
            continue;
        }
        // Two functions of one identifier are rustc's to complain of.
        let earlier = &marked[earlier].sig.ident;
        if *earlier != handler.sig.ident {
            let text = format!(
                "this server has a {} named `{}` already (fn `{earlier}`): give one of them another with `name = \"…\"`",
                handler.kind, handler.name
            );
            errors.push(handler.name_span, text);
        }
        marked[index].broken = true;
    }
    resembling(&mut marked);
    apart(&mut marked, errors);
    marked
}

/// Marks each whose name an earlier one has too, but for case and separators: clients fold names, and models mix them up.
fn resembling(marked: &mut [Handler]) {
    let mut first = HashMap::new();
    for handler in marked.iter_mut().filter(|handler| handler.kind.is_called_by_name() && !handler.broken) {
        let folded: String = handler.name.chars().filter(char::is_ascii_alphanumeric).collect();
        let earlier =
            first.entry((handler.kind, folded.to_ascii_lowercase())).or_insert(handler.name.clone());
        handler.resembles = *earlier != handler.name && handler.name_is.is_none();
    }
}

/// Refuses each resource whose URI an earlier one has too.
fn apart(handlers: &mut [Handler], errors: &mut Errors) {
    let addressed: Vec<(usize, &Address)> = handlers
        .iter()
        .enumerate()
        .filter(|(_, handler)| !handler.is_conditional())
        .filter_map(|(index, handler)| Some((index, handler.address.as_ref()?)))
        .collect();
    let mut faults: Vec<(usize, usize, Fault)> =
        fixed(&addressed).into_iter().chain(templates(&addressed)).collect();
    // Each is refused once, for the first one that has its URI.
    faults.sort_by_key(|(later, earlier, _)| (*later, *earlier));
    faults.dedup_by_key(|(later, ..)| *later);
    for (later, earlier, fault) in faults {
        let (first, second) = (&handlers[earlier].sig.ident, &handlers[later].sig.ident);
        let text = match fault {
            Fault::Meet(uri) => format!(
                "`{uri}` is matched by two resources, `{first}` and `{second}`: give one of them a fixed part that the other \
                 has not"
            ),
            Fault::Unknown => {
                format!("this template and that of `{first}` are too long to be compared: shorten one")
            }
        };
        if let Some(address) = &handlers[later].address {
            errors.push(address.text.span(), text);
        }
        handlers[later].broken = true;
    }
}

/// Why two resources cannot both be.
enum Fault {
    /// A URI that both have.
    Meet(String),
    Unknown,
}

/// A URI of its own comes before a template, so only two of a kind meet.
fn fixed(addressed: &[(usize, &Address)]) -> Vec<(usize, usize, Fault)> {
    let mut first = HashMap::new();
    let fixed = addressed.iter().filter(|(_, address)| address.template.is_fixed());
    let twice = fixed.filter_map(|(index, address)| {
        let uri = address.template.ending.as_str();
        let earlier = *first.entry(uri).or_insert(*index);
        (earlier != *index).then(|| (*index, earlier, Fault::Meet(uri.to_owned())))
    });
    twice.collect()
}

fn templates(addressed: &[(usize, &Address)]) -> Vec<(usize, usize, Fault)> {
    let templates: Vec<_> = addressed.iter().filter(|(_, address)| !address.template.is_fixed()).collect();
    let owned: Vec<String> = templates.iter().map(|(_, address)| address.template.head()).collect();
    let heads: Vec<&str> = owned.iter().map(String::as_str).collect();
    let pieces: Vec<_> = templates.iter().map(|(_, address)| address.template.pieces()).collect();
    let (mut order, mut nodes) = (vec![0; heads.len()], vec![(0, 0, 0); heads.len()]);
    let mut pairs = Pairs::new(&heads, &mut order, &mut nodes);
    let mut faults = Vec::new();
    while let Some((one, other)) = pairs.next() {
        let (earlier, later) = (one.min(other), one.max(other));
        let (a, b) = (&pieces[later], &pieces[earlier]);
        let fault = match compare(a, b) {
            Overlap::Apart => continue,
            Overlap::Meet => Fault::Meet(uri_template::witness(a, b).unwrap_or_default()),
            Overlap::TooLong => Fault::Unknown,
        };
        faults.push((templates[later].0, templates[earlier].0, fault));
    }
    faults
}
