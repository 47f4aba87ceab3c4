//! The command line of a server: `--stdio`, `--http`, `list`, `call`, `prompt`, `read`, `schema`, `doctor`, `dev`, `health`, `completions`,
//! `config`, `install`, `uninstall`, `bundle`, `server-json`.
//!
//! Exit codes: 0 when all went well, 1 when the server or the called tool failed, 2 when the command line was wrong.

mod amount;
mod call;
mod command;
mod complete;
#[cfg(all(feature = "dev", unix))]
mod dev;
mod doctor;
#[cfg(feature = "http")]
mod events;
#[cfg(feature = "http")]
mod health;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "install")]
mod install;
mod line;
mod log;
mod offered;
mod pipes;
#[cfg(feature = "install")]
mod publish;
mod refusal;
#[cfg(feature = "http")]
mod request;
mod start;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use crate::app::App;
use crate::app::options::Options;
use crate::author::table::Server;
use crate::outcome::error::{Error, chain};
use crate::transport::serve::serve as serve_with;
use crate::transport::stdio;
use command::Face;
use line::{Line, Mode};
pub use start::{IntoServe, parse_args, run_args, serve_args};

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
/// | `call NAME --arg value` | calls a tool and prints its result |
/// | `prompt NAME --arg value` | prints the messages of a prompt |
/// | `read URI` | prints the contents of a resource |
/// | `schema` | prints what clients see, as JSON |
/// | `doctor` | checks what it offers, and that it can be reached; after `--http :3000` with the flags of HTTP that it has |
/// | `dev` | serves, and builds and starts anew whenever the source changes, behind clients that stay connected; `--http :3000 dev` over HTTP |
/// | `health` | asks the server that runs at the address of `--http` or `MCP_HTTP` whether it is well; for the check of a container, which has no other program for it |
/// | `completions SHELL` | prints what a shell needs to complete this command line, with the names and flags of all tools: `bash`, `zsh`, `fish`, `powershell`, `elvish` |
/// | `config CLIENT` | prints what a client needs to start the server, such as `roo`, `claude-code`, `cursor` |
/// | `install CLIENT` | writes that into the file of the client; without a client, lists those on this machine |
/// | `uninstall CLIENT` | takes it out |
/// | `bundle` | writes the program into a file that clients install with one click, `NAME.mcpb` |
/// | `server-json` | prints or writes what the MCP registry lists of the server |
///
/// After `call` and `prompt` each argument has a flag, which `call NAME --help` describes:
///
/// | argument | flag |
/// |---|---|
/// | `user_name`, `userName` | `--user-name`; the name itself is understood too |
/// | a `bool` | `--dry-run`, `--dry-run=false` |
/// | a list | repeated, `--tag a --tag b`, or JSON, `--tag '["a","b"]'` |
/// | an object | JSON, `--address '{"city":"Bern"}'`, or a flag for each member, `--address.city Bern` |
/// | all at once | `--json '{…}'`, `--json @FILE`, `--json -` for standard input; flags beside it win |
///
/// A flag of the command itself, such as `--json`, may stand before the name of the tool or behind it. Where the tool has an argument of that
/// name it is the argument behind it: `call --json '{…}' NAME --json value`. What is typed wrong or missing is refused by the name of its flag, before
/// the tool is called.
///
/// What is printed by `call`, `prompt` and `read`:
///
/// | flag | what is on standard output |
/// |---|---|
/// | `--output text`, the default | what a person reads; of an image or other data its type and size |
/// | `--output json` | one line of JSON: `structuredContent` as the server sent it, in which a value that is no object is the member `result`; for a tool without it the list `content`, for a prompt `messages`, for a resource `contents` |
/// | `--output raw` | the whole result, as the protocol has it |
/// | `--save DIR` | beside any of them: data that is no text is written into files, whose names are in the text or on stderr |
///
/// A tool that fails says why on stderr; with `json` its `structuredContent` is printed, if it has that.
///
/// While a call runs, its progress (one line that is written over, on a terminal without `NO_COLOR`) and what it logs for its client, from `info` or the level of
/// `--log` on, are on stderr; `--quiet` shows neither. A form or a page of the server is asked at the terminal, field by field, and held to
/// the rules of the form; `--answer KEY=VALUE` answers the field KEY, or the question of that key with one field. Several of one key are given one
/// after the other. An empty answer where there has to be one, and Ctrl-D, decline; so is all that nobody can be asked. The command line has no model and no
/// roots. Ctrl-C cancels the call.
///
/// **Other servers** are asked in the same way by `call`, `prompt`, `read`, `list` and `schema`. Before the name of the tool stands
///
/// | flag | what is asked |
/// |---|---|
/// | `--command 'PROGRAM ARGS'` | a server that is started and spoken to over its standard input and output; its stderr is seen. Quotes and, but on Windows, `\` are those of a shell, and nothing else is |
/// | `--url URL`, `--header 'NAME: VALUE'` | one at an address: Streamable HTTP, or else HTTP+SSE. `https` needs the feature `tls`; trusted is the file of `SSL_CERT_FILE`, or of the system |
/// | `--wait TIME` | how long each answer may take; without it half a minute until the tools are known, then for ever |
///
/// The own server is not made then. Flags are made of what the other one lists. Nothing is redirected and no proxy is asked. No error repeats a
/// header, nor of an address more than scheme, host and port. A started server has three seconds to end when its input has.
///
/// Options: `--log LEVEL` (to stderr; without it the environment's `RUST_LOG` says what, such as `warn,mycrate=debug`),
/// `--grace TIME`, `--call-deadline TIME`, `--max-held SIZE`, `--help`, `--version`; those of HTTP are listed by `--help`. A time is a number of
/// seconds, or one with its unit: `250ms`, `30s`, `5m`, `12h`. Flags of your own: [`run_args`].
///
/// Each option can be set in the environment: `--call-deadline` is `MCP_CALL_DEADLINE`, and so are `MCP_HTTP`, `MCP_LOG` and the others that
/// `--help` lists. One that is given nothing, such as `MCP_CORS`, is `true` or `false`; several origins or hosts have blanks or commas between
/// them; an empty variable is none. The command line wins, and the log says over what: `--stdio` also over `MCP_HTTP`. Sub-commands
/// serve nobody, whatever is set. Nothing is coloured, unless your program turns on the feature `color` of clap, which heeds `NO_COLOR`.
///
/// Exit codes: 0 when all went well, 1 when the server or the called tool failed, 2 when the command line or a variable was wrong, 130 after
/// Ctrl-C of a call.
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
pub fn run_from<S: Server>(
    server: S,
    options: Options,
    args: impl IntoIterator<Item = OsString>,
) -> ExitCode {
    let face = Face::of::<S>(options.help);
    start::run_line(&face, args.into_iter().collect(), |(): ()| serve_with(server).options(options))
}

