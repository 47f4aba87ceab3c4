//! How messages come in and go out.

pub(crate) mod blocking;
mod dispatch;
#[cfg(feature = "http")]
pub(crate) mod http;
pub(crate) mod lines;
pub(crate) mod serve;
pub(crate) mod session;
pub(crate) mod stdio;
pub(crate) mod stop;

#[cfg(feature = "http")]
use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::app::options::Options;
use crate::author::table::Server;
use crate::outcome::error::Error;

/// So long what was said last may take to go out, once nothing else is waited for.
pub(crate) const LAST_WORDS: Duration = Duration::from_millis(200);

/// Serves the standard input and output of this process until the client leaves or a signal asks to stop.
///
/// It takes both descriptors for the protocol: what else is written to the standard output lands on stderr. [`run`]
/// does this for `--stdio`; call it yourself where the command line is your own. It blocks the thread: from async code await
/// [`Serve::stdio`](crate::Serve::stdio), for the reason that [`run`] has.
///
/// [`run`]: crate::run
pub fn serve_stdio(server: impl Server, options: Options) -> Result<(), Error> {
    let app = App::new(server, options)?;
    blocking::anywhere(move || stdio::serve(&app))?
}

/// Serves HTTP on an address, until a signal asks the process to stop: SIGTERM or SIGINT.
///
/// `:3000` and `3000` mean loopback, IPv4 and IPv6; a host has to be written for any other address, such as
/// `0.0.0.0:3000`, and then [`HttpOptions::tokens`](crate::HttpOptions::tokens), a
/// [`HttpOptions::token_file`](crate::HttpOptions::token_file), [`HttpOptions::check_tokens`](crate::HttpOptions::check_tokens) or
/// [`HttpOptions::allow_unauthenticated`](crate::HttpOptions::allow_unauthenticated) too. [`run`] does this for `--http`;
/// call it yourself where the command line is your own. It blocks the thread: from async code await
/// [`Serve::http`](crate::Serve::http), for the reason that [`run`] has. For a listener of your own there is
/// [`HttpService`](crate::HttpService).
///
/// [`run`]: crate::run
#[cfg(feature = "http")]
pub fn serve_http(server: impl Server, options: Options, address: &str) -> Result<(), Error> {
    let (app, address) = (App::new(server, options)?, address.to_owned());
    blocking::anywhere(move || listen(app, &address))?
}

#[cfg(feature = "http")]
fn listen(app: Arc<App>, address: &str) -> Result<(), Error> {
    let address = http::listen::address::Address::parse(address)?;
    http::listen::host::serve(app, &address, &|line| tracing::info!("{line}"))
}
