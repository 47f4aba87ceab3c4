//! `dev` between a client and the server over standard input and output.
//!
//! There is one process of the server at a time. What the client says while none serves waits; what it said that lasts is said to the next
//! one again, whose answers to that nobody hears: [`between`](super::between).

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use super::between::Between;
use super::keeper::{Front, Keeper};
use super::session::Message;
use crate::cli::pipes::lines;
use crate::outcome::error::Error;
use crate::transport::stop::signalled;

/// What happens.
pub(super) enum Event {
    Client(String),
    ClientGone,
    /// A request of the client that waited for the build, and why that failed.
    Settled(Message, String, Option<String>),
    /// A line of the process of this build, and its end.
    Server(u32, String),
    ServerGone(u32),
    Replace(PathBuf, Done),
    /// The process of this build should have ended.
    Late(u32),
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
    let keeper = Arc::new(keeper);
    let down = Arc::<AtomicBool>::default();
    let gate = Gate { events: events.clone(), down: Arc::clone(&down) };
    let mut between = Between::new(events, Arc::clone(&keeper), args, down);
    runtime.block_on(async {
        between.start(keeper.program(), None);
        tokio::select! {
            () = keeper.work(&gate) => {}
            () = between.work(&mut happens) => {}
            () = signalled() => {}
        }
        between.leave(&mut happens).await;
    });
    // A thread that reads the client's output would hold it.
    runtime.shutdown_background();
    Ok(())
}
