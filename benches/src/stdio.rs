//! The measurements over stdio: rates and their cost, the way to the first answer, the size of a program.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::build::Built;
use crate::calls::{Case, Revision, cases};
use crate::load::{Load, Until};
use crate::median::median;
use crate::options::Options;
use crate::pinning::Pinning;
use crate::report::{Program, Rate};
use crate::server::Running;
use crate::{Result, proc};

const IN_FLIGHT: [usize; 3] = [1, 16, 64];
/// How often a server is started for the median of its way to the first answer.
const STARTS: usize = 20;
/// What a window may take beyond its own time before its server is stopped.
const GRACE: Duration = Duration::from_secs(30);

/// How long one window lasts, and the calls before it that do not count.
struct Window {
    warm_up: Duration,
    measured: Duration,
}

/// Runs every case on every server, the servers in turns, as often as the options say.
pub(crate) fn rates(built: &[Built], options: &Options, pinning: &Pinning) -> Result<Vec<Rate>> {
    let window = if options.quick {
        Window { warm_up: Duration::from_millis(100), measured: Duration::from_millis(500) }
    } else {
        Window { warm_up: Duration::from_millis(300), measured: Duration::from_secs(2) }
    };
    let mut rates = Vec::new();
    for round in 0..options.rounds() {
        for case in cases(&IN_FLIGHT) {
            eprintln!(
                "round {}, {} {}, {} in flight",
                round + 1,
                case.revision.name(),
                case.work.name(),
                case.in_flight
            );
            for turn in 0..built.len() {
                // Another server goes first in every round, so none always runs on a warm or a cold machine.
                let built = &built[(round + turn) % built.len()];
                let rate = rate(built, pinning, case, &window)
                    .map_err(|error| format!("{}, {case:?}: {error}", built.server.name))?;
                rates.extend(rate.map(|rate| Rate { round, ..rate }));
            }
        }
    }
    Ok(rates)
}

/// One window; none where the server does not speak the revision.
fn rate(built: &Built, pinning: &Pinning, case: Case, window: &Window) -> Result<Option<Rate>> {
    let mut server = Running::start(pinning.command(built), window.warm_up + window.measured + GRACE)?;
    if !server.open(case.revision)? {
        return Ok(None);
    }
    let mut load = Load::new(server, case);
    load.run(Until::Elapsed(window.warm_up))?;
    let parsed = load.parsed_late();

    let server_cpu = proc::cpu(load.pid())?;
    let own_cpu = proc::cpu(std::process::id())?;
    let start = Instant::now();
    let calls = load.run(Until::Elapsed(window.measured))?;
    let elapsed = start.elapsed();
    let server_cpu = proc::cpu(load.pid())?.saturating_sub(server_cpu);
    let own_cpu = proc::cpu(std::process::id())?.saturating_sub(own_cpu);

    let resident_kib = proc::resident_kib(load.pid())?;
    let parsed_late = load.parsed_late() - parsed;
    load.close()?;
    Ok(Some(Rate {
        server: built.server.name,
        case,
        round: 0,
        calls,
        per_second: per_second(calls, elapsed),
        server_cpu_us: micros_per_call(server_cpu, calls),
        load_cpu_us: micros_per_call(own_cpu, calls),
        resident_kib,
        parsed_late,
    }))
}

/// What can be said of each server as a program.
pub(crate) fn programs(built: &[Built]) -> Result<Vec<Program>> {
    let mut starts = vec![Vec::new(); built.len()];
    for _ in 0..STARTS {
        for (built, starts) in built.iter().zip(&mut starts) {
            starts.push(first_answer(built)?.as_secs_f64() * 1e3);
        }
    }
    built.iter().zip(starts).map(|(built, starts)| program(built, starts)).collect()
}

fn program(built: &Built, starts: Vec<f64>) -> Result<Program> {
    let mut server = Running::start(Command::new(&built.path), GRACE)?;
    server.open(Revision::Handshake)?;
    let idle_kib = proc::resident_kib(server.pid)?;
    server.close()?;
    Ok(Program {
        server: built.server.name,
        size: built.path.metadata()?.len(),
        first_answer_ms: median(starts).unwrap_or_default(),
        idle_kib,
    })
}

/// The time from the call that starts a server to its answer to `initialize`.
fn first_answer(built: &Built) -> Result<Duration> {
    let start = Instant::now();
    let mut server = Running::start(Command::new(&built.path), GRACE)?;
    server.initialize()?;
    let elapsed = start.elapsed();
    server.close()?;
    Ok(elapsed)
}

#[expect(clippy::cast_precision_loss, reason = "a count of calls is far below 2^52")]
fn per_second(calls: u64, elapsed: Duration) -> f64 {
    calls as f64 / elapsed.as_secs_f64()
}

fn micros_per_call(cpu: Duration, calls: u64) -> f64 {
    1e6 / per_second(calls, cpu)
}
