//! The values that a server was built with, and whether a parameter may have one.

#![allow(clippy::unused_self, reason = "a method is found by the type of its receiver, which holds nothing")]

use std::ops::Deref;
use std::sync::Arc;

/// Values by type, for `State<T>`.
#[derive(Debug, Clone, Default)]
pub struct States(Vec<Arc<dyn std::any::Any + Send + Sync>>);

impl States {
    /// Adds a value; a second one of the same type is never found.
    #[must_use]
    pub fn with<T: Send + Sync + 'static>(mut self, value: Arc<T>) -> Self {
        self.0.push(value);
        self
    }

    /// The value of type `T`.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.0.iter().find_map(|value| Arc::clone(value).downcast().ok())
    }
}

/// A value that the server was built with, as a parameter.
#[derive(Debug)]
pub struct State<T>(pub(crate) Arc<T>);

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// The server `Self` has a value of type `T` for `State<T>`.
#[diagnostic::on_unimplemented(
    message = "this server holds no `{T}` to hand to `State<{T}>`",
    label = "no such state",
    note = "on a module write `#[mcp_server(state = {T})]`, and hand the value to `server(…)`; on an `impl` block \
            keep the value in `self`"
)]
pub trait Provides<T> {}

/// Whether the type of a parameter is a `State`, asked without looking at its name: the method that fits first is meant.
#[derive(Debug)]
pub struct Slot<T>(AnySlot<T>);

/// A parameter that is no `State`.
#[derive(Debug)]
pub struct AnySlot<T>(std::marker::PhantomData<fn() -> T>);

impl<T> Slot<T> {
    /// For the type `T`.
    pub fn of() -> Self {
        Self(AnySlot(std::marker::PhantomData))
    }
}

impl<T> Slot<State<T>> {
    /// Compiles when the server has the state.
    pub fn held<S: Provides<T>>(&self) {}
}

impl<T> AnySlot<T> {
    /// Compiles always.
    pub fn held<S>(&self) {}
}

impl<T> Deref for Slot<T> {
    type Target = AnySlot<T>;

    fn deref(&self) -> &AnySlot<T> {
        &self.0
    }
}
