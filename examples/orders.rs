#![allow(missing_docs, reason = "it is shown in the README as it is")]

use mcp_runtime::prelude::*;

/// What somebody orders.
#[mcp_type]
#[derive(Clone, Debug, PartialEq)]
struct Order {
    /// Who orders.
    #[arg(len = 1..=80)]
    customer: String,
    #[arg(items = 1..=20)]
    lines: Vec<Line>,
    /// How it is paid.
    payment: Payment,
}

#[mcp_type]
#[derive(Clone, Debug, PartialEq)]
struct Line {
    /// The number of the article.
    #[arg(pattern = "^[A-Z]{2}-[0-9]+$", example = "AB-12")]
    article: String,
    #[arg(range = 1..=100, default = 1)]
    amount: u32,
}

#[mcp_type]
#[derive(Clone, Debug, PartialEq)]
#[serde(tag = "by", rename_all = "lowercase")]
enum Payment {
    /// When it comes.
    Cash,
    Card {
        #[arg(len = 4)]
        last_digits: String,
    },
}

#[mcp_type]
#[derive(Debug, PartialEq)]
struct Receipt {
    order: Order,
    /// How many articles these are.
    articles: u32,
}

/// Takes orders.
#[mcp_server]
mod orders {
    use mcp_runtime::prelude::*;

    use super::{Order, Receipt};

    /// Place an order.
    #[mcp_tool]
    async fn place(order: Order) -> Receipt {
        let articles = order.lines.iter().map(|line| line.amount).sum();
        Receipt { order, articles }
    }
}

fn main() -> std::process::ExitCode {
    mcp_runtime::run(orders::server())
}

#[cfg(test)]
mod tests {
    use mcp_runtime::testing::CallError;

    use super::*;

    fn order(amount: u32) -> Order {
        let lines = vec![Line { article: "AB-12".into(), amount }];
        Order { customer: "Ann".into(), lines, payment: Payment::Card { last_digits: "1234".into() } }
    }

    #[mcp_runtime::test]
    async fn it_counts() -> Result<(), CallError> {
        let receipt = orders::client().place(order(3)).await?;
        assert_eq!(receipt, Receipt { order: order(3), articles: 3 });
        Ok(())
    }

    #[mcp_runtime::test]
    async fn too_many_are_refused() {
        let error = orders::client().place(order(101)).await.expect_err("that is too many");
        assert!(error.text().contains("order.lines[0].amount: expected an integer from 1 to 100"), "{error}");
    }
}
