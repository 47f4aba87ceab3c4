//! The signals that end a server.

use crate::outcome::error::Error;

/// The signals that ask the process to stop.
pub(super) struct Stop {
    #[cfg(unix)]
    signals: Vec<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Stop {
    /// SIGTERM, SIGINT, and SIGHUP unless the process was started to stay when its terminal goes, as by `nohup`.
    pub(super) fn new() -> Result<Self, Error> {
        use tokio::signal::unix::SignalKind;
        let mut kinds = vec![SignalKind::terminate(), SignalKind::interrupt()];
        if !hangup_is_ignored() {
            kinds.push(SignalKind::hangup());
        }
        Self::on(&kinds)
    }

    fn on(kinds: &[tokio::signal::unix::SignalKind]) -> Result<Self, Error> {
        let listen = |kind: &_| tokio::signal::unix::signal(*kind);
        let signals = kinds.iter().map(listen).collect::<Result<_, _>>();
        let signals = signals.map_err(|error| Error::because("signals cannot be handled", error))?;
        Ok(Self { signals })
    }

    /// Waits for one of them.
    pub(super) async fn signal(&mut self) {
        let any = |cx: &mut std::task::Context<'_>| {
            if self.signals.iter_mut().any(|signal| signal.poll_recv(cx).is_ready()) {
                return std::task::Poll::Ready(());
            }
            std::task::Poll::Pending
        };
        std::future::poll_fn(any).await;
    }
}

/// Whether the process was told to ignore SIGHUP. Listening to it would end that.
#[cfg(unix)]
fn hangup_is_ignored() -> bool {
    // Bit 0 is signal 1. Where the system does not tell, the signal is listened to: it would end the process at once else.
    std::fs::read_to_string("/proc/self/status").is_ok_and(|status| {
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
    })
}

#[cfg(not(unix))]
impl Stop {
    #[expect(clippy::unnecessary_wraps, reason = "on Unix it can fail")]
    pub(super) fn new() -> Result<Self, Error> {
        Ok(Self {})
    }

    /// Waits for Ctrl-C.
    pub(super) async fn signal(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
