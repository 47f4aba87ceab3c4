/// Forecasts.
pub mod weather {
    use mcp_runtime::prelude::*;
    use super::Station;
    /// The stations of a country.
    pub async fn stations(
        country: &str,
        cx: &Context,
    ) -> Result<Vec<Station>, ToolError> {
        cx.info("asked").await;
        list(country).await
    }
    fn unmarked() {}
    #[doc(hidden)]
    #[derive(Debug)]
    pub struct __Module {}
    const _: () = {
        const fn __t0() -> ::mcp_runtime::__private::Marked<()> {
            type __A0 = <str as ::mcp_runtime::__private::Lend>::Stored;
            type __A1 = <Context as ::mcp_runtime::__private::Lend>::Stored;
            type __R = Result<Vec<Station>, ToolError>;
            ::mcp_runtime::__private::Marked::tool(
                    "stations",
                    "The stations of a country.",
                    const {
                        &[
                            ::mcp_runtime::__private::Field::of::<
                                __A0,
                            >("country", "Two letters, as in ISO 3166."),
                            ::mcp_runtime::__private::Field::of::<__A1>("cx", ""),
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
                        let (
                            ::core::option::Option::Some(__0),
                            ::core::option::Option::Some(__1),
                            true,
                        ) = (__0, __1, ::mcp_runtime::__private::Call::complete(__c))
                        else {
                            return ::mcp_runtime::__private::Call::refuse(__c);
                        };
                        ::mcp_runtime::__private::Serving::<()>::new()
                            .boxed(async move {
                                let __r = stations(
                                        ::mcp_runtime::__private::Lend::lend(&__0),
                                        ::mcp_runtime::__private::Lend::lend(&__1),
                                    )
                                    .await;
                                ::mcp_runtime::__private::Returned::of(&__r).outcome(__r)
                            })
                    }),
                )
                .read_only(true)
                .title("Stations")
        }
        impl ::mcp_runtime::__private::Module for __Module {
            const ENTRIES: ::mcp_runtime::__private::Entries = ::mcp_runtime::__private::Entries {
                marked: &[__t0()],
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
                info: ::mcp_runtime::__private::Info::new("weather", "1.2.0")
                    .title("Weather")
                    .instructions("Forecasts.")
                    .package(::mcp_runtime::__private::package!()),
                marked: &[],
                included: &[<__Module as ::mcp_runtime::__private::Module>::ENTRIES],
            };
            fn states(&self) -> ::mcp_runtime::__private::States {
                ::core::clone::Clone::clone(&self.0)
            }
        }
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
        ///The stations of a country.
        pub async fn stations(
            &self,
            country: &str,
        ) -> ::core::result::Result<Vec<Station>, ::mcp_runtime::testing::CallError>
        where
            for<'__a> Vec<Station>: ::mcp_runtime::__private::FromAnswer,
        {
            ::mcp_runtime::testing::Client::of_method(
                    &self.0,
                    ::mcp_runtime::__private::Method::tool("stations")
                        .with("country", country, false),
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
    #[mcp_tool(__found)]
    const _: () = ();
}
