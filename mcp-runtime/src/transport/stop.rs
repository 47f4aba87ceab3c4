//! What ends a server from outside: a signal, or whoever serves it.

use std::sync::Arc;

use tokio::sync::{Notify, oneshot};

use crate::outcome::error::Error;

/// What asks the server to stop: the signals that the process gets, and its own program.
pub(super) struct Stop {
    #[cfg(unix)]
    signals: Vec<tokio::signal::unix::Signal>,
    quit: Arc<Notify>,
}

impl Stop {
    /// Waits until one of them asks.
    pub(super) async fn asked(&mut self) {
        let quit = Arc::clone(&self.quit);
        tokio::select! {
            () = self.signal() => {}
            () = quit.notified() => {}
        }
    }
}

/// Waits for a signal that comes from now on. On a thread of its own: the runtime that this is awaited in may know of no signals.
pub(crate) async fn signalled() {
    let (tell, told) = oneshot::channel::<()>();
    let wait = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let Ok(runtime) = runtime else { return drop(tell) };
        runtime.block_on(async {
            let mut tell = tell;
            let Ok(mut stop) = Stop::new(&Arc::default()) else { return };
            tokio::select! {
                () = stop.signal() => drop(tell.send(())),
                () = tell.closed() => {}
            }
        });
    };
    let _ = std::thread::Builder::new().name("mcp-signal".into()).spawn(wait);
    if told.await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
impl Stop {
    /// SIGTERM, SIGINT, and SIGHUP unless the process was started to stay when its terminal goes, as by `nohup`.
    pub(super) fn new(quit: &Arc<Notify>) -> Result<Self, Error> {
        use tokio::signal::unix::SignalKind;
        let mut kinds = vec![SignalKind::terminate(), SignalKind::interrupt()];
        if !hangup_is_ignored() {
            kinds.push(SignalKind::hangup());
        }
        let signals = kinds.into_iter().map(tokio::signal::unix::signal).collect::<Result<_, _>>();
        let signals = signals.map_err(|error| Error::because("signals cannot be handled", error))?;
        Ok(Self { signals, quit: Arc::clone(quit) })
    }

    /// Waits for a signal.
    async fn signal(&mut self) {
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
    pub(super) fn new(quit: &Arc<Notify>) -> Result<Self, Error> {
        Ok(Self { quit: Arc::clone(quit) })
    }

    /// Waits for Ctrl-C.
    #[expect(clippy::unused_self, reason = "on Unix it is asked")]
    async fn signal(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
