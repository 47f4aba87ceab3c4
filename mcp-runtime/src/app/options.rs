//! The limits of a hosted server.

use std::time::Duration;

/// Limits and times, each with a default that suits a server on its author's machine.
///
/// ```
/// let options = mcp_runtime::Options { max_in_flight: 16, ..Default::default() };
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    /// The longest message taken over stdio, in bytes. A longer one is answered with an error and skipped. 16 MiB.
    pub max_message: usize,
    /// The largest answer to a call, in bytes. A larger one is replaced by an error for the model. 10 MiB, above which
    /// clients on the TypeScript SDK lose the connection.
    pub max_response: usize,
    /// Whether each structured result is held against the output schema of its tool as a whole; what does not fit is an error of
    /// the tool. Numbers that are not finite are found in any case. It costs about ten times what writing the result costs, some
    /// 30 microseconds a KiB. Off, but in [`RawClient`](crate::testing::RawClient) and for `call`, where authors look at results.
    pub check_results: bool,
    /// How many bytes may be held for clients, all together: requests that are being read, answers that are not read yet,
    /// events that are kept. What would be more is refused or not kept; requests and answers of up to 16 KiB always go on. It
    /// bounds all servers of a process together. 256 MiB.
    pub max_held: usize,
    /// How many calls of one connection or session may be pending at once; one more is refused. 4,096.
    pub max_in_flight: usize,
    /// How long a call may take unless its tool says otherwise. No limit by default: clients have their own, mostly 60
    /// seconds, and cancel.
    pub call_deadline: Option<Duration>,
    /// How many levels of arrays and objects an argument may have. 128, which is also the most that can be set.
    pub max_depth: usize,
    /// How long calls that run may go on over stdio once the client has left or the process was told to stop. 1.5 seconds: clients
    /// send a signal two seconds after they left, and kill two seconds later.
    pub grace: Duration,
    /// How many tools one page of `tools/list` holds. No pages by default: some clients never ask for the second.
    pub page_size: Option<usize>,
    /// How many functions that are not async run at once, of one tool at most three quarters of them; more wait. 64.
    pub blocking_threads: usize,
    /// What `--help` says at its end, such as flags that the server takes off the command line itself before it calls
    /// `run_from`.
    pub help: &'static str,
    /// What belongs to HTTP alone.
    #[cfg(feature = "http")]
    pub http: HttpOptions,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_message: 16 << 20,
            max_response: 10 << 20,
            max_held: 256 << 20,
            check_results: false,
            max_in_flight: 4096,
            call_deadline: None,
            max_depth: 128,
            grace: Duration::from_millis(1500),
            page_size: None,
            blocking_threads: 64,
            help: "",
            #[cfg(feature = "http")]
            http: HttpOptions::default(),
        }
    }
}

