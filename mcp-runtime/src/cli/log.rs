//! The log of a server, on stderr.
//!
//! A client may never read the stderr of its server. So the log goes through a bounded queue to a thread of its own, and
//! what does not fit is dropped: serving never waits for a log.

use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;

use tracing::level_filters::LevelFilter;
use tracing_log::{AsLog as _, LogTracer};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;

/// So many lines wait for stderr.
const LINES: usize = 1024;

enum Entry {
    Line(Vec<u8>),
    Flush(SyncSender<()>),
}

/// The way to the thread that writes.
#[derive(Clone)]
pub(super) struct Log(SyncSender<Entry>);

impl Log {
    /// Gives what was logged a moment to get out, before the process ends.
    pub(super) fn flush(&self) {
        let (done, wait) = sync_channel(1);
        if self.0.try_send(Entry::Flush(done)).is_ok() {
            let _ = wait.recv_timeout(Duration::from_millis(200));
        }
    }
}

/// The spans of calls would stand before each line that a tool logs.
const SPANS: &str = "mcp_runtime::call";

/// What to log: what the flag says, or else `RUST_LOG`, or else warnings. And whether `RUST_LOG` was not understood. Spans of calls
/// are shown where they are named.
fn wanted(flag: Option<&str>, environment: Option<&str>) -> (Targets, bool) {
    let (targets, misread) = levels(flag, environment);
    if targets.iter().any(|(target, _)| target.starts_with(SPANS)) {
        return (targets, misread);
    }
    (targets.with_target(SPANS, LevelFilter::OFF), misread)
}

fn levels(flag: Option<&str>, environment: Option<&str>) -> (Targets, bool) {
    let level = |level: &str| level.parse().unwrap_or(LevelFilter::WARN);
    let given = environment.filter(|text| flag.is_none() && !text.trim().is_empty());
    match given.map(str::parse::<Targets>) {
        // Errors, and so panics, are shown also where only another part of the program was asked for.
        Some(Ok(targets)) if targets.default_level().is_none() => {
            (targets.with_default(LevelFilter::ERROR), false)
        }
        Some(Ok(targets)) => (targets, false),
        misread => (Targets::new().with_default(level(flag.unwrap_or("warn"))), misread.is_some()),
    }
}

/// Starts the log. A subscriber that the author installed before stays.
pub(super) fn start(level: Option<&str>) -> Log {
    let (sender, entries) = sync_channel(LINES);
    let log = Log(sender);
    let environment = std::env::var_os("RUST_LOG").map(|text| text.to_string_lossy().into_owned());
    let (targets, misread) = wanted(level, environment.as_deref());
    let lines =
        tracing_subscriber::fmt::layer().with_ansi(false).with_writer(log.clone()).log_internal_errors(false);
    let subscriber = tracing_subscriber::registry().with(targets).with(lines);
    if tracing::subscriber::set_global_default(subscriber).is_ok() {
        report_panics();
        // Records of the crate `log` too. A logger that the author installed before stays.
        let _ = LogTracer::builder().with_max_level(LevelFilter::current().as_log()).init();
    }
    if misread {
        tracing::warn!(
            "RUST_LOG is not understood: it is a level, or `target=level`, or several with commas"
        );
    }
    let write = move || {
        for entry in entries {
            match entry {
                Entry::Line(line) => drop(io::stderr().write_all(&line)),
                Entry::Flush(done) => drop(done.send(())),
            }
        }
    };
    let _ = std::thread::Builder::new().name("mcp-log".into()).spawn(write);
    log
}

/// The usual panic message waits for stderr; this one does not.
fn report_panics() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        std::panic::set_hook(Box::new(|info| {
            let thread = std::thread::current();
            let backtrace = std::backtrace::Backtrace::capture();
            let backtrace = match backtrace.status() {
                std::backtrace::BacktraceStatus::Captured => format!("\n{backtrace}"),
                _ => String::new(),
            };
            tracing::error!(thread = thread.name().unwrap_or("unnamed"), "{info}{backtrace}");
        }));
    });
}

/// One event on its way to the queue.
pub(super) struct Line<'a> {
    log: &'a Log,
    bytes: Vec<u8>,
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { log: self, bytes: Vec::new() }
    }
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        let _ = self.log.0.try_send(Entry::Line(std::mem::take(&mut self.bytes)));
    }
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use tracing::Level;

    use super::*;

    /// The process that the test below starts: a log is installed once a process.
    #[test]
    #[ignore = "started by `records_of_the_log_crate_are_shown`"]
    fn a_process_that_logs() {
        let log = start(None);
        log::warn!(target: "library", "by log");
        log::info!(target: "library", "too little");
        log::debug!(target: "mine", "a detail");
        tracing::debug!(target: "mine", "by tracing");
        log.flush();
    }

    #[test]
    fn records_of_the_log_crate_are_shown() {
        for (environment, shown) in [
            ("", ["WARN library: by log"].as_slice()),
            ("warn,mine=debug", &["WARN library: by log", "DEBUG mine: a detail", "DEBUG mine: by tracing"]),
            ("mine=[", &["WARN mcp_runtime::cli::log: RUST_LOG is not understood", "WARN library: by log"]),
        ] {
            let output = Command::new(std::env::current_exe().expect("a name"))
                .args(["--exact", "cli::log::tests::a_process_that_logs", "--ignored", "--nocapture"])
                .env("RUST_LOG", environment)
                .stdout(Stdio::null())
                .output()
                .expect("it runs");
            let said = String::from_utf8_lossy(&output.stderr);
            let lines: Vec<&str> = said.lines().collect();
            assert_eq!(lines.len(), shown.len(), "{environment}: {said}");
            for (line, part) in lines.iter().zip(shown) {
                assert!(line.contains(part), "{environment}: {line}");
            }
        }
    }

    #[test]
    fn the_flag_wins_over_the_environment() {
        for (flag, environment, expected, misread) in [
            (None, None, [true, false, false], false),
            (None, Some(""), [true, false, false], false),
            (None, Some("info"), [true, true, false], false),
            (None, Some("mine=debug"), [false, false, true], false),
            (None, Some("warn,mine=debug"), [true, false, true], false),
            (None, Some("off"), [false, false, false], false),
            (None, Some("mine=nonsense"), [true, false, false], true),
            (Some("error"), Some("mine=debug"), [false, false, false], false),
            (Some("info"), Some("mine=nonsense"), [true, true, false], false),
        ] {
            let (targets, unread) = wanted(flag, environment);
            let shown = [("other", Level::WARN), ("other", Level::INFO), ("mine", Level::DEBUG)]
                .map(|(target, level)| targets.would_enable(target, &level));
            assert_eq!((shown, unread), (expected, misread), "{flag:?} {environment:?}");
        }
    }

    #[test]
    fn spans_of_calls_are_shown_where_they_are_named() {
        for (flag, environment, shown) in [
            (None, None, false),
            (Some("debug"), None, false),
            (None, Some("info"), false),
            (None, Some("mcp_runtime=debug"), false),
            (None, Some("warn,mcp_runtime::call=info"), true),
        ] {
            let (targets, _) = wanted(flag, environment);
            assert_eq!(targets.would_enable(SPANS, &Level::INFO), shown, "{flag:?} {environment:?}");
            assert!(targets.would_enable("mcp_runtime::exec", &Level::WARN), "{flag:?} {environment:?}");
        }
    }
}
