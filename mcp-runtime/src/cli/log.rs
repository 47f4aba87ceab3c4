//! The log of a server, on stderr.
//!
//! A client may never read the stderr of its server. So the log goes through a bounded queue to a thread of its own, and
//! what does not fit is dropped: serving never waits for a log.

use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

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

/// Starts the log. A subscriber that the author installed before stays.
pub(super) fn start(level: &str) -> Log {
    let (sender, entries) = sync_channel(LINES);
    let log = Log(sender);
    let level = level.parse().unwrap_or(tracing::level_filters::LevelFilter::WARN);
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(false)
        .with_writer(log.clone())
        .log_internal_errors(false)
        .finish();
    if tracing::subscriber::set_global_default(subscriber).is_ok() {
        report_panics();
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
