/// A server over any store.
impl<S> Tools<S>
where
    S: Store,
{
    /// Get.
    async fn get(&self, key: S::Key, label: &str) -> Result<S::Value, ToolError> {
        self.store.get(key, label).await
    }
}
const _: () = {
    impl<S> ::mcp_runtime::Server for Tools<S>
    where
        S: Store,
        Tools<S>: ::core::marker::Send + ::core::marker::Sync + 'static,
    {
        const TABLE: &'static ::mcp_runtime::__private::Table<Self> = &::mcp_runtime::__private::Table {
            info: ::mcp_runtime::__private::Info::new(
                    ::core::env!("CARGO_PKG_NAME"),
                    ::core::env!("CARGO_PKG_VERSION"),
                )
                .instructions("A server over any store.")
                .package(::mcp_runtime::__private::package!()),
            marked: &[
                {
                    ::mcp_runtime::__private::Marked::tool(
                            "get",
                            "Get.",
                            const {
                                &[
                                    ::mcp_runtime::__private::Field::of::<S::Key>("key", ""),
                                    ::mcp_runtime::__private::Field::of::<
                                        <str as ::mcp_runtime::__private::Lend>::Stored,
                                    >("label", ""),
                                ]
                            },
                            |__g| {
                                ::mcp_runtime::__private::Returned::<
                                    Result<S::Value, ToolError>,
                                >::probe()
                                    .output(__g)
                            },
                            ::mcp_runtime::__private::Callee::Method(|__s, __c| {
                                let __0 = ::mcp_runtime::__private::Call::take::<
                                    S::Key,
                                >(__c, 0usize);
                                let __1 = ::mcp_runtime::__private::Call::take::<
                                    <str as ::mcp_runtime::__private::Lend>::Stored,
                                >(__c, 1usize);
                                let (
                                    ::core::option::Option::Some(__0),
                                    ::core::option::Option::Some(__1),
                                    true,
                                ) = (
                                    __0,
                                    __1,
                                    ::mcp_runtime::__private::Call::complete(__c),
                                ) else {
                                    return ::mcp_runtime::__private::Call::refuse(__c);
                                };
                                let __s = ::core::clone::Clone::clone(__s);
                                ::mcp_runtime::__private::Serving::<Tools<S>>::new()
                                    .boxed(async move {
                                        let __r = <Tools<
                                            S,
                                        >>::get(
                                                &__s,
                                                __0,
                                                ::mcp_runtime::__private::Lend::lend(&__1),
                                            )
                                            .await;
                                        ::mcp_runtime::__private::Returned::of(&__r).outcome(__r)
                                    })
                            }),
                        )
                        .read_only(true)
                },
            ],
            included: &[],
        };
    }
};
#[cfg(test)]
const _: () = {
    pub struct __Client<__S>(
        ::mcp_runtime::testing::Client,
        ::core::marker::PhantomData<fn() -> __S>,
    );
    #[automatically_derived]
    impl<__S> ::core::convert::From<::mcp_runtime::testing::Client> for __Client<__S> {
        fn from(client: ::mcp_runtime::testing::Client) -> Self {
            Self(client, ::core::marker::PhantomData)
        }
    }
    #[automatically_derived]
    impl<__S> ::core::ops::Deref for __Client<__S> {
        type Target = ::mcp_runtime::testing::Client;
        fn deref(&self) -> &::mcp_runtime::testing::Client {
            &self.0
        }
    }
    #[automatically_derived]
    impl<__S> ::core::clone::Clone for __Client<__S> {
        fn clone(&self) -> Self {
            Self(::core::clone::Clone::clone(&self.0), ::core::marker::PhantomData)
        }
    }
    impl<S> __Client<Tools<S>>
    where
        S: Store,
    {
        ///Get.
        pub async fn get(
            &self,
            key: S::Key,
            label: &str,
        ) -> ::core::result::Result<S::Value, ::mcp_runtime::testing::CallError>
        where
            for<'__a> S::Key: ::mcp_runtime::__private::Serialize,
            for<'__a> S::Value: ::mcp_runtime::__private::FromAnswer,
        {
            ::mcp_runtime::testing::Client::of_method(
                    &self.0,
                    ::mcp_runtime::__private::Method::tool("get")
                        .with("key", &key, false)
                        .with("label", label, false),
                )
                .await
        }
    }
    #[automatically_derived]
    impl<S> ::mcp_runtime::testing::Tested for Tools<S>
    where
        S: Store,
        Tools<S>: ::mcp_runtime::Server,
    {
        type Client = __Client<Tools<S>>;
    }
};
use ::mcp_runtime::__private::marks::*;
#[mcp_tool(__found)]
const _: () = ();
