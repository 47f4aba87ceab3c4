/// An order.
#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Order {
    #[arg(range = 1..=9)]
    amount: u32,
}

fn main() {
    let Order { amount: _ } = unreachable!();
}
