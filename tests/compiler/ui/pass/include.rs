#![deny(warnings)]

use mcp_runtime::prelude::*;

mod text {
    use mcp_runtime::prelude::*;

    /// Turn a text round.
    #[mcp_tool(read_only)]
    pub async fn reverse(text: &str) -> String {
        text.chars().rev().collect()
    }

    /// The state is more private than the function.
    #[mcp_tool(read_only)]
    pub async fn shorten(Json(text): Json<String>, most: &State<super::Most>) -> String {
        text.chars().take(most.0).collect()
    }

    /// A type of its own, which is called as that of the kit is.
    pub mod own {
        use mcp_runtime::mcp_type;

        #[mcp_type]
        pub struct State<T> {
            pub open: T,
        }
    }

    /// An argument.
    #[mcp_tool(read_only)]
    pub async fn is_open(state: own::State<bool>) -> bool {
        state.open
    }
}

struct Most(usize);

/// In the same file.
#[mcp_tool]
async fn upper(text: String) -> String {
    text.to_uppercase()
}

/// A server of free functions.
#[mcp_server(include(text::reverse, upper, text::is_open))]
impl Tools {}

struct Tools;

/// A module that includes.
#[mcp_server(state(Most), include(super::text::reverse, super::text::shorten, super::text::is_open))]
mod other {
    use super::Most;
}

/// Its state is made later.
#[mcp_server(state(Later<Most>), include(super::text::shorten))]
mod later {
    use mcp_runtime::Later;

    use super::Most;
}

fn main() {
    let later = mcp_runtime::Later::new(async || Ok::<_, String>(Most(2)));
    let _ = (Tools, other::server(Most(1)), later::server(later), text::reverse("a"));
}
