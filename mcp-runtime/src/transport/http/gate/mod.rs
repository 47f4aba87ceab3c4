//! What a request has to pass before it is answered, and what the operator may ask for.

pub(crate) mod check;
pub(crate) mod cors;
pub(crate) mod guard;
pub(crate) mod lookup;
pub(crate) mod media;
pub(crate) mod mirror;
pub(crate) mod refusal;
pub(crate) mod secret;
pub(crate) mod tokens;
