//! The server with prompts, as a program.

fn main() -> std::process::ExitCode {
    mcp_runtime::run_with(mcp_tests::library::server(), mcp_tests::testbed::options())
}
