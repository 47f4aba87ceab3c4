//! The options of a server as a text: `head_timeout_ms=500,cors,token=secret`. The names are those of the fields.

use std::time::Duration;

use mcp_runtime::{HttpOptions, Options};

use crate::checked::checked;

/// Reads options. Panics at one that is none.
pub fn options(text: &str) -> Options {
    let (mut options, mut http) = (Options::default(), HttpOptions::default());
    for option in text.split([',', ' ']).filter(|option| !option.is_empty()) {
        let (name, value) = option.split_once('=').unwrap_or((option, "true"));
        if !set(&mut options, name, value) {
            http = set_http(http, name, value);
        }
    }
    options.http(http)
}

/// Sets what is not of HTTP alone; says whether this is.
fn set(to: &mut Options, name: &str, value: &str) -> bool {
    let number = || number(name, value);
    let time = || Duration::from_millis(number() as u64);
    let options = std::mem::take(to);
    *to = match name {
        "max_message" => options.max_message(number()),
        "max_response" => options.max_response(number()),
        "max_held" => options.max_held(number()),
        "max_in_flight" => options.max_in_flight(number()),
        "call_deadline_ms" => options.call_deadline(time()),
        "grace_ms" => options.grace(time()),
        "page_size" => options.page_size(number()),
        "blocking_threads" => options.blocking_threads(number()),
        _ => {
            *to = options;
            return false;
        }
    };
    true
}

fn set_http(options: HttpOptions, name: &str, value: &str) -> HttpOptions {
    let number = || number(name, value);
    let time = || Duration::from_millis(number() as u64);
    let flag = || value.parse::<bool>().unwrap_or_else(|error| panic!("{name}={value}: {error}"));
    match name {
        "path" => options.path(value),
        "sse_path" => options.sse_path(value),
        "message_path" => options.message_path(value),
        "mounted_at" => options.mounted_at(value),
        "sse_on_mcp" => options.sse_on_mcp(flag()),
        "allow_origin" => options.allow_origins([value]),
        "allow_host" => options.allow_hosts([value]),
        "cors" => options.cors(flag()),
        "token" => options.tokens([value]),
        "check_ms" => {
            let pause = time();
            options.check_tokens(move |token| {
                assert!(token.text() != "explodes", "the check of a token");
                checked(token, pause)
            })
        }
        "token_timeout_ms" => options.token_timeout(time()),
        "allow_unauthenticated" => options.allow_unauthenticated(flag()),
        "max_body" => options.max_body(number()),
        "head_timeout_ms" => options.head_timeout(time()),
        "body_timeout_ms" => options.body_timeout(time()),
        "idle_timeout_ms" => options.idle_timeout(time()),
        "write_timeout_ms" => options.write_timeout(time()),
        "keep_alive_ms" => options.keep_alive(time()),
        "stream_after_ms" => options.stream_after(time()),
        "retry_ms" => options.retry(time()),
        "session_ttl_ms" => options.session_ttl(time()),
        "max_sessions" => options.max_sessions(number()),
        "max_sessions_per_address" => options.max_sessions_per_address(number()),
        "max_connections" => options.max_connections(number()),
        "max_streams" => options.max_streams(number()),
        "max_calls" => options.max_calls(number()),
        "unheard_deadline_ms" => options.unheard_deadline(time()),
        "replay_bytes" => options.replay_bytes(number()),
        "replay_age_ms" => options.replay_age(time()),
        other => panic!("no option is called {other}"),
    }
}

fn number(name: &str, value: &str) -> usize {
    value.parse().unwrap_or_else(|error| panic!("{name}={value}: {error}"))
}
