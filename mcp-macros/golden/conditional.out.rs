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
    #[doc(hidden)]
    #[derive(Debug)]
    pub struct __Module {}
    const _: () = {
        #[cfg(unix)]
        const fn __t0() -> ::mcp_runtime::__private::Marked<()> {
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
        const fn __t1() -> ::mcp_runtime::__private::Marked<()> {
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
        impl ::mcp_runtime::__private::Module for __Module {
            const ENTRIES: ::mcp_runtime::__private::Entries = ::mcp_runtime::__private::Entries {
                marked: &[#[cfg(unix)] __t0(), #[cfg(not(unix))] __t1()],
                included: &[],
            };
        }
        impl __Module {
            #[doc(hidden)]
            pub const __INCLUDED: () = {
                let _ = server;
            };
            #[doc(hidden)]
            pub const __TAKES: ::mcp_runtime::__private::Takes<()> = ::mcp_runtime::__private::Takes::THEM;
        }
    };
    /// Builds the server of this module, for `mcp_runtime::run` and for tests.
    #[must_use]
    pub fn server() -> impl ::mcp_runtime::Server {
        #[derive(Debug)]
        struct __Server(::mcp_runtime::__private::States);
        impl ::mcp_runtime::Server for __Server {
            const TABLE: &'static ::mcp_runtime::__private::Table<Self> = &::mcp_runtime::__private::Table {
                info: ::mcp_runtime::__private::Info::new(
                        ::core::env!("CARGO_PKG_NAME"),
                        ::core::env!("CARGO_PKG_VERSION"),
                    )
                    .package(::mcp_runtime::__private::package!()),
                marked: &[],
                included: &[<__Module as ::mcp_runtime::__private::Module>::ENTRIES],
            };
            fn states(&self) -> ::mcp_runtime::__private::States {
                ::core::clone::Clone::clone(&self.0)
            }
        }
        const _: () = {
            const __INCLUDED: &[::mcp_runtime::__private::Entries] = <__Module as ::mcp_runtime::__private::Module>::ENTRIES
                .included;
            const __CLASHES: &[::mcp_runtime::__private::Clash] = &::mcp_runtime::__private::clashes::<
                _,
                {
                    ::mcp_runtime::__private::count(
                        <__Module as ::mcp_runtime::__private::Module>::ENTRIES.marked,
                        <__Module as ::mcp_runtime::__private::Module>::ENTRIES.included,
                    )
                },
            >(
                <__Module as ::mcp_runtime::__private::Module>::ENTRIES.marked,
                <__Module as ::mcp_runtime::__private::Module>::ENTRIES.included,
            );
            let mut __i = 0usize;
            #[cfg(unix)]
            {
                __i = ::mcp_runtime::__private::alone(__CLASHES, __i, 1);
            }
            #[cfg(not(unix))]
            {
                __i = ::mcp_runtime::__private::alone(__CLASHES, __i, 1);
            }
            let _ = __i;
        };
        __Server(
            <::mcp_runtime::__private::States as ::core::default::Default>::default(),
        )
    }
    #[cfg(test)]
    const _: () = {
        #[automatically_derived]
        impl ::core::convert::From<::mcp_runtime::testing::Client> for Client {
            fn from(client: ::mcp_runtime::testing::Client) -> Self {
                Self(client, ::core::marker::PhantomData)
            }
        }
        #[automatically_derived]
        impl ::core::ops::Deref for Client {
            type Target = ::mcp_runtime::testing::Client;
            fn deref(&self) -> &::mcp_runtime::testing::Client {
                &self.0
            }
        }
    };
    #[cfg(test)]
    ///A client of this server, for tests: it has a method for each tool and prompt.
    #[derive(Clone, Debug)]
    pub struct Client(::mcp_runtime::testing::Client, ::core::marker::PhantomData<fn()>);
    #[cfg(test)]
    impl Client {
        #[cfg(unix)]
        ///On one.
        pub async fn unix(
            &self,
        ) -> ::core::result::Result<
            ::std::string::String,
            ::mcp_runtime::testing::CallError,
        >
        where
            for<'__a> ::std::string::String: ::mcp_runtime::__private::FromAnswer,
        {
            ::mcp_runtime::testing::Client::of_method(
                    &self.0,
                    ::mcp_runtime::__private::Method::tool("system"),
                )
                .await
        }
        #[cfg(not(unix))]
        ///On the other.
        pub async fn other(
            &self,
        ) -> ::core::result::Result<
            ::std::string::String,
            ::mcp_runtime::testing::CallError,
        >
        where
            for<'__a> ::std::string::String: ::mcp_runtime::__private::FromAnswer,
        {
            ::mcp_runtime::testing::Client::of_method(
                    &self.0,
                    ::mcp_runtime::__private::Method::tool("system"),
                )
                .await
        }
    }
    #[cfg(test)]
    ///Makes a client of this server, for tests.
    #[must_use]
    pub fn client() -> Client {
        ::core::convert::From::from(::mcp_runtime::testing::Client::new(server()))
    }
    use ::mcp_runtime::__private::marks::*;
    #[cfg(unix)]
    #[mcp_tool(__found)]
    const _: () = ();
    #[cfg(not(unix))]
    #[mcp_tool(__found)]
    const _: () = ();
}
