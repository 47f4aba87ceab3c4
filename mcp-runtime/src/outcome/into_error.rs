//! How any other error becomes a [`ToolError`], and who says so itself.
//!
//! [`ToolError`] is a `std::error::Error` and is made of any other by `?`. For the compiler these two exclude each other, unless it knows
//! that [`ToolError`] is none of those which it is made of: they are `Unpin`, as nearly every type is, and it is not. An error with
//! `#[derive(McpError)]` is not `Unpin` either, so it has its own way ([`Fails`]) whoever writes its `std::error::Error`.

use std::any::TypeId;
use std::error::Error as StdError;
use std::fmt;

use crate::outcome::ask_error::AskError;
use crate::outcome::error::{BoxError, ErrorKind, ToolError, append, chain};
use crate::outcome::overheard::{self, Known};

/// Holds for nothing. `impl Unpin for T where for<'a> &'a T: Unique` takes `Unpin` away from `T`.
pub trait Unique {}

/// What `?` makes a [`ToolError`] of.
pub trait Fails {
    #[doc(hidden)]
    fn fail(self) -> ToolError;
}

/// Text is the author's own words, so it is public; every other type keeps what it is.
#[diagnostic::do_not_recommend]
impl<E: Into<BoxError> + Unpin + 'static> Fails for E {
    fn fail(self) -> ToolError {
        let own_words = [TypeId::of::<String>(), TypeId::of::<&'static str>()].contains(&TypeId::of::<E>());
        let error: BoxError = self.into();
        if own_words {
            return ToolError::new(error.to_string());
        }
        let error = match error.downcast::<ToolError>() {
            Ok(own) => return *own,
            Err(error) => error,
        };
        match error.downcast::<AskError>() {
            Ok(asked) => ToolError::of((*asked).into()),
            Err(error) => ToolError::caused(ErrorKind::Foreign, error),
        }
    }
}

impl<E: Fails> From<E> for ToolError {
    fn from(error: E) -> Self {
        error.fail()
    }
}

/// The error type `E` of a tool that returns a `Result`. It is a trait of [`ToolError`], and not of `E`, because the compiler would else
/// advise to lend an error that cannot be one.
#[diagnostic::on_unimplemented(
    message = "`{E}` cannot be the error of an MCP tool",
    label = "not an error that can be shown or logged",
    note = "implement `std::error::Error` for it, or return `ToolError`",
    note = "a boxed error is written `Box<dyn std::error::Error + Send + Sync>`",
    note = "an error that holds a `ToolError`, or one with `McpError`, has `#[derive(McpError)]` too, and `#[mcp(transparent)]` there"
)]
pub trait MadeOf<E> {
    /// What a call ends with.
    #[doc(hidden)]
    fn made_of(error: E) -> ToolError;
    /// As it is, for an error that passes this one on.
    #[doc(hidden)]
    fn passed_on(error: E) -> ToolError;
}

#[diagnostic::do_not_recommend]
impl<E: Into<Self>> MadeOf<E> for ToolError {
    fn made_of(error: E) -> Self {
        look_into(error.into())
    }

    fn passed_on(error: E) -> Self {
        error.into()
    }
}