/// Does what the command line says.
fn dispatch(app: Arc<App>, line: &Line) -> ExitCode {
    match &line.mode {
        Mode::List => offered::list(&app),
        Mode::Schema => offered::schema(&app),
        Mode::Doctor(wanted) => doctor::run(app, line, wanted),
        // It is done before the server is made.
        #[cfg(all(feature = "dev", unix))]
        Mode::Dev(_) => ExitCode::from(FAILED),
        Mode::Complete(command, shell) => complete::show(&app, (**command).clone(), *shell),
        Mode::Ask(what, rest) => call::ask(app, line, what, rest),
        #[cfg(feature = "http")]
        Mode::Http(address) => http::serve(app, line, address),
        Mode::Stdio => serve(app, line),
        Mode::Explain => on_a_terminal(&app),
    }
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

fn serve(app: Arc<App>, line: &Line) -> ExitCode {
    let prepared = limited(app, line).and_then(|app| Ok((app, amount::pause(line, "grace")?)));
    match prepared {
        Ok((app, grace)) => {
            let app = app.adjust(|app| app.options.grace = grace.unwrap_or(app.options.grace));
            #[cfg(all(feature = "dev", unix))]
            let app = match dev::Started::read() {
                Some(started) => started.adjust(app),
                None => app,
            };
            ended(stdio::serve(&app))
        }
        Err(error) => failed(&error),
    }
}

/// The server with the limits of the command line that every transport has.
fn limited(app: Arc<App>, line: &Line) -> Result<Arc<App>, Error> {
    let (deadline, held) = (amount::time(line, "call-deadline")?, amount::size(line, "max-held")?);
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
