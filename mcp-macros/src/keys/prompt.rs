//! The keys of `#[mcp_prompt]`: those that every kind has.

pub(super) const KEYS: [&str; 8] =
    ["name", "title", "description", "icon", "meta", "timeout", "expose_errors", "crate"];
