#[automatically_derived]
impl ::mcp_runtime::__private::Choice for Seat {
    const LABELS: &'static [::mcp_runtime::__private::Label] = &[
        ::mcp_runtime::__private::Label::new("Window", "At the window"),
        ::mcp_runtime::__private::Label::new("aisle", "Along the aisle"),
        ::mcp_runtime::__private::Label::new("Any", ""),
    ];
    const MAKE: &'static [fn() -> Self] = &[
        || Seat::Window,
        || Seat::Aisle,
        || Seat::Any,
    ];
    fn place(&self) -> ::core::primitive::usize {
        match self {
            Seat::Window { .. } => 0usize,
            Seat::Aisle { .. } => 1usize,
            Seat::Any { .. } => 2usize,
        }
    }
}
