//! The server of traps, as a program.

fn main() -> std::process::ExitCode {
    mcp_runtime::run_with(mcp_tests::traps::set::server(), mcp_tests::testbed::options())
}
