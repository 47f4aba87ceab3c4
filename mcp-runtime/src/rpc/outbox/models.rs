//! Who fills a queue, who empties it and who closes it, in many orders of their steps. A thread that waits for ever fails the model.
//!
//! Those of two threads come in every order: a task that once had to wait for a lock is polled once more than it is woken.

use std::sync::Arc;

use shuttle::{check_dfs, check_random_with_seed, thread};

use super::*;

const ORDERS: usize = 1_500;
const SEED: u64 = 1;

const PRODUCERS: usize = 2;
const FRAMES: usize = 2;

/// A frame that fills the queue, and that is known by its length.
fn frame(number: usize) -> Frame {
    Frame::notice(vec![0; HIGH_WATER + number], None)
}

fn number(frame: &Frame) -> usize {
    frame.bytes.len() - HIGH_WATER
}

fn beside<T: Send + 'static>(
    outbox: &Arc<Outbox>,
    run: impl FnOnce(&Outbox) -> T + Send + 'static,
) -> thread::JoinHandle<T> {
    let outbox = Arc::clone(outbox);
    thread::spawn(move || run(&outbox))
}

/// Threads that push a few frames each, when there is room.
fn producers(outbox: &Arc<Outbox>, wait: fn(&Outbox)) -> [thread::JoinHandle<()>; PRODUCERS] {
    std::array::from_fn(|producer| {
        beside(outbox, move |outbox| {
            for at in 0..FRAMES {
                wait(outbox);
                outbox.push(frame(producer * FRAMES + at));
            }
        })
    })
}

/// Takes and writes what comes until no more does.
fn consume(outbox: &Outbox) -> Vec<usize> {
    let mut written = Vec::new();
    while let Some(frames) = outbox.take() {
        assert!(frames.len() <= PRODUCERS, "who was told to wait pushed nevertheless");
        written.extend(frames.iter().map(number));
        outbox.written();
    }
    written
}

/// Of each producer the first ones, in its order.
fn assert_ordered(written: &[usize]) {
    for producer in 0..PRODUCERS {
        let own: Vec<usize> = written.iter().copied().filter(|number| number / FRAMES == producer).collect();
        let expected: Vec<usize> = (0..own.len()).map(|at| producer * FRAMES + at).collect();
        assert_eq!(own, expected, "a frame was lost or doubled, or overtook another");
    }
}

fn assert_empty(outbox: &Outbox) {
    let queue = outbox.lock();
    assert!(queue.frames.is_empty() && queue.waiting.is_empty());
    assert_eq!((queue.bytes, outbox.is_full()), (0, false));
}

fn end_all<T>(threads: impl IntoIterator<Item = thread::JoinHandle<T>>) {
    threads.into_iter().for_each(|thread| drop(thread.join().expect("it ended")));
}

/// In every order: who waits is told by what the other one does.
fn is_told(before: fn(&Outbox), wait: fn(&Outbox), does: fn(&Outbox)) {
    check_dfs(
        move || {
            let outbox = Arc::new(Outbox::default());
            before(&outbox);
            let waits = beside(&outbox, wait);
            does(&outbox);
            end_all([waits]);
        },
        None,
    );
}

fn fill(outbox: &Outbox) {
    outbox.push(frame(0));
}

fn write(outbox: &Outbox) {
    assert!(outbox.take().is_some());
    outbox.written();
}

/// Runs it in so many orders of the threads' steps.
fn in_many_orders(run: impl Fn() + Send + Sync + 'static) {
    check_random_with_seed(run, SEED, ORDERS);
}

#[test]
fn a_thread_that_waits_for_room_is_told() {
    let makes_room: [fn(&Outbox); 3] = [write, |outbox| drop(outbox.drain()), Outbox::close];
    for makes_room in makes_room {
        is_told(fill, Outbox::wait_for_room, makes_room);
    }
}

#[test]
fn a_thread_that_waits_for_frames_is_told() {
    let comes: [fn(&Outbox); 3] = [fill, Outbox::end, Outbox::close];
    for comes in comes {
        is_told(|_| (), |outbox| drop(outbox.take()), comes);
    }
}

#[test]
fn every_frame_is_written_once_and_nobody_waits_for_ever() {
    in_many_orders(|| {
        let outbox = Arc::new(Outbox::default());
        let consumer = beside(&outbox, consume);
        end_all(producers(&outbox, Outbox::wait_for_room));
        outbox.end();
        let written = consumer.join().expect("it ended");
        assert_ordered(&written);
        assert_eq!(written.len(), PRODUCERS * FRAMES);
        assert_empty(&outbox);
    });
}