/// What is foreign may have an error of the kit inside, which is shown as it says. Looked for once, when a call ends: it prints what
/// the author wrote.
fn look_into(error: ToolError) -> ToolError {
    let mut texts = String::new();
    let mut next = match (error.kind(), error.cause()) {
        (ErrorKind::Foreign, Some(cause)) => Some(cause as &(dyn StdError + 'static)),
        _ => None,
    };
    let found = loop {
        let Some(node) = next else { return error };
        let (text, found) = overheard::print(node);
        append(&mut texts, &text);
        match found {
            Some(found) => break found,
            None => next = node.source(),
        }
    };
    error.around(found, texts)
}

/// What `#[derive(McpError)]` says of an error.
pub trait Classified: IsError {
    /// The text for the model; `None` when it must not see any.
    fn public(&self) -> Option<String>;
    /// What the model could do instead.
    fn hint(&self) -> Option<&'static str>;
}

/// The tool error for an error that is `#[derive(McpError)]`.
pub fn classify(error: &dyn Classified) -> ToolError {
    let whole = chain(error.as_error());
    let Some(text) = error.public() else {
        let debug = format!("{:?}", error.as_error());
        return ToolError::private(if whole.contains(&debug) { whole } else { format!("{whole} ({debug})") });
    };
    let mut failure = ToolError::new(&*text);
    if !text.contains(&whole) {
        failure = failure.because(whole);
    }
    match error.hint() {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// The text of an error whose `Display` is the kit's: that for the model, and for its author that of a private one.
pub fn display(error: &dyn Classified, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    overheard::tell(|| Known {
        kind: error.public().map_or(ErrorKind::Private, ErrorKind::Public),
        hint: error.hint().map(str::to_owned),
    });
    match error.public() {
        Some(text) => f.write_str(&text),
        None => fmt::Debug::fmt(error.as_error(), f),
    }
}

/// That an error is one: `#[error(…)]` says so, and `thiserror` has to do it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has `#[error(…)]`, which is of `thiserror`, and is no `std::error::Error`",
    label = "derive `thiserror::Error` too",
    note = "without `thiserror` the text stands in `#[mcp(public(\"…\"))]`, and `#[mcp(transparent)]` passes an error on"
)]
pub trait IsError {
    #[doc(hidden)]
    fn as_error(&self) -> &dyn StdError;
}

#[diagnostic::do_not_recommend]
impl<E: StdError> IsError for E {
    fn as_error(&self) -> &dyn StdError {
        self
    }
}

/// A field that is the source of an error, also where it is a box.
pub trait AsSource {
    /// The error in it.
    fn as_source(&self) -> &(dyn StdError + 'static);
}

#[diagnostic::do_not_recommend]
impl<E: StdError + 'static> AsSource for E {
    fn as_source(&self) -> &(dyn StdError + 'static) {
        self
    }
}

macro_rules! as_source {
    ($($ty:ty)*) => {
        $(impl AsSource for $ty {
            fn as_source(&self) -> &(dyn StdError + 'static) {
                self
            }
        })*
    };
}
as_source!(dyn StdError dyn StdError + Send dyn StdError + Send + Sync);

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<E: Into<ToolError>>(error: E) -> (Option<String>, Option<String>) {
        let error = ToolError::made_of(error);
        (error.public_text(false), error.public_text(true))
    }

    fn both(text: &str) -> (Option<String>, Option<String>) {
        (Some(text.to_owned()), Some(text.to_owned()))
    }

    #[test]
    fn who_may_see_what() {
        assert_eq!(shown("a"), both("a"));
        assert_eq!(shown(String::from("b")), both("b"));
        assert_eq!(shown(ToolError::new("c").hint("d")), both("c\nhint: d"));
        assert_eq!(shown(ToolError::new("c").because("d")), both("c"));
        assert_eq!(shown(ToolError::private("e")), (None, None));
        assert_eq!(shown(ToolError::private("e").because("f")), (None, None));
        assert_eq!(shown(fmt::Error).0, None);
        assert!(shown(fmt::Error).1.is_some());
        let foreign = || -> Result<(), ToolError> { Err(fmt::Error)? };
        assert_eq!(shown(foreign().expect_err("an error")).0, None);
        let asked = || -> Result<(), ToolError> { Err(AskError::Declined)? };
        assert_eq!(shown(asked().expect_err("an error")), both("the user declined"));
        assert_eq!(shown(AskError::Cancelled), both("the user did not answer"));
        let words = || -> Result<(), ToolError> { Err("g")? };
        assert_eq!(shown(words().expect_err("an error")), both("g"));
    }

    #[test]
    fn what_a_box_holds_is_what_it_was() {
        let boxed = |error: ToolError| -> BoxError { error.into() };
        assert_eq!(shown(boxed(ToolError::new("f"))), both("f"));
        let again = ToolError::from(boxed(ToolError::not_found("g").hint("h")));
        assert!(again.is_not_found());
        assert_eq!(shown(boxed(ToolError::private("i"))), (None, None));
        let asked: BoxError = AskError::Declined.into();
        assert_eq!(shown(asked), both("the user declined"));
    }

    #[test]
    fn the_texts_around_are_foreign() {
        let around =
            |error: ToolError| ToolError::caused(ErrorKind::Foreign, Box::new(std::io::Error::other(error)));
        let (remote, local) = shown(around(ToolError::new("a").hint("b").because("c")));
        assert_eq!((remote.as_deref(), local.as_deref()), (Some("a\nhint: b"), Some("a\nhint: b")));
        assert_eq!(shown(around(ToolError::private("d"))), (None, None));
        let twice = around(around(ToolError::new("e")));
        assert_eq!(shown(twice), both("e"));
        assert_eq!(
            shown(around(ToolError::new("f")).hint("of its own")).0.as_deref(),
            Some("f\nhint: of its own")
        );
    }

    #[test]
    fn what_panics_while_it_is_printed_leaves_nothing_behind() {
        #[derive(Debug)]
        struct Panics;
        impl fmt::Display for Panics {
            fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                panic!("as asked")
            }
        }
        impl StdError for Panics {}
        assert!(std::panic::catch_unwind(|| shown(Panics)).is_err());
        assert_eq!(ToolError::new("a").to_string(), "a");
        assert!(overheard::print(&fmt::Error).1.is_none());
    }
}
