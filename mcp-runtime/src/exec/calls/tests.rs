//! Who is let in, and what is free again afterwards.

use std::pin::pin;
use std::sync::atomic::AtomicBool;
use std::task::{Context, Wake, Waker};

use super::*;

fn call(id: &str) -> Arc<Identity> {
    Arc::new(Identity::new(id))
}

fn enter(calls: &Arc<Calls>, id: &str) -> Result<Place, Refused> {
    calls.enter(&call(id))
}

fn is_empty(calls: &Calls) -> bool {
    let table = calls.lock();
    calls.count() == 0 && table.running.len() == 0 && table.id_bytes == 0 && table.waiting == 0
}

/// Whether who waits was told.
#[derive(Default)]
struct Told(AtomicBool);

impl Wake for Told {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

impl Told {
    fn already(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

#[test]
fn an_id_that_runs_is_refused_however_it_is_written() {
    let calls = Arc::new(Calls::default());
    let place = enter(&calls, r#""a""#).expect("nobody else is there");
    for again in [r#""a""#, r#""\u0061""#] {
        assert_eq!(enter(&calls, again).err(), Some(Refused::SameId));
        assert!(calls.contains(again));
    }
    assert_eq!(calls.count(), 1);
    let others = ["1", r#""1""#, r#""A""#].map(|other| enter(&calls, other).expect("another id"));
    assert_eq!(calls.count(), 4);
    drop((place, others));
    assert!(is_empty(&calls));
}

#[test]
fn cancelling_frees_the_id_at_once() {
    let calls = Arc::new(Calls::default());
    let first = call(r#""\u0061""#);
    let mut old = calls.enter(&first).expect("nobody else is there");
    calls.cancel(r#""b""#);
    assert!(!first.is_cancelled());
    calls.cancel(r#""a""#);
    assert!(first.is_cancelled() && is_empty(&calls));

    let second = call(r#""a""#);
    let mut new = calls.enter(&second).expect("the id is free");
    assert!(!old.answer(|| panic!("a cancelled call is answered")));
    drop(old);
    assert!(calls.contains(r#""a""#) && !second.is_cancelled());
    let mut answered = false;
    assert!(new.answer(|| answered = true));
    assert!(answered && is_empty(&calls));
}

#[test]
fn a_place_that_is_dropped_gives_its_id_back() {
    let calls = Arc::new(Calls::default());
    let first = call("1");
    drop(calls.enter(&first));
    assert!(!calls.contains("1") && !first.is_cancelled() && is_empty(&calls));
    assert!(enter(&calls, "1").is_ok());
}

#[test]
fn cancelling_all_leaves_nobody_and_lets_others_in() {
    let calls = Arc::new(Calls::default());
    let running = [call("1"), call("2")];
    let mut places = running.each_ref().map(|call| calls.enter(call).expect("another id"));
    calls.cancel_all();
    assert!(is_empty(&calls) && running.iter().all(|call| call.is_cancelled()));
    let _new = enter(&calls, "1").expect("the id is free");
    assert!(!places[0].answer(|| panic!("a cancelled call is answered")));
    drop(places);
    assert!(calls.contains("1") && calls.count() == 1);
}

#[test]
fn only_so_many_may_stay() {
    let calls = Arc::new(Calls::default());
    let mut places = ["1", "2", "3"].map(|id| enter(&calls, id).expect("another id"));
    let waiting = || calls.lock().waiting;
    let stayed = places.each_mut().map(|place| place.stay(2));
    assert_eq!(stayed, [Ok(()), Ok(()), Err(Refused::TooMany)]);
    assert_eq!((waiting(), calls.count()), (2, 3));
    let [first, second, mut third] = places;
    // A call that is cancelled counts until nothing of it is left.
    calls.cancel("1");
    assert_eq!((waiting(), third.stay(2)), (2, Err(Refused::TooMany)));
    drop(first);
    assert_eq!((waiting(), third.stay(2), waiting()), (1, Ok(()), 2));
    drop((second, third));
    assert!(is_empty(&calls));
}

#[test]
fn ids_have_so_many_bytes_together() {
    let calls = Arc::new(Calls::default());
    let id = |letter: &str| format!("\"{}\"", letter.repeat(MAX_IDS / 2 - 2));
    let large = ["a", "b"].map(|letter| enter(&calls, &id(letter)).expect("room"));
    assert_eq!(calls.lock().id_bytes, MAX_IDS);
    assert_eq!(enter(&calls, "1").err(), Some(Refused::TooMany));
    calls.cancel(&id("a"));
    assert_eq!(calls.lock().id_bytes, MAX_IDS / 2);
    let small = enter(&calls, "1").expect("room");
    assert_eq!(enter(&calls, &id("c")).err(), Some(Refused::TooMany));
    drop((large, small));
    assert!(is_empty(&calls));
}

#[test]
fn who_waits_for_the_last_is_told_after_its_answer() {
    let calls = Arc::new(Calls::default());
    let [mut first, mut last] = ["1", "2"].map(|id| enter(&calls, id).expect("another id"));
    let told = Arc::new(Told::default());
    let waker = Waker::from(Arc::clone(&told));
    let mut cx = Context::from_waker(&waker);
    let mut idle = pin!(calls.idle());
    assert!(idle.as_mut().poll(&mut cx).is_pending());

    assert!(first.answer(|| ()));
    assert!(!told.already() && idle.as_mut().poll(&mut cx).is_pending());
    assert!(last.answer(|| assert!(!told.already() && calls.count() == 1)));
    assert!(told.already() && idle.poll(&mut cx).is_ready());
}

#[test]
fn who_waits_is_told_when_all_are_cancelled_and_not_before() {
    struct Looks(Arc<Identity>, AtomicBool);

    impl Wake for Looks {
        fn wake(self: Arc<Self>) {
            self.1.store(self.0.is_cancelled(), Ordering::Release);
        }
    }

    let calls = Arc::new(Calls::default());
    let call = call("1");
    let _place = calls.enter(&call).expect("nobody else is there");
    let looks = Arc::new(Looks(call, AtomicBool::new(false)));
    let waker = Waker::from(Arc::clone(&looks));
    let mut idle = pin!(calls.idle());
    assert!(idle.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    calls.cancel_all();
    assert!(
        looks.1.load(Ordering::Acquire),
        "a call that runs was not cancelled when it was said that none is left"
    );
}

#[test]
fn who_waits_is_told_of_the_last_whatever_ended_it() {
    let ends: [fn(&Calls, Place); 3] =
        [|_, place| drop(place), |calls, _place| calls.cancel("1"), |calls, _place| calls.cancel_all()];
    for end in ends {
        let calls = Arc::new(Calls::default());
        let place = enter(&calls, "1").expect("nobody else is there");
        let mut idle = pin!(calls.idle());
        let mut cx = Context::from_waker(Waker::noop());
        assert!(idle.as_mut().poll(&mut cx).is_pending());
        end(&calls, place);
        assert!(idle.poll(&mut cx).is_ready());
    }
}
