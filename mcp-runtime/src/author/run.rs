//! What starting a tool gives: a future to poll, or work for a thread of its own.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::base::panics;
use crate::outcome::Outcome;

/// The future of one call; pending for ever when there is none. The author's code is in it, so dropping it is guarded.
#[derive(Default)]
pub(crate) struct ToolFuture(Option<Pin<Box<dyn Future<Output = Outcome> + Send>>>);

impl ToolFuture {
    pub(crate) fn new(future: impl Future<Output = Outcome> + Send + 'static) -> Self {
        Self(Some(Box::pin(future)))
    }
}

impl Future for ToolFuture {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        self.0.as_mut().map_or(Poll::Pending, |future| future.as_mut().poll(cx))
    }
}

impl Drop for ToolFuture {
    fn drop(&mut self) {
        panics::discard(self.0.take());
    }
}

/// Work that holds its thread.
pub(crate) type Work = Box<dyn FnOnce() -> Outcome + Send>;

/// What comes to work that holds its thread, or to the end of the call.
pub(crate) type Asks = Pin<Box<dyn Future<Output = Result<Work, Outcome>> + Send>>;

/// What starting a tool gave; nothing when the arguments were refused.
pub struct Run(pub(crate) Option<Body>);

impl Run {
    /// Nothing runs.
    pub const fn none() -> Self {
        Self(None)
    }
}

/// What runs.
pub(crate) enum Body {
    Future(ToolFuture),
    /// A function that is not async: it holds a thread of the blocking pool.
    Work(Work),
    /// The same, after its client was asked.
    Asks(Asks),
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Run").field(&self.0.is_some()).finish()
    }
}

/// Runs the functions of a server `S`; free ones with the server `()`.
///
/// `Send` is asked for here, so that an error names the function. A server that cannot be shared between threads is one
/// error at its type; the method of `Unshared` spares it another one for each function.
#[derive(Debug)]
pub struct Serving<S>(Unshared<S>);

/// Stands behind [`Serving`] for a server that does not compile.
#[derive(Debug)]
pub struct Unshared<S>(PhantomData<fn() -> S>);

impl<S> Serving<S> {
    /// For the server `S`.
    #[expect(clippy::new_without_default, reason = "nobody else makes one")]
    pub fn new() -> Self {
        Self(Unshared(PhantomData))
    }
}

impl<S: Send + Sync> Serving<S> {
    /// The run of an async function.
    pub fn boxed<F: Future<Output = Outcome> + Send + 'static>(&self, future: F) -> Run {
        Run(Some(Body::Future(ToolFuture::new(future))))
    }

    /// The run of a function that is not async, after its client was asked.
    pub fn asking<W, F>(&self, asks: F) -> Run
    where
        W: FnOnce() -> Outcome + Send + 'static,
        F: Future<Output = Result<W, Outcome>> + Send + 'static,
    {
        Run(Some(Body::Asks(Box::pin(async move { asks.await.map(|work| Box::new(work) as Work) }))))
    }

    /// The run of a function that is not async: on the blocking pool.
    pub fn blocking<F: FnOnce() -> Outcome + Send + 'static>(&self, work: F) -> Run {
        Run(Some(Body::Work(Box::new(work))))
    }
}

#[expect(clippy::unused_self, reason = "called as the method of `Serving` is")]
impl<S> Unshared<S> {
    /// Nothing runs.
    pub fn boxed<F>(&self, _: F) -> Run {
        Run(None)
    }

    /// Nothing runs.
    pub fn blocking<F>(&self, _: F) -> Run {
        Run(None)
    }
}

impl<S> std::ops::Deref for Serving<S> {
    type Target = Unshared<S>;

    fn deref(&self) -> &Unshared<S> {
        &self.0
    }
}
