//! Faults over HTTP that take raw bytes, a signal, or a client that goes: what must not break the server, and what it must
//! answer. The numbers are those of the project's list of faults; what needs no more than a request is an exchange.
//!
//! Each test ends with a client of each year that goes on as if nothing had happened.

#[path = "http_faults/addresses.rs"]
mod addresses;
#[path = "http_faults/blocked.rs"]
mod blocked;
#[path = "http_faults/bystander.rs"]
mod bystander;
#[path = "http_faults/clocks.rs"]
mod clocks;
#[path = "http_faults/descriptors.rs"]
mod descriptors;
#[path = "http_faults/ends.rs"]
mod ends;
#[path = "http_faults/flags.rs"]
mod flags;
#[path = "http_faults/framing.rs"]
mod framing;
#[path = "http_faults/heavy.rs"]
mod heavy;
#[path = "http_faults/hosts.rs"]
mod hosts;
#[path = "http_faults/kept.rs"]
mod kept;
#[path = "http_faults/leaving.rs"]
mod leaving;
#[path = "http_faults/mutated.rs"]
mod mutated;
#[path = "http_faults/patience.rs"]
mod patience;
#[path = "http_faults/pressure.rs"]
mod pressure;
#[path = "http_faults/restarts.rs"]
mod restarts;
#[path = "http_faults/sizes.rs"]
mod sizes;
#[path = "http_faults/tokens.rs"]
mod tokens;
