use mcp_runtime::prelude::*;

#[mcp_server]
mod server {
    use mcp_runtime::prelude::*;

    /// Divide.
    ///
    /// ```mcp
    /// {"dividend": 6, "divisor": 3} => 2
    /// {"dividend": 6, "diviser": 3} => 2
    /// ```
    #[mcp_tool]
    async fn divide(dividend: f64, divisor: f64) -> f64 {
        dividend / divisor
    }
}

fn main() {}
