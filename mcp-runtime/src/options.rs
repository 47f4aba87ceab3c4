//! The limits of a hosted server.

use std::time::Duration;

/// Limits and times, each with a default that suits a server on its author's machine.
///
/// ```
/// let options = mcp_runtime::Options { max_in_flight: 16, ..Default::default() };
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    /// The longest message taken, in bytes. A longer one is answered with an error and skipped. 16 MiB.
    pub max_message: usize,
    /// The largest answer to a call, in bytes. A larger one is replaced by an error for the model. 10 MiB, above which
    /// clients on the TypeScript SDK lose the connection.
    pub max_response: usize,
    /// How many calls of one connection may be pending at once; one more is refused. 4,096.
    pub max_in_flight: usize,
    /// How long a call may take unless its tool says otherwise. No limit by default: clients have their own, mostly 60
    /// seconds, and cancel.
    pub call_deadline: Option<Duration>,
    /// How many levels of arrays and objects an argument may have. 128, which is also the most that can be set.
    pub max_depth: usize,
    /// How long calls that run may go on once the client has left or the process was told to stop. 1.5 seconds: clients
    /// send a signal two seconds after they left, and kill two seconds later.
    pub grace: Duration,
    /// How many tools one page of `tools/list` holds. No pages by default: some clients never ask for the second.
    pub page_size: Option<usize>,
    /// How many functions that are not async run at once; more wait. 64.
    pub blocking_threads: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_message: 16 << 20,
            max_response: 10 << 20,
            max_in_flight: 4096,
            call_deadline: None,
            max_depth: 128,
            grace: Duration::from_millis(1500),
            page_size: None,
            blocking_threads: 64,
        }
    }
}
