//! Connections in memory, for tests: the same conversation as over stdio, without a process.
//!
//! - A server's typed client has a method for each tool and prompt: `module::client()`, or [`client()`] of the value of a type.
//! - [`Client`] is what it is made of: it calls, gets and reads by name in any revision, answers what it is asked, and keeps what it hears.
//! - [`Context::for_test`](crate::Context::for_test) is for functions that take a [`Context`](crate::Context), and
//!   [`State::new`](crate::State::new) for those that take a state: they are called as they are.
//! - [`RawClient`] sends what it is given; [`form()`] and [`fill()`] show both sides of a form.
//!
//! ```
//! use mcp_runtime::prelude::*;
//! use mcp_runtime::testing::{self, CallError};
//!
//! /// A pocket calculator.
//! #[mcp_server(client)]
//! mod calculator {
//!     use mcp_runtime::prelude::*;
//!
//!     /// Divide one number by another.
//!     #[mcp_tool(read_only)]
//!     pub async fn divide(a: f64, b: f64) -> Result<f64, ToolError> {
//!         if b == 0.0 { Err(ToolError::new("nothing can be divided by 0")) } else { Ok(a / b) }
//!     }
//! }
//!
//! # fn main() -> Result<(), CallError> {
//! testing::block_on(async {
//!     let client = calculator::client();
//!     assert_eq!(client.divide(6.0, 3.0).await?, 2.0);
//!     let error = client.divide(1.0, 0.0).await.unwrap_err();
//!     assert_eq!(error.text(), "nothing can be divided by 0");
//!     Ok(())
//! })
//! # }
//! ```
//!
//! In tests of its own crate a server has its client without the key `client`; it costs nothing in the program. In `tests/` and in
//! other crates it needs the key. A method has the arguments of its function and gives what that returns, without the `Result`:
//! argument types are `Serialize` for it, results `Deserialize`. What a method cannot have is reached by [`Client::call`].
//!
//! [`test`](macro@crate::test) makes an async function a test.

mod answer;
mod answers;
mod client;
mod context;
pub(crate) mod examples;
mod link;
pub(crate) mod lock;
mod raw;
mod requests;
pub(crate) mod typed;
pub(crate) mod wire;

use std::future::Future;

pub use self::answer::{Answer, CallError, Heard};
pub use self::client::Client;
pub use self::context::TestContext;
pub use self::raw::RawClient;
pub use self::typed::Tested;
use crate::author::form::filled::Unfit;
use crate::author::form::{self, Elicit};
use crate::protocol::revision::Revision;

/// The typed client of a server that `#[mcp_server]` made of an `impl` block.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::testing;
///
/// struct Greeter(String);
///
/// #[mcp_server(client)]
/// impl Greeter {
///     /// Greet somebody.
///     #[mcp_tool]
///     async fn greet(&self, name: String) -> String {
///         format!("{}, {name}", self.0)
///     }
/// }
///
/// testing::block_on(async {
///     let client = testing::client(Greeter("Hello".into()));
///     assert_eq!(client.greet("Ann".into()).await, Ok("Hello, Ann".into()));
/// });
/// ```
///
/// # Panics
/// Where the server does not start.
#[must_use]
pub fn client<S: Tested>(server: S) -> S::Client {
    S::Client::from(Client::new(server))
}

/// Runs a test that waits, on a runtime with time and input and output, as [`test`](macro@crate::test) does.
///
/// # Panics
/// Where the system gives no thread, or the future panics.
#[expect(clippy::expect_used, reason = "in a test")]
pub fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("the system starts a runtime").block_on(future)
}

/// What clients of a revision, such as `2025-11-25`, are asked to show for a form: JSON Schema as text. Err: why they cannot.
pub fn form<T: Elicit>(revision: &str) -> Result<String, String> {
    let revision = Revision::parse(revision).ok_or_else(|| format!("there is no revision {revision}"))?;
    T::form().schema(revision)
}
/// What a form that was filled in becomes; `content` is a JSON object. Err: all that is wrong with it, a line each, or `declined`.
pub fn fill<T: Elicit>(content: &str) -> Result<T, String> {
    form::fill(content).map_err(|unfit| match unfit {
        Unfit::Declined => "declined".to_owned(),
        Unfit::Wrong(problems) => problems,
    })
}
