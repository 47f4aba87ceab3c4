const _: () = {
    impl<T: Debug> Failed<T> {
        fn __public(&self) -> ::core::option::Option<::mcp_runtime::__private::String> {
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
                Self::Inside { .. } => ::core::option::Option::None,
            }
        }
    }
    impl<T: Debug> ::core::fmt::Display for Failed<T> {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            match self.__public() {
                ::core::option::Option::Some(text) => f.write_str(&text),
                ::core::option::Option::None => ::mcp_runtime::__private::debug(self, f),
            }
        }
    }
    impl<T: Debug> ::mcp_runtime::__private::Classified for Failed<T> {
        fn hint(&self) -> ::core::option::Option<&'static str> {
            match self {
                Self::Missing { .. } => {
                    ::core::option::Option::Some("ask for `stations`")
                }
                Self::Pair { .. } => ::core::option::Option::None,
                Self::Inside { .. } => ::core::option::Option::None,
            }
        }
        fn public(&self) -> ::core::option::Option<::mcp_runtime::__private::String> {
            self.__public()
        }
    }
    impl<T: Debug> ::core::convert::From<Failed<T>> for ::mcp_runtime::ToolError {
        fn from(error: Failed<T>) -> Self {
            ::mcp_runtime::__private::classify(&error)
        }
    }
    impl<T: Debug> ::core::convert::From<Failed<T>>
    for ::mcp_runtime::__private::BoxError {
        fn from(error: Failed<T>) -> Self {
            ::core::convert::Into::into(::mcp_runtime::__private::classify(&error))
        }
    }
};
