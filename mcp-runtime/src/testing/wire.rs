//! The server's end of a connection in memory.

use std::sync::Arc;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::app::App;
use crate::app::conn::Conn;
use crate::base::sync::{Mutex, lock};
use crate::exec::started::{Desk, Started};
use crate::outcome::error::Error;
use crate::protocol::caller::Sender;
use crate::rpc::outbox::Outbox;
use crate::transport::session::Session;

/// A conversation, and where its calls run.
#[derive(Debug)]
pub(crate) struct Wire {
    session: Mutex<Session>,
    app: Arc<App>,
    desk: Desk,
}

/// A server whose results are held against their schemas: authors look at them here.
pub(crate) fn checking(app: Arc<App>) -> Arc<App> {
    app.adjust(|app| app.options.check_results = true)
}

/// Threads for calls that wait.
pub(crate) fn runtime() -> Result<Runtime, Error> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(|error| Error::because("the runtime of the tools does not start", error))
}

impl Wire {
    pub(crate) fn new(app: Arc<App>, runtime: Handle) -> Self {
        let conn = Arc::new(Conn::new());
        let desk = Desk::new(&conn.outbox, runtime, &app.options);
        let session = Mutex::new(Session::new(Arc::clone(&app), conn, desk.clone()));
        Self { session, app, desk }
    }

    /// Begins to make what the server will wait for.
    pub(crate) fn begin(&self) {
        self.app.begin(&self.desk.runtime);
    }

    /// Sends one message; gives the answers that are there at once, a line each.
    pub(crate) fn send(&self, message: &[u8]) -> Vec<u8> {
        let mut answers = Vec::new();
        let started: Vec<Started> = {
            let mut session = lock(&self.session);
            session.receive(message, Sender::default(), &mut answers);
            session.started.drain(..).collect()
        };
        let _context = self.desk.runtime.enter();
        for mut started in started {
            if started.enters(&self.desk.calls, &mut answers) {
                let polled = started.poll_once();
                started.polled(polled, &self.desk, &mut answers);
            }
        }
        answers
    }

    /// Where what comes later is.
    pub(crate) fn outbox(&self) -> &Arc<Outbox> {
        &self.desk.outbox
    }

    /// The client has gone.
    pub(crate) fn cancel_all(&self) {
        self.desk.calls.cancel_all();
    }
}
