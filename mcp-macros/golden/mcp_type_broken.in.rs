#[mcp_type]
#[derive(Debug, JsonSchema)]
#[arg(range = 1..=9)]
union Bits {
    #[arg(range = 1..=9)]
    whole: u32,
}
