//! `dev` between a client and the server over standard input and output.
//!
//! There is one process of the server at a time. What the client says while none serves waits; what it said that lasts is said to the next
//! one again, whose answers to that nobody hears: [`between`](super::between).

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::between::Between;
use super::keeper::{Front, Keeper};
use super::process::ENDING;
use super::session::Message;
use crate::cli::pipes::lines;
use crate::outcome::error::Error;
use crate::transport::stop::signalled;

/// What happens.
pub(super) enum Event {
    Client(String),
    ClientGone,
    /// A request of the client that waited for the build, by its ticket, and why that failed.
    Settled(u64, Message, String, Option<String>),
    /// A line of the process of this build, and its end.
    Server(u32, String),
    ServerGone(u32),
    Replace(PathBuf, Done),
    /// The process of this build should have ended.
    Late(u32),
    /// It should have answered what the client said to the one before.
    Mute(u32),
}

/// Told whether the new program serves.
pub(super) type Done = oneshot::Sender<Result<(), String>>;

/// Where the keeper tells of a new program.
struct Gate {
    events: UnboundedSender<Event>,
    down: Arc<AtomicBool>,
}

impl Front for Gate {
    async fn replace(&self, program: PathBuf) -> Result<(), String> {
        let (done, served) = oneshot::channel();
        let _ = self.events.send(Event::Replace(program, done));
        served.await.unwrap_or_else(|_| Err("it is not started any more".to_owned()))
    }

    fn is_down(&self) -> bool {
        self.down.load(Ordering::Acquire)
    }
}

/// Serves the program that started this one, until it leaves or a signal comes.
pub(super) fn serve(keeper: Keeper, args: Vec<OsString>) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Error::because("the runtime does not start", error))?;
    let (events, mut happens) = unbounded_channel();
    let to = events.clone();
    thread::Builder::new()
        .name("mcp-from-client".into())
        .spawn(move || {
            lines(std::io::stdin(), |line| to.send(Event::Client(line)).is_ok());
            let _ = to.send(Event::ClientGone);
        })
        .map_err(|error| Error::because("the reader does not start", error))?;
    let (out, written) =
        writer(events.clone()).map_err(|error| Error::because("the writer does not start", error))?;
    let keeper = Arc::new(keeper);
    let down = Arc::<AtomicBool>::default();
    let gate = Gate { events: events.clone(), down: Arc::clone(&down) };
    let mut between = Between::new(events, out, Arc::clone(&keeper), args, down);
    runtime.block_on(async {
        between.start(keeper.program(), None);
        tokio::select! {
            () = keeper.work(&gate) => {}
            () = between.work(&mut happens) => {}
            () = signalled() => {}
        }
        keeper.stop();
        // Whoever does not wait says so again, and again.
        let mut told = false;
        loop {
            tokio::select! {
                () = between.leave(&mut happens) => break,
                () = signalled() => {
                    if told {
                        return between.kill().await;
                    }
                    told = true;
                    between.terminate();
                }
            }
        }
        drop(between);
        tokio::select! {
            _ = timeout(ENDING, written) => {}
            () = signalled() => {}
        }
    });
    // A thread that reads the client's output would hold it.
    runtime.shutdown_background();
    Ok(())
}

/// Writes to the client, on a thread of its own: one that does not read holds nothing up. At the end that is told.
fn writer(events: UnboundedSender<Event>) -> std::io::Result<(Sender<String>, oneshot::Receiver<()>)> {
    let (out, to_say) = channel::<String>();
    let (done, written) = oneshot::channel();
    thread::Builder::new().name("mcp-to-client".into()).spawn(move || {
        let mut client = std::io::stdout().lock();
        while let Ok(line) = to_say.recv() {
            if client.write_all(format!("{line}\n").as_bytes()).and_then(|()| client.flush()).is_err() {
                let _ = events.send(Event::ClientGone);
                break;
            }
        }
        let _ = done.send(());
    })?;
    Ok((out, written))
}

/// Has that happen after a time.
pub(super) fn later(events: &UnboundedSender<Event>, after: Duration, event: Event) {
    let events = events.clone();
    tokio::spawn(async move {
        sleep(after).await;
        let _ = events.send(event);
    });
}
