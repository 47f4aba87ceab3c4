//! The server over HTTP, as its flags make it: its files, its port, the names under which it is reached, and what it answers.

use std::collections::VecDeque;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use http_body::Body as _;
use serde_json::Value;
use tokio::runtime::Runtime;
use tower_service::Service as _;

use super::report::{Report, Status};
use super::talk::{Peer, each, speak};
use crate::app::App;
use crate::app::options::HttpOptions;
use crate::cli::events::Events;
use crate::cli::line::Line;
use crate::cli::{http as flags, limited};
use crate::outcome::error::{Error, chain};
use crate::protocol::revision::Revision;
use crate::transport::http::listen::address::Address;
use crate::transport::http::listen::host;
use crate::transport::http::{HttpService, ReplyBody};

const AREA: &str = "http";

/// So long each answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The token that lets these checks in where others need one.
const TOKEN_LENGTH: usize = 32;

/// Looks at the server that `--http` and the flags with it would start; without it, at one on loopback.
pub(super) fn look(app: Arc<App>, line: &Line, report: &mut Report) {
    if let Err(error) = checked(app, line, report) {
        report.add(AREA, Status::Wrong, line.renamed(chain(&error)));
    }
}

fn checked(app: Arc<App>, line: &Line, report: &mut Report) -> Result<(), Error> {
    let given = line.given("http")?;
    let (mut options, address) = flags::prepare(app.options.http.clone(), line, given.as_ref())?;
    host::check(&options, &address)?;
    files(&options, report);
    #[cfg(feature = "tls")]
    if let Some(files) = &options.tls {
        crate::transport::http::listen::tls::Tls::new(files)?;
        report.add(AREA, Status::Good, "the certificate and its key are read, and fit");
    }
    if address.port != 0 {
        match host::is_free(&address) {
            Ok(()) => report.add(AREA, Status::Good, format!("port {} is free", address.port)),
            Err(error) => report.add(
                AREA,
                Status::Warning,
                format!("{}; it may be this server that runs already", chain(&error)),
            ),
        }
    }
    names(&options, &address, report);
    let asks = options.asks_for_tokens();
    let token = "x".repeat(TOKEN_LENGTH);
    if asks {
        options = options.tokens([token.clone()]);
    }
    let app = limited(app, line)?.adjust(|app| {
        app.options.http = options;
        app.remote = true;
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| Error::because("the runtime does not start", error))?;
    let service = {
        let _within = runtime.enter();
        HttpService::of(app, Some(&address))?
    };
    let site = Site { service, runtime };
    report.checked(AREA, site.spoken(asks.then_some(&*token)));
    if asks {
        report.checked(AREA, site.refuses_strangers());
    }
    site.runtime.shutdown_background();
    Ok(())
}

/// Files with secrets are for who runs the server.
fn files(options: &HttpOptions, report: &mut Report) {
    let mut all: Vec<&Path> =
        options.token_file.iter().chain(&options.secret_file).map(|path| &**path).collect();
    #[cfg(feature = "tls")]
    all.extend(options.tls.iter().map(|files| &*files.key));
    for path in all.drain(..).filter(|path| others_read(path)) {
        report.add(
            AREA,
            Status::Warning,
            format!("others on this machine can read {0}: `chmod 600 {0}`", path.display()),
        );
    }
}

#[cfg(unix)]
fn others_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_read(_: &Path) -> bool {
    false
}

/// Under which names clients reach it, and what they would miss.
fn names(options: &HttpOptions, address: &Address, report: &mut Report) {
    let named = !options.allow_hosts.is_empty();
    if address.is_unspecified() && !named {
        let text =
            "it is reached by its addresses and as localhost: a name of its own needs `--allow-host NAME`";
        report.add(AREA, Status::Note, text);
    }
    if !address.is_local() && options.secrets.is_empty() && options.secret_file.is_none() {
        let text = "sessions, and questions that clients have not answered yet, end with this process, and no other process knows \
                    them: `--secret-file FILE`";
        report.add(AREA, Status::Note, text);
    }
    if !address.is_local() && options.allow_unauthenticated {
        report.add(AREA, Status::Warning, "others can reach it, and it asks nobody who they are");
    }
}

/// The service, and where its calls run.
struct Site {
    service: HttpService,
    runtime: Runtime,
}

impl Site {
    fn spoken(&self, token: Option<&str>) -> Result<String, String> {
        let options = self.service.options();
        each(&Revision::ALL, |revision| {
            let mut web = Web { site: self, revision, token, session: None, stream: None };
            if !revision.has_http() {
                web.open()?;
            }
            speak(&mut web, revision)
        })
        .map(|spoken| format!("{spoken}, at {} and {}", options.path, options.sse_path))
    }

    fn refuses_strangers(&self) -> Result<String, String> {
        let web = Web { site: self, revision: Revision::MODERN, token: None, session: None, stream: None };
        let path = &self.service.options().path;
        match web.send(Method::POST, path, "{}".into())?.status() {
            StatusCode::UNAUTHORIZED => Ok("who has no token is refused".into()),
            other => Err(format!("who has no token is answered with {other}")),
        }
    }
}

/// A client of one revision.
struct Web<'a> {
    site: &'a Site,
    revision: Revision,
    token: Option<&'a str>,
    session: Option<String>,
    /// In 2024-11-05 answers come on a stream, and messages go to a path that it tells.
    stream: Option<(Reading, String)>,
}

