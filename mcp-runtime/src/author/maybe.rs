//! Parameters that are an `Option` of the call itself, or of what came with it.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use crate::author::args::{Call, Kind, Param};
use crate::context::Context;
use crate::protocol::extensions::Extension;

/// A parameter that is an `Option` of what is no argument: the macro sees that by its name.
#[derive(Debug)]
pub struct Maybe<T>(pub Option<T>);

/// A type of the author's that only has the name.
#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema + Send + 'static> Param for Maybe<T> {
    const KIND: Kind = Kind::Argument;

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        <Option<T> as Param>::schema(generator)
    }

    fn optional() -> bool {
        <Option<T> as Param>::optional()
    }

    fn take(call: &mut Call<'_>, index: usize) -> Option<Self> {
        call.decode(index).map(Self)
    }
}

/// For functions that other code calls without one.
#[diagnostic::do_not_recommend]
impl Param for Maybe<Context> {
    const KIND: Kind = Kind::Context;

    fn take(call: &mut Call<'_>, _: usize) -> Option<Self> {
        Some(Self(Some(call.origin().context())))
    }
}

/// What a transport may have attached.
#[diagnostic::do_not_recommend]
impl<T: Clone + Send + Sync + 'static> Param for Maybe<Extension<T>> {
    const KIND: Kind = Kind::Extension;

    fn take(call: &mut Call<'_>, _: usize) -> Option<Self> {
        Some(Self(call.origin().extensions().and_then(|all| all.get::<T>()).cloned().map(Extension)))
    }
}
