const _: () = {
    impl ::core::marker::Unpin for Failed
    where
        for<'__mcp> &'__mcp Failed: ::mcp_runtime::__private::Unique,
    {}
    impl ::mcp_runtime::__private::Classified for Failed {
        fn public(&self) -> ::core::option::Option<::mcp_runtime::__private::String> {
            match self {
                Self::Unreadable { .. } => {
                    ::core::option::Option::Some(::std::format!("it cannot be read",))
                }
                Self::Database { name: __0, cause: __1 } => ::core::option::Option::None,
                Self::Other { .. } => ::core::option::Option::None,
            }
        }
        fn hint(&self) -> ::core::option::Option<&'static str> {
            match self {
                Self::Unreadable { .. } => ::core::option::Option::None,
                Self::Database { .. } => ::core::option::Option::None,
                Self::Other { .. } => ::core::option::Option::None,
            }
        }
    }
    impl ::mcp_runtime::__private::Fails for Failed {
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
    impl ::core::fmt::Display for Failed {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            match self {
                Self::Other { 0: __inner, .. } => ::core::fmt::Display::fmt(__inner, f),
                _ => ::mcp_runtime::__private::display(self, f),
            }
        }
    }
    impl ::core::error::Error for Failed {
        fn source(
            &self,
        ) -> ::core::option::Option<&(dyn ::core::error::Error + 'static)> {
            use ::mcp_runtime::__private::AsSource as _;
            match self {
                Self::Unreadable { 0: __inner, .. } => {
                    ::core::option::Option::Some(__inner.as_source())
                }
                Self::Database { cause: __inner, .. } => {
                    ::core::option::Option::Some(__inner.as_source())
                }
                Self::Other { 0: __inner, .. } => __inner.as_source().source(),
            }
        }
    }
    impl ::core::convert::From<std::io::Error> for Failed {
        fn from(source: std::io::Error) -> Self {
            Self::Unreadable { 0: source }
        }
    }
    impl ::core::convert::From<ToolError> for Failed {
        fn from(source: ToolError) -> Self {
            Self::Other { 0: source }
        }
    }
};
