//! The PostgreSQL that the tests of the database server start, installed into `target/postgres`. It comes as a package of
//! node, so no root is needed. Where there is no such package for the system, `tests/tests/database` says so.
#![allow(clippy::doc_markdown, reason = "PostgreSQL is a name")]

use crate::clients::packages;
use crate::run::{Done, root, target};

/// Installs what is not installed yet. Its scripts may run: they make the links between its libraries.
pub(crate) fn install() -> Done {
    packages(&target().join("postgres"), &root().join("tests/postgres"), &[])
}
