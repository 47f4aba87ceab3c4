//! The server under test, as a program that speaks HTTP/2 too.

fn main() -> std::process::ExitCode {
    mcp_runtime::run_with(mcp_tests::testbed::server(), mcp_tests::testbed::options())
}
