/// Turn a text round.
async fn reverse(text: String) -> String {
    text.chars().rev().collect()
}
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[repr(C)]
struct reverse {}
const _: () = {
    type __M = reverse;
    impl __M {
        #[doc(hidden)]
        const NOT_INCLUDED_IN_A_SERVER: () = ();
    }
    impl __M {
        #[doc(hidden)]
        const TAKES: ::mcp_runtime::__private::Takes<()> = ::mcp_runtime::__private::Takes::THEM;
    }
    impl ::mcp_runtime::__private::FreeFunction for __M {
        const MARKED: ::mcp_runtime::__private::Marked<()> = {
            const fn __t() -> ::mcp_runtime::__private::Marked<()> {
                ::mcp_runtime::__private::Marked::tool(
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
    let _ = __M {};
};
::core::compile_error! {
    "a tool has no key `nmae`; did you mean `name`?"
}
