//! The command line of a server: `--stdio`, `--http`, `list`, `call`, `prompt`, `read`, `schema`.
//!
//! Exit codes: 0 when all went well, 1 when the server or the called tool failed, 2 when the command line was wrong.

mod amount;
mod call;
#[cfg(feature = "http")]
mod http;
mod log;
mod offered;

use std::ffi::OsString;
use std::future::{Future, IntoFuture};
use std::io::{IsTerminal as _, Write as _};
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::app::App;
use crate::app::options::Options;
use crate::author::table::Server;
use crate::outcome::error::{Error, chain};
use crate::transport::serve::Serve;
use crate::transport::{blocking, stdio};
use log::Log;

/// The exit code of a failure.
const FAILED: u8 = 1;
/// The exit code of a command line that was not understood.
const USAGE: u8 = 2;

/// Runs a server as its command line says, and gives the exit code of the process.
///
/// | command line | what it does |
/// |---|---|
/// | `--stdio` | serves the program that started it; also without any argument, unless on a terminal |
/// | `--http :3000`, `--sse :3000` | serves HTTP: Streamable HTTP at `/mcp`, HTTP+SSE at `/sse` |
/// | `list` | prints what the server offers |
/// | `call NAME --arg value` | calls a tool and prints its result; `--json '{…}'` gives all arguments at once |
/// | `prompt NAME --arg value` | prints the messages of a prompt |
/// | `read URI` | prints the contents of a resource |
/// | `schema` | prints what clients see, as JSON |
///
/// Options: `--log LEVEL` (to stderr; without it the environment's `RUST_LOG` says what, such as `warn,mycrate=debug`),
/// `--grace TIME`, `--call-deadline TIME`, `--max-held SIZE`, `--help`, `--version`; those of HTTP are listed by `--help`. A time is a number of
/// seconds, or one with its unit: `250ms`, `30s`, `5m`, `12h`.
///
/// Exit codes: 0 when all went well, 1 when the server or the called tool failed, 2 when the command line was wrong.
///
/// **From async code** await [`serve`](crate::serve). `run` works there too and blocks its thread: a runtime of several threads goes on
/// with the others, one of a single thread (`flavor = "current_thread"`) stands still, and what was made on it with it, such as a pool
/// of connections. The log says so after a second.
#[must_use = "it is the exit code of the process: write `fn main() -> std::process::ExitCode { mcp_runtime::run(server) }`"]
pub fn run(server: impl Server) -> ExitCode {
    run_with(server, Options::default())
}

/// [`run`] with limits of your own.
#[must_use = "it is the exit code of the process: return it from `main`"]
pub fn run_with(server: impl Server, options: Options) -> ExitCode {
    run_from(server, options, std::env::args_os())
}

/// [`run_with`] for a command line that is not that of the process, as when the server took its own flags off it. The
/// first argument is the name of the program.
#[must_use = "it is the exit code of the process: return it from `main`"]
pub fn run_from(server: impl Server, options: Options, args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let ran = App::new(server, options).and_then(|app| blocking::anywhere(move || dispatch(app, args)));
    exit(ran)
}

impl<S: Server> Serve<S> {
    /// Takes this for the command line, and not that of the process, as when the server took its own flags off it. The first argument
    /// is the name of the program.
    pub fn args(mut self, args: impl IntoIterator<Item = OsString>) -> Self {
        self.args = Some(args.into_iter().collect());
        self
    }
}

/// Serves as the command line says, and gives the exit code of the process.
impl<S: Server> IntoFuture for Serve<S> {
    type Output = ExitCode;
    type IntoFuture = Pin<Box<dyn Future<Output = ExitCode> + Send>>;

    fn into_future(mut self) -> Self::IntoFuture {
        let args = self.args.take().unwrap_or_else(|| std::env::args_os().collect());
        Box::pin(async move { exit(self.hosted(move |app| dispatch(app, args)).await) })
    }
}

/// What the process ends with, when nothing more is logged.
fn exit(ran: Result<(ExitCode, Option<Log>), Error>) -> ExitCode {
    match ran {
        Ok((code, log)) => {
            log.inspect(Log::flush);
            code
        }
        Err(error) => failed(&error),
    }
}