/// Paths, guards, limits and times of a server over HTTP.
#[cfg(feature = "http")]
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// Where Streamable HTTP is served, of every revision. `/mcp`.
    pub path: String,
    /// Where a stream of HTTP+SSE (2024-11-05) is opened. `/sse`; `/events` is the same.
    pub sse_path: String,
    /// Where the messages of HTTP+SSE go. `/message`.
    pub message_path: String,
    /// The path below which the service is mounted, when a router or a proxy before it takes that off: clients of HTTP+SSE are
    /// told the whole path of [`message_path`](Self::message_path). Nothing by default.
    pub mounted_at: String,
    /// Whether a GET on [`path`](Self::path) that belongs to no session opens a stream of HTTP+SSE: some clients take any
    /// URL for one of those. Yes.
    pub sse_on_mcp: bool,
    /// Origins of web pages that may call, such as `https://app.example.com`; `*` is any. A page of this machine may call a
    /// server on loopback, and any page one on its own host.
    pub allow_origins: Vec<String>,
    /// Names in `Host` that are answered, beside those that follow from the address; `*` is any. It is the guard against a
    /// foreign name that was made to point here (DNS rebinding).
    pub allow_hosts: Vec<String>,
    /// Whether browsers are told what they may do (CORS). No.
    pub cors: bool,
    /// Bearer tokens, each `TOKEN` or `NAME TOKEN`; with any here, each request needs one, but for `/health`. Tools see the name
    /// by [`Context::principal`](crate::Context::principal); without one it is `token 1` and so on.
    pub tokens: Vec<String>,
    /// A file of more of them, one a line; `#` begins a comment line, and the default name has the number of the line. It is
    /// read again when it changes; then tokens that are gone end at once, with their sessions and streams. A file that is
    /// broken leaves the tokens that were. Only a regular file is read again.
    pub token_file: Option<std::path::PathBuf>,
    /// Whether an address that others can reach may be served without tokens. No.
    pub allow_unauthenticated: bool,
    /// The largest body of a request, in bytes. 4 MiB.
    pub max_body: usize,
    /// How long the head of a request, or a TLS handshake, may take. 10 seconds.
    pub head_timeout: Duration,
    /// How long the body of a request, or 64 KiB of it, may take. 30 seconds.
    pub body_timeout: Duration,
    /// How long a connection may be open without a request. 2 minutes.
    pub idle_timeout: Duration,
    /// How long a client may take nothing of what it is sent; then its connection is closed. 30 seconds.
    pub write_timeout: Duration,
    /// How often an open stream sends a comment, so that nobody between takes it for dead. 15 seconds.
    pub keep_alive: Duration,
    /// How long an answer may take before it becomes a stream: some clients give up on a silent one. 5 seconds.
    pub stream_after: Duration,
    /// How long clients are told to wait before they come back to a stream. 1 second.
    pub retry: Duration,
    /// How long a session lives that nobody uses: without a request, an open stream or a running call. 12
    /// hours: few clients begin anew when their session is gone, and one that is idle costs little.
    pub session_ttl: Duration,
    /// How many sessions there may be, of both kinds. When there are more, the one that was idle longest makes room, or the
    /// new one is refused. 20,000.
    pub max_sessions: usize,
    /// How many of them one address may have; then its own that was idle longest makes room. It may open as many at once, but 200
    /// at least, and as many again in 50 seconds. Loopback, where proxies are, has no limit. 1,000.
    pub max_sessions_per_address: usize,
    /// How many connections are served at once; more wait to be accepted. 20,000.
    pub max_connections: usize,
    /// How many streams may be open at once. 20,000.
    pub max_streams: usize,
    /// How many calls may be pending at once, of all clients together: a session has at most a quarter of them, and each
    /// 64 KiB of a message count as one more. 4,096.
    pub max_calls: usize,
    /// How many bytes of sent events each stream of a session keeps for a client that lost its connection, and how many those
    /// that ended keep together. An answer that is larger by itself is not kept. 256 KiB.
    pub replay_bytes: usize,
    /// How long they are kept after the stream ended. 1 minute.
    pub replay_age: Duration,
    /// How long a call of a session may go on when its answer can be given to nobody any more: its client left, and did not come
    /// back in [`replay_age`](Self::replay_age). 5 minutes.
    pub unheard_deadline: Duration,
    /// How long calls that run may go on once the process was told to stop. 5 seconds.
    pub grace: Duration,
    /// Certificate chain and private key (PEM) for HTTPS; read again when the files change.
    #[cfg(feature = "tls")]
    pub tls: Option<TlsFiles>,
}

/// The files for HTTPS.
#[cfg(feature = "tls")]
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate and those that lead to its issuer, as PEM.
    pub cert: std::path::PathBuf,
    /// Its private key, as PEM.
    pub key: std::path::PathBuf,
}

#[cfg(feature = "http")]
impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            path: "/mcp".into(),
            sse_path: "/sse".into(),
            message_path: "/message".into(),
            mounted_at: String::new(),
            sse_on_mcp: true,
            allow_origins: Vec::new(),
            allow_hosts: Vec::new(),
            cors: false,
            tokens: Vec::new(),
            token_file: None,
            allow_unauthenticated: false,
            max_body: 4 << 20,
            head_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(120),
            write_timeout: Duration::from_secs(30),
            keep_alive: Duration::from_secs(15),
            stream_after: Duration::from_secs(5),
            retry: Duration::from_secs(1),
            session_ttl: Duration::from_secs(12 * 60 * 60),
            max_sessions: 20_000,
            max_sessions_per_address: 1_000,
            max_connections: 20_000,
            max_streams: 20_000,
            max_calls: 4096,
            replay_bytes: 256 << 10,
            replay_age: Duration::from_secs(60),
            unheard_deadline: Duration::from_secs(300),
            grace: Duration::from_secs(5),
            #[cfg(feature = "tls")]
            tls: None,
        }
    }
}
