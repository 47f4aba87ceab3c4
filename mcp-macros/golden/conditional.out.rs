mod tools {
    /// On one.
    #[cfg(unix)]
    pub async fn unix() -> &'static str {
        "unix"
    }
    /// On the other.
    #[cfg(not(unix))]
    pub async fn other() -> &'static str {
        "other"
    }
    /// Builds the server of this module, for `mcp_runtime::run` and for tests.
    #[must_use]
    pub fn server() -> impl ::mcp_runtime::Server {
        #[derive(Debug)]
        struct __Server(::mcp_runtime::__private::States);
        #[cfg(unix)]
        const fn __t0() -> ::mcp_runtime::__private::Marked<__Server> {
            type __R = &'static str;
            ::mcp_runtime::__private::Marked::tool(
                "system",
                "On one.",
                const { &[] },
                |__g| ::mcp_runtime::__private::Returned::<__R>::probe().output(__g),
                ::mcp_runtime::__private::Callee::Free(|__c| {
                    let (true,) = (::mcp_runtime::__private::Call::complete(__c),) else {
                        return ::mcp_runtime::__private::Call::refuse(__c);
                    };
                    ::mcp_runtime::__private::Serving::<()>::new()
                        .boxed(async move {
                            let __r = unix().await;
                            ::mcp_runtime::__private::Returned::of(&__r).outcome(__r)
                        })
                }),
            )
        }
        #[cfg(not(unix))]
        const fn __t1() -> ::mcp_runtime::__private::Marked<__Server> {
            type __R = &'static str;
            ::mcp_runtime::__private::Marked::tool(
                "system",
                "On the other.",
                const { &[] },
                |__g| ::mcp_runtime::__private::Returned::<__R>::probe().output(__g),
                ::mcp_runtime::__private::Callee::Free(|__c| {
                    let (true,) = (::mcp_runtime::__private::Call::complete(__c),) else {
                        return ::mcp_runtime::__private::Call::refuse(__c);
                    };
                    ::mcp_runtime::__private::Serving::<()>::new()
                        .boxed(async move {
                            let __r = other().await;
                            ::mcp_runtime::__private::Returned::of(&__r).outcome(__r)
                        })
                }),
            )
        }
        impl ::mcp_runtime::Server for __Server {
            const TABLE: &'static ::mcp_runtime::__private::Table<Self> = &::mcp_runtime::__private::Table {
                info: ::mcp_runtime::__private::Info::new(
                    ::core::env!("CARGO_PKG_NAME"),
                    ::core::env!("CARGO_PKG_VERSION"),
                ),
                marked: &[#[cfg(unix)] __t0(), #[cfg(not(unix))] __t1()],
            };
            fn states(&self) -> ::mcp_runtime::__private::States {
                ::core::clone::Clone::clone(&self.0)
            }
        }
        const _: () = {
            const __MARKED: &[::mcp_runtime::__private::Marked<__Server>] = <__Server as ::mcp_runtime::Server>::TABLE
                .marked;
            const __CLASHES: &[::mcp_runtime::__private::Clash] = &::mcp_runtime::__private::clashes::<
                __Server,
                { __MARKED.len() },
            >(__MARKED);
            let mut __i = 0usize;
            #[cfg(unix)]
            {
                ::mcp_runtime::__private::alone(__CLASHES, __i);
                __i += 1;
            }
            #[cfg(not(unix))]
            {
                ::mcp_runtime::__private::alone(__CLASHES, __i);
                __i += 1;
            }
            let _ = __i;
        };
        __Server(
            <::mcp_runtime::__private::States as ::core::default::Default>::default(),
        )
    }
    use ::mcp_runtime::__private::marks::*;
    #[cfg(unix)]
    #[mcp_tool(__found)]
    const _: () = ();
    #[cfg(not(unix))]
    #[mcp_tool(__found)]
    const _: () = ();
}
