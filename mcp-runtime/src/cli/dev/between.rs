//! What is between a client on pipes and the processes of the server, one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use super::held::Held;
use super::keeper::Keeper;
use super::piped::{Done, Event, later};
use super::process::{ENDING, LIVED, STARTING, ended, kill, say_down, silent, terminate, words};
use super::running::Running;
use super::session::{Message, Session};
use crate::cli::complain;

/// What is between the client and the process.
pub(super) struct Between {
    events: UnboundedSender<Event>,
    /// What the client is to read.
    out: Sender<String>,
    keeper: Arc<Keeper>,
    args: Vec<OsString>,
    /// That of the newest process.
    program: PathBuf,
    server: Option<Running>,
    builds: u32,
    session: Session,
    /// What was said to the newest process again, whose answers nobody hears.
    greeting: BTreeSet<String>,
    /// Subscriptions of which the client knows already that they are open.
    acknowledged: BTreeSet<String>,
    /// What is started when the process has ended.
    next: Option<(PathBuf, Done)>,
    /// Whoever waits until the newest process serves.
    done: Option<Done>,
    /// Requests that the process has to answer.
    open: BTreeMap<String, Message>,
    held: Held,
    /// What the next process is told.
    waiting: Vec<(Message, String)>,
    /// Why nothing runs.
    why_down: Option<String>,
    down: Arc<AtomicBool>,
    /// The client has gone.
    gone: bool,
}

impl Between {
    pub(super) fn new(
        events: UnboundedSender<Event>,
        out: Sender<String>,
        keeper: Arc<Keeper>,
        args: Vec<OsString>,
        down: Arc<AtomicBool>,
    ) -> Self {
        Self {
            events,
            out,
            program: keeper.program(),
            keeper,
            args,
            server: None,
            builds: 0,
            session: Session::default(),
            greeting: BTreeSet::new(),
            acknowledged: BTreeSet::new(),
            next: None,
            done: None,
            open: BTreeMap::new(),
            held: Held::default(),
            waiting: Vec::new(),
            why_down: None,
            down,
            gone: false,
        }
    }

    /// Goes on until the client has gone and has all its answers.
    pub(super) async fn work(&mut self, happens: &mut UnboundedReceiver<Event>) {
        while let Some(event) = happens.recv().await {
            self.take(event).await;
            if self.gone && self.held.is_empty() && self.waiting.is_empty() && self.next.is_none() {
                return;
            }
        }
    }

    /// Has the process end, and passes on what it still says.
    pub(super) async fn leave(&mut self, happens: &mut UnboundedReceiver<Event>) {
        self.gone = true;
        self.next = None;
        self.end();
        while self.server.is_some() {
            let Some(event) = happens.recv().await else { return };
            if matches!(event, Event::Server(..) | Event::ServerGone(_) | Event::Late(_) | Event::Mute(_)) {
                self.take(event).await;
            }
        }
    }

    async fn take(&mut self, event: Event) {
        match event {
            Event::Client(text) => self.heard(text),
            Event::ClientGone => self.gone = true,
            Event::Settled(ticket, message, text, why) => self.settled(ticket, message, text, why),
            Event::Server(build, text) if self.is_newest(build) => self.said(&text),
            Event::ServerGone(build) if self.is_newest(build) => self.ended(None).await,
            Event::Late(build) if self.is_newest(build) => {
                complain("dev: the old process does not end, and is killed");
                self.kill().await;
            }
            Event::Mute(build) if self.is_newest(build) && !self.greeting.is_empty() => {
                self.ended(Some(silent())).await;
            }
            Event::Server(..) | Event::ServerGone(_) | Event::Late(_) | Event::Mute(_) => {}
            Event::Replace(program, done) if self.server.is_some() => {
                self.next = Some((program, done));
                self.end();
            }
            Event::Replace(program, done) => self.start(program, Some(done)),
        }
    }

    /// Asks the process to end, as whoever hosts it does.
    pub(super) fn terminate(&self) {
        self.server.iter().for_each(|server| terminate(&server.child));
    }

    /// Ends the process at once. Whoever it started may have its output, and keep that open.
    pub(super) async fn kill(&mut self) {
        self.server.iter_mut().for_each(|server| kill(&mut server.child));
        self.ended(None).await;
    }

    fn is_newest(&self, build: u32) -> bool {
        self.server.as_ref().is_some_and(|server| server.build == build)
    }

    /// The client said something.
    fn heard(&mut self, text: String) {
        let message = Message::read(&text);
        if message.cancels().is_some_and(|id| self.held.cancel(&id)) {
            return;
        }
        // While nothing serves, all depends on what is written now.
        let holds = message.waits() || self.why_down.is_some() && message.is_request();
        if !holds {
            return self.pass(message, text);
        }
        let ticket = self.held.hold(message.id.clone());
        let (keeper, events) = (Arc::clone(&self.keeper), self.events.clone());
        tokio::spawn(async move {
            let why = keeper.settled(message.is_call()).await;
            let _ = events.send(Event::Settled(ticket, message, text, why));
        });
    }

    fn settled(&mut self, ticket: u64, message: Message, text: String, why: Option<String>) {
        if !self.held.release(ticket) {
            return;
        }
        match why {
            Some(why) => self.refuse(&message, &super::not_called(&why)),
            None => self.pass(message, text),
        }
    }

