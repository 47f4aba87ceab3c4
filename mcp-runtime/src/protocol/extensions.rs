//! What a transport attaches to a request: values of the author's types.

use std::any::{Any, TypeId};
use std::fmt;

use crate::base::panics;

/// Values by type that a transport attaches to a request. Over HTTP: the `http::HeaderMap` of the request, and what a
/// layer around the service put into the extensions of the request.
#[derive(Default)]
pub struct Extensions {
    values: Vec<(TypeId, Box<dyn Any + Send + Sync>)>,
    #[cfg(feature = "http")]
    http: http::Extensions,
}

impl fmt::Debug for Extensions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extensions").field("len", &self.values.len()).finish_non_exhaustive()
    }
}

/// The values are of the author's types.
impl Drop for Extensions {
    fn drop(&mut self) {
        panics::discard(std::mem::take(&mut self.values));
        #[cfg(feature = "http")]
        panics::discard(std::mem::take(&mut self.http));
    }
}

impl Extensions {
    #[cfg(feature = "http")]
    pub(crate) fn of(http: http::Extensions) -> Self {
        Self { values: Vec::new(), http }
    }

    /// Adds a value; it replaces an earlier one of the same type.
    pub fn insert<T: Send + Sync + 'static>(&mut self, value: T) {
        self.values.retain(|(id, _)| *id != TypeId::of::<T>());
        self.values.push((TypeId::of::<T>(), Box::new(value)));
    }

    /// The value of type `T`.
    pub fn get<T: Send + Sync + 'static>(&self) -> Option<&T> {
        let own = self.values.iter().find(|(id, _)| *id == TypeId::of::<T>());
        let own = own.and_then(|(_, value)| value.downcast_ref());
        #[cfg(feature = "http")]
        let own = own.or_else(|| self.http.get());
        own
    }
}

/// A value that the transport attached to the request, as a parameter.
#[derive(Debug, Clone)]
pub struct Extension<T>(pub T);
