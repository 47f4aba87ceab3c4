//! A server that is started in the way that `STARTUP` says: inside of a runtime or not, awaited or not. Its state is a task on the
//! runtime that it is started in, and one that is made later.
#![allow(clippy::print_stderr, reason = "a test reads there what happened")]

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use mcp_runtime::{Later, Options, Serve, Server};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::{Notify, mpsc, oneshot};

/// A task that doubles numbers.
struct Doubling(mpsc::Sender<(u32, oneshot::Sender<u32>)>);

impl Doubling {
    fn start() -> Self {
        let (ask, mut asked) = mpsc::channel::<(u32, oneshot::Sender<u32>)>(1);
        tokio::spawn(async move {
            while let Some((n, tell)) = asked.recv().await {
                let _ = tell.send(2 * n);
            }
        });
        Self(ask)
    }
}

/// What happens beside calls.
#[derive(Default)]
struct Beside {
    home: std::sync::OnceLock<Handle>,
    answered: AtomicUsize,
    quit: Notify,
    gate: Notify,
}

/// Made later.
struct Slow(&'static str);

#[mcp_runtime::mcp_server(name = "startup", state(Doubling, Arc<Beside>, Later<Slow>))]
mod startup {
    use std::sync::Arc;
    use std::sync::atomic::Ordering;
    use std::time::Duration;

    use mcp_runtime::prelude::*;
    use tokio::runtime::Handle;
    use tokio::sync::oneshot;

    use super::{Beside, Doubling, Later, Slow};

    /// Double a number.
    #[mcp_tool]
    async fn double(n: u32, by: State<Doubling>) -> Result<u32, ToolError> {
        let (tell, told) = oneshot::channel();
        by.0.send((n, tell)).await.map_err(|_| ToolError::new("the task is gone"))?;
        told.await.map_err(ToolError::from)
    }

    /// Add one.
    #[mcp_tool]
    async fn plain(n: u32) -> u32 {
        n + 1
    }

    /// Whether a function is inside of the runtime that the server was started in.
    #[mcp_tool]
    async fn at_home(beside: State<Arc<Beside>>) -> bool {
        let at_home = || beside.home.get().is_some_and(|home| home.id() == Handle::current().id());
        let first = at_home();
        tokio::time::sleep(Duration::from_millis(5)).await;
        first && at_home()
    }

    /// The same of a function that is not async.
    #[mcp_tool]
    fn at_home_blocking(beside: State<Arc<Beside>>) -> bool {
        let at_home = beside.home.get().is_some_and(|home| home.id() == Handle::current().id());
        Handle::current().block_on(tokio::time::sleep(Duration::from_millis(5)));
        at_home
    }

    /// Hold the thread, as a function that is async must not.
    #[mcp_tool]
    async fn hold(ms: u64) {
        std::thread::sleep(Duration::from_millis(ms));
    }

    /// Take some time.
    #[mcp_tool]
    async fn wait(ms: u64, beside: State<Arc<Beside>>) {
        eprintln!("waiting");
        tokio::time::sleep(Duration::from_millis(ms)).await;
        beside.answered.fetch_add(1, Ordering::SeqCst);
    }

    /// Let the server be stopped by its own program.
    #[mcp_tool]
    async fn quit(beside: State<Arc<Beside>>) {
        beside.quit.notify_one();
    }

    /// Let the slow state be made.
    #[mcp_tool]
    async fn open(beside: State<Arc<Beside>>) {
        beside.gate.notify_one();
    }

    /// Say what was made later.
    #[mcp_tool]
    async fn slow(slow: State<Slow>) -> &'static str {
        slow.0
    }

    /// The same by a function that is not async, and that takes two states.
    #[mcp_tool]
    fn slow_blocking(slow: State<Slow>, beside: State<Arc<Beside>>) -> String {
        format!("{} {}", slow.0, beside.answered.load(Ordering::SeqCst))
    }
}

/// It is there at once, or once `open` was called; or it fails at first.
fn slow(beside: &Arc<Beside>) -> Later<Slow> {
    let (beside, way) = (Arc::clone(beside), std::env::var("SLOW").unwrap_or_default());
    let attempts = Arc::new(AtomicUsize::new(0));
    Later::new(move || {
        let (beside, way, attempts) = (Arc::clone(&beside), way.clone(), Arc::clone(&attempts));
        async move {
            eprintln!("making");
            match (way.as_str(), attempts.fetch_add(1, Ordering::SeqCst)) {
                ("fails", 0) | ("always fails", _) => {
                    return Err(std::io::Error::other("no route to the secret host"));
                }
                ("gate", _) => beside.gate.notified().await,
                _ => {}
            }
            Ok(Slow("made"))
        }
    })
}

/// The server as it is made inside of the runtime that it is started in.
fn server(beside: &Arc<Beside>) -> impl Server + use<> {
    let _ = beside.home.set(Handle::current());
    startup::server(Doubling::start(), Arc::clone(beside), slow(beside))
}

fn awaited() -> Serve<impl Server> {
    beside(&Arc::default())
}

fn beside(beside: &Arc<Beside>) -> Serve<impl Server + use<>> {
    let (quit, closed) = (Arc::clone(beside), Arc::clone(beside));
    mcp_runtime::serve(server(beside))
        .options(Options::default().grace(Duration::from_secs(20)))
        .until(async move { quit.quit.notified().await })
        .on_shutdown(async move {
            eprintln!("closing after {}", closed.answered.load(Ordering::SeqCst));
            if std::env::var_os("HANG").is_some() {
                std::future::pending::<()>().await;
            }
        })
        .on_shutdown(async {
            // On the runtime that awaits, which is there yet.
            tokio::time::sleep(Duration::from_millis(1)).await;
            eprintln!("closed");
        })
}

/// Without a command line: `http ADDRESS`, or else stdio. The log is nobody's.
async fn bare() -> Result<(), mcp_runtime::Error> {
    match std::env::var("ADDRESS") {
        Ok(address) => awaited().http(&address).await,
        Err(_) => awaited().stdio().await,
    }
}

fn single() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn many(threads: usize) -> Runtime {
    Builder::new_multi_thread().worker_threads(threads).enable_all().build().expect("a runtime")
}

fn main() -> ExitCode {
    let run = || mcp_runtime::run(server(&Arc::default()));
    let way = std::env::var("STARTUP").unwrap_or_default();
    match way.as_str() {
        "run" => many(2).block_on(async { run() }),
        "run in a task" => {
            many(1).block_on(async { tokio::spawn(async move { run() }).await.expect("no panic") })
        }
        "run in blocking" => {
            single().block_on(async { tokio::task::spawn_blocking(run).await.expect("no panic") })
        }
        "run in one thread" => single().block_on(async { run() }),
        "serve" => many(2).block_on(async { awaited().await }),
        "serve in a task" => {
            many(1).block_on(async { tokio::spawn(async { awaited().await }).await.expect("no panic") })
        }
        "serve in one thread" => single().block_on(async { awaited().await }),
        "bare" => match single().block_on(bare()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        },
        "dropped" => single().block_on(async {
            let shared = Arc::<Beside>::default();
            tokio::select! {
                code = async { beside(&shared).await } => code,
                () = shared.gate.notified() => {
                    eprintln!("not awaited any more");
                    std::future::pending().await
                }
            }
        }),
        other => panic!("`{other}` is no way to start"),
    }
}
