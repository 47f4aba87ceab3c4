//! A server on its standard input and output: one client, the program that started it.
//!
//! One thread reads, answers what can be answered at once and writes it, so a plain call costs a read and a write and
//! nothing between. Calls that wait run on a runtime beside it; a third thread writes what they say. A control loop waits
//! for the end: of the input, of the reader of the output, or a signal.

mod closed;
mod guard;
mod handover;
mod output;
#[cfg(unix)]
mod printed;
mod reader;

use std::io::{self, Read, Write};
use std::pin::pin;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::app::App;
use crate::app::conn::Conn;
use crate::exec::calls::Calls;
use crate::exec::started::Desk;
use crate::outcome::error::Error;
use crate::transport::LAST_WORDS;
use crate::transport::session::Session;
use crate::transport::stop::Stop;
use handover::Handover;
use output::Output;
use reader::{End, Reader};

/// The ends of the protocol: where messages come from and go to.
pub(crate) struct Ends {
    pub(crate) input: Box<dyn Read + Send>,
    pub(crate) output: Box<dyn Write + Send>,
    /// Tells when nobody reads the output any more.
    pub(crate) closed: closed::Closed,
}

/// Serves the standard input and output of the process until the client leaves or the process is told to stop.
pub(crate) fn serve(app: &Arc<App>) -> Result<(), Error> {
    let (ends, printed) = guard::take()?;
    let control = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::because("the control loop does not start", error))?;
    let workers = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(thread::available_parallelism().map_or(2, |n| n.get().clamp(2, 4)))
        .max_blocking_threads(app.options.blocking_threads.max(1))
        .thread_name("mcp-worker")
        .enable_all()
        .build()
        .map_err(|error| Error::because("the runtime of the tools does not start", error))?;
    app.begin(workers.handle());
    let served = control.block_on(host(app, ends, workers.handle().clone()));
    // Calls that still run are dropped first. A tool that blocks its thread must not keep the process alive.
    workers.shutdown_timeout(LAST_WORDS);
    control.shutdown_background();
    printed.finish();
    served
}

/// Asks the server to stop when nobody reads its standard output any more, as when who started it is gone.
#[cfg(all(feature = "dev", feature = "http", unix))]
pub(crate) fn stop_without_reader(app: &App) -> io::Result<()> {
    let output = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned()?;
    let quit = Arc::clone(&app.quit);
    let wait = move || {
        if closed::Closed::of(&output).wait() {
            quit.notify_one();
        }
    };
    thread::Builder::new().name("mcp-parent".into()).spawn(wait).map(drop)
}

async fn host(app: &Arc<App>, ends: Ends, runtime: tokio::runtime::Handle) -> Result<(), Error> {
    // Before anything is answered: who was answered may send a signal.
    let mut stop = Stop::new(&app.quit)?;
    let conn = Arc::new(Conn::revived(app.build));
    let desk = Desk::new(&conn.outbox, runtime, &app.options);
    let calls = Arc::clone(&desk.calls);
    let output = Arc::new(Output::new(ends.output));
    let (ended, mut reader_end) = oneshot::channel();
    let handover = Arc::new(Handover::default());
    let session = Session::new(Arc::clone(app), Arc::clone(&conn), desk);
    let reader = Reader::new(session, ends.input, Arc::clone(&output), Arc::clone(&handover), ended);
    spawn("mcp-reader", move || reader::work(Box::new(reader)))?;
    spawn("mcp-watch", {
        let handover = Arc::clone(&handover);
        move || handover.watch()
    })?;
    let (written, mut all_written) = oneshot::channel::<()>();
    spawn("mcp-writer", {
        let (outbox, output) = (Arc::clone(&conn.outbox), Arc::clone(&output));
        move || {
            output.drain(&outbox);
            drop(written);
        }
    })?;

    let mut closed = pin!(closes(ends.closed)?);
    let end = tokio::select! {
        end = &mut reader_end => {
            end.unwrap_or_else(|_| End::Unreadable(io::Error::other("the thread that reads has ended")))
        }
        () = &mut closed => End::Broken,
        _ = &mut all_written => End::Broken,
        () = stop.asked() => End::Stopped,
    };
    handover.stop();
    if !matches!(end, End::Broken) {
        // A second signal ends it, and so does that nobody reads any more.
        let all_said = tokio::select! {
            said = tokio::time::timeout(app.options.grace, goodbye(app, &conn, &handover, &calls, &mut all_written)) => {
                said.is_ok()
            }
            () = &mut closed => true,
            () = stop.asked() => false,
        };
        calls.cancel_all();
        conn.outbox.end();
        if !all_said {
            let _ = tokio::time::timeout(LAST_WORDS, all_written).await;
        }
    }
    calls.cancel_all();
    conn.outbox.close();
    // A call that is at its first poll is handed to the workers yet, and dropped there.
    let _ = tokio::time::timeout(LAST_WORDS, at_rest(&handover)).await;
    match (output.failure(), end) {
        (Some(error), _) => Err(Error::because("standard output cannot be written", error)),
        (None, End::Unreadable(error)) => Err(Error::because("standard input cannot be read", error)),
        _ => Ok(()),
    }
}

/// Lets calls end and answers be read.
async fn goodbye(
    app: &App,
    conn: &Conn,
    handover: &Handover,
    calls: &Calls,
    all_written: &mut oneshot::Receiver<()>,
) {
    // What the client has not answered by now is not read any more.
    conn.questions.close(&conn.outbox);
    finish(handover, calls).await;
    Session::farewell(conn, app);
    conn.outbox.end();
    let _ = all_written.await;
}

/// Is done when nobody reads the output any more; never where that cannot be told.
fn closes(closed: closed::Closed) -> Result<impl Future<Output = ()>, Error> {
    let (tell, told) = oneshot::channel();
    spawn("mcp-closed", move || {
        if closed.wait() {
            let _ = tell.send(());
        }
    })?;
    Ok(async {
        if told.await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// Waits until nothing is being answered, and no call runs.
async fn finish(handover: &Handover, calls: &Calls) {
    loop {
        calls.idle().await;
        // In this order: what is being answered may become a call that runs.
        if handover.is_at_rest() && calls.count() == 0 {
            return;
        }
        tokio::time::sleep(handover::TICK).await;
    }
}

/// Waits until nothing is being answered.
async fn at_rest(handover: &Handover) {
    while !handover.is_at_rest() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    let spawned = thread::Builder::new().name(name.into()).spawn(work);
    spawned.map(drop).map_err(|error| Error::because(format!("the thread {name} does not start"), error))
}
