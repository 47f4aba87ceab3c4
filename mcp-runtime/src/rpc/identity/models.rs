//! What a call says, its answer and its cancellation, in many orders of the steps of those who do it.

use std::sync::Arc;

use shuttle::future::block_on;
use shuttle::{check_dfs, check_random_with_seed, thread};

use super::*;

/// Two threads are tried in every order, more of them in so many.
const ORDERS: usize = 5_000;
const SEED: u64 = 1;

fn beside<T: Send + 'static>(
    call: &Arc<Identity>,
    run: impl FnOnce(&Identity) -> T + Send + 'static,
) -> thread::JoinHandle<T> {
    let call = Arc::clone(call);
    thread::spawn(move || run(&call))
}

/// Says something that takes a while, and would show that it came too late.
fn speak(call: &Identity, settled: &AtomicBool) {
    call.speak(|| {
        thread::yield_now();
        assert!(!settled.load(Ordering::Acquire), "something was said after the answer");
    });
}

#[test]
fn nothing_is_said_once_it_is_settled() {
    check_dfs(
        || {
            let call = Arc::new(Identity::new("1"));
            let settled = Arc::new(AtomicBool::new(false));
            let seen = Arc::clone(&settled);
            let speaks = beside(&call, move |call| speak(call, &seen));
            call.settle();
            settled.store(true, Ordering::Release);
            let spoke = call.spoke();
            speaks.join().expect("it ended");
            assert_eq!(call.spoke(), spoke, "what its answer has to wait for is known when it is settled");
        },
        None,
    );
}

#[test]
fn who_settled_it_first_is_not_overruled() {
    check_random_with_seed(
        || {
            let call = Arc::new(Identity::new("1"));
            let settled = Arc::new(AtomicBool::new(false));
            let seen = Arc::clone(&settled);
            let speaks = beside(&call, move |call| (0..2).for_each(|_| speak(call, &seen)));
            let cancels = beside(&call, |call| {
                call.cancel();
                assert!(call.is_to_stop());
                call.is_cancelled()
            });
            call.settle();
            settled.store(true, Ordering::Release);
            let cancelled = call.is_cancelled();
            call.cancel();
            assert_eq!(call.is_cancelled(), cancelled, "an answered call stays answered");
            assert_eq!(cancels.join().expect("it ended"), cancelled);
            speaks.join().expect("it ended");
        },
        SEED,
        ORDERS,
    );
}

#[test]
fn who_waits_for_the_end_of_a_call_is_told() {
    let stops: [fn(&Identity); 2] = [Identity::cancel, Identity::expire];
    for stop in stops {
        check_dfs(
            move || {
                let call = Arc::new(Identity::new("1"));
                let stops = beside(&call, move |call| stop(call));
                block_on(call.to_stop());
                assert!(call.is_to_stop());
                stops.join().expect("it ended");
            },
            None,
        );
    }
    check_dfs(
        || {
            let call = Arc::new(Identity::new("1"));
            let stops = beside(&call, |call| {
                call.expire();
                call.cancel();
            });
            block_on(call.cancelled());
            stops.join().expect("it ended");
        },
        None,
    );
}
