//! Whether the type of a parameter fits the variable of a URI that it stands for, asked without looking at its name.

#![allow(clippy::unused_self, reason = "a method is found by the type of its receiver, which holds nothing")]

use std::marker::PhantomData;
use std::ops::Deref;

use crate::author::args::{Kind, Param};
use crate::author::rules::IsList;
use crate::author::worded::NoText;

/// What a variable in the path can be.
#[diagnostic::on_unimplemented(
    message = "a variable in the path is always there, so `{Self}` is never `None`",
    label = "take it without `Option`"
)]
pub trait InPath {}

/// What one text can be read as.
#[diagnostic::on_unimplemented(
    message = "this variable of the URI is one text, and `{Self}` is many",
    label = "not read from one text",
    note = "for a list write `{{/name*}}` at the end of the path, or `{{?name*}}`"
)]
pub trait OneText {}

/// What any number of texts can be read as.
#[diagnostic::on_unimplemented(
    message = "this variable of the URI is a list, and `{Self}` is none",
    label = "not a list",
    note = "take a `Vec`, or write the variable without its `*`"
)]
pub trait Many {}

#[diagnostic::do_not_recommend]
impl<T: IsList> Many for T {}

/// The type of a parameter: the method that fits first is meant.
#[derive(Debug)]
pub struct Variable<T>(NotOptional<T>);

/// The second step of [`Variable`].
#[derive(Debug)]
pub struct NotOptional<T>(One<T>);

/// The last step of [`Variable`].
#[derive(Debug)]
pub struct One<T>(PhantomData<fn() -> T>);

impl<T> Variable<T> {
    /// For the type `T`.
    pub fn of() -> Self {
        Self(NotOptional(One(PhantomData)))
    }

    /// Compiles for a list.
    pub fn many(&self)
    where
        T: Many,
    {
    }
}

impl<T> Variable<Option<T>> {
    /// Never compiles: it is always there.
    pub fn in_path(&self)
    where
        Option<T>: InPath,
    {
    }
}

impl<T: NoText> NotOptional<T> {
    /// Never compiles: it is no text.
    pub fn in_path(&self)
    where
        T: OneText,
    {
    }

    /// Never compiles: it is no text.
    pub fn in_query(&self)
    where
        T: OneText,
    {
    }
}

impl<T> One<T> {
    /// Compiles always.
    pub fn in_path(&self) {}

    /// Compiles always.
    pub fn in_query(&self) {}
}

impl<T> Deref for Variable<T> {
    type Target = NotOptional<T>;

    fn deref(&self) -> &NotOptional<T> {
        &self.0
    }
}

impl<T> Deref for NotOptional<T> {
    type Target = One<T>;

    fn deref(&self) -> &One<T> {
        &self.0
    }
}

/// Refuses a parameter that is an argument where no client can send one; called at its type.
#[track_caller]
pub const fn handed<T: Param>(why: &'static str) {
    assert!(!matches!(T::KIND, Kind::Argument), "{}", why);
}
