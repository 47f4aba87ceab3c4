//! A server that runs: a child process with a watch over its time.

use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::Result;

/// How long a server may take to end once it was told to; under valgrind it still writes its figures.
const FAREWELL: Duration = Duration::from_secs(20);

/// A child process that is ended when dropped.
pub(crate) struct Process {
    pub(crate) pid: u32,
    /// What it may take in all.
    pub(crate) limit: Duration,
    child: Arc<Mutex<Child>>,
    _watch: Sender<()>,
}

impl Process {
    /// Starts `command`; the child is stopped after `limit`, whatever it does, so no read waits for ever.
    pub(crate) fn start(command: &mut Command, limit: Duration) -> Result<Self> {
        let child = command.spawn()?;
        let pid = child.id();
        let child = Arc::new(Mutex::new(child));
        let (watch, ended) = mpsc::channel::<()>();
        let watched = Arc::clone(&child);
        thread::spawn(move || {
            if ended.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                stop(&watched);
            }
        });
        Ok(Self { pid, limit, child, _watch: watch })
    }

    /// One of the pipes to the child.
    pub(crate) fn pipe<T>(&self, take: impl FnOnce(&mut Child) -> Option<T>) -> Result<T> {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        take(&mut child).ok_or_else(|| "no pipe to the child".into())
    }

    /// Waits for the child to end by itself, as it was told to.
    pub(crate) fn wait(self) -> Result<ExitStatus> {
        let deadline = Instant::now() + FAREWELL;
        while Instant::now() < deadline {
            let ended = self.child.lock().unwrap_or_else(PoisonError::into_inner).try_wait()?;
            match ended {
                Some(status) => return Ok(status),
                None => thread::sleep(Duration::from_millis(2)),
            }
        }
        Err("the server did not end when it was told to".into())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        stop(&self.child);
    }
}

/// Ends the child, if it still runs, and takes its status so that no zombie stays.
fn stop(child: &Mutex<Child>) {
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    if matches!(child.try_wait(), Ok(None)) {
        let _ = child.kill();
        let _ = child.wait();
    }
}
