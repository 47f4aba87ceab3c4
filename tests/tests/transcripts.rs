//! Every transcript, over every transport.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use mcp_runtime::Options;
use mcp_runtime::testing::RawClient;
use mcp_tests::at_once::play_all;
use mcp_tests::http::served::Served;
use mcp_tests::process::Process;
use mcp_tests::transcript::{Wire, check};
use mcp_tests::wires::{Modern, Sse, Streamable};
use mcp_tests::{asker, library, testbed};

/// The transcripts of one folder, in the order of their names.
fn transcripts(folder: &str) -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("transcripts").join(folder);
    let mut found: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("a text"))
        })
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no transcripts in {}", folder.display());
    found
}

/// Those of a folder below `library` and `asker` are spoken with these servers.
fn program(folder: &str) -> &'static str {
    match folder.split('/').next() {
        Some("library") => env!("CARGO_BIN_EXE_library"),
        Some("asker") => env!("CARGO_BIN_EXE_asker"),
        _ => env!("CARGO_BIN_EXE_testbed"),
    }
}

fn over_memory(folder: &str) {
    play_all(&transcripts(folder), |name, text| {
        let options = Options::default().page_size(folder.ends_with("paged").then_some(10));
        let client = match folder.split('/').next() {
            Some("library") => RawClient::new(library::server(), options),
            Some("asker") => RawClient::new(asker::server(), options),
            _ => RawClient::new(testbed::server(), options),
        };
        let mut client = client.expect("the server starts");
        check(&format!("{folder}/{name} in memory"), text, &mut client);
    });
}

fn over_stdio(folder: &str) {
    play_all(&transcripts(folder), |name, text| {
        let mut process = Process::start(Command::new(program(folder)).arg("--stdio"));
        check(&format!("{folder}/{name} over stdio"), text, &mut process);
        process.close();
        let status = process.wait(Duration::from_secs(10)).expect("the server ends with its input");
        assert!(status.success(), "{name}: {status}");
    });
}

/// What a transcript says of a single stream of lines, and HTTP has another way for: there a request without a session, and
/// what is no message, is refused with a status (`exchanges`).
const NOT_OVER_HTTP: [&str; 2] = ["L-LIFE-01 ", "L-JRPC-09 "];

fn over_http(folder: &str, transport: &str, connect: impl Fn(&Served) -> Box<dyn Wire> + Sync) {
    play_all(&transcripts(folder), |name, text| {
        if NOT_OVER_HTTP.iter().any(|other| name.starts_with(other)) {
            return;
        }
        let mut served = Served::start(program(folder), &[], "");
        check(&format!("{folder}/{name} over {transport}"), text, &mut *connect(&served));
        served.ends_well();
    });
}

macro_rules! folders_over_http {
    ($($name:ident $folder:literal)*) => {
        $(mod $name {
            #[test]
            fn over_sse() {
                super::super::over_http($folder, "HTTP+SSE", |served| Box::new(super::super::Sse::open(served)));
            }

            #[test]
            fn over_streamable_http() {
                super::super::over_http($folder, "Streamable HTTP", |served| {
                    Box::new(super::super::Streamable::new(served))
                });
            }
        })*
    };
}

/// What needs no handshake (2026-07-28) is not for these: it has no stream but that of its request (`exchanges`).
mod http {
    folders_over_http! {
        rev_2024_11_05 "2024-11-05"
        rev_2025_03_26 "2025-03-26"
        rev_2025_06_18 "2025-06-18"
        rev_2025_11_25 "2025-11-25"
        library_2024_11_05 "library/2024-11-05"
        library_2025_03_26 "library/2025-03-26"
        library_2025_06_18 "library/2025-06-18"
        library_2025_11_25 "library/2025-11-25"
        asker_2024_11_05 "asker/2024-11-05"
        asker_2025_03_26 "asker/2025-03-26"
        asker_2025_06_18 "asker/2025-06-18"
        asker_2025_11_25 "asker/2025-11-25"
    }
}

#[test]
fn asker_2026_07_28_over_http() {
    over_http("asker/2026-07-28", "HTTP", |served| Box::new(Modern::new(served)));
}

#[test]
fn library_2026_07_28_over_http() {
    over_http("library/2026-07-28", "HTTP", |served| Box::new(Modern::new(served)));
}

macro_rules! folders {
    ($($name:ident $folder:literal)*) => {
        $(mod $name {
            /// Each message of all transcripts is judged (`validate.rs`): M-BASE-15, M-STDIO-04, M-SUB-08, L-UTIL-03.
            #[test]
            fn in_memory() {
                super::over_memory($folder);
            }

            #[test]
            fn over_stdio() {
                super::over_stdio($folder);
            }
        })*
    };
}
folders! {
    rev_2024_11_05 "2024-11-05"
    rev_2025_03_26 "2025-03-26"
    rev_2025_06_18 "2025-06-18"
    rev_2025_11_25 "2025-11-25"
    rev_2026_07_28 "2026-07-28"
    library_2024_11_05 "library/2024-11-05"
    library_2025_03_26 "library/2025-03-26"
    library_2025_06_18 "library/2025-06-18"
    library_2025_11_25 "library/2025-11-25"
    library_2026_07_28 "library/2026-07-28"
    asker_2026_07_28 "asker/2026-07-28"
    asker_2024_11_05 "asker/2024-11-05"
    asker_2025_03_26 "asker/2025-03-26"
    asker_2025_06_18 "asker/2025-06-18"
    asker_2025_11_25 "asker/2025-11-25"
    messages "messages"
    arguments "arguments"
}

#[test]
fn pages_in_memory() {
    over_memory("paged");
}
