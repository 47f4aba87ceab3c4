//! A server with flags of its own, that is started in the way that `WAY` says.
#![allow(clippy::print_stderr, reason = "a test reads there what happened")]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use mcp_runtime::{Error, IntoServe, Options};

/// What a shop is opened with; no text of the server.
#[derive(Args)]
struct Flags {
    /// Where the orders are
    #[arg(long, env = "SHOP_URL")]
    url: String,
    /// How many there are
    #[arg(long, short = 'n', env = "SHOP_COUNT", default_value_t = 7)]
    count: u8,
    #[arg(long, env = "SHOP_SPEED", default_value = "slow")]
    speed: Speed,
    /// A field whose name is that of a flag of the kit, and whose flag is not
    #[arg(long = "own-log")]
    log: Option<String>,
    /// A path, which is written down for clients
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// One of each kind that a form asks for.
#[derive(Args, Debug)]
struct Form {
    /// Where the orders are.
    #[arg(long, env = "SHOP_URL")]
    url: String,
    #[arg(long, env = "SHOP_TOKEN")]
    api_token: Option<String>,
    /// How soon.
    #[arg(long, env = "SHOP_SPEED", default_value = "slow")]
    speed: Speed,
    /// How many there are
    #[arg(long, default_value_t = 7)]
    count: u8,
    /// Whether to skip checks
    #[arg(long)]
    quick: bool,
    #[arg(long, default_value = ".")]
    order_folder: PathBuf,
    /// What else there is
    #[arg(long, value_hint = clap::ValueHint::DirPath)]
    root: Vec<PathBuf>,
    #[arg(long, hide = true)]
    internal: Option<String>,
    /// Lists of orders
    lists: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Speed {
    Slow,
    Fast,
}

#[derive(Args)]
struct Long {
    #[arg(long)]
    call_deadline: Option<String>,
}

#[derive(Args)]
struct Short {
    #[arg(short = 'V')]
    verbose: bool,
}

#[derive(Args)]
struct Variable {
    #[arg(long, env = "MCP_PATH")]
    folder: Option<String>,
}

#[derive(Args)]
struct Alias {
    #[arg(long, alias = "sse")]
    stream: bool,
}

#[derive(Args)]
struct Twice {
    #[arg(long)]
    one: bool,
    #[arg(long = "one")]
    other: bool,
}

#[derive(Args)]
struct Commanded {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(clap::Subcommand)]
enum What {
    Migrate,
}

/// A shop. It has orders.
#[mcp_runtime::mcp_server(name = "shop", state(String))]
mod shop {
    use mcp_runtime::prelude::*;

    /// Say what the shop was opened with.
    #[mcp_tool]
    async fn opened(of: State<String>) -> String {
        of.to_string()
    }

    /// Take arguments whose names are flags elsewhere.
    #[mcp_tool]
    async fn named(log: String, help: String, url: String) -> String {
        format!("{log} {help} {url}")
    }

    /// Where somebody lives.
    #[derive(Debug)]
    #[mcp_type]
    struct Address {
        city: String,
        zip_code: Option<u32>,
    }

    /// Say what came in.
    #[mcp_tool]
    #[expect(clippy::too_many_arguments, reason = "one for each kind")]
    async fn typed(
        #[arg(len = 1..=5)] user_name: String,
        big: Option<u128>,
        low: Option<i128>,
        small: Option<u8>,
        #[arg(default = false)] dry_run: bool,
        tags: Option<Vec<String>>,
        sizes: Option<Vec<u8>>,
        address: Option<Address>,
        json: Option<String>,
        output: Option<String>,
    ) -> String {
        let named = (json, output);
        format!("{user_name} {big:?} {low:?} {small:?} {dry_run} {tags:?} {sizes:?} {address:?} {named:?}")
    }
}

/// A server that is made for clients which cannot fill its argument.
#[mcp_runtime::mcp_server(clients(roo, openai_strict))]
mod labels {
    use std::collections::BTreeMap;

    /// Count labels.
    #[mcp_runtime::mcp_tool]
    async fn count(labels: BTreeMap<String, String>) -> usize {
        labels.len()
    }

    /// Look one up.
    #[mcp_runtime::mcp_tool]
    async fn look(page: (u8, String)) -> String {
        format!("{} {}", page.0, page.1)
    }
}

fn made(flags: &Flags) -> Result<String, Error> {
    tracing::info!("opening");
    eprintln!("opening");
    if flags.folder.as_ref().is_some_and(|folder| folder.is_relative()) {
        return Err(Error::usage("`--folder` is not absolute"));
    }
    match &*flags.url {
        "nothing" => Err(Error::usage("`--url nothing` is no place: name one")),
        url => Ok(format!("{url} {} {:?} {:?}", flags.count, flags.speed, flags.log)),
    }
}

fn server(flags: Flags) -> Result<impl IntoServe, Box<dyn std::error::Error + Send + Sync>> {
    if flags.url == "closed" {
        return Err(std::io::Error::other("the shop is closed").into());
    }
    Ok(shop::server(made(&flags)?))
}

fn with_more(flags: &Flags) -> Result<impl IntoServe + use<>, Error> {
    let server = mcp_runtime::serve(shop::server(made(flags)?)).options(Options::default().max_in_flight(3));
    Ok(server.on_shutdown(async { eprintln!("closed") }))
}

fn clash<A: Args>() -> ExitCode {
    mcp_runtime::run_args(|_: A| shop::server(String::new()))
}

#[tokio::main(flavor = "current_thread")]
async fn awaited() -> ExitCode {
    mcp_runtime::serve_args(async |flags: Flags| {
        tokio::task::yield_now().await;
        with_more(&flags)
    })
    .await
}

fn main() -> ExitCode {
    let way = std::env::var("WAY").unwrap_or_default();
    match &*way {
        "run" => mcp_runtime::run_args(server),
        "run more" => mcp_runtime::run_args(|flags: Flags| with_more(&flags)),
        "form" => mcp_runtime::run_args(|form: Form| shop::server(format!("{form:?}"))),
        "serve" => awaited(),
        "clash long" => clash::<Long>(),
        "clash short" => clash::<Short>(),
        "clash variable" => clash::<Variable>(),
        "clash alias" => clash::<Alias>(),
        "twice" => clash::<Twice>(),
        "clients" => mcp_runtime::run(labels::server()),
        "sub-command" => clash::<Commanded>(),
        other => panic!("`{other}` is no way to start"),
    }
}
