//! Calls per second, what each took, and what it cost the server.

use std::time::{Duration, Instant};

use crate::build::Built;
use crate::calls::{Case, Work, cases};
use crate::load::Until;
use crate::options::Options;
use crate::pinning::Pinning;
use crate::results::Rate;
use crate::{Result, proc};

const IN_FLIGHT: [usize; 3] = [1, 16, 64];
/// What a window may take beyond its own time before its server is stopped.
const GRACE: Duration = Duration::from_secs(30);

/// How long one window lasts, and the calls before it that do not count.
struct Window {
    warm_up: Duration,
    measured: Duration,
}

/// Runs every case on every server, the servers in turns, as often as the options say.
pub(crate) fn measure(built: &[Built], options: &Options, pinning: &Pinning) -> Result<Vec<Rate>> {
    let window = if options.quick {
        Window { warm_up: Duration::from_millis(100), measured: Duration::from_millis(500) }
    } else {
        Window { warm_up: Duration::from_millis(300), measured: Duration::from_secs(2) }
    };
    let mut rates = Vec::new();
    for round in 0..options.rounds() {
        for case in cases(options.transport.revisions(), &Work::TOOLS, &IN_FLIGHT) {
            eprintln!("round {}, {}", round + 1, case.describe());
            for turn in 0..built.len() {
                // Another server goes first in every round, so none always runs on a warm or a cold machine.
                let built = &built[(round + turn) % built.len()];
                if built.server.revisions.contains(&case.revision) {
                    let rate = rate(built, pinning, case, &window)
                        .map_err(|error| format!("{}, {}: {error}", built.server.name, case.describe()))?;
                    rates.push(Rate { round, ..rate });
                }
            }
        }
    }
    Ok(rates)
}

fn rate(built: &Built, pinning: &Pinning, case: Case, window: &Window) -> Result<Rate> {
    let limit = window.warm_up + window.measured + GRACE;
    let mut load = built.server.transport.start(pinning.command(built), case, limit)?;
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
    let latencies = load.latencies();
    latencies.sort_unstable();
    let [p50_us, p99_us] = [50, 99].map(|percent| percentile_us(latencies, percent));
    load.close()?;
    Ok(Rate {
        server: built.server.name,
        case,
        round: 0,
        calls,
        per_second: per_second(calls, elapsed),
        p50_us,
        p99_us,
        server_cpu_us: micros_per_call(server_cpu, calls),
        load_cpu_us: micros_per_call(own_cpu, calls),
        resident_kib,
        parsed_late,
    })
}

/// What so many percent of the calls took at most, in microseconds; none where it was not measured.
fn percentile_us(sorted_nanos: &[u32], percent: usize) -> Option<f64> {
    let last = sorted_nanos.len().checked_sub(1)?;
    Some(f64::from(sorted_nanos[last * percent / 100]) / 1e3)
}

#[expect(clippy::cast_precision_loss, reason = "a count of calls is far below 2^52")]
fn per_second(calls: u64, elapsed: Duration) -> f64 {
    calls as f64 / elapsed.as_secs_f64()
}

fn micros_per_call(cpu: Duration, calls: u64) -> f64 {
    1e6 / per_second(calls, cpu)
}
