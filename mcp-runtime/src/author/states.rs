//! The values that a server was built with, and whether a parameter may have one.

#![allow(clippy::unused_self, reason = "a method is found by the type of its receiver, which holds nothing")]

use std::any::{Any, TypeId};
use std::ops::Deref;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::author::later::{Core, Later, Wait};
use crate::context::Holds;

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

    /// The value of type `T`, also where it is still being made.
    pub(crate) fn find<T: Send + Sync + 'static>(&self) -> Option<Held<T>> {
        self.get::<T>().map(Held::Now).or_else(|| self.later())
    }

    #[cold]
    fn later<T: Send + Sync + 'static>(&self) -> Option<Held<T>> {
        let later = self.get::<Later<T>>()?;
        Some(match later.core().made() {
            Some(made) => Held::Now(made),
            None => Held::Later(Arc::clone(later.core())),
        })
    }

    /// Whether there is a value of type `T`, and whether it may have to be waited for.
    pub(crate) fn look<T: Send + Sync + 'static>(&self) -> Look {
        match self.find::<T>() {
            None => Look::Nothing,
            Some(Held::Now(_)) => Look::Now,
            Some(Held::Later(later)) => Look::Later(later),
        }
    }
}

impl Holds for States {
    fn held(&self, of: TypeId) -> Option<&(dyn Any + Send + Sync)> {
        self.0.iter().map(|value| &**value).find(|value| (*value).type_id() == of)
    }
}

/// What was found for a `State<T>`, whatever the type.
pub(crate) enum Look {
    Nothing,
    Now,
    Later(Arc<dyn Wait>),
}

/// A value, or the place where it will be.
#[derive(Debug)]
pub(crate) enum Held<T> {
    Now(Arc<T>),
    /// A function that has it begins only when it is made.
    Later(Arc<Core<T>>),
}

/// A value that the server was built with, as a parameter.
#[derive(Debug)]
pub struct State<T>(pub(crate) Held<T>);

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        Self(match &self.0 {
            Held::Now(value) => Held::Now(Arc::clone(value)),
            Held::Later(later) => Held::Later(Arc::clone(later)),
        })
    }
}

impl<T> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            Held::Now(value) => value,
            Held::Later(later) => later.value(),
        }
    }
}

/// The server `Self` has a value of type `T` for `State<T>`.
#[diagnostic::on_unimplemented(
    message = "this server holds no `{T}` to hand to `State<{T}>`",
    label = "no such state",
    note = "on a module write `#[mcp_server(state = {T})]`, and hand the value to `server(…)`; on an `impl` block \
            keep the value in `self`"
)]
pub trait Provides<T, How = Now> {}

/// A value is there from the beginning.
#[derive(Debug)]
pub enum Now {}

/// A value is made later.
#[derive(Debug)]
pub enum Made {}

/// Every server is one; it says what `How` is where nothing is asked for.
pub trait Anything<How> {}

impl<S> Anything<Now> for S {}

#[diagnostic::do_not_recommend]
impl<S: Provides<Later<T>>, T> Provides<T, Made> for S {}

/// What `S` has to hold for a parameter of an included function.
pub trait HeldBy<S, How> {}

#[diagnostic::do_not_recommend]
impl<S: Provides<T, How>, T, How> HeldBy<S, How> for State<T> {}

/// An author's own type of that name, which is an argument.
#[diagnostic::do_not_recommend]
impl<S, T: DeserializeOwned> HeldBy<S, Now> for T {}

/// The same for all of its parameters.
#[diagnostic::on_unimplemented(
    message = "what is included here takes a state that the server does not hold",
    label = "it takes `{Self}`",
    note = "on a module write `#[mcp_server(state = Type)]`, and hand the value to `server(…)`; what an `impl` block includes has no \
            state: make it a method"
)]
pub trait AllHeldBy<S, How> {}

#[diagnostic::do_not_recommend]
impl<S> AllHeldBy<S, ()> for () {}

#[diagnostic::do_not_recommend]
impl<S, First: HeldBy<S, How>, How, Rest: AllHeldBy<S, Hows>, Hows> AllHeldBy<S, (How, Hows)>
    for (First, Rest)
{
}

/// The types of a function's parameters that are a `State`, and the states of a module: a pair of the first one and the rest, ended by `()`.
#[derive(Debug)]
pub struct Takes<All>(std::marker::PhantomData<fn() -> All>);

impl<All> Takes<All> {
    /// Nothing but the types.
    pub const THEM: Self = Self(std::marker::PhantomData);
}

/// Compiles when `S` holds what an included function or module takes of it.
pub fn held_by<S, All: AllHeldBy<S, How>, How>(_: Takes<All>) {}

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
    pub fn held<S: Provides<T, How>, How>(&self) {}
}

impl<T> AnySlot<T> {
    /// Compiles always.
    pub fn held<S: Anything<How>, How>(&self) {}
}

impl<T> Deref for Slot<T> {
    type Target = AnySlot<T>;

    fn deref(&self) -> &AnySlot<T> {
        &self.0
    }
}
