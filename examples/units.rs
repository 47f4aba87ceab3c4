#![allow(missing_docs, reason = "it is shown in the README as it is")]

use mcp_runtime::prelude::*;

#[mcp_type]
#[derive(Clone, Copy)]
enum Unit {
    Metre,
    Foot,
}

/// Converts lengths.
#[mcp_server(name = "units", lock = "units.lock.json")]
mod units {
    use mcp_runtime::prelude::*;

    use super::Unit;

    /// Convert a length.
    ///
    /// ```mcp
    /// {"length": 1, "from": "Metre", "to": "Foot"} => 3.281
    /// {"length": 10, "from": "Foot", "to": "Metre", "digits": 0} => 3
    /// {"length": -1, "from": "Metre", "to": "Foot"} => error: length
    /// ```
    #[mcp_tool(read_only, open_world = false)]
    async fn convert(
        /// How long it is.
        #[arg(range = 0.0..)]
        length: f64,
        from: Unit,
        to: Unit,
        /// How many digits stay behind the point.
        #[arg(default = 3, range = 0..=9)]
        digits: i32,
    ) -> f64 {
        let metres = |unit| if matches!(unit, Unit::Foot) { 0.3048 } else { 1.0 };
        let scale = 10_f64.powi(digits);
        (length * metres(from) / metres(to) * scale).round() / scale
    }
}

fn main() -> std::process::ExitCode {
    mcp_runtime::run(units::server())
}
