//! A state that is still being made while the server serves already.

use std::any::type_name;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::Poll;

use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::base::panics;
use crate::outcome::error::ToolError;
use crate::outcome::into_error::MadeOf;

/// A state that is made while the server serves already, such as a pool that takes its time to connect.
///
/// It is made beside everything else, from when the server begins to serve. `initialize`, `ping` and the lists are answered
/// meanwhile; a call whose function takes a [`State`](crate::State) of it waits, within its own deadline, and can be cancelled:
/// that ends the call, and not what it waits for.
///
/// ```
/// use mcp_runtime::Later;
/// use mcp_runtime::prelude::*;
///
/// struct Words(Vec<String>);
///
/// #[mcp_server(state = Later<Words>)]
/// mod dictionary {
///     use super::*;
///
///     /// Count the words.
///     #[mcp_tool(read_only)]
///     async fn count(words: State<Words>) -> usize {
///         words.0.len()
///     }
/// }
///
/// # fn main() {
/// let words = Later::new(|| async {
///     // It may take its time, and may fail.
///     Ok::<_, std::io::Error>(Words(vec!["one".into()]))
/// });
/// let server = dictionary::server(words);
/// # let _ = server;
/// # }
/// ```
///
/// **When it fails**, the log says why, the calls that wait are answered with the error as if their function had returned it, and the
/// server stays. The next call that needs the state has it made once more, so a database that comes up late is no reason to start
/// again.
///
/// A server that is an `impl` block keeps one in `self` and asks it itself: `self.pool.get().await?`. So can a function that takes a
/// `State<Later<T>>`.
pub struct Later<T>(Arc<Core<T>>);

/// What makes a state, once more if it has to.
type Make<T> = Box<dyn Fn() -> Making<T> + Send + Sync>;
type Making<T> = Pin<Box<dyn Future<Output = Result<T, ToolError>> + Send>>;

/// How an attempt that goes on tells why it failed. When it has no sender any more, it has ended.
type Attempt = watch::Receiver<Option<Arc<ToolError>>>;

pub(crate) struct Core<T> {
    make: Make<T>,
    made: OnceLock<Arc<T>>,
    attempt: Mutex<Option<Attempt>>,
}

/// A state that may have to be waited for, whatever its type.
pub(crate) trait Wait: Send + Sync {
    /// Has it made, if it is not made or being made.
    fn begin(self: Arc<Self>, runtime: &Handle);

    /// Is done when it is made, or could not be.
    fn ready(self: Arc<Self>, runtime: Handle)
    -> Pin<Box<dyn Future<Output = Result<(), ToolError>> + Send>>;
}

impl fmt::Debug for dyn Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wait")
    }
}

impl<T> Clone for Later<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What was made may be a secret.
impl<T> fmt::Debug for Core<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Later").field("made", &self.made.get().is_some()).finish_non_exhaustive()
    }
}

impl<T: Send + Sync + 'static> Later<T> {
    /// A state that this makes: once, and again only when it failed. Nothing begins yet.
    pub fn new<F, E>(make: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
        ToolError: MadeOf<E>,
    {
        let make = move || -> Making<T> {
            let making = make();
            Box::pin(async move { making.await.map_err(ToolError::made_of) })
        };
        Self(Arc::new(Core { make: Box::new(make), made: OnceLock::new(), attempt: Mutex::default() }))
    }

    /// Begins to make it at once, on the tokio runtime that this is called in; elsewhere it does nothing. A server does it for the
    /// states of its functions. One that is kept in `self` begins with the first [`get`](Self::get) otherwise.
    pub fn begin(&self) {
        if let Ok(runtime) = Handle::try_current() {
            Arc::clone(&self.0).begin(&runtime);
        }
    }

    /// Waits for it, and has it made where nobody did. It has to be awaited in a tokio runtime, as functions of a server are.
    pub async fn get(&self) -> Result<&T, ToolError> {
        if self.0.made.get().is_none() {
            self.0.wait(&Handle::current()).await?;
        }
        Ok(self.0.value())
    }

    /// What was made, if it was.
    pub fn made(&self) -> Option<&T> {
        self.0.made.get().map(|made| &**made)
    }

    pub(crate) fn core(&self) -> &Arc<Core<T>> {
        &self.0
    }
}

impl<T> Core<T> {
    pub(crate) fn made(&self) -> Option<Arc<T>> {
        self.made.get().map(Arc::clone)
    }

    /// What was made. Asked for only by whoever has waited.
    pub(crate) fn value(&self) -> &T {
        self.made.get().expect("a function begins only when its states are made")
    }
}

