//! The figures as they are kept, and the report made of them: Markdown for people, JSON for programs.

use std::fmt::Write;
use std::path::Path;

use serde::Serialize;

use crate::calls::{Case, cases};
use crate::median::median;
use crate::servers::{LIMIT, PEER, SERVERS};
use crate::table::{Table, number, ratio};
use crate::{Result, machine};

/// All that one run of the program has found out.
#[derive(Serialize)]
pub(crate) struct Results {
    machine: String,
    /// The load of the machine at the start, after the rates, and at the end.
    pub(crate) loads: Vec<f64>,
    quick: bool,
    /// What ended the run before all was measured.
    pub(crate) failure: Option<String>,
    /// Which CPUs the rates were taken on.
    pub(crate) pinning: String,
    pub(crate) rates: Vec<Rate>,
    pub(crate) instructions: Vec<Instructions>,
    pub(crate) programs: Vec<Program>,
    pub(crate) builds: Vec<BuildTime>,
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

/// Above this load more was running than this program and one server with its threads.
const BUSY: f64 = 3.0;

const NOTES: &str = "\
Rates and CPU: medians over the rounds; a ratio is the median of the ratios within a round. CPU: of the server, \
user and system, all threads, for one call. Instructions: user space, all threads, counted by callgrind; they \
repeat where rates do not. RSS: at the end of a window. Every answer was checked, id and value. `add` answers \
text and structured content, `echo` 1 KiB of plain text. Each server runs with what its authors chose to say: \
rmcp repeats structured content as JSON in the text and leaves the server's name out of results.
";

/// A figure of a window that can be compared between servers.
type Figure = fn(&Rate) -> f64;

/// Prints the report and keeps it, with all figures, in `folder` under this name.
pub(crate) fn publish(results: &Results, folder: &Path, name: &str) -> Result<()> {
    let text = results.markdown();
    println!("{text}");
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join(name).with_extension("md"), text)?;
    std::fs::write(folder.join(name).with_extension("json"), serde_json::to_string_pretty(results)?)?;
    Ok(())
}

impl Results {
    pub(crate) fn new(machine: String, quick: bool) -> Self {
        let (pinning, rates, instructions, programs, builds) = Default::default();
        let loads = vec![machine::load()];
        Self { machine, loads, quick, failure: None, pinning, rates, instructions, programs, builds }
    }

    fn markdown(&self) -> String {
        let mut text = format!("# Servers over stdio\n\n{}.\n", self.machine);
        let loads: Vec<String> = self.loads.iter().map(|load| format!("{load:.1}")).collect();
        let _ = writeln!(text, "Load over the run: {}.", loads.join(", "));
        if self.loads.iter().any(|&load| load > BUSY) {
            text.push_str("**Others used this machine**: trust the instructions, not the rates and times.\n");
        }
        if self.quick {
            text.push_str("Quick run: one short round, not for comparison.\n");
        }
        if let Some(failure) = &self.failure {
            let _ = writeln!(text, "**Incomplete**, the run failed: {failure}");
        }
        if !self.rates.is_empty() {
            let _ = writeln!(text, "Rates: {}.", self.pinning);
        }
        text.push('\n');
        let known = self.known_servers();
        for server in SERVERS.iter().filter(|server| known.contains(&server.name)) {
            let _ = writeln!(text, "- **{}**: {}", server.name, server.about);
        }
        let sections = [
            ("One call", self.calls()),
            ("The program", self.programs()),
            ("Build from clean", self.builds()),
        ];
        for (title, table) in sections {
            if !table.is_empty() {
                let _ = write!(text, "\n## {title}\n\n{table}");
            }
        }
        let _ = write!(text, "\n{NOTES}");
        text
    }

