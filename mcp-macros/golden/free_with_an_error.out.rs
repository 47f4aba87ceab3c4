/// Turn a text round.
async fn reverse(text: String) -> String {
    text.chars().rev().collect()
}
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[repr(C)]
struct reverse {}
impl ::mcp_runtime::__private::FreeTool for reverse {
    const TOOL: ::mcp_runtime::__private::Tool<()> = {
        const fn __t() -> ::mcp_runtime::__private::Tool<()> {
            ::mcp_runtime::__private::Tool::new(
                "",
                "",
                &[],
                |__g| ::mcp_runtime::__private::Returned::<()>::probe().output(__g),
                ::mcp_runtime::__private::Callee::Free(|__c| ::mcp_runtime::__private::Call::refuse(
                    __c,
                )),
            )
        }
        __t()
    };
}
const _: () = {};
::core::compile_error! {
    "a tool has no key `nmae`; did you mean `name`?"
}
