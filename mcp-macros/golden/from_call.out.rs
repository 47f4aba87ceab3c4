impl Notes {
    /// Read one.
    async fn read(&self, tenant: Tenant, id: u32, ok: Confirm) -> String {
        tenant.note(id).await
    }
    /// Not async.
    fn delete(&self, id: u32, tenant: &Tenant) -> bool {
        tenant.delete(id)
    }
}
const _: () = {
    const fn __t0() -> ::mcp_runtime::__private::Marked<Notes> {
        type __A0 = u32;
        type __R = String;
        ::mcp_runtime::__private::Marked::tool(
                "read",
                "Read one.",
                const { &[::mcp_runtime::__private::Field::of::<__A0>("id", "")] },
                |__g| ::mcp_runtime::__private::Returned::<__R>::probe().output(__g),
                ::mcp_runtime::__private::Callee::Method(|__s, __c| {
                    let __0 = ::mcp_runtime::__private::Call::take::<__A0>(__c, 0usize);
                    let (::core::option::Option::Some(__0), true) = (
                        __0,
                        ::mcp_runtime::__private::Call::complete(__c),
                    ) else {
                        return ::mcp_runtime::__private::Call::refuse(__c);
                    };
                    let __x = ::mcp_runtime::__private::Call::context(__c);
                    let mut __q2 = ::mcp_runtime::__private::question::<
                        Confirm,
                    >(
                        &__x,
                        "ok",
                        {
                            #[allow(unused_variables)]
                            let (id,) = (&__0,);
                            ::mcp_runtime::__private::said(
                                ::core::format_args!("Read {id}?"),
                            )
                        },
                    );
                    let __s = ::core::clone::Clone::clone(__s);
                    ::mcp_runtime::__private::Serving::<Notes>::new()
                        .boxed(async move {
                            let __q0 = match ::mcp_runtime::__private::made::<
                                Tenant,
                            >(&__x)
                                .await
                            {
                                ::core::result::Result::Ok(__q0) => __q0,
                                ::core::result::Result::Err(__e) => {
                                    return ::mcp_runtime::__private::asked_in_vain(__e);
                                }
                            };
                            ::mcp_runtime::__private::ask_all(&__x, &mut [&mut __q2])
                                .await;
                            let __q2 = match ::mcp_runtime::__private::Question::answer(
                                __q2,
                            ) {
                                ::core::result::Result::Ok(__q2) => __q2,
                                ::core::result::Result::Err(__e) => {
                                    return ::mcp_runtime::__private::asked_in_vain(__e);
                                }
                            };
                            let __r = <Notes>::read(&__s, __q0, __0, __q2).await;
                            ::mcp_runtime::__private::Returned::of(&__r).outcome(__r)
                        })
                }),
            )
            .speaks()
    }
    const fn __t1() -> ::mcp_runtime::__private::Marked<Notes> {
        type __A0 = u32;
        type __R = bool;
        ::mcp_runtime::__private::Marked::tool(
                "delete",
                "Not async.",
                const { &[::mcp_runtime::__private::Field::of::<__A0>("id", "")] },
                |__g| ::mcp_runtime::__private::Returned::<__R>::probe().output(__g),
                ::mcp_runtime::__private::Callee::Method(|__s, __c| {
                    let __0 = ::mcp_runtime::__private::Call::take::<__A0>(__c, 0usize);
                    let (::core::option::Option::Some(__0), true) = (
                        __0,
                        ::mcp_runtime::__private::Call::complete(__c),
                    ) else {
                        return ::mcp_runtime::__private::Call::refuse(__c);
                    };
                    let __x = ::mcp_runtime::__private::Call::context(__c);
                    let __s = ::core::clone::Clone::clone(__s);
                    ::mcp_runtime::__private::Serving::<Notes>::new()
                        .asking(async move {
                            let __q1 = match ::mcp_runtime::__private::made::<
                                Tenant,
                            >(&__x)
                                .await
                            {
                                ::core::result::Result::Ok(__q1) => __q1,
                                ::core::result::Result::Err(__e) => {
                                    return ::core::result::Result::Err(
                                        ::mcp_runtime::__private::asked_in_vain(__e),
                                    );
                                }
                            };
                            ::core::result::Result::Ok(move || {
                                let __r = <Notes>::delete(&__s, __0, &__q1);
                                ::mcp_runtime::__private::Returned::of(&__r).outcome(__r)
                            })
                        })
                }),
            )
            .speaks()
    }
    impl ::mcp_runtime::Server for Notes {
        const TABLE: &'static ::mcp_runtime::__private::Table<Self> = &::mcp_runtime::__private::Table {
            info: ::mcp_runtime::__private::Info::new(
                    ::core::env!("CARGO_PKG_NAME"),
                    ::core::env!("CARGO_PKG_VERSION"),
                )
                .package(::mcp_runtime::__private::package!()),
            marked: &[__t0(), __t1()],
            included: &[],
        };
        fn hooks(&self) -> ::mcp_runtime::__private::Hooks {
            let mut __hooks = <::mcp_runtime::__private::Hooks as ::core::default::Default>::default();
            ::mcp_runtime::__private::Hooks::add(&mut __hooks, Self::measure);
            __hooks
        }
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
    impl __Client<Notes> {
        ///Read one.
        pub async fn read(
            &self,
            id: u32,
        ) -> ::core::result::Result<String, ::mcp_runtime::testing::CallError>
        where
            for<'__a> String: ::mcp_runtime::__private::FromAnswer,
        {
            ::mcp_runtime::testing::Client::of_method(
                    &self.0,
                    ::mcp_runtime::__private::Method::tool("read").with("id", &id, false),
                )
                .await
        }
        ///Not async.
        pub async fn delete(
            &self,
            id: u32,
        ) -> ::core::result::Result<bool, ::mcp_runtime::testing::CallError>
        where
            for<'__a> bool: ::mcp_runtime::__private::FromAnswer,
        {
            ::mcp_runtime::testing::Client::of_method(
                    &self.0,
                    ::mcp_runtime::__private::Method::tool("delete")
                        .with("id", &id, false),
                )
                .await
        }
    }
    #[automatically_derived]
    impl ::mcp_runtime::testing::Tested for Notes {
        type Client = __Client<Notes>;
    }
};
use ::mcp_runtime::__private::marks::*;
#[mcp_tool(__found)]
const _: () = ();
