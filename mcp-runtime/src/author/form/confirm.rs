//! A form of one question: yes or no.

use super::field::FormField;
use super::filled::Filled;
use super::{Elicit, Form};

/// That the user said yes.
///
/// There is no value for no: whoever holds a `Confirm` may go on. A form that was sent with no, or without a tick, is declined as
/// one that was not sent, so a tool that asks for a `Confirm` and forgets to look at it still does nothing that nobody wanted. Where
/// no is an answer to go on with, ask for a `bool`.
///
/// ```
/// use mcp_runtime::Confirm;
/// use mcp_runtime::testing;
///
/// fn delete(id: u64, _ok: Confirm) -> String {
///     format!("deleted {id}")
/// }
///
/// // A test says yes by itself.
/// assert_eq!(delete(7, Confirm::yes()), "deleted 7");
/// assert_eq!(testing::fill::<Confirm>(r#"{"confirm":true}"#), Ok(Confirm::yes()));
/// assert_eq!(testing::fill::<Confirm>(r#"{"confirm":false}"#), Err("declined".into()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirm(());

impl Confirm {
    /// For who calls a function directly, as a test does.
    pub const fn yes() -> Self {
        Self(())
    }
}

impl Elicit for Confirm {
    fn form() -> Form<Self> {
        const FIELDS: &[FormField] = &[FormField::of::<Option<bool>>("confirm", "Confirm", "").required()];
        Form::of(FIELDS, |filled| {
            // A box without a tick is left out by some clients.
            let yes = Filled::take::<Option<bool>>(filled, 0)? == Some(true);
            if !yes {
                Filled::decline(filled);
            }
            yes.then_some(Self(()))
        })
    }
}
