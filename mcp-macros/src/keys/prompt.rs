//! The keys of `#[mcp_prompt]`: those that every kind has.

pub(super) const KEYS: [&str; 9] =
    ["name", "title", "description", "icon", "meta", "requires", "timeout", "expose_errors", "crate"];
