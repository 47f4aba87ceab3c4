//! What is said on stderr while a call runs: how far it is, what the server logs, what it asks.

use std::io::{IsTerminal as _, Write as _};

use serde_json::Value;

use super::shown::clean;
use crate::cli::complain;

/// So wide a line is that is written over: a longer one would take two.
const WIDTH: usize = 79;

/// Standard error.
#[derive(Debug)]
pub(super) struct Screen {
    /// It is a terminal.
    pub(super) terminal: bool,
    /// A step of progress is written over the one before.
    rewrites: bool,
    /// A line stands that may be written over.
    stands: bool,
}

impl Screen {
    pub(super) fn new() -> Self {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let terminal = std::io::stderr().is_terminal();
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        Self { terminal, rewrites: terminal && !is_set("NO_COLOR") && !dumb, stands: false }
    }

    /// Says a line, or several.
    pub(super) fn say(&mut self, text: &str) {
        self.clear();
        complain(&clean(text, self.terminal));
    }

    /// Writes what a person answers on the same line.
    pub(super) fn prompt(&mut self, text: &str) {
        self.clear();
        self.write(&clean(text, self.terminal));
    }

    /// What the server says unasked.
    pub(super) fn notified(&mut self, method: &str, params: &Value) {
        match method {
            "notifications/progress" => self.progress(params),
            "notifications/message" => {
                let level = params["level"].as_str().unwrap_or("info");
                let logger = params["logger"].as_str().map(|logger| format!(" {logger}")).unwrap_or_default();
                let data = &params["data"];
                let text = data.as_str().map_or_else(|| data.to_string(), str::to_owned);
                self.say(&format!("{level}{logger}: {text}"));
            }
            _ => {}
        }
    }

    fn progress(&mut self, params: &Value) {
        let of = params.get("total").map(|total| format!("/{total}")).unwrap_or_default();
        let message = params["message"].as_str().unwrap_or_default();
        let line = format!("[{}{of}] {message}", params["progress"]);
        if !self.rewrites {
            return self.say(line.trim_end());
        }
        let line: String = clean(&line, true).replace('\n', " ").chars().take(WIDTH).collect();
        self.write(&format!("\r\u{1b}[K{line}"));
        self.stands = true;
    }

    /// Takes the line away that may be written over.
    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.stands) {
            self.write("\r\u{1b}[K");
        }
    }

    #[expect(clippy::unused_self, reason = "nobody writes past it")]
    fn write(&self, text: &str) {
        let mut stderr = std::io::stderr();
        let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
    }
}