    /// Passes on what the client said.
    fn pass(&mut self, message: Message, text: String) {
        if let Some(why) = self.why_down.clone() {
            if !message.is_request() {
                self.session.note(&message, &text);
            }
            return self.refuse(&message, &why);
        }
        let ready = self.greeting.is_empty() && self.next.is_none();
        let Some(input) = self.server.as_ref().and_then(|server| server.input.as_ref()).filter(|_| ready)
        else {
            return self.waiting.push((message, text));
        };
        // What waits is not said yet: noted before, the next process would hear it twice.
        self.session.note(&message, &text);
        input.send(text);
        message.cancels().map(|id| self.open.remove(&id));
        let requests = message.each().into_iter().filter(Message::is_request);
        self.open.extend(requests.filter_map(|request| Some((request.id.clone()?, request))));
    }

    fn refuse(&mut self, message: &Message, why: &str) {
        if message.is_request() {
            self.session.refused(message);
            self.print(&message.refusal(why));
        }
    }

    /// The process said something.
    fn said(&mut self, text: &str) {
        let replaced = self.next.is_some();
        for message in Message::read(text).each() {
            let ends = message.id.clone().filter(|_| message.is_answer()).or_else(|| message.cancels());
            if message.is_answer() && ends.as_ref().is_some_and(|id| self.greeting.remove(id)) {
                // The client has no answer to its handshake yet.
                if ends.as_ref().is_some_and(|id| self.open.remove(id).is_some()) {
                    self.print(text);
                }
                return self.greeted(ends.as_deref());
            }
            if message.acknowledges().is_some_and(|id| self.acknowledged.remove(&id)) {
                return;
            }
            // It goes on with the next process.
            if replaced && ends.as_ref().is_some_and(|id| self.session.listens(id)) {
                return;
            }
            if message.is_answer() {
                self.session.answered(&message);
                ends.map(|id| self.open.remove(&id));
            }
        }
        self.print(text);
    }

    /// The process has to end.
    fn end(&mut self) {
        let Some(server) = &mut self.server else { return };
        server.input = None;
        later(&self.events, ENDING, Event::Late(server.build));
    }

    /// The process has ended, or is to: then it is said why.
    async fn ended(&mut self, why: Option<String>) {
        let Some(mut server) = self.server.take() else { return };
        let why = match why {
            Some(why) => why,
            None => words(ended(&mut server.child, LIVED).await),
        };
        kill(&mut server.child);
        let text = match self.next {
            Some(_) => "The server was built anew while this ran, and took no longer. Call again.".to_owned(),
            None => format!("The server is gone: {why}. Call again."),
        };
        for (id, request) in std::mem::take(&mut self.open) {
            // The handshake and a subscription go on with the next process.
            if self.next.is_some() && request.method == "initialize" {
                self.open.insert(id, request);
            } else if self.gone || !self.session.listens(&id) {
                self.refuse(&request, &text);
            }
        }
        let has_served = self.greeting.is_empty();
        self.greeting.clear();
        if self.gone && self.next.is_none() {
            return;
        }
        match (self.next.take(), self.done.take()) {
            (Some((program, done)), _) => self.start(program, Some(done)),
            (None, None) if has_served && server.since.elapsed() > LIVED => {
                complain(&format!("dev: the server is gone: {why}. It is started again."));
                self.start(self.program.clone(), None);
            }
            (None, done) => self.fall(&why, done),
        }
    }

    /// Nothing serves, until there is another program.
    fn fall(&mut self, why: &str, done: Option<Done>) {
        match done {
            Some(done) => drop(done.send(Err(why.to_owned()))),
            None => say_down(why),
        }
        let text = super::refused_while_down(why);
        self.down.store(true, Ordering::Release);
        for (message, _) in std::mem::take(&mut self.waiting) {
            self.refuse(&message, &text);
        }
        self.why_down = Some(text);
    }

    pub(super) fn start(&mut self, program: PathBuf, done: Option<Done>) {
        self.done = done;
        match self.spawn(program) {
            Ok(()) => self.greet(),
            Err(error) => {
                let done = self.done.take();
                self.fall(&format!("it is not found or cannot run: {error}"), done);
            }
        }
    }

    fn spawn(&mut self, program: PathBuf) -> std::io::Result<()> {
        let build = self.builds;
        self.builds += 1;
        let (said, gone) = (self.events.clone(), self.events.clone());
        let each = move |line| said.send(Event::Server(build, line)).is_ok();
        let ended = move || drop(gone.send(Event::ServerGone(build)));
        self.server = Some(Running::start(&program, &self.args, build, each, ended)?);
        self.program = program;
        Ok(())
    }

    fn say(&self, text: &str) {
        if let Some(input) = self.server.as_ref().and_then(|server| server.input.as_ref()) {
            input.send(text.to_owned());
        }
    }

    /// Tells a new process what the client told the last one.
    fn greet(&mut self) {
        self.acknowledged = self.session.subscriptions();
        match self.session.initialize() {
            Some((id, text)) => {
                let (id, text) = (id.clone(), text.clone());
                self.greeting.insert(id);
                self.say(&text);
                later(&self.events, STARTING, Event::Mute(self.builds - 1));
            }
            None => self.greeted(None),
        }
    }

    /// An answer came to that.
    fn greeted(&mut self, answer: Option<&str>) {
        let initialize = self.session.initialize().map(|(id, _)| &**id);
        if initialize == answer {
            for (id, text) in self.session.rest() {
                self.say(text);
                self.greeting.extend(id.map(str::to_owned));
            }
        }
        if !self.greeting.is_empty() {
            return;
        }
        self.why_down = None;
        self.down.store(false, Ordering::Release);
        self.done.take().map(|done| done.send(Ok(())));
        for (message, text) in std::mem::take(&mut self.waiting) {
            self.pass(message, text);
        }
    }

    /// Says something to the client.
    fn print(&self, text: &str) {
        let _ = self.out.send(text.to_owned());
    }
}
