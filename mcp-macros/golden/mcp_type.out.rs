#[derive(
    ::mcp_runtime::serde::Deserialize,
    ::mcp_runtime::serde::Serialize,
    ::mcp_runtime::schemars::JsonSchema
)]
#[serde(crate = "::mcp_runtime::serde")]
#[schemars(crate = "::mcp_runtime::schemars")]
/// What somebody orders.
#[derive(Clone, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Order<T> {
    /// Who orders.
    #[serde(rename = "name")]
    #[schemars(
        transform = {::mcp_runtime::__private::text::<String>(

        );::mcp_runtime::__private::Limits::new(

        ).example(||::mcp_runtime::__private::literal::<String, _>("Ann")).length(1, 80)}
    )]
    customer: String,
    #[serde(default = "Order::<T>::__mcp_default_0")]
    #[schemars(
        transform = ::mcp_runtime::__private::Limits::new(

        ).range(||::mcp_runtime::__private::range::<u32, _>(1..= 500))
    )]
    amount: u32,
    #[schemars(description = "What is ordered.")]
    #[schemars(
        transform = {::mcp_runtime::__private::list::<Vec<T>>(

        );::mcp_runtime::__private::Limits::new(

        ).items(1, ::core::primitive::usize::MAX)}
    )]
    lines: Vec<T>,
    #[schemars(
        transform = {::mcp_runtime::__private::text::<Option<String>>(

        );::mcp_runtime::__private::Limits::new().format("date")}
    )]
    day: Option<String>,
    fast: bool,
}
#[automatically_derived]
impl<T> Order<T> {
    #[doc(hidden)]
    fn __mcp_default_0() -> u32 {
        ::mcp_runtime::__private::default::<u32, _>(1)
    }
}
