//! The server that asks, as a program.

fn main() -> std::process::ExitCode {
    mcp_runtime::run_with(mcp_tests::asker::server(), mcp_tests::testbed::options())
}
