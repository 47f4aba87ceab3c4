//! The time limit of a query, and what its client hears meanwhile.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mcp_runtime::Context;
use tokio::time::timeout;

use crate::fault::Fault;

/// So often a client hears how far a query is.
const EVERY: Duration = Duration::from_millis(500);

/// Waits for some work, no longer than its limit, and reports on it. Work that is given up is dropped, and so stopped.
pub(crate) async fn watched<T>(
    cx: &Context,
    seconds: u64,
    read: &AtomicUsize,
    work: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    let reported = async {
        let started = Instant::now();
        let mut work = pin!(work);
        loop {
            if let Ok(done) = timeout(EVERY, &mut work).await {
                return done;
            }
            let passed = started.elapsed().as_secs_f64();
            let read = read.load(Ordering::Relaxed);
            cx.progress(passed, seconds).message(format!("{passed:.1} s, {read} rows read")).await;
        }
    };
    timeout(Duration::from_secs(seconds), reported).await.unwrap_or_else(|_| {
        Err(Fault::new(format!("stopped: it took longer than {seconds} s"))
            .hint("read less, or look with `explain` at what is slow; `seconds` may be up to 120"))
    })
}
