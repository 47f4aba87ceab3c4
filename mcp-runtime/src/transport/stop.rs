//! The signals that end a server.

use crate::error::Error;

/// The signals that ask the process to stop.
pub(super) struct Stop {
    #[cfg(unix)]
    signals: Vec<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Stop {
    /// SIGTERM and SIGINT.
    #[cfg(feature = "http")]
    pub(super) fn new() -> Result<Self, Error> {
        use tokio::signal::unix::SignalKind;
        Self::on(&[SignalKind::terminate(), SignalKind::interrupt()])
    }

    /// SIGHUP too: a server that belongs to a terminal, or to the program that started it, ends with it. One that was
    /// started to stay may be told to ignore that signal, and then must not listen to it.
    pub(super) fn with_hangup() -> Result<Self, Error> {
        use tokio::signal::unix::SignalKind;
        Self::on(&[SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()])
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

#[cfg(not(unix))]
impl Stop {
    #[cfg(feature = "http")]
    #[expect(clippy::unnecessary_wraps, reason = "on Unix it can fail")]
    pub(super) fn new() -> Result<Self, Error> {
        Ok(Self {})
    }

    #[expect(clippy::unnecessary_wraps, reason = "on Unix it can fail")]
    pub(super) fn with_hangup() -> Result<Self, Error> {
        Ok(Self {})
    }

    /// Waits for Ctrl-C.
    pub(super) async fn signal(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
