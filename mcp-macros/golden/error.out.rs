const _: () = {
    impl<T: Debug> ::core::marker::Unpin for Failed<T>
    where
        for<'__mcp> &'__mcp Failed<T>: ::mcp_runtime::__private::Unique,
    {}
    impl<T: Debug> ::mcp_runtime::__private::Classified for Failed<T> {
        fn public(&self) -> ::core::option::Option<::mcp_runtime::__private::String> {
            match self {
                Self::Missing { name: __name, .. } => {
                    ::core::option::Option::Some(
                        ::std::format!("no station named {name}", name = __name,),
                    )
                }
                Self::Pair { 0: __0, 1: __1, .. } => {
                    ::core::option::Option::Some(
                        ::std::format!("{_0} of {_1:?}, {{}}", _0 = __0, _1 = __1,),
                    )
                }
                Self::Inside { 0: __0 } => ::core::option::Option::None,
            }
        }
        fn hint(&self) -> ::core::option::Option<&'static str> {
            match self {
                Self::Missing { .. } => {
                    ::core::option::Option::Some("ask for `stations`")
                }
                Self::Pair { .. } => ::core::option::Option::None,
                Self::Inside { .. } => ::core::option::Option::None,
            }
        }
    }
    impl<T: Debug> ::mcp_runtime::__private::Fails for Failed<T> {
        fn fail(self) -> ::mcp_runtime::__private::ToolError {
            ::mcp_runtime::__private::classify(&self)
        }
    }
    impl<T: Debug> ::core::fmt::Display for Failed<T> {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::mcp_runtime::__private::display(self, f)
        }
    }
    impl<T: Debug> ::core::error::Error for Failed<T> {}
};
