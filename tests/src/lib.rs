//! What the tests share: transcripts, the official schemas, a server as a process, the server under test.
#![allow(clippy::expect_used, reason = "a test that cannot go on panics")]
#![allow(clippy::print_stderr, reason = "what a test has to say is read on stderr")]
#![allow(clippy::missing_panics_doc, reason = "panicking is what checks do")]

pub mod asker;
pub mod at_once;
pub mod chance;
mod checked;
pub mod exchange;
pub mod http;
pub mod library;
pub mod process;
pub mod proxy;
pub mod testbed;
pub mod transcript;
pub mod traps;
pub mod validate;
pub mod wires;
