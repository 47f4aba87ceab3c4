//! The load over HTTP: every call in flight has a client with connections of its own.

use std::os::fd::OwnedFd;
use std::time::Instant;

use rustix::event::epoll::{self, Event, EventData, EventFlags};

use super::Listening;
use super::client::{Client, Connection};
use crate::Result;
use crate::calls::{Calls, Case, Revision, Work};
use crate::check::Answers;
use crate::handshake;
use crate::load::{Budget, Load, Slots, Until};

/// As much as a socket gives at once.
const SCRATCH: usize = 64 * 1024;

/// Clients under load, one a slot.
pub(crate) struct HttpLoad {
    server: Listening,
    /// The revision that all of them speak.
    revision: Revision,
    clients: Vec<Caller>,
    answers: Answers,
    slots: Slots,
    ready: OwnedFd,
    latencies: Vec<u32>,
    request: Vec<u8>,
    scratch: Vec<u8>,
}

/// A client, and where its call is.
struct Caller {
    client: Client,
    /// What it sends, heads included.
    calls: Calls,
    sent: Instant,
    /// Whether the message has had its response.
    taken: bool,
    /// Whether the answer has come.
    answered: bool,
}

impl HttpLoad {
    /// Opens as many conversations as there are calls in flight.
    pub(crate) fn open(server: Listening, case: Case) -> Result<Self> {
        let calls = Calls::new(case.work, case.revision);
        let ready = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let mut clients = Vec::new();
        for slot in 0..case.in_flight {
            let mut client = Client::open(server.address, case.revision)?;
            if slot == 0 {
                handshake::check_tools(&mut client, case.revision)?;
            }
            watch(&ready, &client.post, slot, false)?;
            if let Some(events) = &client.events {
                watch(&ready, events, slot, true)?;
            }
            clients.push(Caller::new(client, case.work, &calls));
        }
        Ok(Self {
            server,
            revision: case.revision,
            clients,
            answers: Answers::new(case.work, case.revision),
            slots: Slots::new(case.in_flight),
            ready,
            latencies: Vec::new(),
            request: Vec::new(),
            scratch: vec![0; SCRATCH],
        })
    }

    fn send(&mut self, slot: usize) -> Result<()> {
        let caller = &mut self.clients[slot];
        self.request.clear();
        caller.calls.push(self.slots.start(slot), &mut self.request);
        caller.client.post.reader.reset();
        (caller.taken, caller.answered) = (false, false);
        caller.sent = Instant::now();
        caller.client.post.write(&self.request)
    }

    /// Reads from a socket; true where that was the last thing that the call of its slot waited for.
    fn read(&mut self, slot: usize, from_stream: bool) -> Result<bool> {
        let Caller { client, taken, answered, .. } = &mut self.clients[slot];
        let (answers, slots) = (&mut self.answers, &mut self.slots);
        let mut finish = |message: &[u8]| {
            let its_slot = slots.finish(answers.id(message)?)?;
            if its_slot == slot { Ok(()) } else { Err("an answer on a wrong connection") }?;
            *answered = true;
            Ok(())
        };
        if let Some(events) = client.events.as_mut().filter(|_| from_stream) {
            events.read(&mut self.scratch)?;
            events
                .reader
                .take_events(|event| if event.data.is_empty() { Ok(()) } else { finish(event.data) })?;
        } else {
            client.post.read(&mut self.scratch)?;
            let reader = &client.post.reader;
            if !reader.done {
                return Ok(false);
            }
            *taken = true;
            match reader.status() {
                Some(202) if self.revision == Revision::EventStream => {}
                Some(200) if self.revision != Revision::EventStream => finish(reader.message()?)?,
                status => return Err(format!("a call is answered {status:?}: {}", reader.text()).into()),
            }
        }
        Ok(*taken && *answered)
    }
}

impl Caller {
    fn new(client: Client, work: Work, calls: &Calls) -> Self {
        let calls = calls.behind(&client.call_head(work, calls.length()));
        Self { client, calls, sent: Instant::now(), taken: false, answered: false }
    }
}

/// Has the readiness of a connection reported from now on; nothing waits for it alone any more.
fn watch(ready: &OwnedFd, connection: &Connection, slot: usize, is_stream: bool) -> Result<()> {
    connection.stream.set_nonblocking(true)?;
    let token = u64::try_from(slot * 2 + usize::from(is_stream))?;
    Ok(epoll::add(ready, &connection.stream, EventData::new_u64(token), EventFlags::IN)?)
}

impl Load for HttpLoad {
    fn run(&mut self, until: Until) -> Result<u64> {
        self.latencies.clear();
        let (mut budget, mut answered) = (Budget::new(until), 0);
        for slot in 0..self.slots.len() {
            if budget.take() {
                self.send(slot)?;
            }
        }
        let mut events: Vec<Event> = Vec::with_capacity(2 * self.slots.len());
        while answered < budget.sent {
            events.clear();
            epoll::wait(&self.ready, rustix::buffer::spare_capacity(&mut events), None)?;
            for event in &events {
                let token = usize::try_from(event.data.u64())?;
                let slot = token / 2;
                if !self.read(slot, token % 2 == 1)? {
                    continue;
                }
                let now = Instant::now();
                let took = now.duration_since(self.clients[slot].sent).as_nanos();
                self.latencies.push(u32::try_from(took).unwrap_or(u32::MAX));
                answered += 1;
                if budget.lasts(now) && budget.take() {
                    self.send(slot)?;
                }
            }
        }
        Ok(answered)
    }

    fn latencies(&mut self) -> &mut [u32] {
        &mut self.latencies
    }

    fn parsed_late(&self) -> u64 {
        self.answers.parsed_late()
    }

    fn pid(&self) -> u32 {
        self.server.process.pid
    }

    fn close(self: Box<Self>) -> Result<()> {
        drop(self.clients);
        self.server.close()
    }
}
