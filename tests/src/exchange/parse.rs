//! The steps of an exchange.

/// A script, read.
#[derive(Debug)]
pub struct Script {
    /// `with:` – the options of the server.
    pub with: String,
    /// `only: socket`
    pub only_socket: bool,
    pub(super) steps: Vec<(usize, Step)>,
}

#[derive(Debug)]
pub(super) enum Step {
    Send { name: String, method: String, target: String, scope: Scope, headers: Vec<Sent>, body: String },
    Initialize { revision: String, name: String },
    Stream { revision: String, name: String },
    Close { name: String },
    Wait { milliseconds: u64 },
    Head { name: String, status: u16, headers: Vec<Expected>, body: Body },
    More { name: String, events: Vec<Pattern> },
    Ends { name: String },
    Silent { name: String },
}

/// What a request belongs to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Nothing,
    Session(String),
    Modern,
}

#[derive(Debug)]
pub(super) enum Sent {
    Instead(String, String),
    More(String, String),
}

#[derive(Debug)]
pub(super) enum Expected {
    Has(String, String),
    HasNot(String),
}

#[derive(Debug)]
pub(super) enum Body {
    Text(String),
    Events(Vec<Pattern>),
}

/// The lines of an expected event: field and value.
pub(super) type Pattern = Vec<(String, String)>;

/// The name of a connection that has none: it lives as long as its answer is read.
pub(super) const UNNAMED: &str = "";

/// The lines of a block: the words of its first one, its headers, what follows the blank line.
struct Block<'a> {
    line: usize,
    words: Vec<&'a str>,
    headers: Vec<&'a str>,
    rest: Vec<&'a str>,
}

impl Script {
    /// Reads a script. Panics at a line that is none.
    pub fn parse(file: &str, text: &str) -> Self {
        let mut script = Self { with: String::new(), only_socket: false, steps: Vec::new() };
        let mut block: Option<(Block<'_>, bool)> = None;
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_end();
            if line.starts_with('#') {
                continue;
            }
            if line.starts_with(['→', '←']) {
                if let Some((block, _)) = block.take() {
                    script.add(file, block);
                }
                let words = line.split_whitespace().collect();
                block = Some((Block { line: index + 1, words, headers: Vec::new(), rest: Vec::new() }, true));
            } else if let Some((block, in_headers)) = &mut block {
                match (&in_headers, line.is_empty()) {
                    (true, true) => *in_headers = false,
                    (true, false) => block.headers.push(line),
                    (false, _) => block.rest.push(line),
                }
            } else {
                script.option(file, line);
            }
        }
        if let Some((block, _)) = block {
            script.add(file, block);
        }
        script
    }

    fn option(&mut self, file: &str, line: &str) {
        if let Some(options) = line.strip_prefix("with:") {
            self.with.push_str(options);
        } else if line == "only: socket" {
            self.only_socket = true;
        } else {
            assert!(line.is_empty(), "{file}: what is this line? {line}");
        }
    }

    fn add(&mut self, file: &str, block: Block<'_>) {
        let line = block.line;
        let place = format!("{file}:{line}");
        let step = if block.words[0] == "→" { sent(&place, block) } else { expected(&place, block) };
        self.steps.push((line, step));
    }
}

fn sent(place: &str, block: Block<'_>) -> Step {
    let mut words = block.words[1..].iter().copied();
    let mut next = || words.next().unwrap_or_else(|| panic!("{place}: a word is missing"));
    let first = next();
    match first {
        "close" => return Step::Close { name: next().to_owned() },
        "wait" => return Step::Wait { milliseconds: next().parse().expect("milliseconds") },
        "initialize" | "stream" => {
            let (revision, word, name) = (next().to_owned(), next(), next().to_owned());
            assert_eq!(word, "as", "{place}");
            return match first {
                "stream" => Step::Stream { revision, name },
                _ => Step::Initialize { revision, name },
            };
        }
        _ => {}
    }
    let target = next().to_owned();
    let (mut name, mut scope) = (UNNAMED.to_owned(), Scope::Nothing);
    while let Some(word) = words.next() {
        let mut next = || words.next().unwrap_or_else(|| panic!("{place}: a name is missing")).to_owned();
        match word {
            "as" => name = next(),
            "in" => scope = Scope::Session(next()),
            "2026-07-28" => scope = Scope::Modern,
            other => panic!("{place}: what is {other:?}?"),
        }
    }
    let headers = block
        .headers
        .iter()
        .map(|header| match header.strip_prefix("+ ") {
            Some(more) => split(place, more, Sent::More),
            None => split(place, header, Sent::Instead),
        })
        .collect();
    let body = block.rest.join("\n").trim().to_owned();
    Step::Send { name, method: first.to_owned(), target, scope, headers, body }
}

fn expected(place: &str, block: Block<'_>) -> Step {
    let mut words = block.words[1..].iter().copied().peekable();
    let named = words.peek().is_none_or(|word| word.parse::<u16>().is_err());
    let name =
        if named { words.next().unwrap_or_else(|| panic!("{place}: a name is missing")) } else { UNNAMED };
    let name = name.to_owned();
    let headers = block.headers.iter().map(|header| match header.strip_prefix("! ") {
        Some(absent) => Expected::HasNot(absent.trim().to_owned()),
        None => split(place, header, Expected::Has),
    });
    match words.next() {
        Some("ends") => Step::Ends { name },
        Some("silent") => Step::Silent { name },
        Some(status) => {
            let status = status.parse().unwrap_or_else(|error| panic!("{place}: {status}: {error}"));
            let body = if block.rest.iter().any(|line| field(line).is_some()) {
                Body::Events(events(place, &block.rest))
            } else {
                Body::Text(block.rest.join("\n").trim().to_owned())
            };
            Step::Head { name, status, headers: headers.collect(), body }
        }
        None => Step::More { name, events: events(place, &block.rest) },
    }
}

fn split<T>(place: &str, header: &str, of: impl Fn(String, String) -> T) -> T {
    let (name, value) = header.split_once(':').unwrap_or_else(|| panic!("{place}: no header: {header}"));
    of(name.trim().to_owned(), value.trim().to_owned())
}

fn field(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    ["event", "id", "retry", "data", ""].contains(&name).then(|| (name.to_owned(), value.trim().to_owned()))
}

fn events(place: &str, lines: &[&str]) -> Vec<Pattern> {
    lines
        .split(|line| line.is_empty())
        .filter(|block| !block.is_empty())
        .map(|block| {
            let field =
                |line: &&str| field(line).unwrap_or_else(|| panic!("{place}: no line of an event: {line}"));
            block.iter().map(field).collect()
        })
        .collect()
}
