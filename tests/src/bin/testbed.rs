//! The server under test, as a program.

fn main() -> std::process::ExitCode {
    mcp_runtime::run(mcp_tests::testbed::server())
}
