#![allow(missing_docs, reason = "it is shown in the README as it is")]

use mcp_runtime::prelude::*;

/// A pocket calculator.
#[mcp_server]
mod calculator {
    use mcp_runtime::prelude::*;

    /// Add two numbers.
    #[mcp_tool(read_only)]
    async fn add(
        /// The first addend.
        a: f64,
        /// The second addend.
        b: f64,
    ) -> f64 {
        a + b
    }

    /// Divide one number by another.
    #[mcp_tool(read_only)]
    async fn divide(a: f64, b: f64) -> Result<f64, ToolError> {
        if b == 0.0 {
            return Err(ToolError::new("nothing can be divided by zero"));
        }
        Ok(a / b)
    }
}

fn main() -> std::process::ExitCode {
    mcp_runtime::run(calculator::server())
}

#[cfg(test)]
mod tests {
    use mcp_runtime::testing::CallError;

    use super::calculator;

    #[mcp_runtime::test]
    async fn it_divides() {
        let client = calculator::client();
        assert_eq!(client.divide(6.0, 3.0).await, Ok(2.0));
        assert_eq!(
            client.divide(1.0, 0.0).await,
            Err(CallError::Tool("nothing can be divided by zero".into()))
        );
    }
}
