//! What can be said of each server as a program: the way to its first answer, its size, its memory.

use std::process::Command;
use std::time::Duration;

use crate::build::Built;
use crate::calls::{Case, Work};
use crate::median::median;
use crate::results::Program;
use crate::{Result, proc};

/// How often a server is started for the median of its way to the first answer.
const STARTS: usize = 20;
/// What it may take before it is stopped.
const LIMIT: Duration = Duration::from_secs(30);

/// Starts the servers in turns.
pub(crate) fn measure(built: &[Built]) -> Result<Vec<Program>> {
    let mut starts = vec![Vec::new(); built.len()];
    for _ in 0..STARTS {
        for (built, starts) in built.iter().zip(&mut starts) {
            let server = built.server;
            let first = server.transport.first_answer(Command::new(&built.path), server.usual(), LIMIT)?;
            starts.push(first.as_secs_f64() * 1e3);
        }
    }
    built.iter().zip(starts).map(|(built, starts)| program(built, starts)).collect()
}

fn program(built: &Built, starts: Vec<f64>) -> Result<Program> {
    let server = built.server;
    let case = Case { revision: server.usual(), work: Work::Add, in_flight: 1 };
    let load = server.transport.start(Command::new(&built.path), case, LIMIT)?;
    let idle_kib = proc::resident_kib(load.pid())?;
    load.close()?;
    Ok(Program {
        server: server.name,
        size: built.path.metadata()?.len(),
        first_answer_ms: median(starts).unwrap_or_default(),
        idle_kib,
    })
}
