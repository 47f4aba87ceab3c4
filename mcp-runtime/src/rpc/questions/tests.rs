//! Questions, answers, and who is told of what.

use super::*;
use crate::base::budget;

fn poll(question: &Question) -> Poll<Option<Reply>> {
    question.poll(&mut TaskContext::from_waker(Waker::noop()))
}

fn answer() -> Reply {
    Reply::Error { code: 1, message: String::new() }
}

#[test]
fn an_answer_is_for_what_was_asked_and_once() {
    let (questions, call) = (Questions::new(&Arc::default(), 1), Arc::new(Identity::new("1")));
    let (one, two) = (questions.open(&call).expect("open"), questions.open(&call).expect("open"));
    assert_eq!((one.id, two.id), (1, 2));
    for id in ["\"1\"", "0", "3", "-1", "1e0", "99999999999999999999999", ""] {
        questions.answer(id, answer);
    }
    assert!(poll(&one).is_pending() && poll(&two).is_pending(), "those are others");
    questions.answer("2", answer);
    questions.answer("2", || unreachable!("it was answered"));
    assert!(poll(&one).is_pending());
    assert!(matches!(poll(&two), Poll::Ready(Some(Reply::Error { code: 1, .. }))));
    assert_eq!(questions.count(), 1);
}

#[test]
fn the_client_is_told_only_of_what_it_was_asked_and_did_not_answer() {
    let (questions, call) = (Questions::new(&Arc::default(), 1), Arc::new(Identity::new("1")));
    let open = || questions.open(&call).expect("open");
    let queued = open();
    assert!(!questions.withdraw(&queued) && queued.is_over(), "it never left");
    let sent = open();
    sent.leave();
    assert!(questions.withdraw(&sent));
    let answered = open();
    answered.leave();
    questions.answer(&answered.id.to_string(), answer);
    assert!(!questions.withdraw(&answered));
    assert_eq!(questions.count(), 0);
}

#[test]
fn with_the_client_all_questions_go() {
    let (questions, call) = (Questions::new(&Arc::default(), 1), Arc::new(Identity::new("1")));
    let question = questions.open(&call).expect("open");
    questions.close();
    assert!(matches!(poll(&question), Poll::Ready(None)));
    assert!(questions.open(&call).is_none());
}

#[test]
fn a_question_that_is_dropped_on_its_way_is_lost() {
    let (questions, call) = (Questions::new(&Arc::default(), 1), Arc::new(Identity::new("1")));
    let question = questions.open(&call).expect("open");
    let going = Going::new(&question);
    going.leave();
    drop(going);
    assert!(poll(&question).is_pending(), "it was sent");
    let question = questions.open(&call).expect("open");
    drop(Going::new(&question));
    assert!(matches!(poll(&question), Poll::Ready(None)));
}

/// L-CLI-18: the client may not be told that something is over of which it has not heard.
#[test]
fn what_left_is_sent_whatever_comes_of_it() {
    let (questions, call) = (Questions::new(&Arc::default(), 1), Arc::new(Identity::new("1")));
    let question = questions.open(&call).expect("open");
    let going = Going::new(&question);
    going.leave();
    assert!(questions.withdraw(&question));
    going.leave();
    call.cancel();
    assert!(!going.is_dead());
    let question = questions.open(&Arc::new(Identity::new("2"))).expect("open");
    let going = Going::new(&question);
    assert!(!going.is_dead() && !questions.withdraw(&question));
    going.leave();
    assert!(going.is_dead());
}

#[test]
fn errors_of_clients_are_read_as_far_as_they_go() {
    let raw = |text: &str| -> Box<RawValue> { serde_json::from_str(text).expect("JSON") };
    for (error, code, message) in [
        (r#"{"code":-1,"message":"no"}"#, -1, "no"),
        (r#"{"code":-32601.0,"message":null}"#, -32601, ""),
        (r#""no""#, 0, ""),
    ] {
        let read = Reply::read(None, Some(&raw(error)), usize::MAX);
        assert!(
            matches!(&read, Reply::Error { code: c, message: m } if (*c, &**m) == (code, message)),
            "{read:?}"
        );
    }
    let read = Reply::read(Some(&raw("{}")), Some(&raw("null")), usize::MAX);
    assert!(matches!(&read, Reply::Result(text, _) if &**text == "{}"), "{read:?}");
    let large = raw(&format!("\"{}\"", "x".repeat(budget::SMALL)));
    assert!(matches!(Reply::read(Some(&large), None, 0), Reply::Error { .. }));
}
