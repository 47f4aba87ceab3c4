//! Conversations made out of bytes, played to a server in memory, and what must be true of every one of them.
//!
//! An input that begins with a character of plain text is the conversation itself, a line a message, as a person writes it. Any other
//! is a row of choices, out of which `grammar` makes messages that are right, nearly right, and wrong.
#![allow(clippy::expect_used, reason = "a run that cannot go on panics")]
#![allow(clippy::missing_panics_doc, reason = "panicking is what checks do")]

mod asked;
mod bed;
mod broken;
mod grammar;
mod oracle;

use std::time::{Duration, Instant};

use mcp_runtime::Options;
use mcp_runtime::testing::RawClient;

use grammar::Message;
use oracle::Oracle;

/// The longest message. What takes long for its size shows well below.
pub const MAX_LINE: usize = 64 << 10;
/// So many messages are enough for all that messages can do to each other.
const MAX_LINES: usize = 24;
/// No tool of the server takes longer than some milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// Plays the conversation that an input stands for. Panics, with all that was said, when an answer is wrong.
pub fn run(input: &[u8]) {
    let mut talk = Talk::new();
    let messages = messages(input);
    for message in &messages {
        for line in split(message.render(message.times)) {
            talk.say(&line);
        }
    }
    for message in messages.iter().filter(|message| message.times > 1) {
        talk.grow(message);
    }
    talk.end();
}

/// The messages that an input stands for.
pub fn lines(input: &[u8]) -> Vec<Vec<u8>> {
    messages(input).iter().flat_map(|message| split(message.render(message.times))).collect()
}

/// A message for a person: as text, and not all of a long one.
pub fn shown(line: &[u8]) -> String {
    const MOST: usize = 600;
    let text = String::from_utf8_lossy(&line[..line.len().min(MOST)]);
    let rest = line.len().saturating_sub(MOST);
    if rest > 0 { format!("{text}… {rest} bytes more") } else { text.into_owned() }
}

fn messages(input: &[u8]) -> Vec<Message> {
    let plain = input.first().is_some_and(|first| (b' '..=b'~').contains(first));
    let mut messages = if plain {
        input.split(|byte| *byte == b'\n').map(|line| Message::plain(line.to_vec())).collect()
    } else {
        grammar::conversation(input, MAX_LINES)
    };
    messages.truncate(MAX_LINES);
    messages
}

/// A line break ends a message, also one that came into it by chance.
fn split(mut bytes: Vec<u8>) -> Vec<Vec<u8>> {
    bytes.truncate(MAX_LINE);
    bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

/// A conversation that is going on.
struct Talk {
    client: RawClient,
    oracle: Oracle,
}

impl Talk {
    fn new() -> Self {
        let client = RawClient::new(bed::server(), Options::default()).expect("the server starts");
        Self { client, oracle: Oracle::default() }
    }

    /// Sends a line, and looks at what comes back at once. Gives what it cost.
    fn say(&mut self, line: &[u8]) -> Cost {
        self.oracle.client(line);
        let info = allocation_counter::measure(|| self.client.send_bytes(line));
        let before = self.oracle.heard();
        while let Some(answer) = self.client.receive(Duration::ZERO) {
            self.oracle.server(&answer);
        }
        self.oracle.settle();
        let size = (line.len() + self.oracle.heard() - before) as u64;
        let cost = Cost { count: info.count_total, bytes: info.bytes_total };
        let most = Cost { count: 2_000 + size, bytes: 400_000 + 300 * size };
        if cost.count > most.count || cost.bytes > most.bytes {
            self.oracle
                .fail(&format!("{cost:?} for a message and answers of {size} bytes, at most {most:?}"));
        }
        cost
    }

    /// Twice as much of the same may be twice the work, and not four times.
    fn grow(&mut self, message: &Message) {
        let mut cost = |times| {
            let costs = split(message.render(times)).into_iter().map(|line| self.say(&line));
            costs.fold(Cost::default(), |sum, cost| Cost {
                count: sum.count + cost.count,
                bytes: sum.bytes + cost.bytes,
            })
        };
        let (half, whole) = (cost(message.times / 2), cost(message.times));
        if whole.count > 3 * half.count + 2_000 || whole.bytes > 3 * half.bytes + 400_000 {
            self.oracle.fail(&format!("more than linear: {half:?}, and for twice as much {whole:?}"));
        }
    }

    /// The server still answers, and nothing that it was asked stays open.
    fn end(&mut self) {
        self.say(br#"{"jsonrpc":"2.0","id":"the end","method":"ping"}"#);
        self.say(br#"{"jsonrpc":"2.0","id":"the very end","method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}"#);
        let until = Instant::now() + PATIENCE;
        while self.oracle.waits() {
            match self.client.receive(until.saturating_duration_since(Instant::now())) {
                Some(answer) => self.oracle.server(&answer),
                None => self.oracle.fail("a request is not answered"),
            }
        }
    }
}

#[derive(Debug, Default, Clone, Copy)]
struct Cost {
    count: u64,
    bytes: u64,
}
