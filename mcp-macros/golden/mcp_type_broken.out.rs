#[derive(Debug)]
union Bits {
    whole: u32,
}
::core::compile_error! {
    "`#[mcp_type]` goes on a struct or an enum, not on a `union`"
}
::core::compile_error! {
    "`#[mcp_type]` derives `JsonSchema` already: take it out of here"
}
::core::compile_error! {
    "`#[arg(…)]` is for fields; a type has its doc comment, and `#[serde(…)]`, as `#[serde(rename = \"…\")]`"
}
