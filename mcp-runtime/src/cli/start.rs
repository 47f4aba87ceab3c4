//! How a server begins: what it takes from the command line, and what it is made of.

use std::ffi::OsString;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::process::ExitCode;

use clap::Args;

use super::command::Face;
#[cfg(all(feature = "dev", unix))]
use super::dev;
use super::line::Line;
#[cfg(all(feature = "dev", unix))]
use super::line::Mode;
use super::log::{self, Log};
use super::{dispatch, failed};
use crate::app::App;
use crate::author::table::Server;
use crate::outcome::error::{BoxError, Error};
use crate::transport::blocking;
use crate::transport::serve::{Serve, serve};

/// Runs a server that is made from flags of its own: [`run`](super::run) for a server with arguments, such as a path.
///
/// The flags are the fields of a type that is `clap::Args`. They are in `--help`, under a heading of their own, and are read for each way
/// in which the server is made: `--stdio`, `--http`, `list`, `schema`, `call`, `prompt`, `read`. They stand before the sub-command:
/// `notes --folder . call write …`. With `env` a flag can be set by a variable too; what variables hold is never shown by the help.
/// `bundle` makes a form of those that do not stand before it, which the client of a user shows; `server-json` lists them.
///
/// ```no_run
/// use std::path::PathBuf;
///
/// use mcp_runtime::prelude::*;
///
/// #[derive(clap::Args)]
/// struct Flags {
///     /// The folder that the notes are in.
///     #[arg(long, env = "NOTES_FOLDER", default_value = ".")]
///     folder: PathBuf,
/// }
///
/// struct Notes(PathBuf);
///
/// /// Notes in a folder.
/// #[mcp_server(name = "notes")]
/// impl Notes {
///     /// Read a note.
///     #[mcp_tool(read_only)]
///     fn read(&self, #[arg(pattern = "^[a-z]+$")] name: &str) -> std::io::Result<String> {
///         std::fs::read_to_string(self.0.join(name))
///     }
/// }
///
/// fn server(flags: Flags) -> std::io::Result<Notes> {
///     flags.folder.canonicalize().map(Notes)
/// }
///
/// fn main() -> std::process::ExitCode {
///     mcp_runtime::run_args(server)
/// }
/// ```
///
/// The derive is clap's own. It goes into `Cargo.toml`, and has to be of the same major version:
///
/// ```text
/// clap = { version = "4", features = ["derive", "env"] }
/// ```
///
/// What makes the server may give it ([`Server`]), with its options and more ([`Serve`], as [`serve`] makes it), or a `Result` of either:
///
/// ```no_run
/// # use mcp_runtime::prelude::*;
/// # #[derive(clap::Args)]
/// # struct Flags {
/// #     #[arg(long)]
/// #     words: String,
/// # }
/// # #[mcp_server(state = Vec<String>)]
/// # mod words {}
/// # fn main() -> std::process::ExitCode {
/// mcp_runtime::run_args(|flags: Flags| -> Result<_, mcp_runtime::Error> {
///     let words: Vec<String> = flags.words.split(',').map(str::to_owned).collect();
///     if words.len() > 100 {
///         return Err(mcp_runtime::Error::usage("`--words` has more than 100: leave some out"));
///     }
///     Ok(mcp_runtime::serve(words::server(words)).options(mcp_runtime::Options::default().max_in_flight(16)))
/// })
/// # }
/// ```
///
/// An error is printed as one line, `error: …` with its causes. The exit code is 2 for one that is made by [`Error::usage`], for a command
/// line or a variable that is wrong; for any other it is 1. [`serve_args`] is the same from async code.
///
/// A flag that every server has, such as `--log`, cannot be one of the author's. It is refused at start, by name, and by [`parse_args`],
/// with which a test finds it before.
#[must_use = "it is the exit code of the process: return it from `main`"]
pub fn run_args<A: Args, T: IntoServe>(make: impl FnOnce(A) -> T) -> ExitCode {
    run_line(&Face::of::<T::Server>(""), std::env::args_os().collect(), make)
}

