//! `dev` between clients and the server over HTTP, on this machine only.
//!
//! Clients come to a listener of this process; each request goes on to one that the processes of the server have from it, one after the
//! other. What comes while none serves waits there. Sessions go on with the next process, since all have one secret, and so do the
//! streams on which clients hear of changes: a stream that ends with its process is asked for again.

use std::convert::Infallible;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Mutex as Turn;
use tokio::time::{Instant, sleep, timeout};

use super::keeper::{Front, Keeper};
use super::passed::{Passed, Spliced, whole};
use super::process::{command, ended, kill, words};
use super::session::Message;
use crate::app::options::HttpOptions;
use crate::cli::complain;
use crate::cli::http::prepare;
use crate::cli::line::{Given, Line};
use crate::outcome::error::Error;
use crate::transport::http::listen::host;
use crate::transport::stop::signalled;

/// So long a process has to end when it is told to. What calls of it may take is its own grace period.
const ENDING: Duration = Duration::from_secs(15);
/// So long one may take until it answers.
const STARTING: Duration = Duration::from_secs(60);
/// How often it is asked whether it does.
const GLANCE: Duration = Duration::from_millis(20);

/// What is behind this process.
pub(super) struct Behind {
    keeper: Keeper,
    args: Vec<OsString>,
    /// What signs session ids, where the server has nothing of its own.
    secret: Option<String>,
    /// Where clients come to.
    at: SocketAddr,
    /// What the processes of the server listen on.
    listener: TcpListener,
    inner: SocketAddr,
    builds: AtomicU32,
    child: Turn<Option<Child>>,
    /// Why nothing runs.
    down: Mutex<Option<String>>,
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
        let listener = TcpListener::bind("127.0.0.1:0").map_err(failed)?;
        let behind = Arc::new(Behind {
            keeper,
            args,
            secret: (options.secrets.is_empty() && options.secret_file.is_none()).then(secret).flatten(),
            at: listeners[0].local_addr().map_err(failed)?,
            inner: listener.local_addr().map_err(failed)?,
            listener,
            builds: AtomicU32::new(0),
            child: Turn::default(),
            down: Mutex::default(),
        });
        for listener in listeners {
            tokio::spawn(accept(Arc::clone(&behind), listener));
        }
        let program = behind.keeper.program();
        let work = async {
            if let Err(why) = behind.start(program).await {
                complain(&format!(
                    "dev: the server does not start: {why}. It is tried again when something changes."
                ));
            }
            behind.keeper.work(&*behind).await;
        };
        tokio::select! {
            () = work => {}
            () = signalled() => {}
        }
        behind.stop().await;
        Ok(())
    })
}

/// One that nobody knows; nothing where the system gives no random bytes, and each process has its own.
fn secret() -> Option<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok()?;
    Some(STANDARD.encode(bytes))
}

impl Front for Behind {
    async fn replace(&self, program: PathBuf) -> Result<(), String> {
        self.stop().await;
        self.start(program).await
    }

    fn is_down(&self) -> bool {
        self.fallen().is_some()
    }
}

impl Behind {
    fn fallen(&self) -> MutexGuard<'_, Option<String>> {
        self.down.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the process, as whoever hosts it does.
    async fn stop(&self) {
        let mut place = self.child.lock().await;
        let Some(mut child) = place.take() else { return };
        let id = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
        let _ = id.map(|id| rustix::process::kill_process(id, rustix::process::Signal::TERM));
        if ended(&mut child, ENDING).await.is_none() {
            complain("dev: the old process does not end, and is killed");
            kill(&mut child);
        }
    }

    /// Starts a process, and waits until it serves.
    async fn start(&self, program: PathBuf) -> Result<(), String> {
        let mut place = self.child.lock().await;
        let started = match self.spawn(program) {
            Ok(child) => self.serves(place.insert(child)).await,
            Err(error) => Err(format!("it is not found or cannot run: {error}")),
        };
        if started.is_err() {
            place.take();
        }
        *self.fallen() = started.clone().err();
        started
    }

    fn spawn(&self, program: PathBuf) -> std::io::Result<Child> {
        let build = self.builds.fetch_add(1, Ordering::AcqRel);
        let mut command = command(&program, &self.args, build, Some(self.at));
        command.stdin(OwnedFd::from(self.listener.try_clone()?)).stdout(Stdio::piped());
        if let Some(secret) = &self.secret {
            command.env("MCP_SECRET", secret);
        }
        let mut child = command.spawn()?;
        let printed = child.stdout.take();
        // Where nobody reads it any more, the process ends: `dev` has gone.
        std::thread::Builder::new().name("mcp-printed".into()).spawn(move || {
            let Some(printed) = printed else { return };
            for line in BufReader::new(printed).lines().map_while(Result::ok) {
                crate::cli::print(&format!("{line}\n"));
            }
        })?;
        Ok(child)
    }

    /// Waits until a process answers. Err: why it does not.
    async fn serves(&self, child: &mut Child) -> Result<(), String> {
        let until = Instant::now() + STARTING;
        loop {
            if let Some(status) = ended(child, Duration::ZERO).await {
                return Err(words(Some(status)));
            }
            let request =
                Request::get("/health").header(header::HOST, "localhost").body(Passed::from(Bytes::new()));
            let asked = request.map(|request| timeout(GLANCE, self.ask(request)));
            if asked.map_err(|error| error.to_string())?.await.is_ok_and(|answer| answer.is_ok()) {
                return Ok(());
            }
            if Instant::now() > until {
                kill(child);
                return Err(format!("it did not answer for {} s", STARTING.as_secs()));
            }
            sleep(GLANCE).await;
        }
    }

    /// Asks the server.
    pub(super) async fn ask(&self, request: Request<Passed>) -> Result<Response<Incoming>, String> {
        let stream = TcpStream::connect(self.inner).await.map_err(|error| error.to_string())?;
        let _ = stream.set_nodelay(true);
        let connected = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
        let (mut sender, connection) = connected.map_err(|error| error.to_string())?;
        // It ends with the response, or when that is dropped.
        tokio::spawn(connection);
        sender.send_request(request).await.map_err(|error| error.to_string())
    }

    /// Waits while another program takes the place of the one that runs, and says whether one serves.
    pub(super) async fn is_back(&self, build: u32) -> bool {
        let replaced = self.is_replacing(build);
        self.keeper.rests().await;
        replaced && self.fallen().is_none()
    }

    /// Whether another program takes the place of that build, or did.
    pub(super) fn is_replacing(&self, build: u32) -> bool {
        self.keeper.is_busy() || self.build() != build
    }

    /// Which build runs.
    pub(super) fn build(&self) -> u32 {
        self.builds.load(Ordering::Acquire)
    }

    /// Answers a client.
    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> Response<Passed> {
        let (head, body) = request.into_parts();
        let Some(body) = whole(body).await else {
            return plain(StatusCode::PAYLOAD_TOO_LARGE, "`dev` passes no body on that is so large");
        };
        let message = Message::read(&String::from_utf8_lossy(&body));
        // Who can read a stream as an answer gets it as one: not so clients of HTTP+SSE, which hear on another.
        let direct = head.headers.get(header::ACCEPT).is_some_and(is_of_both);
        if message.waits()
            && let Some(why) = self.keeper.settled(direct && message.is_call()).await
        {
            return json(message.refusal(&super::not_called(&why)));
        }
        let fallen = self.fallen().clone();
        if let Some(why) = fallen {
            let text = format!(
                "The server does not start: {why}. It is tried again when its source changes; its log says more."
            );
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
