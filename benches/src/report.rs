//! The report made of the figures: Markdown for people, JSON for programs.

use std::fmt::Write;
use std::path::Path;

use crate::Result;
use crate::calls::{Case, Work, cases};
use crate::median::median;
use crate::results::{Rate, Results, SessionMemory};
use crate::servers::{self, LIMIT, PEER, Server};
use crate::table::{Table, number, ratio};
use crate::transport::Transport;

/// Above this load more was running than this program and one server with its threads.
const BUSY: f64 = 3.0;

const NOTES: &str = "\
Rates and CPU: medians over the rounds; a ratio is the median of the ratios within a round. CPU: of the server, \
user and system, all threads, for one call. Instructions: user space, all threads, counted by callgrind; they \
repeat where rates do not. RSS: at the end of a window. Every answer was checked, id and value. `add` answers \
text and structured content, `echo` 1 KiB of plain text; `read` is a resource with a URI of its own, `match` one of a template, \
`get` a prompt. Each server runs with what its authors chose to say: \
rmcp repeats structured content as JSON in the text and leaves the server's name out of results.
";

const HTTP_NOTES: &str = "\
Over HTTP every call in flight has a client with a connection of its own, and a session of its own where the \
revision has sessions; in 2024-11-05 the answers come on a second connection, and a call is over once both have \
spoken. p50 and p99: from the write of a request to the last byte of its answer, medians over the rounds. \
Instructions: with one worker, on one connection. Memory: RSS that one idle client adds, with its connection for \
messages and, in a session, its open stream.
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
    fn markdown(&self) -> String {
        let mut text = format!("# Servers over {}\n\n{}.\n", self.transport.title(), self.machine);
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
        for server in self.known_servers() {
            let _ = writeln!(text, "- **{}**: {}", server.name, server.about);
        }
        let sections = [
            ("One call", self.calls()),
            ("One idle client", self.sessions()),
            ("The program", self.programs()),
            ("Build from clean", self.builds()),
            ("A server of 100 tools with four arguments each", self.expansions()),
        ];
        for (title, table) in sections {
            if !table.is_empty() {
                let _ = write!(text, "\n## {title}\n\n{table}");
            }
        }
        let _ = write!(text, "\n{NOTES}");
        if self.transport == Transport::Http {
            let _ = write!(text, "\n{HTTP_NOTES}");
        }
        text
    }

    /// One row for each case and server, with what is known of it.
    fn calls(&self) -> Table {
        let over_http = self.transport == Transport::Http;
        let mut head = vec!["revision", "work", "in flight", "server", "req/s", "× limit", "× rmcp"];
        if over_http {
            head.extend(["p50 µs", "p99 µs"]);
        }
        head.extend(["CPU µs", "× limit", "× rmcp", "instructions", "× limit", "× rmcp", "RSS KiB"]);
        let mut table = Table::new(head);
        for case in self.known_cases() {
            for Server { name, .. } in self.known_servers().filter(|it| it.does(case)) {
                let mut row = vec![
                    case.revision.name().into(),
                    case.work.name().into(),
                    case.in_flight.to_string(),
                    (*name).into(),
                ];
                row.extend(self.compared(case, name, |rate| rate.per_second, 0));
                if over_http {
                    let timed = |figure: fn(&Rate) -> Option<f64>| {
                        number(median(self.windows(case, name).filter_map(figure)), 0)
                    };
                    row.extend([timed(|rate| rate.p50_us), timed(|rate| rate.p99_us)]);
                }
                row.extend(self.compared(case, name, |rate| rate.server_cpu_us, 2));
                let instructions = |server| self.instructions_of(case, server);
                row.push(number(instructions(name), 0));
                for other in [LIMIT, PEER] {
                    row.push(ratio(instructions(name), instructions(other)));
                }
                row.push(number(self.median_of(case, name, |rate| kib(rate.resident_kib)), 0));
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

    fn sessions(&self) -> Table {
        let mut table = Table::new(vec!["revision", "server", "clients", "KiB each", "× limit", "× rmcp"]);
        for memory in &self.sessions {
            let of = |server: &str| {
                let same = |other: &&SessionMemory| other.revision == memory.revision;
                self.sessions.iter().filter(same).find(|other| other.server == server).map(|other| other.kib)
            };
            table.push(vec![
                memory.revision.name().into(),
                memory.server.into(),
                memory.sessions.to_string(),
                number(Some(memory.kib), 1),
                ratio(Some(memory.kib), of(LIMIT)),
                ratio(Some(memory.kib), of(PEER)),
            ]);
        }
        table
    }

    fn programs(&self) -> Table {
        let mut table = Table::new(vec!["server", "binary KiB", "spawn → first answer, ms", "RSS idle KiB"]);
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
            Table::new(vec!["server", "crates", "dev, s", "dev CPU, s", "release, s", "release CPU, s"]);
        for build in &self.builds {
            let seconds = [build.dev_wall, build.dev_cpu, build.release_wall, build.release_cpu];
            let mut row = vec![build.server.into(), build.crates.to_string()];
            row.extend(seconds.map(|seconds| number(Some(seconds), 1)));
            table.push(row);
        }
        table
    }

    fn expansions(&self) -> Table {
        let head =
            vec!["kit", "lines written", "lines expanded", "KiB expanded", "check CPU, s", "release CPU, s"];
        let mut table = Table::new(head);
        for it in &self.expansions {
            table.push(vec![
                it.kit.into(),
                it.written.to_string(),
                it.lines.to_string(),
                (it.bytes / 1024).to_string(),
                number(Some(it.check_cpu), 2),
                number(Some(it.release_cpu), 2),
            ]);
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
        let works = [&Work::TOOLS[..], &Work::OTHERS].concat();
        let mut known = cases(self.transport.revisions(), &works, &in_flight);
        known.retain(|case| {
            self.rates.iter().any(|rate| rate.case == *case)
                || self.instructions.iter().any(|count| count.case == *case)
        });
        known
    }

    fn known_servers(&self) -> impl Iterator<Item = &'static Server> {
        servers::over(self.transport).filter(|server| self.knows(server.name))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a size in KiB is far below 2^52")]
fn kib(size: u64) -> f64 {
    size as f64
}