#[test]
fn when_the_other_side_goes_nobody_waits() {
    in_many_orders(|| {
        let outbox = Arc::new(Outbox::default());
        let consumer = beside(&outbox, consume);
        let producers = producers(&outbox, Outbox::wait_for_room);
        let closer = beside(&outbox, Outbox::close);
        assert_ordered(&consumer.join().expect("it ended"));
        end_all(producers);
        end_all([closer]);
        outbox.wait_for_room();
        outbox.push(frame(0));
        assert_empty(&outbox);
    });
}

#[test]
fn what_came_before_the_end_is_written_and_nobody_waits_after_it() {
    in_many_orders(|| {
        let outbox = Arc::new(Outbox::default());
        let consumer = beside(&outbox, |outbox| {
            let written = consume(outbox);
            // As who reads does when it leaves.
            outbox.close();
            written
        });
        outbox.push(frame(0));
        let producer = beside(&outbox, |outbox| {
            for _ in 0..FRAMES {
                outbox.wait_for_room();
                outbox.push(frame(1));
            }
        });
        outbox.end();
        let written = consumer.join().expect("it ended");
        assert_eq!(written.first(), Some(&0));
        assert!(written.len() <= 1 + FRAMES);
        end_all([producer]);
        assert_empty(&outbox);
    });
}

#[cfg(feature = "http")]
mod tasks {
    use shuttle::future::block_on;

    use super::*;

    fn room(outbox: &Outbox) {
        block_on(outbox.room());
    }

    fn next(outbox: &Outbox) -> Option<Frame> {
        block_on(poll_fn(|cx| outbox.poll_next(cx)))
    }

    #[test]
    fn a_task_that_waits_is_told() {
        let makes_room: [fn(&Outbox); 4] =
            [write, |outbox| drop(next(outbox)), |outbox| outbox.set_unread(true), Outbox::close];
        for makes_room in makes_room {
            is_told(fill, room, makes_room);
        }
        let comes: [fn(&Outbox); 3] = [fill, Outbox::end, Outbox::close];
        for comes in comes {
            is_told(|_| (), |outbox| drop(next(outbox)), comes);
        }
        is_told(|_| (), |outbox| block_on(outbox.closed()), Outbox::close);
    }

    #[test]
    fn tasks_wait_for_each_other_as_threads_do() {
        in_many_orders(|| {
            let outbox = Arc::new(Outbox::default());
            let consumer = beside(&outbox, |outbox| {
                std::iter::from_fn(|| next(outbox).as_ref().map(number)).collect::<Vec<_>>()
            });
            end_all(producers(&outbox, room));
            outbox.end();
            let written = consumer.join().expect("it ended");
            assert_ordered(&written);
            assert_eq!(written.len(), PRODUCERS * FRAMES);
            assert_empty(&outbox);
        });
    }

    #[test]
    fn a_reader_that_leaves_keeps_nobody_waiting_and_what_it_puts_back_goes_with_it() {
        in_many_orders(|| {
            let outbox = Arc::new(Outbox::default());
            let reader = beside(&outbox, |outbox| {
                if let Some(frame) = next(outbox) {
                    outbox.put_back(frame);
                }
            });
            let producers = producers(&outbox, room);
            let closer = beside(&outbox, Outbox::close);
            end_all(producers);
            end_all([reader, closer]);
            assert!(next(&outbox).is_none());
            assert_empty(&outbox);
        });
    }

    #[test]
    fn while_nobody_reads_nobody_waits_and_little_is_kept() {
        in_many_orders(|| {
            let outbox = Arc::new(Outbox::default());
            let reader = beside(&outbox, |outbox| {
                let first = next(outbox).as_ref().map(number);
                outbox.set_unread(true);
                first
            });
            end_all(producers(&outbox, Outbox::wait_for_room));
            assert!(reader.join().expect("it ended").is_some());
            assert!(outbox.bytes() <= UNREAD);
            outbox.set_unread(false);
            outbox.push(Frame::notice(vec![0; 1], None));
            let last = next(&outbox).expect("somebody reads again");
            assert_eq!(last.bytes.len(), 1);
            assert_empty(&outbox);
        });
    }
}
