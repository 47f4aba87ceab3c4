//! The processes that serve HTTP, one after the other, on one listener.

use std::ffi::OsString;
use std::net::{SocketAddr, TcpListener};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, header};
use hyper::body::Incoming;
use tokio::net::TcpStream;
use tokio::sync::Mutex as Turn;
use tokio::time::{Instant, sleep};

use super::keeper::Front;
use super::passed::Passed;
use super::process::{ENDING, LIVED, STARTING, command, ended, kill, say_down, silent, terminate, words};
use crate::cli::pipes::lines;
use crate::cli::request::send;
use crate::cli::{complain, print};

/// How often a process that starts is asked again whether it serves.
const GLANCE: Duration = Duration::from_millis(20);
/// How often it is looked whether one has ended by itself.
const LOOK: Duration = Duration::from_millis(100);

/// What all processes have of this one.
pub(super) struct Serving {
    args: Vec<OsString>,
    /// What signs session ids, where the server has nothing of its own.
    secret: Option<String>,
    /// Where clients come to.
    at: SocketAddr,
    /// What the processes listen on. What comes while there is none waits there.
    listener: TcpListener,
    inner: SocketAddr,
    builds: AtomicU32,
    /// Taken while one ends and another starts.
    place: Turn<Option<Process>>,
    /// Why nothing runs.
    down: Mutex<Option<String>>,
}

struct Process {
    child: Child,
    program: PathBuf,
    since: Instant,
}

impl Front for Serving {
    async fn replace(&self, program: PathBuf) -> Result<(), String> {
        self.stop().await;
        self.start(program).await
    }

    fn is_down(&self) -> bool {
        self.down().is_some()
    }
}

impl Serving {
    pub(super) fn new(args: Vec<OsString>, secret: Option<String>, at: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        Ok(Self {
            args,
            secret,
            at,
            inner: listener.local_addr()?,
            listener,
            builds: AtomicU32::new(0),
            place: Turn::default(),
            down: Mutex::default(),
        })
    }

    pub(super) fn down(&self) -> MutexGuard<'_, Option<String>> {
        self.down.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which build runs.
    pub(super) fn build(&self) -> u32 {
        self.builds.load(Ordering::Acquire)
    }

    /// Ends the process, as whoever hosts it does.
    pub(super) async fn stop(&self) {
        let mut place = self.place.lock().await;
        // It is there until it has ended: this may itself be broken off.
        let Some(process) = place.as_mut() else { return };
        terminate(&process.child);
        if ended(&mut process.child, ENDING).await.is_none() {
            complain("dev: the old process does not end, and is killed");
            kill(&mut process.child);
        }
        *place = None;
    }

    /// Ends it at once.
    pub(super) async fn kill(&self) {
        self.place.lock().await.take().iter_mut().for_each(|process| kill(&mut process.child));
    }

    /// Starts a process, and waits until it serves.
    pub(super) async fn start(&self, program: PathBuf) -> Result<(), String> {
        self.start_in(&mut *self.place.lock().await, program).await
    }

    async fn start_in(&self, place: &mut Option<Process>, program: PathBuf) -> Result<(), String> {
        let started = match self.spawn(&program) {
            Ok(child) => {
                let since = Instant::now();
                self.serves(&mut place.insert(Process { child, program, since }).child).await
            }
            Err(error) => Err(format!("it is not found or cannot run: {error}")),
        };
        if started.is_err() {
            *place = None;
            // The first one that serves says where, and no client knows of others.
            let _ = self.builds.compare_exchange(1, 0, Ordering::AcqRel, Ordering::Acquire);
        }
        *self.down() = started.clone().err();
        started
    }

    fn spawn(&self, program: &std::path::Path) -> std::io::Result<Child> {
        let build = self.builds.fetch_add(1, Ordering::AcqRel);
        let mut command = command(program, &self.args, build, Some(self.at));
        command.stdin(OwnedFd::from(self.listener.try_clone()?)).stdout(Stdio::piped());
        if let Some(secret) = &self.secret {
            command.env("MCP_SECRET", secret);
        }
        let mut child = command.spawn()?;
        let printed = child.stdout.take();
        // Where nobody reads it any more, the process ends: `dev` has gone.
        std::thread::Builder::new().name("mcp-printed".into()).spawn(move || {
            let Some(printed) = printed else { return };
            lines(printed, |line| {
                print(&format!("{line}\n"));
                true
            });
        })?;
        Ok(child)
    }

    /// Waits until a process answers. Err: why it does not.
    async fn serves(&self, child: &mut Child) -> Result<(), String> {
        let answers = async {
            while self.is_well().await.is_err() {
                sleep(GLANCE).await;
            }
        };
        let status = tokio::select! {
            () = answers => return Ok(()),
            status = ended(child, STARTING) => status,
        };
        if status.is_none() {
            kill(child);
            return Err(silent());
        }
        Err(words(status))
    }

    async fn is_well(&self) -> Result<(), String> {
        let request = Request::get("/health").header(header::HOST, "localhost");
        let request = request.body(Passed::from(Bytes::new())).map_err(|error| error.to_string())?;
        self.ask(request).await.map(drop)
    }

    /// Starts a process again whenever it ends by itself, if it served for a while before.
    pub(super) async fn watch(&self) {
        loop {
            sleep(LOOK).await;
            let mut place = self.place.lock().await;
            let Some(process) = place.as_mut() else { continue };
            let Ok(Some(status)) = process.child.try_wait() else { continue };
            let why = words(Some(status));
            let (lived, program) = (process.since.elapsed() > LIVED, process.program.clone());
            *place = None;
            if !lived {
                say_down(&why);
                *self.down() = Some(why);
                continue;
            }
            complain(&format!("dev: the server is gone: {why}. It is started again."));
            if let Err(why) = self.start_in(&mut place, program).await {
                say_down(&why);
            }
        }
    }

    /// Asks the server.
    pub(super) async fn ask(&self, request: Request<Passed>) -> Result<Response<Incoming>, String> {
        let stream = TcpStream::connect(self.inner).await.map_err(|error| error.to_string())?;
        let _ = stream.set_nodelay(true);
        send(stream, request).await.map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_client_knows_of_one_that_did_not_start() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let at = "127.0.0.1:1".parse().expect("an address");
            let serving = Serving::new(Vec::new(), None, at).expect("a listener");
            for (program, why) in
                [("false", "it ended with exit code 1"), ("/no/such", "it is not found or cannot run")]
            {
                let said = serving.start(program.into()).await.expect_err("it does not serve");
                assert!(said.starts_with(why), "{said}");
                assert_eq!((serving.is_down(), serving.build()), (true, 0), "the next one is the first");
            }
        });
    }
}
