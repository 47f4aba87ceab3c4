/// Arguments with constraints.
async fn order(
    item: String,
    amount: u32,
    deliver_by: Option<String>,
    notes: Vec<String>,
    region: String,
    r#type: bool,
) {}
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[repr(C)]
struct order {}
const _: () = {
    type __M = order;
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
                type __A0 = String;
                type __A1 = u32;
                type __A2 = Option<String>;
                type __A3 = Vec<String>;
                type __A4 = String;
                type __A5 = bool;
                type __R = ();
                ::mcp_runtime::__private::Marked::tool(
                    "order",
                    "Arguments with constraints.",
                    const {
                        &[
                            {
                                const _: () = ::mcp_runtime::__private::readable(
                                    "^[a-z]+$",
                                );
                                ::mcp_runtime::__private::text::<__A0>();
                                ::mcp_runtime::__private::text::<__A0>();
                                ::mcp_runtime::__private::Field::of::<__A0>("item", "")
                                    .example(|| ::mcp_runtime::__private::literal::<
                                        __A0,
                                        _,
                                    >("tea"))
                                    .length(3, 10)
                                    .pattern("^[a-z]+$")
                            },
                            {
                                const _: () = ::mcp_runtime::__private::not_empty(
                                    1 <= MOST,
                                );
                                ::mcp_runtime::__private::Field::of::<__A1>("amount", "")
                                    .default(|| ::mcp_runtime::__private::literal::<__A1, _>(1))
                                    .range(|| ::mcp_runtime::__private::range::<
                                        __A1,
                                        _,
                                    >(1..=MOST))
                            },
                            {
                                ::mcp_runtime::__private::text::<__A2>();
                                ::mcp_runtime::__private::Field::of::<__A2>("deliverBy", "")
                                    .format("date")
                            },
                            {
                                ::mcp_runtime::__private::list::<__A3>();
                                ::mcp_runtime::__private::Field::of::<__A3>("notes", "")
                                    .items(0, (3) - 1)
                            },
                            {
                                ::mcp_runtime::__private::mirrored::<__A4>();
                                ::mcp_runtime::__private::Field::of::<
                                    __A4,
                                >("region", "Where.")
                                    .header("Region")
                            },
                            ::mcp_runtime::__private::Field::of::<__A5>("type", ""),
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
                        let __3 = ::mcp_runtime::__private::Call::take::<
                            __A3,
                        >(__c, 3usize);
                        let __4 = ::mcp_runtime::__private::Call::take::<
                            __A4,
                        >(__c, 4usize);
                        let __5 = ::mcp_runtime::__private::Call::take::<
                            __A5,
                        >(__c, 5usize);
                        let (
                            ::core::option::Option::Some(__0),
                            ::core::option::Option::Some(__1),
                            ::core::option::Option::Some(__2),
                            ::core::option::Option::Some(__3),
                            ::core::option::Option::Some(__4),
                            ::core::option::Option::Some(__5),
                            true,
                        ) = (
                            __0,
                            __1,
                            __2,
                            __3,
                            __4,
                            __5,
                            ::mcp_runtime::__private::Call::complete(__c),
                        ) else {
                            return ::mcp_runtime::__private::Call::refuse(__c);
                        };
                        ::mcp_runtime::__private::Serving::<()>::new()
                            .boxed(async move {
                                let __r = order(__0, __1, __2, __3, __4, __5).await;
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
