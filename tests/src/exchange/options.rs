//! The options of a server as a text: `head_timeout_ms=500,cors,token=secret`. The names are those of the fields.

use std::time::Duration;

use mcp_runtime::Options;

/// Reads options. Panics at one that is none.
pub fn options(text: &str) -> Options {
    let mut options = Options::default();
    for option in text.split([',', ' ']).filter(|option| !option.is_empty()) {
        let (name, value) = option.split_once('=').unwrap_or((option, "true"));
        set(&mut options, name, value);
    }
    options
}

fn set(options: &mut Options, name: &str, value: &str) {
    let number = || value.parse::<usize>().unwrap_or_else(|error| panic!("{name}={value}: {error}"));
    let time = || Duration::from_millis(number() as u64);
    let flag = || value.parse::<bool>().unwrap_or_else(|error| panic!("{name}={value}: {error}"));
    let http = &mut options.http;
    match name {
        "max_message" => options.max_message = number(),
        "max_response" => options.max_response = number(),
        "max_held" => options.max_held = number(),
        "max_in_flight" => options.max_in_flight = number(),
        "call_deadline_ms" => options.call_deadline = Some(time()),
        "grace_ms" => options.grace = time(),
        "page_size" => options.page_size = Some(number()),
        "blocking_threads" => options.blocking_threads = number(),
        "path" => http.path = value.into(),
        "sse_path" => http.sse_path = value.into(),
        "message_path" => http.message_path = value.into(),
        "mounted_at" => http.mounted_at = value.into(),
        "sse_on_mcp" => http.sse_on_mcp = flag(),
        "allow_origin" => http.allow_origins.push(value.into()),
        "allow_host" => http.allow_hosts.push(value.into()),
        "cors" => http.cors = flag(),
        "token" => http.tokens.push(value.into()),
        "allow_unauthenticated" => http.allow_unauthenticated = flag(),
        "max_body" => http.max_body = number(),
        "head_timeout_ms" => http.head_timeout = time(),
        "body_timeout_ms" => http.body_timeout = time(),
        "idle_timeout_ms" => http.idle_timeout = time(),
        "write_timeout_ms" => http.write_timeout = time(),
        "keep_alive_ms" => http.keep_alive = time(),
        "stream_after_ms" => http.stream_after = time(),
        "retry_ms" => http.retry = time(),
        "session_ttl_ms" => http.session_ttl = time(),
        "max_sessions" => http.max_sessions = number(),
        "max_sessions_per_address" => http.max_sessions_per_address = number(),
        "max_connections" => http.max_connections = number(),
        "max_streams" => http.max_streams = number(),
        "max_calls" => http.max_calls = number(),
        "unheard_deadline_ms" => http.unheard_deadline = time(),
        "replay_bytes" => http.replay_bytes = number(),
        "replay_age_ms" => http.replay_age = time(),
        other => panic!("no option is called {other}"),
    }
}
