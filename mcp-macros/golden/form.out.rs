#[automatically_derived]
impl renamed::runtime::Elicit for Booking {
    fn form() -> renamed::runtime::__private::Form<Self> {
        const fn __form() -> renamed::runtime::__private::Form<Booking> {
            type __A0 = u8;
            type __A1 = Option<String>;
            type __A2 = String;
            type __A3 = Vec<Seat>;
            renamed::runtime::__private::Form::of(
                const {
                    &[
                        {
                            const _: () = renamed::runtime::__private::never_empty::<
                                __A0,
                            >();
                            const _: () = renamed::runtime::__private::not_empty(
                                1 <= MOST,
                            );
                            renamed::runtime::__private::FormField::of::<
                                __A0,
                            >("passengers", "Passengers", "How many travel.")
                                .default(|| renamed::runtime::__private::given::<
                                    __A0,
                                    _,
                                >(1))
                                .range(|| renamed::runtime::__private::range::<
                                    __A0,
                                    _,
                                >(1..=MOST))
                        },
                        {
                            renamed::runtime::__private::text::<__A1>();
                            renamed::runtime::__private::FormField::of::<
                                __A1,
                            >("fullName", "", "")
                                .length(2, 40)
                        },
                        {
                            renamed::runtime::__private::text::<__A2>();
                            renamed::runtime::__private::FormField::of::<
                                __A2,
                            >("type", "", "")
                                .format("date")
                        },
                        {
                            const _: () = renamed::runtime::__private::never_empty::<
                                __A3,
                            >();
                            renamed::runtime::__private::list::<__A3>();
                            renamed::runtime::__private::FormField::of::<
                                __A3,
                            >("seats", "", "")
                                .default(|| renamed::runtime::__private::given::<
                                    __A3,
                                    _,
                                >([Seat::Aisle]))
                                .items(1, (3) - 1)
                        },
                    ]
                },
                |__filled| {
                    let __0 = renamed::runtime::__private::Filled::take::<
                        __A0,
                    >(__filled, 0usize);
                    let __1 = renamed::runtime::__private::Filled::take::<
                        __A1,
                    >(__filled, 1usize);
                    let __2 = renamed::runtime::__private::Filled::take::<
                        __A2,
                    >(__filled, 2usize);
                    let __3 = renamed::runtime::__private::Filled::take::<
                        __A3,
                    >(__filled, 3usize);
                    let (
                        ::core::option::Option::Some(__0),
                        ::core::option::Option::Some(__1),
                        ::core::option::Option::Some(__2),
                        ::core::option::Option::Some(__3),
                    ) = (__0, __1, __2, __3) else {
                        return ::core::option::Option::None;
                    };
                    ::core::option::Option::Some(Booking {
                        passengers: __0,
                        name: __1,
                        r#type: __2,
                        seats: __3,
                    })
                },
            )
        }
        __form()
    }
}
