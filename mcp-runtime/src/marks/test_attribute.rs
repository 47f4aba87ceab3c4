//! What a test needs.

#[allow(unused_imports, clippy::wildcard_imports, reason = "links of the docs lead there")]
use crate::*;

/// Makes an async function a test: it runs on a runtime of its own, and nothing else has to be depended on.
///
/// ```
/// use mcp_runtime::testing::CallError;
///
/// # mod calculator {
/// #     use mcp_runtime::testing::CallError;
/// #     pub struct Client;
/// #     impl Client { pub async fn add(&self, a: f64, b: f64) -> Result<f64, CallError> { Ok(a + b) } }
/// #     pub fn client() -> Client { Client }
/// # }
/// #[mcp_runtime::test]
/// async fn it_adds() -> Result<(), CallError> {
///     assert_eq!(calculator::client().add(2.0, 3.0).await?, 5.0);
///     Ok(())
/// }
/// ```
///
/// A test that needs several threads has tokio's own attribute; the clients of [`testing`] run on every runtime.
pub use mcp_macros::test;
