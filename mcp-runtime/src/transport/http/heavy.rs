//! Large messages: what is read of them and decoded is work of milliseconds, and nobody else waits behind it.
//!
//! They take turns, so that a processor is left for what is small. Whose turn it is works on its thread while another thread goes
//! on with what that one served, where the runtime is ours; somebody else's may be one that cannot do so, and says it by a panic.

use tokio::sync::Semaphore;

/// Reading a smaller one takes less than the tools that are polled in place may take.
const LARGE: usize = 256 << 10;

/// Whether a message of this size takes a turn.
pub(crate) fn is_large(size: usize) -> bool {
    size > LARGE
}

/// The turns of large messages.
#[derive(Debug)]
pub(crate) struct Turns {
    free: Semaphore,
    /// Whether another thread can take over what this one serves.
    hands_over: bool,
}

impl Turns {
    pub(crate) fn new(own_runtime: bool) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { free: Semaphore::new((processors - 1).max(1)), hands_over: own_runtime }
    }

    /// Does the work when it is its turn.
    pub(crate) async fn take<T>(&self, work: impl FnOnce() -> T) -> T {
        let _turn = self.free.acquire().await;
        if self.hands_over { tokio::task::block_in_place(work) } else { work() }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    #[test]
    fn one_after_the_other() {
        let turns = Turns { free: Semaphore::new(1), hands_over: false };
        let mut cx = Context::from_waker(Waker::noop());
        let taken = turns.free.try_acquire().expect("a turn");
        let mut waits = pin!(turns.take(|| 1));
        assert!(waits.as_mut().poll(&mut cx).is_pending());
        {
            let mut leaves = Box::pin(turns.take(|| unreachable!("its client left")));
            assert!(leaves.as_mut().poll(&mut cx).is_pending());
        }
        drop(taken);
        assert_eq!(waits.as_mut().poll(&mut cx), Poll::Ready(1));
        assert_eq!(turns.free.available_permits(), 1);
    }

    #[test]
    fn what_its_thread_served_goes_on_meanwhile() {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
        let turn = async {
            let (said, heard) = std::sync::mpsc::channel();
            let other = async move { said.send(()).expect("somebody listens") };
            let turns = Turns::new(true);
            // The only worker runs this; the other task is done although it waits for it.
            turns
                .take(move || {
                    tokio::spawn(other);
                    heard.recv().is_ok()
                })
                .await
        };
        assert!(runtime.block_on(async { tokio::spawn(turn).await.expect("no panic") }));
    }
}
