//! Tools that hold their thread: what is known of each, and who may be polled where.

#[cfg(feature = "http")]
pub(crate) mod in_place;
pub(crate) mod trust;