    /// One row for each case and server, with what is known of it.
    fn calls(&self) -> Table {
        let mut table = Table::new(&[
            "revision",
            "work",
            "in flight",
            "server",
            "req/s",
            "× limit",
            "× rmcp",
            "CPU µs",
            "× limit",
            "× rmcp",
            "instructions",
            "× limit",
            "× rmcp",
            "RSS KiB",
        ]);
        for case in self.known_cases() {
            for server in self.known_servers() {
                let mut row = vec![
                    case.revision.name().into(),
                    case.work.name().into(),
                    case.in_flight.to_string(),
                    server.into(),
                ];
                row.extend(self.compared(case, server, |rate| rate.per_second, 0));
                row.extend(self.compared(case, server, |rate| rate.server_cpu_us, 2));
                let instructions = |server| self.instructions_of(case, server);
                row.push(number(instructions(server), 0));
                for other in [LIMIT, PEER] {
                    row.push(ratio(instructions(server), instructions(other)));
                }
                row.push(number(self.median_of(case, server, |rate| kib(rate.resident_kib)), 0));
                table.push(row);
            }
        }
        table
    }

    /// A figure's median, and the medians of its ratios to the limit and to the peer within a round.
    fn compared(&self, case: Case, server: &str, figure: Figure, places: usize) -> [String; 3] {
        let ratio_to = |other: &str| {
            let ratios = self.windows(case, server).filter_map(|rate| {
                let other = self.windows(case, other).find(|other| other.round == rate.round)?;
                Some(figure(rate) / figure(other))
            });
            number(median(ratios), 2)
        };
        [number(self.median_of(case, server, figure), places), ratio_to(LIMIT), ratio_to(PEER)]
    }

    fn median_of(&self, case: Case, server: &str, figure: Figure) -> Option<f64> {
        median(self.windows(case, server).map(figure))
    }

    fn windows(&self, case: Case, server: &str) -> impl Iterator<Item = &Rate> {
        self.rates.iter().filter(move |rate| rate.case == case && rate.server == server)
    }

    fn instructions_of(&self, case: Case, server: &str) -> Option<f64> {
        let counted = self.instructions.iter().find(|count| count.case == case && count.server == server);
        counted.map(|count| count.per_call)
    }

    fn programs(&self) -> Table {
        let mut table = Table::new(&["server", "binary KiB", "spawn → first answer, ms", "RSS idle KiB"]);
        for program in &self.programs {
            table.push(vec![
                program.server.into(),
                number(Some(kib(program.size / 1024)), 0),
                number(Some(program.first_answer_ms), 2),
                number(Some(kib(program.idle_kib)), 0),
            ]);
        }
        table
    }

    fn builds(&self) -> Table {
        let mut table =
            Table::new(&["server", "crates", "dev, s", "dev CPU, s", "release, s", "release CPU, s"]);
        for build in &self.builds {
            let seconds = [build.dev_wall, build.dev_cpu, build.release_wall, build.release_cpu];
            let mut row = vec![build.server.into(), build.crates.to_string()];
            row.extend(seconds.map(|seconds| number(Some(seconds), 1)));
            table.push(row);
        }
        table
    }

    /// Every case with a number in flight that something is known of.
    fn known_cases(&self) -> Vec<Case> {
        let rates = self.rates.iter().map(|rate| rate.case.in_flight);
        let counted = self.instructions.iter().map(|count| count.case.in_flight);
        let mut in_flight: Vec<usize> = rates.chain(counted).collect();
        in_flight.sort_unstable();
        in_flight.dedup();
        cases(&in_flight)
    }

    /// The servers that something is known of. One that does not speak a revision has dashes there.
    fn known_servers(&self) -> Vec<&'static str> {
        let took_part = |name: &str| {
            self.rates.iter().any(|rate| rate.server == name)
                || self.instructions.iter().any(|count| count.server == name)
                || self.programs.iter().any(|program| program.server == name)
        };
        SERVERS.iter().map(|server| server.name).filter(|name| took_part(name)).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "a size in KiB is far below 2^52")]
fn kib(size: u64) -> f64 {
    size as f64
}
