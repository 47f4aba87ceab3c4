#![no_implicit_prelude]
#![forbid(unsafe_code, missing_docs, nonstandard_style, unused, deprecated)]
#![deny(warnings, unreachable_pub, missing_debug_implementations)]
#![warn(clippy::all, clippy::pedantic, clippy::nursery)]
//! Forms in odd surroundings, with every lint on.

use ::std::option::Option;
use ::std::primitive::bool;
use ::std::string::String;
use ::std::vec::Vec;
use ::std::{assert, matches, stringify};

use ::mcp_runtime::testing::fill;

// Nothing of these may be meant by generated code.
struct Form;
struct Some;

/// The sizes.
#[derive(::std::fmt::Debug, ::std::cmp::PartialEq, ::mcp_runtime::Elicit)]
pub(crate) enum Size {
    /// Small
    S = 7,
    /// Large
    L = 3,
}

/// An alias is the type that it stands for.
type Maybe<T> = Option<T>;

/// An order.
#[derive(::std::fmt::Debug, ::mcp_runtime::Elicit)]
pub(crate) struct Order {
    #[elicit(default = Size::L)]
    size: Size,
    r#type: Maybe<String>,
    #[elicit(len = 4)]
    #[elicit(not_secret)]
    pin: Option<String>,
    #[elicit(items = ..=2, default = [])]
    others: Vec<Size>,
}

mod inner {
    macro_rules! form {
        ($name:ident, $field:ident: $ty:ty, $max:expr) => {
            #[derive(::std::fmt::Debug, ::mcp_runtime::Elicit)]
            pub(super) struct $name {
                #[elicit(range = 1..=$max)]
                pub(super) $field: $ty,
            }
        };
    }
    form!(Stars, stars: ::std::primitive::u8, 5);
}

fn main() {
    let (Form, Some) = (Form, Some);
    let order = fill::<Order>(r#"{"type":"a","others":["S"]}"#);
    let is_right = |order: &Order| -> bool {
        order.size == Size::L
            && order.r#type.is_some()
            && order.pin.is_none()
            && matches!(&*order.others, [Size::S])
    };
    assert!(order.as_ref().is_ok_and(is_right), stringify!(order));
    assert!(fill::<inner::Stars>(r#"{"stars":5}"#).is_ok_and(|form| form.stars == 5_u8));
    assert!(fill::<inner::Stars>(r#"{"stars":6}"#).is_err());
}
