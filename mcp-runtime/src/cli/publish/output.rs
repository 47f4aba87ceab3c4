//! A new file, written whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use clap::ArgMatches;

use crate::outcome::error::Error;

/// Refuses a file that is there, unless it may be replaced.
pub(super) fn free(path: &Path, asked: &ArgMatches) -> Result<(), Error> {
    let shown = path.display();
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => {
            Err(Error::usage(format!("`--out {shown}` is a folder: write the name of a file in it")))
        }
        Ok(_) if !asked.get_flag("force") => Err(Error::usage(format!(
            "{shown} is there already: write `--force` to replace it, or `--out FILE` for another"
        ))),
        _ => Ok(()),
    }
}

/// Puts the file where it belongs, when all of it is written.
pub(super) fn write(path: &Path, bytes: &[u8], asked: &ArgMatches) -> Result<(), Error> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = path.with_file_name(name);
    let written = fill(&beside, bytes).map_err(|error| {
        let shown = path.display();
        Error::usage(format!(
            "{shown} cannot be written ({error}): write `--out FILE`, in a folder that is there"
        ))
    });
    // It took a while until here.
    written
        .and_then(|()| free(path, asked))
        .and_then(|()| {
            let moved = fs::rename(&beside, path);
            moved.map_err(|error| Error::because(format!("{} is not written", path.display()), error))
        })
        .inspect_err(|_| drop(fs::remove_file(&beside)))
}

fn fill(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
