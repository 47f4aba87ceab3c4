//! A small database to try the server with: a shop, its customers and two years of orders.

use std::io;
use std::path::Path;

use rusqlite::Connection;

/// The same rows each time, made by SQL itself.
const SHOP: &str = include_str!("sample.sql");

/// Makes the file, if it is not there. It is filled beside its place and then moved there, so nobody sees half of it.
pub(crate) fn make(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", std::process::id()));
    let beside = path.with_file_name(name);
    let made = Connection::open(&beside)
        .and_then(|connection| connection.execute_batch(SHOP))
        .map_err(io::Error::other)
        .and_then(|()| std::fs::rename(&beside, path));
    if made.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    made
}
