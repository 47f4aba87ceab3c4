const _: () = {
    impl ::core::marker::Unpin for Failed
    where
        for<'__mcp> &'__mcp Failed: ::mcp_runtime::__private::Unique,
    {}
    impl ::mcp_runtime::__private::Classified for Failed
    where
        Failed: ::mcp_runtime::__private::IsError,
    {
        fn public(&self) -> ::core::option::Option<::mcp_runtime::__private::String> {
            match self {
                Self::Missing { .. } => {
                    ::core::option::Option::Some(
                        ::std::string::ToString::to_string(
                            ::mcp_runtime::__private::IsError::as_error(self),
                        ),
                    )
                }
                Self::Unreadable { .. } => {
                    ::core::option::Option::Some(::std::format!("it cannot be read",))
                }
                Self::Database { 0: __0 } => ::core::option::Option::None,
                Self::Other { .. } => ::core::option::Option::None,
            }
        }
        fn hint(&self) -> ::core::option::Option<&'static str> {
            match self {
                Self::Missing { .. } => {
                    ::core::option::Option::Some("ask for `stations`")
                }
                Self::Unreadable { .. } => ::core::option::Option::None,
                Self::Database { .. } => ::core::option::Option::None,
                Self::Other { .. } => ::core::option::Option::None,
            }
        }
    }
    impl ::mcp_runtime::__private::Fails for Failed
    where
        Failed: ::mcp_runtime::__private::IsError,
    {
        fn fail(self) -> ::mcp_runtime::__private::ToolError {
            match self {
                Self::Other { 0: __inner, .. } => {
                    <::mcp_runtime::__private::ToolError as ::mcp_runtime::__private::MadeOf<
                        _,
                    >>::passed_on(__inner)
                }
                _ => ::mcp_runtime::__private::classify(&self),
            }
        }
    }
};
