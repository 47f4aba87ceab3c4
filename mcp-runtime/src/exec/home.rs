//! Where the author's code is at home: the threads that run it are the transport's, and what it makes there, a timer, a
//! connection, a task, belongs to the runtime that the author awaits the server in, and lives as long as that does.
//! What is made there before a call can begin is waited for here too.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

use crate::app::App;
use crate::author::later::Wait;
use crate::author::run::{Body, ToolFuture, Work};
use crate::exec::called::Called;
use crate::exec::started::Started;
use crate::outcome::Outcome;
use crate::rpc::identity::Identity;

impl Started {
    /// One that begins when these states are made. The wait is a part of the call: it can be cancelled, and has a deadline. Apart
    /// for the calls that do not wait, which would pay for it.
    #[cold]
    #[inline(never)]
    pub(crate) fn after(
        states: Vec<Arc<dyn Wait>>,
        identity: Arc<Identity>,
        body: Body,
        context: Option<crate::context::Context>,
        call: Called,
    ) -> Self {
        let mut started = Self::new(identity, body, context, call);
        started.future = waiting(states, std::mem::take(&mut started.future), &started.call.app);
        started
    }
}

/// The future when these states are made.
pub(crate) fn waiting(states: Vec<Arc<dyn Wait>>, future: ToolFuture, app: &App) -> ToolFuture {
    let home = app.home.clone();
    ToolFuture::new(async move {
        let runtime = home.unwrap_or_else(Handle::current);
        for state in states {
            if let Err(error) = state.ready(runtime.clone()).await {
                return Outcome::Error(error);
            }
        }
        future.await
    })
}

/// A future of the author's, polled and dropped inside of a runtime.
struct AtHome {
    home: Handle,
    future: ToolFuture,
}

impl Future for AtHome {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        let Self { home, future } = &mut *self;
        let _entered = home.enter();
        Pin::new(future).poll(cx)
    }
}

impl Drop for AtHome {
    fn drop(&mut self) {
        let _entered = self.home.enter();
        drop(std::mem::take(&mut self.future));
    }
}

/// The future inside of the author's runtime; as it is where there is none.
pub(crate) fn future(future: ToolFuture, app: &App) -> ToolFuture {
    if app.home.is_some() { at_home(future, app) } else { future }
}

#[inline(never)]
fn at_home(future: ToolFuture, app: &App) -> ToolFuture {
    match app.home.clone() {
        Some(home) => ToolFuture::new(AtHome { home, future }),
        None => future,
    }
}

/// The same for work that holds its thread.
pub(crate) fn work(work: Work, app: &App) -> Work {
    let Some(home) = app.home.clone() else { return work };
    Box::new(move || {
        let _entered = home.enter();
        work()
    })
}
