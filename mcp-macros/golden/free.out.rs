/// Turn a text round.
///
/// Letter by letter.
pub(crate) async fn reverse(text: Cow<'_, str>) -> String {
    text.chars().rev().collect()
}
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub(crate) struct reverse {}
const _: () = {
    type __M = reverse;
    impl __M {
        #[doc(hidden)]
        pub(crate) const NOT_INCLUDED_IN_A_SERVER: () = ();
    }
    impl __M {
        #[doc(hidden)]
        pub(crate) const TAKES: ::mcp_runtime::__private::Takes<()> = ::mcp_runtime::__private::Takes::THEM;
    }
    impl ::mcp_runtime::__private::FreeFunction for __M {
        const MARKED: ::mcp_runtime::__private::Marked<()> = {
            const fn __t() -> ::mcp_runtime::__private::Marked<()> {
                type __A0 = Cow<'static, str>;
                type __R = String;
                ::mcp_runtime::__private::Marked::tool(
                        "reverse",
                        "Turn a text round.\n\nLetter by letter.",
                        const {
                            &[
                                ::mcp_runtime::__private::Field::of::<
                                    __A0,
                                >("text", "What to turn."),
                            ]
                        },
                        |__g| {
                            ::mcp_runtime::__private::Returned::<__R>::probe()
                                .output(__g)
                        },
                        ::mcp_runtime::__private::Callee::Free(|__c| {
                            let __0 = ::mcp_runtime::__private::Call::take::<
                                __A0,
                            >(__c, 0usize);
                            let (::core::option::Option::Some(__0), true) = (
                                __0,
                                ::mcp_runtime::__private::Call::complete(__c),
                            ) else {
                                return ::mcp_runtime::__private::Call::refuse(__c);
                            };
                            ::mcp_runtime::__private::Serving::<()>::new()
                                .boxed(async move {
                                    let __r = reverse(__0).await;
                                    ::mcp_runtime::__private::Returned::of(&__r).outcome(__r)
                                })
                        }),
                    )
                    .read_only(true)
                    .timeout_ms(10000u64)
                    .strict(true)
            }
            __t()
        };
    }
    let _ = __M {};
};
