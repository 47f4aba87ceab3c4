//! The guard of standard input and output: only the protocol reaches them.
//!
//! A `println!` in a tool, a C library that prints, a child process that inherits the descriptors: all of it lands on
//! stderr, and nobody else reads the client's messages.

use crate::outcome::error::Error;
use crate::transport::stdio::Ends;
use crate::transport::stdio::closed::Closed;
#[cfg(unix)]
use crate::transport::stdio::printed::Printed;

/// Takes the two descriptors for the protocol, and puts nothing, and the way to stderr, in their places.
#[cfg(unix)]
pub(super) fn take() -> Result<(Ends, Printed), Error> {
    use std::fs::File;
    use std::os::fd::{AsFd, OwnedFd};

    use rustix::stdio::dup2_stdin;

    let keep = |fd: std::os::fd::BorrowedFd<'_>, what: &str| -> Result<OwnedFd, Error> {
        fd.try_clone_to_owned().map_err(|error| Error::because(format!("{what} is not open"), error))
    };
    let input = keep(std::io::stdin().as_fd(), "standard input")?;
    let output = keep(std::io::stdout().as_fd(), "standard output")?;
    let nothing = File::options().read(true).write(true).open("/dev/null").ok();
    if let Some(nothing) = &nothing {
        let _ = dup2_stdin(nothing);
    }
    let printed = Printed::take()?;
    let closed = Closed::of(&output);
    let (input, output) = (Patient(File::from(input)), Patient(File::from(output)));
    Ok((Ends { input: Box::new(input), output: Box::new(output), closed }, printed))
}

/// A descriptor that the parent may have made non-blocking: it is waited for all the same. Its flag is left alone, since the
/// parent's own end may share it.
#[cfg(unix)]
struct Patient(std::fs::File);

#[cfg(unix)]
impl Patient {
    /// Does something as soon as it can be done.
    fn wait_for<T>(
        &mut self,
        events: rustix::event::PollFlags,
        mut work: impl FnMut(&mut std::fs::File) -> std::io::Result<T>,
    ) -> std::io::Result<T> {
        use rustix::event::{PollFd, poll};
        loop {
            match work(&mut self.0) {
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    match poll(&mut [PollFd::new(&self.0, events)], None) {
                        Ok(_) | Err(rustix::io::Errno::INTR) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
                done => return done,
            }
        }
    }
}

#[cfg(unix)]
impl std::io::Read for Patient {
    fn read(&mut self, space: &mut [u8]) -> std::io::Result<usize> {
        self.wait_for(rustix::event::PollFlags::IN, |file| file.read(space))
    }
}

#[cfg(unix)]
impl std::io::Write for Patient {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.wait_for(rustix::event::PollFlags::OUT, |file| file.write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

/// Elsewhere the descriptors stay where they are; a tool must not print.
#[cfg(not(unix))]
pub(super) fn take() -> Result<(Ends, Printed), Error> {
    let ends = Ends {
        input: Box::new(std::io::stdin()),
        output: Box::new(std::io::stdout()),
        closed: Closed::never(),
    };
    Ok((ends, Printed))
}

#[cfg(not(unix))]
pub(super) struct Printed;

#[cfg(not(unix))]
impl Printed {
    pub(super) fn finish(self) {}
}
