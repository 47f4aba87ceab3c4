#[mcp_runtime::test]
fn it_adds() {
    assert_eq!(1 + 1, 2);
}

fn main() {}
