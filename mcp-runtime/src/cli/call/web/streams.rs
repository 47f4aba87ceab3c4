//! The streams of a server that are beside its answers.

use std::sync::Arc;

use http::header::ACCEPT;
use http::{HeaderValue, Method, Response};
use hyper::body::Incoming;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::wire::Target;
use super::{BRIEF, LAST, PAUSE, Shared, is};
use crate::cli::call::inbox::{Event, pass};
use crate::cli::events::Events;
use crate::cli::request::part;

impl Shared {
    /// Opens a stream, or comes back to one.
    pub(super) async fn stream(&self, last: Option<HeaderValue>) -> Result<Response<Incoming>, String> {
        let mut heads = self.heads();
        heads.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
        heads.extend(last.map(|last| (LAST, last)));
        let response = self.target.ask(Method::GET, heads, String::new()).await?;
        if response.status().is_success() && is(&response, "text/event-stream") {
            return Ok(response);
        }
        Err(format!("{} has no stream: {}", self.target.origin(), response.status()))
    }

    /// Passes on what the server says and asks beside its answers, if it has a stream for that.
    pub(super) async fn listen(self: Arc<Self>, began: oneshot::Sender<()>) {
        let mut began = Some(began);
        let mut events = Events::default();
        loop {
            let last = events.last.as_deref().and_then(|last| HeaderValue::try_from(last).ok());
            let Ok(mut response) = self.stream(last).await else { return };
            began.take().map(|began| began.send(()));
            while let Some(bytes) = part(response.body_mut()).await {
                let Ok(all) = events.read(&bytes) else { return };
                all.iter().for_each(|event| pass(&event.data, &self.post));
            }
            events.lost();
            sleep(events.retry.unwrap_or(PAUSE)).await;
        }
    }

    /// Opens the one stream of HTTP+SSE; gives where messages go, if the server speaks that.
    pub(super) async fn listen_apart(self: Arc<Self>) -> Option<Target> {
        let mut response = self.stream(None).await.ok()?;
        let mut events = Events::default();
        let (told, endpoint) = oneshot::channel();
        let mut told = Some(told);
        let shared = Arc::clone(&self);
        tokio::spawn(async move {
            while let Some(bytes) = part(response.body_mut()).await {
                let Ok(all) = events.read(&bytes) else { break };
                for event in all {
                    match told.take() {
                        Some(told) if event.name == "endpoint" => drop(told.send(event.data)),
                        Some(_) => return,
                        None => pass(&event.data, &shared.post),
                    }
                }
            }
            let _ = shared.post.send(Event::Gone("the server ended its stream".to_owned()));
        });
        let named = timeout(BRIEF, endpoint).await.ok()?.ok()?;
        let endpoint = self.target.join(&named)?;
        self.state().endpoint = Some(endpoint.clone());
        Some(endpoint)
    }
}
