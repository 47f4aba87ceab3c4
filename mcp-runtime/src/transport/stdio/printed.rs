//! What tools print, passed on to stderr as far as somebody reads it: printing never holds up a call and never fails one.
//!
//! Descriptors 1 and 2 become ends of a pipe of our own, and a thread takes out what comes. What stderr does not take is
//! dropped, and said when it takes something again. Only what a process prints while it is being killed by its own fault may be
//! lost with it.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::SendFlags;
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::stdio::{dup2_stderr, dup2_stdout};

use crate::outcome::error::Error;
use crate::transport::LAST_WORDS;

/// A pipe that says it takes something takes this much without making its writer wait (`PIPE_BUF`).
const PIECE: usize = 4096;

/// So long stderr is waited for, before what comes is dropped.
const PATIENCE: Duration = Duration::from_millis(50);

/// Printing is passed on until this is finished.
#[derive(Debug)]
pub(super) struct Printed {
    real: OwnedFd,
    done: Receiver<()>,
}

impl Printed {
    /// Puts the pipe behind both descriptors.
    pub(super) fn take() -> Result<Self, Error> {
        let failed = |error| Error::because("standard output cannot be guarded", error);
        let real = std::io::stderr().as_fd().try_clone_to_owned().map_err(failed)?;
        let to = real.try_clone().map_err(failed)?;
        let (from, ours) = pipe_with(PipeFlags::CLOEXEC).map_err(|error| failed(error.into()))?;
        let (tell, done) = sync_channel(1);
        let pass = move || {
            Pass { to, dropped: 0 }.all(&from);
            let _ = tell.send(());
        };
        std::thread::Builder::new().name("mcp-printed".into()).spawn(pass).map_err(failed)?;
        dup2_stdout(&ours).and_then(|()| dup2_stderr(&ours)).map_err(|error| failed(error.into()))?;
        Ok(Self { real, done })
    }

    /// Puts stderr back, and waits a moment for what was printed before. A child that has our end goes on printing into it.
    pub(super) fn finish(self) {
        let _ = dup2_stdout(&self.real);
        let _ = dup2_stderr(&self.real);
        let _ = self.done.recv_timeout(LAST_WORDS);
    }
}

struct Pass {
    to: OwnedFd,
    /// How many bytes were dropped since something was written last.
    dropped: u64,
}

impl Pass {
    /// Until nobody prints any more.
    fn all(mut self, from: &OwnedFd) {
        let mut space = vec![0; 16 * PIECE];
        loop {
            match rustix::io::read(from, &mut space[..]) {
                Ok(0) => return self.say_dropped(),
                Ok(count) => space[..count].chunks(PIECE).for_each(|piece| self.piece(piece)),
                Err(Errno::INTR) => {}
                Err(_) => return,
            }
        }
    }

    fn piece(&mut self, piece: &[u8]) {
        if self.dropped > 0 {
            self.say_dropped();
        }
        if self.dropped > 0 || !self.write(piece, PATIENCE) {
            self.dropped += piece.len() as u64;
        }
    }

    fn say_dropped(&mut self) {
        let text = format!("\n[{} bytes that were printed are dropped: nobody read them]\n", self.dropped);
        if self.dropped > 0 && self.write(text.as_bytes(), Duration::ZERO) {
            self.dropped = 0;
        }
    }

    /// Writes a piece whole, without waiting for longer than this.
    fn write(&self, mut piece: &[u8], patience: Duration) -> bool {
        while !piece.is_empty() {
            let patience = Timespec::try_from(patience).unwrap_or_default();
            match poll(&mut [PollFd::new(&self.to, PollFlags::OUT)], Some(&patience)) {
                Ok(1..) => {}
                Err(Errno::INTR) => continue,
                Ok(0) | Err(_) => return false,
            }
            // Of a socket it is not said how much it takes.
            let sent = rustix::net::send(&self.to, piece, SendFlags::DONTWAIT | SendFlags::NOSIGNAL);
            let written = match sent {
                Err(Errno::NOTSOCK) => rustix::io::write(&self.to, piece),
                sent => sent,
            };
            match written {
                Ok(count) => piece = &piece[count..],
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(_) => return false,
            }
        }
        true
    }
}
