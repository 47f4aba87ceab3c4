//! What makes a server from its flags gives something else.

struct Shop;

fn main() -> std::process::ExitCode {
    mcp_runtime::run_args(|(): ()| Shop)
}