/// [`run_args`] from async code: the server may take its time until it is made, and is served as [`serve`] does.
///
/// ```no_run
/// use mcp_runtime::prelude::*;
///
/// #[derive(clap::Args)]
/// struct Flags {
///     /// Where the orders are.
///     #[arg(long, env = "SHOP_URL")]
///     url: String,
/// }
///
/// # #[derive(Clone)]
/// # struct Pool;
/// # impl Pool {
/// #     async fn connect(_: &str) -> Result<Self, std::io::Error> { Ok(Self) }
/// #     async fn close(&self) {}
/// # }
/// #[mcp_server(state = Pool)]
/// mod shop {
///     // …
/// #   use super::*;
/// }
///
/// #[tokio::main]
/// async fn main() -> std::process::ExitCode {
///     mcp_runtime::serve_args(async |flags: Flags| -> Result<_, std::io::Error> {
///         let pool = Pool::connect(&flags.url).await?;
///         let server = shop::server(pool.clone());
///         Ok(mcp_runtime::serve(server).on_shutdown(async move { pool.close().await }))
///     })
///     .await
/// }
/// ```
pub async fn serve_args<A: Args, T: IntoServe, F: Future<Output = T>>(make: impl FnOnce(A) -> F) -> ExitCode {
    let args = std::env::args_os().collect();
    let (line, own) = match Line::read::<A>(&Face::of::<T::Server>(""), args) {
        Ok(read) => read,
        Err(code) => return code,
    };
    let log = logged(&line);
    #[cfg(all(feature = "dev", unix))]
    if matches!(line.mode, Mode::Dev(_)) {
        return exit(blocking::anywhere(move || dev::run(&line)), &log);
    }
    let ended = match make(own).await.into_serve() {
        Ok(serve) => serve.hosted(move |app| dispatch(app, &line)).await,
        Err(error) => Err(error),
    };
    exit(ended, &log)
}

/// What the author's flags become, as [`run_args`] reads them, with their variables; for tests. The name of the program is not one of the
/// arguments. Err: what would be printed, also where a flag is one that every server has.
///
/// ```
/// #[derive(clap::Args)]
/// struct Flags {
///     #[arg(long)]
///     folder: String,
/// }
///
/// let flags: Flags = mcp_runtime::parse_args(["--folder", "notes", "list"])?;
/// assert_eq!(flags.folder, "notes");
///
/// #[derive(clap::Args)]
/// struct Clash {
///     #[arg(long)]
///     log: String,
/// }
///
/// let error = mcp_runtime::parse_args::<Clash, &str>([]).err().expect("a clash");
/// assert!(error.to_string().starts_with("`--log` of the field `log` belongs to every server"));
/// # Ok::<(), mcp_runtime::Error>(())
/// ```
pub fn parse_args<A: Args, T: Into<OsString>>(args: impl IntoIterator<Item = T>) -> Result<A, Error> {
    let mut command = super::command::command::<A>(&Face::any())?;
    let args = std::iter::once("server".into()).chain(args.into_iter().map(Into::into));
    let read = command.try_get_matches_from_mut(args).and_then(|matches| A::from_arg_matches(&matches));
    read.map_err(|error| Error::usage(error.to_string()))
}

/// What a function that makes a server may give: the server, a [`Serve`] with its options and more, or a `Result` of either.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no MCP server",
    label = "not a server",
    note = "give a type with `#[mcp_server]`, what `server(…)` of a module gives, `mcp_runtime::serve(server)`, or a `Result` of one of \
            these whose error is `Into<Box<dyn Error + Send + Sync>>`"
)]
pub trait IntoServe {
    /// The server that it becomes.
    type Server: Server;

    #[doc(hidden)]
    fn into_serve(self) -> Result<Serve<Self::Server>, Error>;
}