impl Web<'_> {
    /// Opens the stream of 2024-11-05.
    fn open(&mut self) -> Result<(), String> {
        let options = self.site.service.options();
        let response = self.send(Method::GET, &options.sse_path, String::new())?;
        let mut events = Reading::of(ok(response)?);
        let path = events.next(&self.site.runtime)?;
        let path = path.strip_prefix(&options.mounted_at).unwrap_or(&path).to_owned();
        self.stream = Some((events, path));
        Ok(())
    }

    fn send(&self, method: Method, path: &str, body: String) -> Result<Response<ReplyBody>, String> {
        let mut request = Request::builder()
            .method(&method)
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/json")
            .header(
                header::ACCEPT,
                if method == Method::GET {
                    "text/event-stream"
                } else {
                    "application/json, text/event-stream"
                },
            );
        if self.revision.is_modern() || self.session.is_some() {
            request = request.header("mcp-protocol-version", self.revision.as_str());
        }
        if let Some(session) = &self.session {
            request = request.header("mcp-session-id", session);
        }
        if let Some(token) = self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(method) =
            serde_json::from_str::<Value>(&body).ok().as_ref().and_then(|body| body["method"].as_str())
            && self.revision.is_modern()
        {
            request = request.header("mcp-method", method);
        }
        let request = request.body(body).map_err(|error| error.to_string())?;
        let mut service = self.site.service.clone();
        self.site.runtime.block_on(async {
            let Ok(response) = within(service.call(request)).await?;
            Ok(response)
        })
    }
}

impl Peer for Web<'_> {
    fn ask(&mut self, message: &Value) -> Result<Value, String> {
        let options = self.site.service.options();
        let path = self.stream.as_ref().map_or(&options.path, |(_, path)| path).clone();
        let response = ok(self.send(Method::POST, &path, message.to_string())?)?;
        let runtime = &self.site.runtime;
        if let Some((events, _)) = &mut self.stream {
            return events.answer(runtime, message);
        }
        let session = response.headers().get("mcp-session-id").and_then(|id| id.to_str().ok());
        self.session = session.map(str::to_owned).or(self.session.take());
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let is_stream = kind.is_some_and(|kind| kind.starts_with("text/event-stream"));
        let mut body = Reading::of(response);
        if is_stream {
            return body.answer(runtime, message);
        }
        let whole = body.whole(runtime)?;
        serde_json::from_slice(&whole)
            .map_err(|_| format!("it answered what is no message: {:?}", String::from_utf8_lossy(&whole)))
    }

    fn tell(&mut self, message: &Value) -> Result<(), String> {
        let options = self.site.service.options();
        let path = self.stream.as_ref().map_or(&options.path, |(_, path)| path).clone();
        ok(self.send(Method::POST, &path, message.to_string())?).map(drop)
    }
}

fn ok(response: Response<ReplyBody>) -> Result<Response<ReplyBody>, String> {
    let status = response.status();
    if status.is_success() { Ok(response) } else { Err(format!("it answered with {status}")) }
}

async fn within<T>(future: impl Future<Output = T>) -> Result<T, String> {
    let late = |_| format!("no answer within {} s", PATIENCE.as_secs());
    tokio::time::timeout(PATIENCE, future).await.map_err(late)
}

/// The body of an answer.
struct Reading {
    body: Pin<Box<ReplyBody>>,
    events: Events,
    /// The data of events that were read and not heard.
    read: VecDeque<String>,
}

impl Reading {
    fn of(response: Response<ReplyBody>) -> Self {
        Self { body: Box::pin(response.into_body()), events: Events::default(), read: VecDeque::new() }
    }

    /// The next piece of it; nothing at its end.
    fn piece(&mut self, runtime: &Runtime) -> Result<Option<Bytes>, String> {
        let frame = std::future::poll_fn(|cx| self.body.as_mut().poll_frame(cx));
        let Some(Ok(frame)) = runtime.block_on(async { within(frame).await })? else { return Ok(None) };
        Ok(Some(frame.into_data().unwrap_or_default()))
    }

    /// All of it.
    fn whole(&mut self, runtime: &Runtime) -> Result<Vec<u8>, String> {
        let mut whole = Vec::new();
        while let Some(piece) = self.piece(runtime)? {
            whole.extend_from_slice(&piece);
        }
        Ok(whole)
    }

    /// The data of the next event that has some.
    fn next(&mut self, runtime: &Runtime) -> Result<String, String> {
        loop {
            if let Some(data) = self.read.pop_front() {
                return Ok(data);
            }
            let piece = self.piece(runtime)?.ok_or("the stream ended without an answer")?;
            let events = self.events.read(&piece)?;
            self.read.extend(events.into_iter().map(|event| event.data).filter(|data| !data.is_empty()));
        }
    }

    /// The response to a request; other messages are none of these checks'.
    fn answer(&mut self, runtime: &Runtime, request: &Value) -> Result<Value, String> {
        loop {
            let message: Value = serde_json::from_str(&self.next(runtime)?).unwrap_or_default();
            if message.get("id") == request.get("id") {
                return Ok(message);
            }
        }
    }
}
