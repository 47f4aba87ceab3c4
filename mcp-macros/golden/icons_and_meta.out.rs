mod tools {
    /// Draw.
    async fn draw() {}
    #[doc(hidden)]
    #[derive(Debug)]
    pub struct __Module {}
    const _: () = {
        const fn __t0() -> ::mcp_runtime::__private::Marked<()> {
            type __R = ();
            ::mcp_runtime::__private::Marked::tool(
                    "draw",
                    "Draw.",
                    const { &[] },
                    |__g| ::mcp_runtime::__private::Returned::<__R>::probe().output(__g),
                    ::mcp_runtime::__private::Callee::Free(|__c| {
                        let (true,) = (::mcp_runtime::__private::Call::complete(__c),)
                        else {
                            return ::mcp_runtime::__private::Call::refuse(__c);
                        };
                        ::mcp_runtime::__private::Serving::<()>::new()
                            .boxed(async move {
                                let __r = draw().await;
                                ::mcp_runtime::__private::Returned::of(&__r).outcome(__r)
                            })
                    }),
                )
                .icons(const {
                    const _: () = ::mcp_runtime::__private::icon_source(DOT);
                    &[::mcp_runtime::__private::IconSpec::new(DOT)]
                })
                .meta(const {
                    const _: () = ::mcp_runtime::__private::meta_key("level");
                    const _: () = ::mcp_runtime::__private::meta_key("com.example/tags");
                    &[("level", "-1"), ("com.example/tags", "[\"x\",{\"y\":null}]")]
                })
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
                info: ::mcp_runtime::__private::Info::new(
                        ::core::env!("CARGO_PKG_NAME"),
                        ::core::env!("CARGO_PKG_VERSION"),
                    )
                    .description("Draws.")
                    .website_url({
                        const _: () = ::mcp_runtime::__private::website(
                            "https://example.com",
                        );
                        "https://example.com"
                    })
                    .icons(const {
                        const _: () = ::mcp_runtime::__private::icon_source(
                            "https://example.com/a.png",
                        );
                        const _: () = ::mcp_runtime::__private::icon_source(DOT);
                        const _: () = ::mcp_runtime::__private::icon_mime("image/png");
                        const _: () = ::mcp_runtime::__private::icon_sizes("any");
                        &[
                            ::mcp_runtime::__private::IconSpec::new(
                                "https://example.com/a.png",
                            ),
                            ::mcp_runtime::__private::IconSpec::new(DOT)
                                .mime_type("image/png")
                                .sizes("any")
                                .theme(::mcp_runtime::__private::Theme::Dark),
                        ]
                    })
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
        ///Draw.
        pub async fn draw(
            &self,
        ) -> ::core::result::Result<(), ::mcp_runtime::testing::CallError>
        where
            for<'__a> (): ::mcp_runtime::__private::FromAnswer,
        {
            ::mcp_runtime::testing::Client::of_method(
                    &self.0,
                    ::mcp_runtime::__private::Method::tool("draw"),
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
