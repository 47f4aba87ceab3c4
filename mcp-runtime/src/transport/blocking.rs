//! Serving from where a thread may not be held: inside of a tokio runtime no other one can be started, so it is done on another
//! thread.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::runtime::{Handle, RuntimeFlavor};

use crate::base::panics;
use crate::outcome::error::Error;

/// A runtime that does nothing for so long is taken to stand still.
const STILL: Duration = Duration::from_secs(1);

/// Does work that holds its thread, wherever it is asked for.
pub(crate) fn anywhere<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let Ok(outer) = Handle::try_current() else { return Ok(work()) };
    let working = thread(work)?;
    watch(&outer);
    let done =
        if hands_over(&outer) { tokio::task::block_in_place(|| working.join()) } else { working.join() };
    Ok(done.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
}

/// Does work on a thread of its own.
pub(super) fn thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>, Error> {
    let spawned = std::thread::Builder::new().name("mcp-serve".into()).spawn(work);
    spawned.map_err(|error| Error::because("the thread that serves does not start", error))
}

/// Whether another thread can go on with what this one has to do: those of a runtime of many can. The tasks beside this one would
/// wait for ever otherwise.
fn hands_over(outer: &Handle) -> bool {
    // The task of a `LocalSet` cannot either, which is said by a panic.
    outer.runtime_flavor() == RuntimeFlavor::MultiThread
        && tokio::task::try_id().is_some()
        && panics::guard(|| tokio::task::block_in_place(|| ())).is_ok()
}

/// Says it where the runtime stands still for as long as this holds its only thread. Nothing tells whether it does but that a task is
/// not run.
fn watch(outer: &Handle) {
    let (tell, told) = channel::<()>();
    outer.spawn(async move {
        let _ = tell.send(());
    });
    let wait = move || {
        if told.recv_timeout(STILL) == Err(RecvTimeoutError::Timeout) {
            tracing::error!(
                "the tokio runtime that the server was started in stands still, and with it what was made there, such as a \
                 pool of connections: write `mcp_runtime::serve(server).await` in the place of what blocks"
            );
        }
    };
    let _ = std::thread::Builder::new().name("mcp-outer".into()).spawn(wait);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested() -> u32 {
        let inner = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        inner.block_on(async { 7 })
    }

    #[test]
    fn a_runtime_can_be_started_anywhere() {
        assert_eq!(anywhere(nested).ok(), Some(7));
        let single = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        assert_eq!(single.block_on(async { anywhere(nested) }).ok(), Some(7));
        let many = tokio::runtime::Builder::new_multi_thread().build().expect("a runtime");
        assert_eq!(many.block_on(async { anywhere(nested) }).ok(), Some(7));
        let local = tokio::task::LocalSet::new();
        let task = local.spawn_local(async { anywhere(nested) });
        assert_eq!(many.block_on(local.run_until(task)).expect("no panic").ok(), Some(7));
    }

    /// The one thread of the runtime has to do with what waits beside the task that blocks.
    #[test]
    fn tasks_beside_it_go_on() {
        let one = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
        let task = async {
            let (tell, told) = channel();
            tokio::spawn(async move { tell.send(7) });
            anywhere(move || told.recv_timeout(Duration::from_secs(30))).expect("a thread")
        };
        assert_eq!(one.block_on(async { tokio::spawn(task).await.expect("no panic") }), Ok(7));
    }
}
