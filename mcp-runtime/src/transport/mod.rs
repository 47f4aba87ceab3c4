//! How messages come in and go out.

mod call;
pub(crate) mod conn;
pub(crate) mod lines;
pub(crate) mod pending;
pub(crate) mod session;
pub(crate) mod started;
pub(crate) mod stdio;

use crate::app::App;
use crate::error::Error;
use crate::options::Options;
use crate::table::Server;

/// Serves the standard input and output of this process until the client leaves or a signal asks to stop.
///
/// It takes both descriptors for the protocol: what else is written to the standard output lands on stderr. [`run`]
/// does this for `--stdio`; call it yourself where the command line is your own. It blocks, and it must not be called
/// from an async function.
///
/// [`run`]: crate::run
pub fn serve_stdio(server: impl Server, options: Options) -> Result<(), Error> {
    stdio::serve(&App::new(server, options)?)
}
