#[mcp_runtime::test]
struct Adds;

fn main() {}
