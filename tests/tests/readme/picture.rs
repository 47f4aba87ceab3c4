//! The picture of a terminal in the README, which is what the commands in it print. `MCP_BLESS=1` draws it anew.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::root;

/// What is typed.
const TYPED: [&str; 5] = [
    "calculator list",
    "calculator call add --a 2 --b 3",
    "calculator call divide --a 1 --b 0",
    "calculator call add --a two --b 3",
    "calculator doctor",
];

const FILE: &str = "docs/terminal.svg";

/// A line is so high, and a letter so wide.
const LINE: usize = 19;
const LETTER: usize = 8;
const EDGE: usize = 20;
const BAR: usize = 34;

const COLOURS: [(&str, &str); 5] = [
    ("  ok ", "#3fb950"),
    ("  note ", "#58a6ff"),
    ("  warning ", "#d29922"),
    ("  error ", "#f85149"),
    ("error: ", "#f85149"),
];

/// The lines of a terminal in which all of it was typed.
fn session() -> Vec<String> {
    let program =
        Path::new(env!("CARGO_BIN_EXE_testbed")).parent().expect("a folder").join("examples/calculator");
    let mut lines = Vec::new();
    for typed in TYPED {
        let args = typed.split(' ').skip(1);
        let output = Command::new(&program)
            .args(args)
            .stdin(Stdio::null())
            .output()
            .expect("`cargo xtask test` builds it");
        lines.push(format!("$ {typed}"));
        let said = [output.stdout, output.stderr].concat();
        lines.extend(String::from_utf8(said).expect("a text").lines().map(str::to_owned));
        lines.push(String::new());
    }
    lines.pop();
    lines
}

fn drawn(lines: &[String]) -> String {
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or_default() * LETTER + 2 * EDGE;
    let height = lines.len() * LINE + EDGE + BAR;
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="A terminal in which a server is tried">
<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>
<g fill="#6e7681"><circle cx="20" cy="18" r="5"/><circle cx="38" cy="18" r="5"/><circle cx="56" cy="18" r="5"/></g>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" fill="#c9d1d9">
"##
    );
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        let y = BAR + at * LINE + LINE;
        let (head, rest) =
            match (line.strip_prefix("$ "), COLOURS.iter().find(|(head, _)| line.starts_with(head))) {
                (Some(typed), _) => (
                    r##"<tspan fill="#6e7681">$ </tspan>"##.to_owned(),
                    format!(r##"<tspan fill="#ffffff">{}</tspan>"##, escaped(typed)),
                ),
                (None, Some((head, colour))) => (
                    format!(r#"<tspan fill="{colour}">{}</tspan>"#, escaped(head)),
                    escaped(&line[head.len()..]),
                ),
                (None, None) => (String::new(), escaped(line)),
            };
        let length = line.chars().count() * LETTER;
        let _ = writeln!(svg, r#"<text x="{EDGE}" y="{y}" textLength="{length}">{head}{rest}</text>"#);
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// Some viewers make one space of several, whatever they are told.
fn escaped(text: &str) -> String {
    text.replace(' ', "\u{a0}").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The time that a start took is that of the machine which drew it.
fn timeless(svg: &str) -> String {
    let timed = |line: &str| line.contains("started\u{a0}and\u{a0}answered\u{a0}after");
    svg.lines().filter(|line| !timed(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_picture_is_what_is_printed() {
    let svg = drawn(&session());
    let file = root().join(FILE);
    if std::env::var_os("MCP_BLESS").is_some() {
        std::fs::write(&file, &svg).expect("the picture is written");
    }
    let kept = std::fs::read_to_string(&file).expect("the picture; `cargo xtask bless` draws it");
    assert_eq!(timeless(&kept), timeless(&svg), "`cargo xtask bless` draws it anew");
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    assert!(readme.contains(&format!("]({FILE})")), "the README shows it");
}