impl<S: Server> IntoServe for S {
    type Server = S;

    fn into_serve(self) -> Result<Serve<S>, Error> {
        Ok(serve(self))
    }
}

impl<S: Server> IntoServe for Serve<S> {
    type Server = S;

    fn into_serve(self) -> Result<Self, Error> {
        Ok(self)
    }
}

impl<T: IntoServe, E: Into<BoxError>> IntoServe for Result<T, E> {
    type Server = T::Server;

    fn into_serve(self) -> Result<Serve<T::Server>, Error> {
        match self {
            Ok(made) => made.into_serve(),
            Err(error) => {
                let error: BoxError = error.into();
                Err(error.downcast::<Error>().map_or_else(|error| Error::of(&*error), |error| *error))
            }
        }
    }
}

impl<S: Server> Serve<S> {
    /// Takes this for the command line, and not that of the process, as when the server took its own flags off it. The first argument
    /// is the name of the program. [`run_args`] and [`serve_args`] have read the command line before.
    pub fn args(mut self, args: impl IntoIterator<Item = OsString>) -> Self {
        self.args = Some(args.into_iter().collect());
        self
    }

    /// Serves on this thread. Only what is awaited beside it needs a runtime.
    fn block(self, line: Line) -> Result<ExitCode, Error> {
        if self.is_alone() {
            let (server, options) = self.into_parts();
            let app = App::new(server, options)?;
            return blocking::anywhere(move || dispatch(app, &line));
        }
        blocking::anywhere(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.map_err(|error| Error::because("the runtime does not start", error))?;
            runtime.block_on(self.hosted(move |app| dispatch(app, &line)))
        })?
    }
}

/// Serves as the command line says, and gives the exit code of the process.
impl<S: Server> IntoFuture for Serve<S> {
    type Output = ExitCode;
    type IntoFuture = Pin<Box<dyn Future<Output = ExitCode> + Send>>;

    fn into_future(mut self) -> Self::IntoFuture {
        let args = self.args.take().unwrap_or_else(|| std::env::args_os().collect());
        let face = Face::of::<S>(self.help());
        Box::pin(async move {
            match Line::read::<()>(&face, args) {
                Ok((line, ())) => {
                    let log = logged(&line);
                    #[cfg(all(feature = "dev", unix))]
                    if matches!(line.mode, Mode::Dev(_)) {
                        self.close().await;
                        return exit(blocking::anywhere(move || dev::run(&line)), &log);
                    }
                    exit(self.hosted(move |app| dispatch(app, &line)).await, &log)
                }
                Err(code) => {
                    self.close().await;
                    code
                }
            }
        })
    }
}

/// Does what a command line says with the server that is made of it.
pub(super) fn run_line<A: Args, T: IntoServe>(
    face: &Face,
    args: Vec<OsString>,
    make: impl FnOnce(A) -> T,
) -> ExitCode {
    let (line, own) = match Line::read::<A>(face, args) {
        Ok(read) => read,
        Err(code) => return code,
    };
    let log = logged(&line);
    #[cfg(all(feature = "dev", unix))]
    if matches!(line.mode, Mode::Dev(_)) {
        // What was made for the server must not be in the way of others that make it.
        drop(make);
        return exit(blocking::anywhere(move || dev::run(&line)), &log);
    }
    exit(make(own).into_serve().and_then(|serve| serve.block(line)), &log)
}

/// Starts the log, before anything of the author's runs.
fn logged(line: &Line) -> Log {
    // A level that is wrong was refused.
    let log = log::start(line.level().ok().flatten().as_deref());
    line.say_twice();
    log
}

/// What the process ends with, when nothing more is logged.
fn exit(ended: Result<ExitCode, Error>, log: &Log) -> ExitCode {
    let code = ended.unwrap_or_else(|error| failed(&error));
    log.flush();
    code
}
