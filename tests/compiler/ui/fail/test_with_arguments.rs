#[mcp_runtime::test]
async fn it_adds(n: u32) {
    assert_eq!(n, 2);
}

fn main() {}
