//! Parameters with `#[from_call]`: values that are made of each call, before its function begins.

use std::future::Future;
use std::pin::Pin;

use crate::context::Context;
use crate::outcome::error::ToolError;

/// A value that is made for each call, out of the call: its user, a tenant, a transaction.
///
/// A parameter of a tool, a prompt, a resource or a list of resources has it with `#[from_call]`, by value or as `&T`. It is no argument:
/// clients neither see nor send it, and the methods of a typed client do not take it.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::testing;
///
/// /// The shelf of who calls.
/// struct Shelf(Vec<String>);
///
/// impl FromCall for Shelf {
///     async fn from_call(cx: &Context) -> Result<Self, ToolError> {
///         let who = cx.client().map_or("nobody", |client| &client.name);
///         let books: &Books = cx.state().ok_or("the server holds no books")?;
///         books.of(who).map(Self).ok_or_else(|| ToolError::new(format!("{who} has no shelf here")))
///     }
/// }
///
/// struct Books(Vec<(&'static str, &'static str)>);
///
/// impl Books {
///     fn of(&self, who: &str) -> Option<Vec<String>> {
///         let own = self.0.iter().filter(|(owner, _)| *owner == who).map(|(_, book)| (*book).to_owned());
///         Some(own.collect::<Vec<_>>()).filter(|own| !own.is_empty())
///     }
/// }
///
/// #[mcp_server(state = Books, client)]
/// mod library {
///     use super::*;
///
///     /// Find a book.
///     #[mcp_tool(read_only)]
///     async fn find(word: &str, #[from_call] shelf: &Shelf) -> Option<String> {
///         shelf.0.iter().find(|book| book.contains(word)).cloned()
///     }
/// }
///
/// # fn main() {
/// testing::block_on(async {
///     // The client of a test has no name.
///     let client = library::client(Books(vec![("nobody", "Emma"), ("Ann", "Persuasion")]));
///     assert_eq!(client.find("Emma").await.unwrap(), Some("Emma".to_owned()));
///     assert_eq!(client.find("Persuasion").await.unwrap(), None);
///     let client = library::client(Books(Vec::new()));
///     assert!(client.find("Emma").await.unwrap_err().to_string().contains("nobody has no shelf here"));
/// });
/// # }
/// ```
///
/// - It is made when the arguments are right, and before anything is asked with `#[ask]`; several are made one after the other, in the order of
///   the parameters. Where one fails, the error is what the call ends with, as if the function had returned it, and neither those behind it
///   nor the function begin.
/// - It is a part of the call: within its time, dropped when it is cancelled, in its span, and a panic in it is an answer. It may ask the
///   client ([`Context::ask`]). In 2026-07-28 a call that asked runs again with the answer, and what is made of it is made again; what must
///   happen once is done with [`Context::once`].
/// - One is made out of another with `User::from_call(cx).await?`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made of a call",
    label = "does not implement `FromCall`",
    note = "write `impl FromCall for {Self}`, with `async fn from_call(cx: &Context) -> Result<Self, ToolError>`",
    note = "`Context`, `State<T>` and `Extension<T>` are parameters without `#[from_call]`"
)]
pub trait FromCall: Sized + Send + 'static {
    /// Makes it. [`Context::state`] has what the server holds, [`Context::extension`] what the transport attached to the request,
    /// [`Context::principal`] whose token it came with.
    ///
    /// # Errors
    /// Ends the call, as an error of its function does.
    fn from_call(cx: &Context) -> impl Future<Output = Result<Self, ToolError>> + Send;
}

/// What the macros make a parameter by. The type of the future asks nothing of `T`, so one that cannot be made is one error.
pub fn made<T: FromCall>(cx: &Context) -> Pin<Box<dyn Future<Output = Result<T, ToolError>> + Send + '_>> {
    Box::pin(T::from_call(cx))
}
