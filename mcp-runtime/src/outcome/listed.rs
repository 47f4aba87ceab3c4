//! What a function that lists resources gives.

use std::marker::PhantomData;

use crate::outcome::Outcome;
use crate::outcome::content::ResourceLink;
use crate::outcome::error::ToolError;
use crate::outcome::into_error::MadeOf;

/// What a function that lists resources can return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a list of MCP resources",
    label = "no list of resources",
    note = "return a `Vec<ResourceLink>`, or a `Result` of it"
)]
pub trait IntoLinks {
    #[doc(hidden)]
    fn into_links(self) -> Outcome;
}

#[diagnostic::do_not_recommend]
impl IntoLinks for Vec<ResourceLink> {
    fn into_links(self) -> Outcome {
        Outcome::Links(self)
    }
}

#[diagnostic::do_not_recommend]
impl<E> IntoLinks for Result<Vec<ResourceLink>, E>
where
    ToolError: MadeOf<E>,
{
    fn into_links(self) -> Outcome {
        self.map_or_else(|error| Outcome::Error(ToolError::made_of(error)), Outcome::Links)
    }
}

/// What was listed, of the type `T`.
#[derive(Debug)]
pub struct Linked<T>(PhantomData<fn() -> T>);

impl<T> Linked<T> {
    /// For the type of `value`.
    pub fn of(_: &T) -> Self {
        Self(PhantomData)
    }

    /// The outcome of a value. That its type can be one is asked here, so that the error is at the author's type.
    pub fn outcome(&self, value: T) -> Outcome
    where
        T: IntoLinks,
    {
        value.into_links()
    }
}
