//! `dev` between clients and the server over HTTP, on this machine only.
//!
//! Clients come to a listener of this process; each request goes on to one that the processes of the server have from it, one after the
//! other. What comes while none serves waits there. Sessions go on with the next process, since all have one secret, and so do the
//! streams on which clients hear of changes: a stream that ends with its process is asked for again.

use std::convert::Infallible;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::time::sleep;

use super::keeper::{Front as _, Keeper};
use super::passed::{Passed, Spliced};
use super::process::say_down;
use super::serving::Serving;
use super::session::Message;
use crate::app::options::HttpOptions;
use crate::cli::http::prepare;
use crate::cli::line::{Given, Line};
use crate::cli::request::whole;
use crate::outcome::error::Error;
use crate::transport::http::gate::guard::Guard;
use crate::transport::http::gate::secret::{Secret, random};
use crate::transport::http::listen::host;
use crate::transport::stop::signalled;

/// So large a body may be that is passed on.
const MOST: usize = 256 << 20;
/// How soon it is listened again after that failed.
const GLANCE: Duration = Duration::from_millis(20);

/// What is behind this process.
pub(super) struct Behind {
    keeper: Keeper,
    pub(super) serving: Serving,
    /// Who may ask at all, as far as the command line says: nobody else hears what this process says itself.
    guard: Guard,
}

/// Serves until a signal comes.
pub(super) fn serve(keeper: Keeper, line: &Line, address: &Given, args: Vec<OsString>) -> Result<(), Error> {
    let (options, address) = prepare(HttpOptions::default(), line, Some(address))?;
    if !address.is_local() {
        return Err(Error::usage("`dev` serves this machine only: write `--http :PORT`"));
    }
    #[cfg(feature = "tls")]
    if options.tls.is_some() {
        return Err(Error::usage("`dev` serves without TLS: leave the certificate out"));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Error::because("the runtime does not start", error))?;
    runtime.block_on(async {
        let listeners = host::listeners(&address)?;
        let failed = |error| Error::because("`dev` cannot listen for the server", error);
        let own = (options.secrets.is_empty() && options.secret_file.is_none()).then(secret).flatten();
        let at = listeners[0].local_addr().map_err(failed)?;
        let behind = Arc::new(Behind {
            keeper,
            serving: Serving::new(args, own, at).map_err(failed)?,
            guard: Guard::new(&options, Some(&address), &Secret::new(&options)?)?,
        });
        for listener in listeners {
            tokio::spawn(accept(Arc::clone(&behind), listener));
        }
        behind.work().await;
        Ok::<_, Error>(())
    })?;
    // A build that does not end is not waited for.
    runtime.shutdown_background();
    Ok(())
}

/// One that nobody knows; nothing where the system gives no random bytes, and each process has its own.
fn secret() -> Option<String> {
    random::<32>().ok().map(|bytes| STANDARD.encode(bytes))
}

impl Behind {
    /// Goes on until a signal comes, and then until the process has ended.
    async fn work(&self) {
        let work = async {
            if let Err(why) = self.serving.start(self.keeper.program()).await {
                say_down(&why);
            }
            tokio::join!(self.keeper.work(&self.serving), self.serving.watch())
        };
        tokio::select! {
            _ = work => {}
            () = signalled() => {}
        }
        self.keeper.stop();
        tokio::select! {
            () = self.serving.stop() => {}
            // Whoever says it twice does not wait.
            () = signalled() => self.serving.kill().await,
        }
    }

    /// Waits while another program takes the place of the one that runs, and says whether one serves.
    pub(super) async fn is_back(&self, build: u32) -> bool {
        let replaced = self.is_replacing(build);
        self.keeper.rests().await;
        replaced && !self.serving.is_down()
    }

    /// Whether another program takes the place of that build, or did.
    pub(super) fn is_replacing(&self, build: u32) -> bool {
        self.keeper.is_busy() || self.serving.build() != build
    }

    /// Answers a client.
    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> Response<Passed> {
        let (head, mut body) = request.into_parts();
        let Some(body) = whole(&mut body, MOST).await.map(Bytes::from) else {
            return plain(StatusCode::PAYLOAD_TOO_LARGE, "`dev` passes no body on that is so large");
        };
        let message = Message::read(&String::from_utf8_lossy(&body));
        // Who can read a stream as an answer gets it as one: not so clients of HTTP+SSE, which hear on another.
        let direct = head.headers.get(header::ACCEPT).is_some_and(is_of_both);
        let may = self.guard.check(&head.uri, head.version, &head.headers).is_ok()
            && self.guard.authenticate(&head.headers).is_ok();
        if may
            && message.waits()
            && let Some(why) = self.keeper.settled(direct && message.is_call()).await
        {
            return json(message.refusal(&super::not_called(&why)));
        }
        let down = self.serving.down().clone();
        if let Some(why) = down {
            let text = super::refused_while_down(&why);
            return if message.is_request() && direct {
                json(message.refusal(&text))
            } else {
                plain(StatusCode::SERVICE_UNAVAILABLE, &text)
            };
        }
        let hears = message.method == "subscriptions/listen"
            || head.method == Method::GET && head.headers.contains_key("mcp-session-id");
        let spliced = Spliced::new(Arc::clone(&self), head, body, message);
        match spliced.ask().await {
            Ok(response) if hears && is_stream(&response) => spliced.go_on(response),
            Ok(response) => response.map(Passed::from),
            Err(_) => spliced.lost(),
        }
    }
}

fn is_of_both(accept: &HeaderValue) -> bool {
    accept.to_str().is_ok_and(|accept| accept.contains("text/event-stream") && accept.contains("json"))
}

fn is_stream(response: &Response<Incoming>) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    response.status().is_success() && kind.is_some_and(|kind| kind.starts_with(b"text/event-stream"))
}

/// An answer in JSON.
pub(super) fn json(text: String) -> Response<Passed> {
    let mut response = Response::new(Passed::from(Bytes::from(text)));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// An answer in words.
pub(super) fn plain(status: StatusCode, text: &str) -> Response<Passed> {
    let mut response = Response::new(Passed::from(Bytes::from(format!("{text}\n"))));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

async fn accept(behind: Arc<Behind>, listener: tokio::net::TcpListener) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(GLANCE).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let behind = Arc::clone(&behind);
        let answer = service_fn(move |request| {
            let behind = Arc::clone(&behind);
            async move { Ok::<_, Infallible>(behind.answer(request).await) }
        });
        tokio::spawn(async move {
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}
