mod tools {
    use mcp_runtime::prelude::*;
    /// Look a word up.
    async fn look_up(word: String, db: State<Db>) -> Option<String> {
        db.get(&word).await
    }
    #[doc(hidden)]
    #[derive(Debug)]
    pub struct __Module {}
    const _: () = {
        const fn __t0() -> ::mcp_runtime::__private::Marked<()> {
            type __A0 = String;
            type __A1 = State<Db>;
            type __R = Option<String>;
            ::mcp_runtime::__private::Marked::tool(
                "look_up",
                "Look a word up.",
                const {
                    &[
                        ::mcp_runtime::__private::Field::of::<__A0>("word", ""),
                        ::mcp_runtime::__private::Field::of::<__A1>("db", ""),
                    ]
                },
                |__g| ::mcp_runtime::__private::Returned::<__R>::probe().output(__g),
                ::mcp_runtime::__private::Callee::Free(|__c| {
                    let __0 = ::mcp_runtime::__private::Call::take::<__A0>(__c, 0usize);
                    let __1 = ::mcp_runtime::__private::Call::take::<__A1>(__c, 1usize);
                    let (
                        ::core::option::Option::Some(__0),
                        ::core::option::Option::Some(__1),
                        true,
                    ) = (__0, __1, ::mcp_runtime::__private::Call::complete(__c)) else {
                        return ::mcp_runtime::__private::Call::refuse(__c);
                    };
                    ::mcp_runtime::__private::Serving::<()>::new()
                        .boxed(async move {
                            let __r = look_up(__0, __1).await;
                            ::mcp_runtime::__private::Returned::of(&__r).outcome(__r)
                        })
                }),
            )
        }
        impl ::mcp_runtime::__private::Module for __Module {
            const ENTRIES: ::mcp_runtime::__private::Entries = ::mcp_runtime::__private::Entries {
                marked: &[__t0()],
                included: &[
                    <text::reverse as ::mcp_runtime::__private::FreeFunction>::ENTRIES,
                    {
                        use ::mcp_runtime::__private::NoFunction as __Function;
                        {
                            #[allow(unused_imports)]
                            use super::upper as __Function;
                            <__Function as ::mcp_runtime::__private::FreeFunction>::ENTRIES
                        }
                    },
                ],
            };
        }
        impl __Module {
            #[doc(hidden)]
            pub const __INCLUDED: () = {
                let _ = server;
            };
            #[doc(hidden)]
            pub const __TAKES: ::mcp_runtime::__private::Takes<
                (
                    ::mcp_runtime::__private::State<Db>,
                    (::mcp_runtime::__private::State<Cache>, ()),
                ),
            > = ::mcp_runtime::__private::Takes::THEM;
        }
    };
    /// Builds the server of this module, for `mcp_runtime::run` and for tests.
    #[must_use]
    pub fn server(state0: Db, state1: Cache) -> impl ::mcp_runtime::Server {
        #[derive(Debug)]
        struct __Server(::mcp_runtime::__private::States);
        impl ::mcp_runtime::__private::Provides<Db> for __Server {}
        impl ::mcp_runtime::__private::Provides<Cache> for __Server {}
        impl ::mcp_runtime::Server for __Server {
            const TABLE: &'static ::mcp_runtime::__private::Table<Self> = &::mcp_runtime::__private::Table {
                info: ::mcp_runtime::__private::Info::new(
                        ::core::env!("CARGO_PKG_NAME"),
                        ::core::env!("CARGO_PKG_VERSION"),
                    )
                    .expose_errors(false)
                    .package(::mcp_runtime::__private::package!()),
                marked: &[],
                included: &[<__Module as ::mcp_runtime::__private::Module>::ENTRIES],
            };
            fn states(&self) -> ::mcp_runtime::__private::States {
                ::core::clone::Clone::clone(&self.0)
            }
            fn hooks(&self) -> ::mcp_runtime::__private::Hooks {
                let mut __hooks = <::mcp_runtime::__private::Hooks as ::core::default::Default>::default();
                ::mcp_runtime::__private::Hooks::add(&mut __hooks, audit);
                ::mcp_runtime::__private::Hooks::add(&mut __hooks, super::limit);
                __hooks
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
            let mut __i = 1usize;
            __i = ::mcp_runtime::__private::alone(
                __CLASHES,
                __i,
                __INCLUDED[0usize].count(),
            );
            __i = ::mcp_runtime::__private::alone(
                __CLASHES,
                __i,
                __INCLUDED[1usize].count(),
            );
            let _ = __i;
        };
        const _: () = {
            use ::mcp_runtime::__private::Unmarked as _;
            ::mcp_runtime::__private::is_marked_function::<text::reverse>();
            let () = <text::reverse>::NOT_INCLUDED_IN_A_SERVER;
            let _ = || ::mcp_runtime::__private::held_by::<
                __Server,
                _,
                _,
            >(<text::reverse>::TAKES);
            {
                use ::mcp_runtime::__private::NoFunction as __Function;
                {
                    #[allow(unused_imports)]
                    use super::upper as __Function;
                    ::mcp_runtime::__private::is_marked_function::<__Function>();
                    let () = <__Function>::NOT_INCLUDED_IN_A_SERVER;
                    let _ = || ::mcp_runtime::__private::held_by::<
                        __Server,
                        _,
                        _,
                    >(<__Function>::TAKES);
                }
            }
        };
        const _: fn() = || {
            type __S = State<Db>;
            ::mcp_runtime::__private::Slot::<__S>::of().held::<__Server, _>();
        };
        __Server(
            <::mcp_runtime::__private::States as ::core::default::Default>::default()
                .with(::mcp_runtime::__private::Arc::new(state0))
                .with(::mcp_runtime::__private::Arc::new(state1)),
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
        ///Look a word up.
        pub async fn look_up(
            &self,
            word: String,
        ) -> ::core::result::Result<Option<String>, ::mcp_runtime::testing::CallError>
        where
            for<'__a> Option<String>: ::mcp_runtime::__private::FromAnswer,
        {
            ::mcp_runtime::testing::Client::of_method(
                    &self.0,
                    ::mcp_runtime::__private::Method::tool("look_up")
                        .with("word", &word, false),
                )
                .await
        }
    }
    #[cfg(test)]
    ///Makes a client of this server, for tests.
    #[must_use]
    pub fn client(state0: Db, state1: Cache) -> Client {
        ::core::convert::From::from(
            ::mcp_runtime::testing::Client::new(server(state0, state1)),
        )
    }
    #[cfg(test)]
    #[::core::prelude::v1::test]
    fn mcp_lock() {
        ::mcp_runtime::__private::locked(
            |(state0, state1): (Db, Cache)| server(state0, state1),
            true,
            ::core::env!("CARGO_MANIFEST_DIR"),
            "mcp.lock.json",
        );
    }
    use ::mcp_runtime::__private::marks::*;
    #[mcp_tool(__found)]
    const _: () = ();
}
