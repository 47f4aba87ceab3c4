//! All functions that list resources, as one: a list is one answer, whatever it is put together of.

use std::sync::Arc;

use crate::author::args::Call;
use crate::author::handler::{Handler, Start};
use crate::author::run::{Body, Run, ToolFuture};
use crate::outcome::Outcome;

/// Starts all of them; what they list comes in their order.
pub(crate) fn together(listers: Vec<Arc<Handler>>) -> Start {
    Box::new(move |call| {
        let mut bodies = Vec::with_capacity(listers.len());
        for lister in &listers {
            let mut inner = Call::new(&[], lister, call.origin());
            let Some(body) = (lister.start)(&mut inner).0 else {
                call.problems.append(&mut inner.problems);
                return Run(None);
            };
            call.waits.append(&mut inner.waits);
            bodies.push(body);
        }
        Run(Some(joined(bodies)))
    })
}

fn joined(mut bodies: Vec<Body>) -> Body {
    if bodies.len() == 1 {
        return bodies.remove(0);
    }
    if bodies.iter().all(|body| matches!(body, Body::Work(_))) {
        return Body::Work(Box::new(move || {
            let works = bodies.into_iter().map(|body| match body {
                Body::Work(work) => work(),
                Body::Future(_) | Body::Asks(_) => Outcome::Missing,
            });
            works.fold(Outcome::Links(Vec::new()), and)
        }));
    }
    Body::Future(ToolFuture::new(async move {
        let mut all = Outcome::Links(Vec::new());
        for body in bodies {
            let one = match body {
                Body::Future(future) => future.await,
                // It holds the thread as an async function may; then it gets one of its own.
                Body::Work(work) => work(),
                Body::Asks(asks) => match asks.await {
                    Ok(work) => work(),
                    Err(outcome) => outcome,
                },
            };
            all = and(all, one);
        }
        all
    }))
}

/// The first failure is that of all.
fn and(all: Outcome, one: Outcome) -> Outcome {
    match (all, one) {
        (Outcome::Links(mut all), Outcome::Links(more)) => {
            all.extend(more);
            Outcome::Links(all)
        }
        (failed @ Outcome::Error(_), _) | (_, failed) => failed,
    }
}
