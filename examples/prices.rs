//! A server with a flag of its own, which can also be set in the environment.

use mcp_runtime::prelude::*;
use mcp_runtime::{Error, IntoServe};

#[derive(clap::Args)]
struct Flags {
    /// How many dollars a euro is
    #[arg(long, env = "PRICES_RATE", default_value_t = 1.25)]
    rate: f64,
}

/// Converts prices.
#[mcp_server(name = "prices", state = f64)]
mod prices {
    use mcp_runtime::prelude::*;

    /// Say what a price in euros is in dollars.
    #[mcp_tool(read_only)]
    async fn dollars(euros: f64, rate: State<f64>) -> f64 {
        euros * *rate
    }
}

fn server(flags: Flags) -> Result<impl IntoServe, Error> {
    if flags.rate <= 0.0 {
        return Err(Error::usage(format!("`--rate {}` is no rate: give one above 0", flags.rate)));
    }
    Ok(prices::server(flags.rate))
}

fn main() -> std::process::ExitCode {
    mcp_runtime::run_args(server)
}
