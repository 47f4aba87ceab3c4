#[mcp_type(output, crate = crate::kit)]
#[serde(tag = "kind")]
enum Payment {
    Cash,
    Card {
        #[arg(pattern = "^[0-9]{4}$", default = "0000")]
        digits: String,
    },
}
