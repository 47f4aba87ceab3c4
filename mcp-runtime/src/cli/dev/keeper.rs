//! Keeps the server that runs true to its source: looks for changes, builds, and has the new program take the old one's place.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, watch};
use tokio::time::{sleep, timeout};

use super::cargo::Made;
use super::project::{Project, Stamps};
use crate::cli::complain;

/// How often it is looked for changes while nobody calls.
const GLANCE: Duration = Duration::from_millis(300);
/// An editor that writes several files has to be done for so long.
const QUIET: Duration = Duration::from_millis(50);
/// So long a call waits for the build. Clients mostly wait for a minute.
const PATIENCE: Duration = Duration::from_secs(45);

/// What serves, and can have another program in its place.
pub(super) trait Front {
    /// Ends the old program and starts the new one. Err: why that does not serve.
    async fn replace(&self, program: PathBuf) -> Result<(), String>;

    /// Whether none serves now.
    fn is_down(&self) -> bool;
}

/// What is known of the program.
#[derive(Debug, Clone, Default)]
struct State {
    /// How many looks were begun, and how many came to their end, with what they led to.
    begun: u64,
    done: u64,
    /// It is being built, or takes the place of another.
    busy: bool,
    trouble: Option<Arc<Trouble>>,
}

/// Why the source does not build.
#[derive(Debug)]
struct Trouble {
    text: String,
    told: AtomicBool,
}

#[derive(Debug)]
pub(super) struct Keeper {
    project: Arc<Project>,
    /// What is started first.
    made: Made,
    state: watch::Sender<State>,
    look: Notify,
}

impl Keeper {
    pub(super) fn new(project: Project) -> Self {
        let made = Made::of(project.program.clone());
        Self { project: Arc::new(project), made, state: watch::Sender::default(), look: Notify::new() }
    }

    pub(super) fn program(&self) -> PathBuf {
        self.project.program.clone()
    }

    /// Whether something is built or replaced now.
    #[cfg(feature = "http")]
    pub(super) fn is_busy(&self) -> bool {
        self.state.borrow().busy
    }

    /// Waits until nothing is.
    #[cfg(feature = "http")]
    pub(super) async fn rests(&self) {
        let _ = self.state.subscribe().wait_for(|state| !state.busy).await;
    }

    /// Waits until what runs is what is written now, as far as that can be. A `call` is told why it is not, once for each source.
    pub(super) async fn settled(&self, call: bool) -> Option<String> {
        let begun = self.state.borrow().begun;
        self.look.notify_one();
        let mut state = self.state.subscribe();
        let settled = state.wait_for(|state| state.done > begun);
        let trouble = timeout(PATIENCE, settled).await.ok()?.ok()?.trouble.clone().filter(|_| call)?;
        (!trouble.told.swap(true, Ordering::AcqRel)).then(|| trouble.text.clone())
    }

    /// Ends a build that runs. None is begun after that.
    pub(super) fn stop(&self) {
        self.project.cargo.stop();
    }

    /// Does it for ever.
    pub(super) async fn work(&self, front: &impl Front) {
        let mut runs = self.made.clone();
        let mut known = self.project.stamps();
        let mut due = self.project.is_old();
        loop {
            self.state.send_modify(|state| state.begun += 1);
            let now = self.project.stamps();
            if due || now != known {
                self.state.send_modify(|state| state.busy = true);
                known = self.renew(front, now, &mut runs).await;
                due = false;
            }
            self.state.send_modify(|state| (state.done, state.busy) = (state.begun, false));
            let _ = timeout(GLANCE, self.look.notified()).await;
        }
    }

    /// Builds, and replaces what runs, unless that is what was built. Gives of what it was built.
    async fn renew(&self, front: &impl Front, mut seen: Stamps, runs: &mut Made) -> Stamps {
        let source = loop {
            sleep(QUIET).await;
            let now = self.project.stamps();
            if now == seen {
                break now;
            }
            seen = now;
        };
        let begun = Instant::now();
        let project = Arc::clone(&self.project);
        let built = tokio::task::spawn_blocking(move || project.cargo.build()).await;
        let trouble = match built.unwrap_or_else(|error| Err(format!("the build is lost: {error}"))) {
            Ok(built) if built == *runs && !front.is_down() => None,
            Ok(built) => {
                runs.clone_from(&built);
                let seconds = || begun.elapsed().as_secs_f64();
                match front.replace(built.program).await {
                    Ok(()) => complain(&format!("dev: the new build serves, after {:.1} s", seconds())),
                    Err(why) => complain(&format!(
                        "dev: the new build does not serve: {why}. It is tried again when something changes."
                    )),
                }
                // One that does not serve says so itself.
                None
            }
            Err(errors) => {
                complain("dev: the server does not build. It is tried again when something changes.");
                Some(format!("The server does not build:\n\n{errors}"))
            }
        };
        let trouble = trouble.map(|text| Arc::new(Trouble { text, told: AtomicBool::new(false) }));
        self.state.send_modify(|state| state.trouble = trouble);
        // What came to be known by the build was part of it; what was changed meanwhile is built next.
        let now = self.project.stamps();
        now.into_iter().map(|(file, now)| (file.clone(), source.get(&file).copied().unwrap_or(now))).collect()
    }
}
