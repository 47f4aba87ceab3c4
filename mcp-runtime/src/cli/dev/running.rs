//! A process of the server that is spoken to over its standard input and output.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Instant;

use super::process::command;
use crate::cli::pipes::{self, Input};

/// A process that runs.
pub(super) struct Running {
    pub(super) child: Child,
    pub(super) build: u32,
    /// Its input; dropped, the process ends.
    pub(super) input: Option<Input>,
    pub(super) since: Instant,
}

impl Running {
    /// Starts a program. Each line that it says is given to `each`, and `ended` is told at the end of its output.
    pub(super) fn start(
        program: &Path,
        args: &[OsString],
        build: u32,
        each: impl FnMut(String) -> bool + Send + 'static,
        ended: impl FnOnce() + Send + 'static,
    ) -> std::io::Result<Self> {
        let mut command = command(program, args, build, None);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = pipes::speak(&mut child, each, move |_| ended())?;
        Ok(Self { child, build, input: Some(input), since: Instant::now() })
    }
}
