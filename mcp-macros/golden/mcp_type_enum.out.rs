#[derive(crate::kit::serde::Serialize, crate::kit::schemars::JsonSchema)]
#[serde(crate = "crate::kit::serde")]
#[schemars(crate = "crate::kit::schemars")]
#[serde(tag = "kind")]
enum Payment {
    Cash,
    Card {
        #[serde(default = "Payment::<>::__mcp_default_0")]
        #[schemars(
            transform = {type
            __T = String;{const
            _:(

            )= crate::kit::__private::readable(
                "^[0-9]{4}$"
            );crate::kit::__private::text::<__T>(

            );crate::kit::__private::Limits::new().pattern("^[0-9]{4}$")}}
        )]
        digits: String,
    },
}
#[automatically_derived]
impl Payment {
    #[doc(hidden)]
    fn __mcp_default_0() -> String {
        crate::kit::__private::default::<String, _>("0000")
    }
}
