//! The fuzz target. Without libFuzzer, the same over the files that are named: `cargo run -p mcp-fuzz -- FILE...`.
#![cfg_attr(libfuzzer, no_main)]

#[cfg(libfuzzer)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mcp_fuzz::run(bytes));

#[cfg(not(libfuzzer))]
#[allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks to a person")]
fn main() -> std::process::ExitCode {
    for path in std::env::args_os().skip(1) {
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                return std::process::ExitCode::FAILURE;
            }
        };
        println!("{}:", path.display());
        for line in mcp_fuzz::lines(&bytes) {
            println!("→ {}", mcp_fuzz::shown(&line));
        }
        mcp_fuzz::run(&bytes);
    }
    std::process::ExitCode::SUCCESS
}
