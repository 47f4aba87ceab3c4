//! Who waits, and who does not.

use std::sync::Arc;

use super::*;
use crate::rpc::identity::Identity;

fn call(spoke: bool) -> Arc<Identity> {
    let call = Arc::new(Identity::new("1"));
    if spoke {
        call.speak(|| ());
    }
    call
}

fn texts(frames: &VecDeque<Frame>) -> Vec<&str> {
    frames.iter().map(|frame| std::str::from_utf8(&frame.bytes).expect("a text")).collect()
}

#[test]
fn only_the_answer_of_a_call_that_just_spoke_waits() {
    let (loud, quiet) = (call(true), call(false));
    let mut queue = Queue::default();
    queue.frames.extend([
        Frame::said(b"step".to_vec(), &loud),
        Frame::answer_to(b"loud".to_vec(), &loud),
        Frame::answer_to(b"quiet".to_vec(), &quiet),
        Frame::answer(b"other".to_vec()),
    ]);
    let now = Instant::now();
    let (leaving, due) = queue.leaving(now);
    assert_eq!(texts(&leaving), ["step", "quiet", "other"]);
    assert_eq!(queue.bytes, 4);
    let due = due.expect("a time");
    assert!(due > now);
    assert_eq!(texts(&queue.leaving(now + (due - now) / 2).0), [""; 0]);
    // Writing took its time.
    loud.leave(due);
    assert_eq!(queue.leaving(due).1, Some(due + (due - now)));
    let (leaving, due) = queue.leaving(due + (due - now));
    assert_eq!((texts(&leaving), due, queue.bytes), (vec!["loud"], None, 0));
}

#[test]
fn an_answer_does_not_wait_for_what_was_said_long_ago() {
    let call = call(true);
    let mut queue = Queue::default();
    let now = Instant::now();
    call.leave(now);
    queue.frames.push_back(Frame::answer_to(b"answer".to_vec(), &call));
    assert_eq!(texts(&queue.leaving(now + Duration::from_secs(1)).0), ["answer"]);
}

#[test]
fn a_thread_and_a_task_get_the_answer_in_the_end() {
    let (outbox, call) = (Outbox::default(), call(true));
    let fill = || {
        outbox.push(Frame::said(b"step".to_vec(), &call));
        outbox.push(Frame::answer_to(b"answer".to_vec(), &call));
    };
    fill();
    outbox.end();
    assert_eq!(outbox.take().as_ref().map(texts), Some(vec!["step"]));
    assert_eq!(outbox.take().as_ref().map(texts), Some(vec!["answer"]));
    assert!(outbox.take().is_none());
    #[cfg(feature = "http")]
    {
        fill();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        for expected in [Some("step"), Some("answer"), None] {
            let frame = runtime.block_on(poll_fn(|cx| outbox.poll_next(cx)));
            assert_eq!(frame.map(|frame| frame.bytes), expected.map(|text| text.as_bytes().to_vec()));
        }
    }
}

#[test]
fn what_is_closed_holds_nothing() {
    let outbox = Outbox::default();
    outbox.push(Frame::notice(vec![0; HIGH_WATER], None));
    outbox.push(Frame::notice(vec![0; 1], None));
    assert!(outbox.is_full());
    outbox.close();
    outbox.push(Frame::notice(vec![0; 1], None));
    assert_eq!(
        (outbox.lock().bytes, outbox.is_full()),
        (0, false),
        "it would count for what is kept of its session"
    );
    assert!(outbox.take().is_none());
    #[cfg(feature = "http")]
    {
        outbox.put_back(Frame::notice(vec![0; 1], None));
        assert_eq!(outbox.bytes(), 0);
        let mut cx = TaskContext::from_waker(Waker::noop());
        assert!(matches!(outbox.poll_next(&mut cx), Poll::Ready(None)));
    }
}
