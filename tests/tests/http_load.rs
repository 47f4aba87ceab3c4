//! Many clients at once: nothing is lost, nothing is doubled, nobody hears what was said to another, and memory and file
//! descriptors come back. What was measured is printed, a line each; no test depends on how fast anything was.
//!
//! `MCP_LOAD_SECONDS=30` lets the mixed calls go on for so long; without it they are counted.

#[path = "http_load/abuse.rs"]
mod abuse;
#[path = "http_load/many.rs"]
mod many;
#[path = "http_load/mixed.rs"]
mod mixed;
#[path = "http_load/tools.rs"]
mod tools;
