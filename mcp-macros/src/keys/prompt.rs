//! The keys of `#[mcp_prompt]`: those that every kind has.

pub(super) const KEYS: [&str; 6] = ["name", "title", "description", "timeout", "expose_errors", "crate"];
