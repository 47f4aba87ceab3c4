//! Calls with a thread of their own: of tools that are not known to give theirs back, and of functions that are not async.
//!
//! The threads are bounded, all together and by tool, and a place is taken until its thread is free, not only until somebody
//! stopped waiting for it. Who finds none waits for a while and is told so.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::app::changes;
use crate::author::handler::Handler;
use crate::author::run::{ToolFuture, Work};
use crate::base::budget::Held;
use crate::base::panics;
use crate::outcome::Outcome;
use crate::outcome::error::ToolError;
use crate::outcome::failure;

/// So many async calls may have a thread of their own at once, and so many of one tool.
static THREADS: Semaphore = Semaphore::const_new(256);
const SHARE: usize = 64;

/// So long a call waits for a thread. The tool has held all of its own for as long, so this one would wait for ever.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whose function it is, and how many bytes may be held for clients.
#[derive(Clone)]
pub(crate) struct Owner {
    pub(crate) handler: Arc<Handler>,
    pub(crate) max_held: usize,
}

/// One of the threads that the calls of a tool may hold at once.
async fn share(Owner { handler, .. }: &Owner, most: usize) -> Result<OwnedSemaphorePermit, Outcome> {
    let threads = handler.trust.threads(most);
    // Most find one at once, and then there is nothing to time.
    if let Ok(share) = Arc::clone(threads).try_acquire_owned() {
        return Ok(share);
    }
    match tokio::time::timeout(PATIENCE, Arc::clone(threads).acquire_owned()).await {
        Ok(Ok(share)) => Ok(share),
        _ => Err(busy(&handler.name)),
    }
}

fn busy(name: &str) -> Outcome {
    tracing::warn!(tool = name, "its calls hold all the threads that they may hold");
    Outcome::Error(ToolError::new(format!(
        "`{name}` is busy: too many of its calls still run; try again later"
    )))
}

/// Gives a future of a tool a thread of its own. Not one of the blocking pool: the tool may wait for that pool, and a pool
/// full of those who wait for it would wait for ever. Dropping it drops the future at its next `.await`.
pub(crate) async fn poll(mut future: ToolFuture, owner: Owner) -> Outcome {
    let share = match share(&owner, SHARE).await {
        Ok(share) => share,
        Err(busy) => return busy,
    };
    let Ok(Ok(thread)) = tokio::time::timeout(PATIENCE, THREADS.acquire()).await else {
        return busy(&owner.handler.name);
    };
    let (alive, mut left) = oneshot::channel::<()>();
    let (done, outcome) = oneshot::channel();
    let runtime = tokio::runtime::Handle::current();
    let name = Arc::clone(&owner.handler.name);
    let work = move || {
        let poll = |cx: &mut Context<'_>| {
            if Pin::new(&mut left).poll(cx).is_ready() {
                return Poll::Ready(None);
            }
            // Answered here: what a panic throws may panic itself, and then it is better that it does not travel.
            let poll = || changes::together(|| panics::guard(|| Pin::new(&mut future).poll(cx)));
            owner
                .handler
                .trust
                .watch(&owner.handler.name, poll)
                .unwrap_or_else(|text| Poll::Ready(panicked(&owner.handler.name, &text)))
                .map(Some)
        };
        let outcome = runtime.block_on(poll_fn(poll));
        drop(future);
        drop((thread, share));
        tell(done, outcome.unwrap_or_else(dropped), &owner);
    };
    if let Err(error) = std::thread::Builder::new().name("mcp-apart".into()).spawn(work) {
        return no_thread(&name, &error.to_string());
    }
    let outcome = outcome.await;
    drop(alive);
    outcome.map_or_else(|_| dropped(), |(outcome, _)| outcome)
}

fn panicked(name: &str, text: &str) -> Outcome {
    Outcome::Error(failure::panicked(name, text))
}

fn dropped() -> Outcome {
    Outcome::Error(ToolError::private("the call was dropped"))
}

/// An outcome on its way; it may be large, and wait until the client has read others.
type Told = (Outcome, Held);

/// Hands an outcome to who waits for it, if somebody does.
fn tell(done: oneshot::Sender<Told>, outcome: Outcome, owner: &Owner) {
    let told = if let Some(held) = Held::within(outcome.size(), owner.max_held) {
        (outcome, held)
    } else {
        panics::discard(outcome);
        (Outcome::Error(failure::too_much_unread(&owner.handler.name)), Held::default())
    };
    if let Err(unheard) = done.send(told) {
        panics::discard(unheard);
    }
}

#[cold]
fn no_thread(name: &str, error: &str) -> Outcome {
    tracing::error!(tool = name, "the system gives no thread: {error}");
    Outcome::Error(ToolError::new("the server has no thread for this call; try again later"))
}

/// Runs `work` on the blocking pool of the runtime that hosts the server, which has so many threads; one tool may hold three
/// quarters of them.
///
/// Dropping the future before the work began takes it off the queue; work that began cannot be stopped, its result is dropped.
pub(crate) async fn work(work: Work, owner: Owner, threads: usize) -> Outcome {
    let share = match share(&owner, (threads - threads / 4).max(1)).await {
        Ok(share) => share,
        Err(busy) => return busy,
    };
    let name = Arc::clone(&owner.handler.name);
    let (done, outcome) = oneshot::channel();
    let work = move || {
        // Without a thread tokio says so by a panic, and keeps the work for later, when nobody waits for it any more.
        if !done.is_closed() {
            let outcome = changes::together(|| panics::guard(work))
                .unwrap_or_else(|text| panicked(&owner.handler.name, &text));
            drop(share);
            tell(done, outcome, &owner);
        }
    };
    match panics::guard(|| tokio::task::spawn_blocking(work)) {
        Ok(task) => {
            let _task = AbortOnDrop(task);
            outcome.await.map_or_else(|_| dropped(), |(outcome, _)| outcome)
        }
        Err(text) => no_thread(&name, &text),
    }
}

struct AbortOnDrop(tokio::task::JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
