mod prompts {
    use mcp_runtime::prelude::*;
    /// Plan a trip.
    async fn plan(city: City, days: u8, cx: &Context) -> Messages {
        Messages::new()
    }
    fn plan_days() -> u8 {
        3
    }
    #[doc(hidden)]
    #[derive(Debug)]
    pub struct __Module {}
    const _: () = {
        const fn __t0() -> ::mcp_runtime::__private::Marked<()> {
            type __A0 = City;
            type __A1 = u8;
            type __A2 = <Context as ::mcp_runtime::__private::Lend>::Stored;
            ::mcp_runtime::__private::Marked::prompt(
                    "plan",
                    "Plan a trip.",
                    const {
                        &[
                            ::mcp_runtime::__private::Field::of::<
                                __A0,
                            >("city", "Where to."),
                            ::mcp_runtime::__private::Field::of::<__A1>("days", "")
                                .range(|| ::mcp_runtime::__private::range::<
                                    __A1,
                                    _,
                                >(1..=9)),
                            ::mcp_runtime::__private::Field::of::<__A2>("cx", ""),
                        ]
                    },
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
                            .boxed(async move {
                                let __r = plan(
                                        __0,
                                        __1,
                                        ::mcp_runtime::__private::Lend::lend(&__2),
                                    )
                                    .await;
                                ::mcp_runtime::__private::Prompted::of(&__r).outcome(__r)
                            })
                    }),
                )
                .title("Trip")
                .timeout_ms(10000u64)
        }
        const fn __t1() -> ::mcp_runtime::__private::Marked<()> {
            type __R = u8;
            ::mcp_runtime::__private::Marked::tool(
                "plan_days",
                "",
                const { &[] },
                |__g| ::mcp_runtime::__private::Returned::<__R>::probe().output(__g),
                ::mcp_runtime::__private::Callee::Free(|__c| {
                    let (true,) = (::mcp_runtime::__private::Call::complete(__c),) else {
                        return ::mcp_runtime::__private::Call::refuse(__c);
                    };
                    ::mcp_runtime::__private::Serving::<()>::new()
                        .blocking(move || {
                            let __r = plan_days();
                            ::mcp_runtime::__private::Returned::of(&__r).outcome(__r)
                        })
                }),
            )
        }
        impl ::mcp_runtime::__private::Module for __Module {
            const ENTRIES: ::mcp_runtime::__private::Entries = ::mcp_runtime::__private::Entries {
                marked: &[__t0(), __t1()],
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
        const _: fn() = || {
            type __S = City;
            ::mcp_runtime::__private::Slot::<__S>::of().held::<__Server, _>();
            ::mcp_runtime::__private::Worded::<__S>::of().argument();
        };
        const _: () = ::mcp_runtime::__private::undocumented();
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
        ///Plan a trip.
        pub async fn plan(
            &self,
            city: City,
            days: u8,
        ) -> ::core::result::Result<
            ::mcp_runtime::testing::Answer,
            ::mcp_runtime::testing::CallError,
        >
        where
            for<'__a> City: ::mcp_runtime::__private::Serialize,
            for<'__a> ::mcp_runtime::testing::Answer: ::mcp_runtime::__private::FromAnswer,
        {
            ::mcp_runtime::testing::Client::of_method(
                    &self.0,
                    ::mcp_runtime::__private::Method::prompt("plan")
                        .with("city", &city, false)
                        .with("days", &days, false),
                )
                .await
        }
        ///
        pub async fn plan_days(
            &self,
        ) -> ::core::result::Result<u8, ::mcp_runtime::testing::CallError>
        where
            for<'__a> u8: ::mcp_runtime::__private::FromAnswer,
        {
            ::mcp_runtime::testing::Client::of_method(
                    &self.0,
                    ::mcp_runtime::__private::Method::tool("plan_days"),
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
    #[mcp_prompt(__found)]
    const _: () = ();
    #[mcp_tool(__found)]
    const _: () = ();
}
