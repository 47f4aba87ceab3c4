//! One parameter of a marked function, as the macros write it down.

use std::any::TypeId;
use std::path::PathBuf;

use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use crate::author::args::{Kind, Param};
use crate::author::completion::{Complete, Completer};
use crate::author::rules::{Rules, ruled};
use crate::schema::number::NumberRange;

/// One parameter.
#[derive(Debug)]
pub struct Field {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) kind: Kind,
    /// Its members are the arguments.
    pub(crate) is_flat: bool,
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
    pub(crate) optional: fn() -> bool,
    pub(crate) default: Option<fn() -> Value>,
    pub(crate) example: Option<fn() -> Value>,
    pub(crate) header: &'static str,
    pub(crate) rules: Rules,
    pub(crate) complete: Complete,
    /// Whether its value is a path.
    pub(crate) is_path: fn() -> bool,
}

/// What may lead somewhere in a file system, whatever it is called.
fn is_path<T: 'static>() -> bool {
    let own = TypeId::of::<T>();
    [TypeId::of::<PathBuf>(), TypeId::of::<Option<PathBuf>>(), TypeId::of::<Vec<PathBuf>>()].contains(&own)
}

ruled!(Field, pattern);

impl Field {
    /// The parameter `name` of type `T`.
    pub const fn of<T: Param>(name: &'static str, doc: &'static str) -> Self {
        Self {
            name,
            doc,
            kind: T::KIND,
            is_flat: false,
            schema: T::schema,
            optional: T::optional,
            default: None,
            example: None,
            header: "",
            rules: Rules::NONE,
            complete: Complete::ByType,
            is_path: is_path::<T>,
        }
    }

    /// The value of an argument that is absent.
    pub const fn default(mut self, value: fn() -> Value) -> Self {
        self.default = Some(value);
        self
    }

    /// The values that it is completed by.
    pub const fn complete_of(mut self, values: &'static [&'static str]) -> Self {
        self.complete = Complete::Of(values);
        self
    }

    /// The function that it is completed by.
    pub const fn complete_by(mut self, completer: Completer) -> Self {
        self.complete = Complete::By(completer);
        self
    }

    /// Its members are arguments in its place.
    pub const fn flatten(mut self) -> Self {
        self.is_flat = true;
        self
    }

    /// An example for the schema.
    pub const fn example(mut self, value: fn() -> Value) -> Self {
        self.example = Some(value);
        self
    }

    /// The `x-mcp-header` of the argument.
    pub const fn header(mut self, name: &'static str) -> Self {
        self.header = name;
        self
    }
}
