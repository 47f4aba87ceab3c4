//! The figures as they are kept.

use serde::Serialize;

use crate::calls::{Case, Revision};
use crate::machine;
use crate::transport::Transport;

/// All that one run of the program has found out.
#[derive(Serialize)]
pub(crate) struct Results {
    pub(crate) transport: Transport,
    pub(crate) machine: String,
    /// The load of the machine at the start, after the rates, and at the end.
    pub(crate) loads: Vec<f64>,
    pub(crate) quick: bool,
    /// What ended the run before all was measured.
    pub(crate) failure: Option<String>,
    /// Which CPUs the rates were taken on.
    pub(crate) pinning: String,
    pub(crate) rates: Vec<Rate>,
    pub(crate) instructions: Vec<Instructions>,
    pub(crate) sessions: Vec<SessionMemory>,
    pub(crate) programs: Vec<Program>,
    pub(crate) builds: Vec<BuildTime>,
    pub(crate) expansions: Vec<Expansion>,
}

/// One window of one server.
#[derive(Serialize)]
pub(crate) struct Rate {
    pub(crate) server: &'static str,
    #[serde(flatten)]
    pub(crate) case: Case,
    pub(crate) round: usize,
    pub(crate) calls: u64,
    pub(crate) per_second: f64,
    /// What half of the calls took at most, where each was timed.
    pub(crate) p50_us: Option<f64>,
    /// What all but one in a hundred took at most.
    pub(crate) p99_us: Option<f64>,
    pub(crate) server_cpu_us: f64,
    /// What the load generator itself used for a call.
    pub(crate) load_cpu_us: f64,
    pub(crate) resident_kib: u64,
    /// Answers that had another shape than the first ones and cost the load generator a parse.
    pub(crate) parsed_late: u64,
}

#[derive(Serialize)]
pub(crate) struct Instructions {
    pub(crate) server: &'static str,
    #[serde(flatten)]
    pub(crate) case: Case,
    pub(crate) per_call: f64,
}

/// What a server's memory grew by for each client that is there and silent.
#[derive(Serialize)]
pub(crate) struct SessionMemory {
    pub(crate) server: &'static str,
    pub(crate) revision: Revision,
    pub(crate) sessions: usize,
    pub(crate) kib: f64,
}

#[derive(Serialize)]
pub(crate) struct Program {
    pub(crate) server: &'static str,
    /// The stripped release binary, in bytes.
    pub(crate) size: u64,
    pub(crate) first_answer_ms: f64,
    /// The memory in RAM after the handshake.
    pub(crate) idle_kib: u64,
}

/// Builds from clean, in seconds.
#[derive(Serialize)]
pub(crate) struct BuildTime {
    pub(crate) server: &'static str,
    pub(crate) crates: usize,
    pub(crate) dev_wall: f64,
    pub(crate) dev_cpu: f64,
    pub(crate) release_wall: f64,
    pub(crate) release_cpu: f64,
}

/// A server of many tools, as it is written and as the compiler reads it; seconds of CPU of its own crate.
#[derive(Serialize)]
pub(crate) struct Expansion {
    pub(crate) kit: &'static str,
    pub(crate) written: usize,
    pub(crate) lines: usize,
    pub(crate) bytes: usize,
    pub(crate) check_cpu: f64,
    pub(crate) release_cpu: f64,
}

impl Results {
    pub(crate) fn new(transport: Transport, quick: bool) -> Self {
        let (pinning, rates, instructions, sessions, programs, builds) = Default::default();
        let (machine, loads) = (machine::describe(transport), vec![machine::load()]);
        let failure = None;
        Self {
            transport,
            machine,
            loads,
            quick,
            failure,
            pinning,
            rates,
            instructions,
            sessions,
            programs,
            builds,
            expansions: Vec::new(),
        }
    }

    /// The servers that something is known of. One that does not speak a revision has dashes there.
    pub(crate) fn knows(&self, server: &str) -> bool {
        self.rates.iter().any(|rate| rate.server == server)
            || self.instructions.iter().any(|count| count.server == server)
            || self.sessions.iter().any(|memory| memory.server == server)
            || self.programs.iter().any(|program| program.server == server)
    }
}
