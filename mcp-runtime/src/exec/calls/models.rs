//! What ends a call, its answer, its client or the end of all, in many orders of the steps of those who do it.

use shuttle::future::block_on;
use shuttle::{check_dfs, check_random_with_seed, thread};

use super::*;

/// Two threads are tried in every order, more of them in so many.
const ORDERS: usize = 5_000;
const SEED: u64 = 1;

fn enter(calls: &Arc<Calls>, id: &str) -> (Arc<Identity>, Result<Place, Refused>) {
    let call = Arc::new(Identity::new(id));
    let place = calls.enter(&call);
    (call, place)
}

fn enter_first(calls: &Arc<Calls>, id: &str) -> (Arc<Identity>, Place) {
    let (call, place) = enter(calls, id);
    let mut place = place.expect("the id is free");
    place.stay(1).expect("there is room");
    (call, place)
}

fn assert_empty(calls: &Calls) {
    let table = calls.lock();
    assert!(table.running.len() == 0);
    assert_eq!((calls.count(), table.id_bytes, table.waiting), (0, 0, 0));
}

/// Runs it on another thread.
fn beside<T: Send + 'static>(
    calls: &Arc<Calls>,
    run: impl FnOnce(&Arc<Calls>) -> T + Send + 'static,
) -> thread::JoinHandle<T> {
    let calls = Arc::clone(calls);
    thread::spawn(move || run(&calls))
}

/// A call ends, and is cancelled, while another of its id comes.
fn same_id(end: fn(Place) -> Option<bool>) {
    let calls = Arc::new(Calls::default());
    let (first, place) = enter_first(&calls, "1");
    let ends = thread::spawn(move || end(place));
    let cancels = beside(&calls, |calls| calls.cancel("1"));
    let enters = beside(&calls, |calls| enter(calls, "1"));
    let answered = ends.join().expect("it ended");
    cancels.join().expect("it ended");
    let (second, let_in) = enters.join().expect("it ended");

    if let Some(answered) = answered {
        assert_ne!(answered, first.is_cancelled(), "a call ends once");
    }
    assert!(!first.is_cancelled() || !second.is_cancelled(), "one was cancelled");
    match let_in {
        Ok(mut place) => {
            assert_ne!(calls.contains("1"), second.is_cancelled(), "nobody else takes it out");
            assert_ne!(place.answer(|| ()), second.is_cancelled());
        }
        Err(refused) => {
            assert_eq!(refused, Refused::SameId);
            assert!(!second.is_cancelled(), "it never was there");
        }
    }
    assert_empty(&calls);
}

#[test]
fn a_call_that_is_answered_is_not_cancelled_and_leaves_the_next_of_its_id_alone() {
    let end = |mut place: Place| Some(place.answer(|| ()));
    check_random_with_seed(move || same_id(end), SEED, ORDERS);
}

#[test]
fn a_call_that_is_dropped_leaves_the_next_of_its_id_alone() {
    let end = |place: Place| {
        drop(place);
        None
    };
    check_random_with_seed(move || same_id(end), SEED, ORDERS);
}

/// In every order: the answer goes out, or the call is cancelled by what is given.
fn answered_or(cancel: fn(&Calls)) {
    check_dfs(
        move || {
            let calls = Arc::new(Calls::default());
            let (call, mut place) = enter_first(&calls, "1");
            let cancels = beside(&calls, move |calls| cancel(calls));
            let mut said = false;
            let answered = place.answer(|| said = true);
            assert_eq!(said, answered);
            drop(place);
            cancels.join().expect("it ended");
            assert_ne!(answered, call.is_cancelled());
            assert_empty(&calls);
        },
        None,
    );
}

#[test]
fn an_answer_and_a_cancellation_never_both_succeed() {
    answered_or(|calls| calls.cancel("1"));
}

#[test]
fn an_answer_and_the_end_of_all_never_both_succeed() {
    answered_or(Calls::cancel_all);
}

#[test]
fn who_waits_for_the_last_is_told_when_every_call_has_ended() {
    check_random_with_seed(
        || {
            let calls = Arc::new(Calls::default());
            let sent = Arc::new(AtomicUsize::new(0));
            let (first, place) = enter(&calls, "1");
            let (second, other) = enter(&calls, "2");
            let answers = [place, other].map(|place| {
                let mut place = place.expect("another id");
                let sent = Arc::clone(&sent);
                thread::spawn(move || {
                    place.answer(|| {
                        sent.fetch_add(1, Ordering::AcqRel);
                    })
                })
            });
            let cancels = beside(&calls, |calls| calls.cancel_all());
            block_on(calls.idle());
            let cancelled = [&first, &second].iter().filter(|call| call.is_cancelled()).count();
            assert_eq!(sent.load(Ordering::Acquire) + cancelled, 2, "somebody was told too early");
            cancels.join().expect("it ended");
            for answers in answers {
                answers.join().expect("it ended");
            }
            assert_empty(&calls);
        },
        SEED,
        ORDERS,
    );
}

#[test]
fn the_end_of_all_takes_only_those_that_were_let_in() {
    check_random_with_seed(
        || {
            let calls = Arc::new(Calls::default());
            let (first, mut place) = enter_first(&calls, "1");
            let ends = beside(&calls, |calls| calls.cancel_all());
            let enters = beside(&calls, |calls| enter(calls, "1"));
            let answered = place.answer(|| ());
            drop(place);
            ends.join().expect("it ended");
            let (second, let_in) = enters.join().expect("it ended");
            assert_ne!(answered, first.is_cancelled());
            match let_in {
                Ok(mut place) => assert_ne!(place.answer(|| ()), second.is_cancelled()),
                Err(refused) => assert_eq!((refused, second.is_cancelled()), (Refused::SameId, false)),
            }
            assert_empty(&calls);
        },
        SEED,
        ORDERS,
    );
}
