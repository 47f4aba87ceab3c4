//! What everything else may stand on: panics, memory, rates.

pub(crate) mod budget;
pub(crate) mod fnv;
pub(crate) mod panics;
pub(crate) mod rate;
#[cfg(feature = "ask")]
pub(crate) mod seal;
pub(crate) mod sync;
