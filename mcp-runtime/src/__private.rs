//! What the macros' output uses. Nothing here is for authors; it changes without notice.

/// What `#[mcp_server]` looks bare names of marks up in that the author did not import.
pub mod marks {
    pub use mcp_macros::{mcp_prompt, mcp_resource, mcp_resource_list, mcp_tool};
}

pub use std::string::String;
pub use std::sync::Arc;

pub use serde::Serialize;

pub use crate::__package as package;
pub use crate::author::args::{Call, Lend, Param};
pub use crate::author::around::Hooks;
pub use crate::author::ask::parameter::{Asked, Question, ask_all, asked_in_vain, question, said};
pub use crate::author::checks::{Clash, alone, callable, clashes, count, is_marked, is_marked_function};
#[allow(deprecated, reason = "they warn where the macros call them")]
pub use crate::author::checks::{
    empty_server, resembling_name, undocumented, undocumented_prompt, undocumented_resource, unusual_name,
};
pub use crate::author::completion::{Awaited, FromCompletion, Suggested, own};
pub use crate::author::field::Field;
pub use crate::author::form::Form;
pub use crate::author::form::field::FormField;
pub use crate::author::form::filled::Filled;
pub use crate::author::form::kinds::{Choice, Label, given, never_empty};
pub use crate::author::from_call::made;
pub use crate::author::include::{Entries, FreeFunction, Module, NoFunction, NoModule, Unmarked};
pub use crate::author::limits::{Limits, member, undescribed};
pub use crate::author::maybe::Maybe;
pub use crate::author::rules::{default, list, literal, mirrored, not_empty, range, text};
pub use crate::author::run::{Run, Serving};
pub use crate::author::states::{Provides, Slot, State, States, Takes, held_by};
pub use crate::author::table::{Callee, Marked, Outline, Table};
pub use crate::author::variable::{Variable, handed};
pub use crate::author::worded::Worded;
pub use crate::outcome::Returned;
pub use crate::outcome::content::{IconSpec, Theme, icon_mime, icon_sizes, icon_source};
pub use crate::outcome::contents::Resourced;
pub use crate::outcome::error::ToolError;
pub use crate::outcome::into_error::{
    AsSource, Classified, Fails, IsError, MadeOf, Unique, classify, display,
};
pub use crate::outcome::listed::Linked;
pub use crate::outcome::message::Prompted;
pub use crate::outcome::meta_key::meta_key;
pub use crate::protocol::lifecycle::{Info, website};
pub use crate::protocol::package::Package;
pub use crate::schema::clients::Client;
pub use crate::schema::overlap::Piece;
pub use crate::schema::pattern::readable;
pub use crate::schema::resources::Address;
pub use crate::schema::template::{Cell, Member, Part, Template};
pub use crate::testing::examples::{Alone, examples, fresh};
pub use crate::testing::lock::locked;
pub use crate::testing::typed::{FromAnswer, Method};

/// The package that this is written in: the compiler is asked where it is expanded.
#[doc(hidden)]
#[macro_export]
macro_rules! __package {
    () => {
        $crate::__private::Package::of([
            ::core::option_env!("CARGO_PKG_NAME"),
            ::core::option_env!("CARGO_PKG_VERSION"),
            ::core::option_env!("CARGO_PKG_AUTHORS"),
            ::core::option_env!("CARGO_PKG_DESCRIPTION"),
            ::core::option_env!("CARGO_PKG_HOMEPAGE"),
            ::core::option_env!("CARGO_PKG_REPOSITORY"),
            ::core::option_env!("CARGO_PKG_LICENSE"),
        ])
    };
}