/// Does what the command line says.
fn dispatch(app: Arc<App>, args: Vec<OsString>) -> (ExitCode, Option<Log>) {
    let matches = match command(&app).try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) => {
            let _ = error.print();
            return (ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(USAGE)), None);
        }
    };
    let log = log::start(matches.get_one::<String>("log").map(String::as_str));
    let code = match matches.subcommand() {
        Some(("list", _)) => offered::list(&app),
        Some(("schema", _)) => offered::schema(&app),
        Some(("call", matches)) => call::tool(app, matches),
        Some(("prompt", matches)) => call::prompt(app, matches),
        Some(("read", matches)) => call::read(app, matches),
        #[cfg(feature = "http")]
        _ if matches.contains_id("http") => http::serve(app, &matches),
        _ if matches.get_flag("stdio") || !std::io::stdin().is_terminal() => serve(app, &matches),
        _ => on_a_terminal(&app),
    };
    (code, Some(log))
}

fn command(app: &App) -> Command {
    let name = program();
    let about = first_sentence(app.info.instructions);
    let command = Command::new(name)
        .about(about)
        .version(app.info.version)
        .after_help(app.options.help)
        .disable_help_subcommand(true)
        .arg(Arg::new("stdio").long("stdio").action(ArgAction::SetTrue).help(
            "Serve the program that started this one, over standard input and output (the default when the input is \
             not a terminal)",
        ))
        .arg(
            Arg::new("log")
                .long("log")
                .value_name("LEVEL")
                .global(true)
                .value_parser(["off", "error", "warn", "info", "debug", "trace"])
                .help("How much to log, to stderr [default: what RUST_LOG says, or else warn]"),
        )
        .arg(
            Arg::new("grace")
                .long("grace")
                .value_name("TIME")
                .help("How long calls may go on when the client has left or the process is told to stop, such as `10s`"),
        )
        .arg(
            Arg::new("call-deadline")
                .long("call-deadline")
                .value_name("TIME")
                .help("How long a call may take unless its tool says otherwise, such as `2m` [default: for ever]"),
        )
        .arg(
            Arg::new("max-held")
                .long("max-held")
                .value_name("SIZE")
                .help("How much may be held for clients, all together, such as `1G` [default: 256M]"),
        )
        .subcommand(Command::new("list").about("Print what the server offers"))
        .subcommand(Command::new("schema").about("Print what clients see, as JSON"))
        .subcommands(call::commands(app));
    #[cfg(feature = "http")]
    let command = command.args(http::args());
    command
}

/// The first sentence of a text, on one line.
fn first_sentence(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    paragraph.split_inclusive(". ").next().unwrap_or_default().trim_end().to_owned()
}

/// The name under which the program was started.
fn program() -> String {
    std::env::args_os()
        .next()
        .and_then(|path| {
            std::path::Path::new(&path).file_name().map(|name| name.to_string_lossy().into_owned())
        })
        .unwrap_or_else(|| "server".into())
}

fn serve(app: Arc<App>, matches: &ArgMatches) -> ExitCode {
    let prepared = limited(app, matches).and_then(|app| Ok((app, amount::pause(matches, "grace")?)));
    match prepared {
        Ok((app, grace)) => {
            let app = app.adjust(|app| app.options.grace = grace.unwrap_or(app.options.grace));
            ended(stdio::serve(&app))
        }
        Err(error) => failed(&error),
    }
}

/// The server with the limits of the command line that every transport has.
fn limited(app: Arc<App>, matches: &ArgMatches) -> Result<Arc<App>, Error> {
    let (deadline, held) = (amount::time(matches, "call-deadline")?, amount::size(matches, "max-held")?);
    Ok(app.adjust(|app| {
        app.options.call_deadline = deadline.or(app.options.call_deadline);
        app.options.max_held = held.unwrap_or(app.options.max_held);
    }))
}

fn ended(served: Result<(), Error>) -> ExitCode {
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn on_a_terminal(app: &App) -> ExitCode {
    let name = program();
    let over_http = if cfg!(feature = "http") {
        format!("\nTo serve clients over HTTP: `{name} --http :3000`.")
    } else {
        String::new()
    };
    complain(&format!(
        "{} {} is an MCP server: a client starts it with `{name} --stdio` and speaks to it.{over_http}\n\
         To see what it offers: `{name} list`. To try a tool: `{name} call TOOL --help`. More: `{name} --help`.",
        app.info.name, app.info.version
    ));
    ExitCode::from(USAGE)
}

fn failed(error: &Error) -> ExitCode {
    complain(&format!("error: {}", chain(error)));
    ExitCode::from(if error.is_usage() { USAGE } else { FAILED })
}

/// Prints to standard output. A reader that has gone is no error.
fn print(text: &str) -> ExitCode {
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::SUCCESS
}

/// Prints to stderr, and never panics when that is closed.
fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
