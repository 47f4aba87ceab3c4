//! What ends a server on stdio from outside, beside a signal: that nobody reads its output.

/// Notices that the reader of the output has gone, also while there is nothing to write.
pub(crate) struct Closed {
    #[cfg(unix)]
    output: Option<std::os::fd::OwnedFd>,
}

impl Closed {
    #[cfg(unix)]
    pub(super) fn of(output: &std::os::fd::OwnedFd) -> Self {
        Self { output: output.try_clone().ok() }
    }

    #[cfg(not(unix))]
    pub(super) fn never() -> Self {
        Self {}
    }

    /// Blocks until the output is closed at its other end. Files and terminals never are; `false` means that it cannot
    /// be told.
    #[cfg(unix)]
    pub(super) fn wait(self) -> bool {
        use rustix::event::{PollFd, PollFlags, poll};

        let Some(output) = self.output else { return false };
        loop {
            // Nothing is asked for: an error or the end of the other side is always told.
            let mut state = [PollFd::new(&output, PollFlags::empty())];
            match poll(&mut state, None) {
                Err(rustix::io::Errno::INTR) => {}
                Err(_) => return false,
                Ok(_) => return state[0].revents().intersects(PollFlags::ERR | PollFlags::HUP),
            }
        }
    }

    #[cfg(not(unix))]
    pub(super) fn wait(self) -> bool {
        false
    }
}
