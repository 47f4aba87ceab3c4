//! What a function asks: the person at the client, the client's model, the folders that it works in.

mod dynamic;
mod elicited;
mod form;
pub(crate) mod parameter;
mod roots;
mod sample;
mod url;

pub use crate::outcome::ask_error::{AskError, Unsupported};
pub use crate::outcome::sampling;
pub use roots::Root;
pub use url::OpenedUrl;