impl<T: Send + Sync + 'static> Core<T> {
    /// The attempt that goes on, or a new one. It is a task of its own: a call that is cancelled must not end what others wait for.
    fn attempt(self: &Arc<Self>, runtime: &Handle) -> Attempt {
        let mut attempt = self.attempt.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(attempt) = &*attempt
            && (attempt.has_changed().is_ok() || self.made.get().is_some())
        {
            return attempt.clone();
        }
        let (tell, heard) = watch::channel(None);
        *attempt = Some(heard.clone());
        drop(attempt);
        let core = Arc::clone(self);
        runtime.spawn(async move {
            match core.make().await {
                Ok(made) => drop(core.made.set(Arc::new(made))),
                Err(error) => {
                    tracing::error!(state = type_name::<T>(), "a state of the server is not made: {error}");
                    let _ = tell.send(Some(Arc::new(error)));
                }
            }
        });
        heard
    }

    /// Makes it; a panic of the author's code is a failure too.
    async fn make(&self) -> Result<T, ToolError> {
        let panicked = |text: String| ToolError::private(format!("panicked: {text}"));
        let mut making = panics::guard(&self.make).map_err(panicked)?;
        let made = poll_fn(|cx| match panics::guard(|| making.as_mut().poll(cx)) {
            Ok(polled) => polled,
            Err(text) => Poll::Ready(Err(panicked(text))),
        });
        made.await
    }

    async fn wait(self: &Arc<Self>, runtime: &Handle) -> Result<(), ToolError> {
        let mut attempt = self.attempt(runtime);
        // It ends without a word when the state is made, and when its runtime is gone.
        let _ = attempt.changed().await;
        if self.made.get().is_some() {
            return Ok(());
        }
        let failed = attempt.borrow().clone();
        Err(match failed {
            Some(error) => ToolError::shared(error),
            None => ToolError::private("the runtime that made a state of the server has ended"),
        })
    }
}

impl<T: Send + Sync + 'static> Wait for Core<T> {
    fn begin(self: Arc<Self>, runtime: &Handle) {
        if self.made.get().is_none() {
            drop(self.attempt(runtime));
        }
    }

    fn ready(
        self: Arc<Self>,
        runtime: Handle,
    ) -> Pin<Box<dyn Future<Output = Result<(), ToolError>> + Send>> {
        Box::pin(async move { self.wait(&runtime).await })
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::outcome::error::chain;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
    }

    #[test]
    fn it_is_made_once_for_all_who_wait() {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let later = Later::new(|| async {
            COUNT.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok::<_, Infallible>(7)
        });
        later.begin();
        assert!(later.made().is_none(), "outside of a runtime nothing begins");
        runtime().block_on(async {
            later.begin();
            let (one, other) = tokio::join!(later.get(), later.get());
            assert_eq!((*one.expect("made"), *other.expect("made")), (7, 7));
            assert_eq!(later.get().await.ok(), Some(&7));
        });
        assert_eq!((later.made(), COUNT.load(Ordering::Relaxed)), (Some(&7), 1));
    }

    #[test]
    fn who_stops_waiting_stops_nobody_else() {
        let (open, gate) = watch::channel(false);
        let later = Later::new(move || {
            let mut gate = gate.clone();
            async move { gate.wait_for(|open| *open).await.map(|_| "made").map_err(|_| "closed") }
        });
        runtime().block_on(async {
            let left = tokio::time::timeout(Duration::from_millis(1), later.get());
            assert!(left.await.is_err());
            open.send(true).expect("the attempt goes on");
            assert_eq!(later.get().await.ok(), Some(&"made"));
        });
    }

    #[test]
    fn what_failed_is_told_to_all_and_tried_again() {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let later = Later::new(|| async {
            match COUNT.fetch_add(1, Ordering::Relaxed) {
                0 => Err(std::io::Error::other("no route")),
                1 => panic!("a bug"),
                _ => Ok(()),
            }
        });
        runtime().block_on(async {
            let (one, other) = tokio::join!(later.get(), later.get());
            for error in [one.expect_err("fails"), other.expect_err("fails")] {
                assert_eq!(error.public_text(false), None);
                assert_eq!(error.public_text(true).as_deref(), Some("the server is not ready: no route"));
            }
            let error = later.get().await.expect_err("panics");
            assert_eq!(error.public_text(true), None);
            assert_eq!(chain(&error), "the server is not ready: panicked: a bug");
            assert!(later.get().await.is_ok());
        });
    }

    #[test]
    fn a_runtime_that_ends_leaves_nobody_waiting() {
        let later = Later::new(std::future::pending::<Result<(), String>>);
        let first = runtime();
        first.block_on(async { later.begin() });
        let waits = later.get();
        let mut waits = std::pin::pin!(waits);
        let other = runtime();
        let early =
            other.block_on(async { tokio::time::timeout(Duration::from_millis(1), &mut waits).await });
        assert!(early.is_err());
        drop(first);
        let error = other.block_on(waits).expect_err("nobody makes it");
        assert_eq!(error.to_string(), "the runtime that made a state of the server has ended");
    }
}
