impl Counter {
    const STEP: u64 = 1;
    /// Count.
    pub async fn add(&self, by: u64) -> Result<u64, Failed> {
        self.n.add(by)
    }
    /// Without a receiver.
    fn twice(n: i32) -> i32 {
        n * 2
    }
    /// Itself.
    async fn merge(&self, other: Vec<Self>) -> Json<Self> {
        todo!()
    }
}
const _: () = {
    const fn __t0() -> crate::kit::__private::Marked<Counter> {
        type __A0 = u64;
        type __R = Result<u64, Failed>;
        crate::kit::__private::Marked::tool(
                "add",
                "Count.",
                const { &[crate::kit::__private::Field::of::<__A0>("by", "")] },
                |__g| crate::kit::__private::Returned::<__R>::probe().output(__g),
                crate::kit::__private::Callee::Method(|__s, __c| {
                    let __0 = crate::kit::__private::Call::take::<__A0>(__c, 0usize);
                    let (::core::option::Option::Some(__0), true) = (
                        __0,
                        crate::kit::__private::Call::complete(__c),
                    ) else {
                        return crate::kit::__private::Call::refuse(__c);
                    };
                    let __s = ::core::clone::Clone::clone(__s);
                    crate::kit::__private::Serving::<Counter>::new()
                        .boxed(async move {
                            let __r = <Counter>::add(&__s, __0).await;
                            crate::kit::__private::Returned::of(&__r).outcome(__r)
                        })
                }),
            )
            .idempotent(false)
            .destructive(false)
    }
    const fn __t1() -> crate::kit::__private::Marked<Counter> {
        type __A0 = i32;
        type __R = i32;
        crate::kit::__private::Marked::tool(
            "double",
            "Without a receiver.",
            const { &[crate::kit::__private::Field::of::<__A0>("n", "")] },
            |__g| crate::kit::__private::Returned::<__R>::probe().output(__g),
            crate::kit::__private::Callee::Free(|__c| {
                let __0 = crate::kit::__private::Call::take::<__A0>(__c, 0usize);
                let (::core::option::Option::Some(__0), true) = (
                    __0,
                    crate::kit::__private::Call::complete(__c),
                ) else {
                    return crate::kit::__private::Call::refuse(__c);
                };
                crate::kit::__private::Serving::<()>::new()
                    .blocking(move || {
                        let __r = <Counter>::twice(__0);
                        crate::kit::__private::Returned::of(&__r).outcome(__r)
                    })
            }),
        )
    }
    const fn __t2() -> crate::kit::__private::Marked<Counter> {
        type __A0 = Vec<Counter>;
        type __R = Json<Counter>;
        crate::kit::__private::Marked::tool(
            "merge",
            "Itself.",
            const { &[crate::kit::__private::Field::of::<__A0>("other", "")] },
            |__g| crate::kit::__private::Returned::<__R>::probe().output(__g),
            crate::kit::__private::Callee::Method(|__s, __c| {
                let __0 = crate::kit::__private::Call::take::<__A0>(__c, 0usize);
                let (::core::option::Option::Some(__0), true) = (
                    __0,
                    crate::kit::__private::Call::complete(__c),
                ) else {
                    return crate::kit::__private::Call::refuse(__c);
                };
                let __s = ::core::clone::Clone::clone(__s);
                crate::kit::__private::Serving::<Counter>::new()
                    .boxed(async move {
                        let __r = <Counter>::merge(&__s, __0).await;
                        crate::kit::__private::Returned::of(&__r).outcome(__r)
                    })
            }),
        )
    }
    impl crate::kit::Server for Counter {
        const TABLE: &'static crate::kit::__private::Table<Self> = &crate::kit::__private::Table {
            info: crate::kit::__private::Info::new(
                    ::core::env!("CARGO_PKG_NAME"),
                    ::core::env!("CARGO_PKG_VERSION"),
                )
                .instructions(HOW)
                .package(crate::kit::__private::package!()),
            marked: &[__t0(), __t1(), __t2()],
            included: &[],
        };
    }
};
#[cfg(test)]
const _: () = {
    pub struct __Client<__S>(
        crate::kit::testing::Client,
        ::core::marker::PhantomData<fn() -> __S>,
    );
    #[automatically_derived]
    impl<__S> ::core::convert::From<crate::kit::testing::Client> for __Client<__S> {
        fn from(client: crate::kit::testing::Client) -> Self {
            Self(client, ::core::marker::PhantomData)
        }
    }
    #[automatically_derived]
    impl<__S> ::core::ops::Deref for __Client<__S> {
        type Target = crate::kit::testing::Client;
        fn deref(&self) -> &crate::kit::testing::Client {
            &self.0
        }
    }
    #[automatically_derived]
    impl<__S> ::core::clone::Clone for __Client<__S> {
        fn clone(&self) -> Self {
            Self(::core::clone::Clone::clone(&self.0), ::core::marker::PhantomData)
        }
    }
    impl __Client<Counter> {
        ///Count.
        pub async fn add(
            &self,
            by: u64,
        ) -> ::core::result::Result<u64, crate::kit::testing::CallError>
        where
            for<'__a> u64: crate::kit::__private::FromAnswer,
        {
            crate::kit::testing::Client::of_method(
                    &self.0,
                    crate::kit::__private::Method::tool("add").with("by", &by, false),
                )
                .await
        }
        ///Without a receiver.
        pub async fn twice(
            &self,
            n: i32,
        ) -> ::core::result::Result<i32, crate::kit::testing::CallError>
        where
            for<'__a> i32: crate::kit::__private::FromAnswer,
        {
            crate::kit::testing::Client::of_method(
                    &self.0,
                    crate::kit::__private::Method::tool("double").with("n", &n, false),
                )
                .await
        }
        ///Itself.
        pub async fn merge(
            &self,
            other: Vec<Counter>,
        ) -> ::core::result::Result<Json<Counter>, crate::kit::testing::CallError>
        where
            for<'__a> Vec<Counter>: crate::kit::__private::Serialize,
            for<'__a> Json<Counter>: crate::kit::__private::FromAnswer,
        {
            crate::kit::testing::Client::of_method(
                    &self.0,
                    crate::kit::__private::Method::tool("merge")
                        .with("other", &other, false),
                )
                .await
        }
    }
    #[automatically_derived]
    impl crate::kit::testing::Tested for Counter {
        type Client = __Client<Counter>;
    }
};
#[cfg(test)]
#[::core::prelude::v1::test]
fn mcp_lock_of_counter() {
    crate::kit::__private::locked(
        |server: Counter| server,
        false,
        ::core::env!("CARGO_MANIFEST_DIR"),
        "mcp.lock.json",
    );
}
use crate::kit::__private::marks::*;
#[mcp_tool(__found)]
const _: () = ();
