//! The limits of a hosted server.

#[cfg(feature = "http")]
use std::path::PathBuf;
use std::time::Duration;

#[cfg(feature = "http")]
use crate::app::token::TokenCheck;
use crate::context::handle::Handle;

/// A struct of options: each has a default, and a setter of its name. Nothing but the setters is public, so an option can come, or
/// be kept in another form, and nobody's code breaks.
macro_rules! options {
    (
        $(#[$about:meta])*
        $name:ident {
            $($(#[doc = $doc:literal])* $(#[cfg($cfg:meta)])? $how:ident $field:ident: $ty:ty = $default:expr,)*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone)]
        pub struct $name {
            $($(#[cfg($cfg)])? pub(crate) $field: $ty,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($(#[cfg($cfg)])? $field: $default,)* }
            }
        }

        impl $name {
            $(setter! { $how $field $ty; $(#[doc = $doc])* $(#[cfg($cfg)])? })*
        }
    };
}

/// A setter, by what it takes: `plain` the value, `into` what becomes one, `file` a path, `many` texts that come to those that are there.
/// That of `other` is written elsewhere.
macro_rules! setter {
    (other $field:ident $ty:ty; $($about:tt)*) => {};
    (plain $field:ident $ty:ty; $($about:tt)*) => {
        setter! { $field($ty) = $field; $($about)* }
    };
    (into $field:ident $ty:ty; $($about:tt)*) => {
        setter! { $field(impl Into<$ty>) = $field.into(); $($about)* }
    };
    (file $field:ident $ty:ty; $($about:tt)*) => {
        setter! { $field(impl Into<PathBuf>) = Some($field.into()); $($about)* }
    };
    ($field:ident($ty:ty) = $value:expr; $($about:tt)*) => {
        $($about)*
        #[must_use]
        pub fn $field(mut self, $field: $ty) -> Self {
            self.$field = $value;
            self
        }
    };
    (many $field:ident $ty:ty; $($about:tt)*) => {
        $($about)*
        #[must_use]
        pub fn $field(mut self, $field: impl IntoIterator<Item = impl Into<String>>) -> Self {
            self.$field.extend($field.into_iter().map(Into::into));
            self
        }
    };
}

options! {
    /// Limits and times, each with a default that suits a server on its author's machine.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use mcp_runtime::Options;
    ///
    /// let options = Options::default().max_in_flight(16).call_deadline(Duration::from_secs(20));
    /// ```
    Options {
        /// What tells of changes outside of calls. With one the server declares that its lists and resources may change.
        into handle: Option<Handle> = None,
        /// The longest message taken over stdio, in bytes. A longer one is answered with an error and skipped. 16 MiB.
        plain max_message: usize = 16 << 20,
        /// The largest answer to a call, in bytes, an error too. A larger one is replaced by an error that says so. 10 MiB, above which
        /// clients on the TypeScript SDK lose the connection.
        plain max_response: usize = 10 << 20,
        /// Whether each structured result is held against the output schema of its tool as a whole; what does not fit is an error of
        /// the tool. Numbers that are not finite are found in any case. It costs about ten times what writing the result costs, some
        /// 30 microseconds a KiB. Off, but in [`RawClient`](crate::testing::RawClient) and for `call`, where authors look at results.
        plain check_results: bool = false,
        /// How many bytes may be held for clients, all together: requests that are being read, answers that are not read yet,
        /// events that are kept, long URIs that are subscribed to. What would be more is refused or not kept; requests and answers of up to 16 KiB always go on. It
        /// bounds all servers of a process together. 256 MiB.
        plain max_held: usize = 256 << 20,
        /// How many calls of one connection or session may be pending at once; one more is refused. 4,096.
        plain max_in_flight: usize = 4096,
        /// How long a call may take unless its tool says otherwise. No limit by default: clients have their own, mostly 60
        /// seconds, and cancel.
        into call_deadline: Option<Duration> = None,
        /// How long a question to the client may stay open, such as a form that its user fills in. The time of the call stands still
        /// meanwhile. 5 minutes.
        plain answer_deadline: Duration = Duration::from_secs(300),
        /// How many levels of arrays and objects an argument may have. 128, which is also the most that can be set.
        plain max_depth: usize = 128,
        /// How long calls that run may go on over stdio once the client has left or the process was told to stop. 1.5 seconds: clients
        /// send a signal two seconds after they left, and kill two seconds later.
        plain grace: Duration = Duration::from_millis(1500),
        /// How many tools one page of `tools/list` holds. No pages by default: some clients never ask for the second.
        into page_size: Option<usize> = None,
        /// How many functions that are not async run at once, of one tool at most three quarters of them; more wait. 64.
        plain blocking_threads: usize = 64,
        /// What `--help` says at its end, such as flags that the server takes off the command line itself before it calls
        /// `run_from`. Those of `run_args` are in it by themselves.
        plain help: &'static str = "",
        /// What belongs to HTTP alone.
        #[cfg(feature = "http")]
        plain http: HttpOptions = HttpOptions::default(),
    }
}

#[cfg(feature = "http")]
options! {
    /// Paths, guards, limits and times of a server over HTTP. Lists of texts grow with each call of their setter.
    ///
    /// ```
    /// use mcp_runtime::{HttpOptions, Options};
    ///
    /// let http = HttpOptions::default().allow_origins(["https://app.example.com"]).tokens(["alice 6YfkQ0lN"]);
    /// let options = Options::default().http(http);
    /// // Whoever logs options logs no tokens.
    /// assert!(!format!("{options:?}").contains("6YfkQ0lN"));
    /// ```
    HttpOptions {
        /// Where Streamable HTTP is served, of every revision. `/mcp`.
        into path: String = "/mcp".into(),
        /// Where a stream of HTTP+SSE (2024-11-05) is opened. `/sse`; `/events` is the same.
        into sse_path: String = "/sse".into(),
        /// Where the messages of HTTP+SSE go. `/message`.
        into message_path: String = "/message".into(),
        /// The path below which the service is mounted, when a router or a proxy before it takes that off: clients of HTTP+SSE are
        /// told the whole path of [`message_path`](Self::message_path). Nothing by default.
        into mounted_at: String = String::new(),
        /// Whether a GET on [`path`](Self::path) that belongs to no session opens a stream of HTTP+SSE: some clients take any
        /// URL for one of those. Yes.
        plain sse_on_mcp: bool = true,
        /// Origins of web pages that may call, such as `https://app.example.com`; `*` is any. A page of this machine may call a
        /// server on loopback, and any page one on its own host.
        many allow_origins: Vec<String> = Vec::new(),
        /// Names in `Host` that are answered, beside those that follow from the address; `*` is any. It is the guard against a
        /// foreign name that was made to point here (DNS rebinding).
        many allow_hosts: Vec<String> = Vec::new(),
        /// Whether browsers are told what they may do (CORS). No.
        plain cors: bool = false,
        /// Bearer tokens, each `TOKEN` or `NAME TOKEN`; with any here, each request needs one, but for `/health`. Tools see the name
        /// by [`Context::principal`](crate::Context::principal); without one it is `token 1` and so on.
        many tokens: Hidden = Hidden::default(),
        /// A file of more of them, one a line; `#` begins a comment line, and the default name has the number of the line. It is
        /// read again when it changes; then tokens that are gone end at once, with their sessions and streams. A file that is
        /// broken leaves the tokens that were. Only a regular file is read again.
        file token_file: Option<PathBuf> = None,
        /// Whom a token that is in none of these belongs to, by the author's own check.
        other token_check: Option<TokenCheck> = None,
        /// How long a check of [`check_tokens`](Self::check_tokens) may take; then its request is answered with 503. 5 seconds.
        plain token_timeout: Duration = Duration::from_secs(5),
        /// Secrets of 32 characters or more that sign the ids of sessions: the first signs, all are good, so one can be replaced by
        /// the next. With the same ones a session goes on after a restart, and on another machine: its plain calls do, not what
        /// its streams have missed. Without any there is a random one, and sessions end with the process.
        many secrets: Hidden = Hidden::default(),
        /// A file of more of them, one a line; `#` begins a comment line.
        file secret_file: Option<PathBuf> = None,
        /// Whether there is a page at `/inspect` on which a person tries the server: calls its tools, reads its resources, answers what it
        /// asks, and sees each message. Whoever reaches it can call tools, so it is served on loopback only; any other address, and a
        /// service that is mounted, is refused with it. No.
        plain inspect: bool = false,
        /// Whether an address that others can reach may be served without tokens. No.
        plain allow_unauthenticated: bool = false,
        /// The largest body of a request, in bytes. 4 MiB.
        plain max_body: usize = 4 << 20,
        /// How long the head of a request, or a TLS handshake, may take. 10 seconds.
        plain head_timeout: Duration = Duration::from_secs(10),
        /// How long the body of a request, or 64 KiB of it, may take. 30 seconds.
        plain body_timeout: Duration = Duration::from_secs(30),
        /// How long a connection may be open without a request. 2 minutes.
        plain idle_timeout: Duration = Duration::from_secs(120),
        /// How long a client may take nothing of what it is sent; then its connection is closed. 30 seconds.
        plain write_timeout: Duration = Duration::from_secs(30),
        /// How often an open stream sends a comment, so that nobody between takes it for dead. 15 seconds.
        plain keep_alive: Duration = Duration::from_secs(15),
        /// How long an answer may take before it becomes a stream: some clients give up on a silent one. 5 seconds.
        plain stream_after: Duration = Duration::from_secs(5),
        /// How long clients are told to wait before they come back to a stream. 1 second.
        plain retry: Duration = Duration::from_secs(1),
        /// How long a session lives that nobody uses: without a request, an open stream or a running call. 12
        /// hours: few clients begin anew when their session is gone, and one that is idle costs little.
        plain session_ttl: Duration = Duration::from_secs(12 * 60 * 60),
        /// How many sessions there may be, of both kinds. When there are more, the one that was idle longest makes room, or the
        /// new one is refused. 20,000.
        plain max_sessions: usize = 20_000,
        /// How many of them one address may have; then its own that was idle longest makes room. It may open as many at once, but 200
        /// at least, and as many again in 50 seconds. Loopback, where proxies are, has no limit. 1,000.
        plain max_sessions_per_address: usize = 1_000,
        /// How many connections are served at once; more wait to be accepted. 20,000.
        plain max_connections: usize = 20_000,
        /// How many streams may be open at once. 20,000.
        plain max_streams: usize = 20_000,
        /// How many calls may be pending at once, of all clients together: a session has at most a quarter of them, and each
        /// 64 KiB of a message count as one more. 4,096.
        plain max_calls: usize = 4096,
        /// How many bytes of sent events each stream of a session keeps for a client that lost its connection, and how many those
        /// that ended keep together. An answer that is larger by itself is not kept. 256 KiB.
        plain replay_bytes: usize = 256 << 10,
        /// How long they are kept after the stream ended. 1 minute.
        plain replay_age: Duration = Duration::from_secs(60),
        /// How long a call of a session may go on when its answer can be given to nobody any more: its client left, and did not come
        /// back in [`replay_age`](Self::replay_age). 5 minutes.
        plain unheard_deadline: Duration = Duration::from_secs(300),
        /// How long calls that run may go on once the process was told to stop. 5 seconds.
        plain grace: Duration = Duration::from_secs(5),
        /// Certificate chain and private key (PEM) for HTTPS; read again when the files change.
        #[cfg(feature = "tls")]
        into tls: Option<TlsFiles> = None,
    }
}

/// Texts that no log may show.
#[cfg(feature = "http")]
#[derive(Clone, Default)]
pub(crate) struct Hidden(Vec<String>);

#[cfg(feature = "http")]
impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{} hidden]", self.0.len())
    }
}

#[cfg(feature = "http")]
impl std::ops::Deref for Hidden {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.0
    }
}

#[cfg(feature = "http")]
impl Extend<String> for Hidden {
    fn extend<I: IntoIterator<Item = String>>(&mut self, texts: I) {
        self.0.extend(texts);
    }
}

/// The files for HTTPS.
///
/// ```
/// use mcp_runtime::{HttpOptions, TlsFiles};
///
/// let http = HttpOptions::default().tls(TlsFiles::new("server.pem", "server.key"));
/// ```
#[cfg(feature = "tls")]
#[derive(Debug, Clone)]
pub struct TlsFiles {
    pub(crate) cert: PathBuf,
    pub(crate) key: PathBuf,
}

#[cfg(feature = "tls")]
impl TlsFiles {
    /// The certificate with those that lead to its issuer, and its private key, both as PEM.
    pub fn new(cert: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self { cert: cert.into(), key: key.into() }
    }
}
