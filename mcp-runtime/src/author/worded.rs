//! Whether the type of a prompt's argument can be read from a text, asked without looking at its name.

#![allow(clippy::unused_self, reason = "a method is found by the type of its receiver, which holds nothing")]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::marker::PhantomData;
use std::ops::Deref;

/// What clients can send as a text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the argument of an MCP prompt: clients send every argument as a text",
    label = "not read from a text",
    note = "take a `String` and split it, or a type of your own with `#[serde(try_from = \"String\")]`"
)]
pub trait FromText {}

/// The type of an argument: the method that fits first is meant.
#[derive(Debug)]
pub struct Worded<T>(Other<T>);

/// A type that may be read from a text. What is still none is found when the server is built.
#[derive(Debug)]
pub struct Other<T>(PhantomData<fn() -> T>);

impl<T> Worded<T> {
    /// For the type `T`.
    pub fn of() -> Self {
        Self(Other(PhantomData))
    }
}

impl<T> Other<T> {
    /// Compiles always.
    pub fn argument(&self) {}
}

impl<T> Deref for Worded<T> {
    type Target = Other<T>;

    fn deref(&self) -> &Other<T> {
        &self.0
    }
}

/// A type that is known to be no text.
pub trait NoText {}

impl<T: NoText> Worded<T> {
    /// Never compiles: it is no text.
    pub fn argument(&self)
    where
        T: FromText,
    {
    }
}

impl<T: NoText> NoText for Option<T> {}
impl<T> NoText for Vec<T> {}
impl<T> NoText for VecDeque<T> {}
impl<T> NoText for BTreeSet<T> {}
impl<T, S> NoText for HashSet<T, S> {}
impl<K, V> NoText for BTreeMap<K, V> {}
impl<K, V, S> NoText for HashMap<K, V, S> {}
impl<T, U> NoText for (T, U) {}
