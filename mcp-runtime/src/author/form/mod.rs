//! What a user can be asked for: forms, their schemas for each revision, and what comes back.

pub(crate) mod confirm;
pub(crate) mod field;
pub(crate) mod filled;
pub(crate) mod kinds;

use std::fmt;

use serde_json::{Map, json};

pub use self::confirm::Confirm;
use self::field::FormField;
use self::filled::{Filled, Unfit};
use self::kinds::Single;
use crate::protocol::revision::Revision;
/// It is described where the trait of the same name is, [`trait@Elicit`].
pub use mcp_macros::Elicit;

/// A form that a user can be asked to fill in.
///
/// `#[derive(Elicit)]` makes one of a struct: each field is one of the form, its doc comment what the person reads. An enum without
/// data that derives it too is a choice; a doc comment on a variant is the title that is shown for it. Nothing of serde is needed.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::testing;
///
/// #[derive(Debug, PartialEq, Elicit)]
/// enum Seat {
///     /// At the window
///     Window,
///     /// At the aisle
///     Aisle,
/// }
///
/// #[derive(Debug, PartialEq, Elicit)]
/// struct Booking {
///     /// Who travels.
///     #[elicit(title = "Passengers", range = 1..=9, default = 1)]
///     passengers: u8,
///     seat: Seat,
///     /// Where the ticket is sent.
///     #[elicit(format = "email")]
///     mail: Option<String>,
/// }
///
/// let booking = Booking { passengers: 2, seat: Seat::Aisle, mail: None };
/// assert_eq!(testing::fill(r#"{"passengers":"2","seat":"Aisle","mail":""}"#), Ok(booking));
///
/// let wrong = testing::fill::<Booking>(r#"{"passengers":12,"seat":"Aisle"}"#);
/// assert_eq!(wrong, Err("Passengers: expected an integer from 1 to 9, got 12".into()));
/// ```
///
/// It is asked by [`Context::ask`](crate::Context::ask).
///
/// | type of a field | what the person sees |
/// |---|---|
/// | `String`, `char`, [`Parsed`](crate::Parsed) | a text |
/// | `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `f32`, `f64` | a number, within the bounds of the type |
/// | `bool` | a box to tick |
/// | an enum with `#[derive(Elicit)]` | one of its variants |
/// | a `Vec` of such an enum | any number of them; clients of 2025-06-18 cannot show it |
/// | `Option` of these | the same, and it may be left empty |
///
/// One such value without `Option` is a form by itself, of one field with the name `value`; [`Confirm`] is one for yes.
///
/// | key of `#[elicit(…)]` on a field | meaning |
/// |---|---|
/// | `title = "…"` | what the field is called; its name by default |
/// | `description = "…"` | instead of the doc comment |
/// | `rename = "…"` | the name in the answer |
/// | `default = …` | what is in the field, and what is taken where it is left empty |
/// | `range = 1..=5` | the numbers allowed |
/// | `len = 1..=40` | the characters of a text |
/// | `items = 1..=3` | the choices of a `Vec` |
/// | `format = "email"` | `email`, `uri`, `date` or `date-time` |
/// | `not_secret` | the name looks like that of a secret and is none |
///
/// They mean what they mean in `#[arg(…)]` of a tool. On a variant there are `title` and `rename`, on the type `crate = path`.
///
/// A form is flat, so a field that is a struct, a map, a tuple or a `Vec` of something else does not compile. Forms go through clients and
/// models' hosts, so the protocol forbids to ask for secrets by them: a field with a name such as `password` or `api_key` does not compile.
/// Neither does an address in what the person reads, which they could follow.
///
/// An answer is read as arguments are: `"5"` and `5.0` are 5, what is not in the form is left alone, null and an empty text are none
/// where there may be none. All of it is held against the form again. [`testing::fill`](crate::testing::fill) and
/// [`testing::form`](crate::testing::form) show both sides of it.
#[diagnostic::on_unimplemented(
    message = "a user cannot be asked for a `{Self}`",
    label = "not a form",
    note = "put `#[derive(Elicit)]` on a struct whose fields are texts, numbers, `bool`s or enums that derive it too; one such value alone is a form as well"
)]
pub trait Elicit: Sized + Send + 'static {
    #[doc(hidden)]
    fn form() -> Form<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Single> Elicit for T {
    fn form() -> Form<Self> {
        Form::of(const { &[FormField::of::<T>("value", "", "")] }, |filled| Filled::take(filled, 0))
    }
}

/// The fields of a form, and the way from what was filled in to a `T`.
pub struct Form<T> {
    fields: &'static [FormField],
    read: fn(&mut Filled) -> Option<T>,
}

impl<T> fmt::Debug for Form<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Form").field("fields", &self.fields).finish_non_exhaustive()
    }
}

impl<T> Form<T> {
    /// A form of these fields, which `read` takes in their order.
    pub const fn of(fields: &'static [FormField], read: fn(&mut Filled) -> Option<T>) -> Self {
        Self { fields, read }
    }

    /// `requestedSchema`. Err: what clients of this revision could not be asked.
    pub(crate) fn schema(&self, revision: Revision) -> Result<String, String> {
        if !revision.has_forms() {
            return Err(format!("clients of {revision} cannot be asked to fill in a form"));
        }
        let mut properties = Map::new();
        for field in self.fields {
            properties.insert(field.name.to_owned(), field.schema(revision)?);
        }
        let mut schema = json!({ "type": "object", "properties": properties });
        let required: Vec<&str> =
            self.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
        if !required.is_empty() {
            schema["required"] = required.into();
        }
        Ok(schema.to_string())
    }
}

/// Reads and checks the `content` of an answer.
pub(crate) fn fill<T: Elicit>(content: &str) -> Result<T, Unfit> {
    filled::fill(&T::form(), content)
}
