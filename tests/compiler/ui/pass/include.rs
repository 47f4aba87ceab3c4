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

/// A server of its own, and one that is only included: a private tool, a prompt, a resource, and functions that it includes itself.
#[mcp_server(state(Most, Later<Rates>), include(inner::deep::*, super::text::shorten))]
mod billing {
    use mcp_runtime::{Later, prelude::*};

    use super::{Most, Rates};

    /// Pay.
    #[mcp_tool]
    async fn pay(most: State<Most>, rates: State<Rates>) -> usize {
        most.0 * rates.0
    }

    /// Remind somebody.
    #[mcp_prompt]
    fn remind(who: String) -> String {
        who
    }

    /// A bill.
    #[mcp_resource("bills://{id}")]
    fn bill(id: u64) -> String {
        id.to_string()
    }

    pub mod inner {
        #[mcp_runtime::mcp_server]
        pub mod deep {
            /// Refund.
            #[mcp_runtime::mcp_tool]
            async fn refund() {}
        }
    }
}

struct Rates(usize);

/// Nothing but modules, by a name of another module's, and held now what is made later there.
#[mcp_server(state(Later<Most>, Rates), include(super::again::*, super::alone::*))]
mod modules {
    use mcp_runtime::Later;

    use super::{Most, Rates};
}

use billing as again;

/// Included by a block, and by a generic one.
#[mcp_server]
mod alone {
    /// Wait.
    #[mcp_runtime::mcp_tool]
    async fn wait() {}
}

#[mcp_server(include(alone::*, upper))]
impl Block {}

struct Block;

#[mcp_server(include(alone::*, crate::billing::inner::deep::*))]
impl<T: Send + Sync + 'static> Generic<T> {}

struct Generic<T>(T);

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
    let more = mcp_runtime::Later::new(async || Ok::<_, String>(Most(2)));
    let _ = (Block, Generic(1), modules::server(more, Rates(3)));
    let _ = (Tools, other::server(Most(1)), later::server(later), text::reverse("a"));
}
