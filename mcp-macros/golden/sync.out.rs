/// On the blocking pool.
fn read(path: &Path, lines: &[u32], cx: Context) -> io::Result<String> {
    fs::read_to_string(path)
}
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[repr(C)]
struct read {}
const _: () = {
    type __M = read;
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
                type __A0 = <Path as ::mcp_runtime::__private::Lend>::Stored;
                type __A1 = <[u32] as ::mcp_runtime::__private::Lend>::Stored;
                type __A2 = Context;
                type __R = io::Result<String>;
                ::mcp_runtime::__private::Marked::tool(
                    "read",
                    "On the blocking pool.",
                    const {
                        &[
                            ::mcp_runtime::__private::Field::of::<__A0>("path", ""),
                            ::mcp_runtime::__private::Field::of::<__A1>("lines", ""),
                            ::mcp_runtime::__private::Field::of::<__A2>("cx", ""),
                        ]
                    },
                    |__g| ::mcp_runtime::__private::Returned::<__R>::probe().output(__g),
                    ::mcp_runtime::__private::Callee::Free(|__c| {
                        let __0 = ::mcp_runtime::__private::Call::take::<
                            __A0,
                        >(__c, 0usize);
                        let __1 = ::mcp_runtime::__private::Call::take::<
                            __A1,
                        >(__c, 1usize);
                        let __2 = ::mcp_runtime::__private::Call::take::<
                            __A2,
                        >(__c, 2usize);
                        let (
                            ::core::option::Option::Some(__0),
                            ::core::option::Option::Some(__1),
                            ::core::option::Option::Some(__2),
                            true,
                        ) = (
                            __0,
                            __1,
                            __2,
                            ::mcp_runtime::__private::Call::complete(__c),
                        ) else {
                            return ::mcp_runtime::__private::Call::refuse(__c);
                        };
                        ::mcp_runtime::__private::Serving::<()>::new()
                            .blocking(move || {
                                let __r = read(
                                    ::mcp_runtime::__private::Lend::lend(&__0),
                                    ::mcp_runtime::__private::Lend::lend(&__1),
                                    __2,
                                );
                                ::mcp_runtime::__private::Returned::of(&__r).outcome(__r)
                            })
                    }),
                )
            }
            __t()
        };
    }
    let _ = __M {};
};
