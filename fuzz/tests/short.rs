//! The short run: the inputs that are kept, the conversations of the transcripts, and some thousands made from a fixed seed, so that each run
//! does the same. `cargo xtask fuzz` is the long one, and looks where it has not been.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::path::{Path, PathBuf};

use mcp_tests::chance::Chance;

/// So many take some seconds.
const MADE: usize = 1500;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn kept() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    files(&folder).iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// A failing input is kept, since the panic only says what was wrong.
fn run(what: &str, input: &[u8]) {
    assert!(
        mcp_tests::validate::is_there(),
        "the official schemas are not there; `cargo xtask schemas` fetches them"
    );
    let Err(panic) = std::panic::catch_unwind(|| mcp_fuzz::run(input)) else { return };
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("failing");
    std::fs::write(&path, input).unwrap();
    let why = panic.downcast_ref::<String>().map_or("it panicked", String::as_str);
    panic!("{what}: {why}\nagain by: cargo run -p mcp-fuzz -- {}", path.display());
}

#[test]
fn what_is_kept_is_answered_well() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for path in files(&folder) {
        run(&path.display().to_string(), &std::fs::read(&path).unwrap());
    }
}

#[test]
fn what_the_transcripts_say_is_answered_well() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/transcripts");
    for path in files(&folder) {
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("→ ")).collect();
        run(&path.display().to_string(), lines.join("\n").as_bytes());
    }
}

/// Half are made of nothing, half are those that are kept with some bytes changed.
#[test]
fn what_is_made_is_answered_well() {
    let kept = kept();
    let mut random = Chance(0x9e37_79b9_7f4a_7c15);
    for round in 0..MADE {
        let mut input = match round % 2 {
            0 => vec![0; 1 + random.below(300)],
            _ => kept[random.below(kept.len())].clone(),
        };
        if round % 2 == 0 {
            input.iter_mut().skip(1).for_each(|byte| *byte = u8::try_from(random.below(256)).unwrap());
        } else {
            for _ in 0..=random.below(6) {
                let at = random.below(input.len());
                input[at] = u8::try_from(random.below(256)).unwrap();
            }
        }
        run(&format!("input {round}"), &input);
    }
}
