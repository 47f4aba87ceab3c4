//! What everything else may stand on: panics, memory, rates.

pub(crate) mod budget;
pub(crate) mod panics;
pub(crate) mod rate;
