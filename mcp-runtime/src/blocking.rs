//! Functions that are not async, on the blocking pool.

use std::panic::resume_unwind;

use crate::error::ToolError;
use crate::outcome::Outcome;

/// Runs `work` on the blocking pool of the runtime that hosts the server.
///
/// A panic goes on in the caller, where every panic of a tool is answered. Dropping the future before the work began
/// takes it off the queue; work that began cannot be stopped, its result is dropped.
pub(crate) async fn run<F: FnOnce() -> Outcome + Send + 'static>(work: F) -> Outcome {
    let mut task = AbortOnDrop(tokio::task::spawn_blocking(work));
    match (&mut task.0).await {
        Ok(outcome) => outcome,
        Err(error) => match error.try_into_panic() {
            Ok(payload) => resume_unwind(payload),
            Err(error) => Outcome::Error(ToolError::private(error)),
        },
    }
}

struct AbortOnDrop(tokio::task::JoinHandle<Outcome>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
