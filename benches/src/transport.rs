//! The ways to a server, and what differs between them.

use std::process::Command;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::Result;
use crate::calls::{Case, Revision};
use crate::handshake;
use crate::http::{Client, HttpLoad, Listening};
use crate::load::Load;
use crate::stdio::{Running, StdioLoad};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Transport {
    Stdio,
    Http,
}

impl Transport {
    /// What it is called on the command line and in the names of reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stdio => "stdio",
            Self::Http => "http",
        }
    }

    /// What it is called in a text.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Stdio => "stdio",
            Self::Http => "HTTP",
        }
    }

    /// The revisions that differ over it.
    pub(crate) fn revisions(self) -> &'static [Revision] {
        match self {
            Self::Stdio => &[Revision::Handshake, Revision::Stateless],
            Self::Http => &[Revision::EventStream, Revision::Handshake, Revision::Stateless],
        }
    }

    /// Starts a server and opens what a load of this case needs. The server is stopped after `limit`.
    pub(crate) fn start(self, command: Command, case: Case, limit: Duration) -> Result<Box<dyn Load>> {
        Ok(match self {
            Self::Stdio => {
                let mut server = Running::start(command, limit)?;
                handshake::open(&mut server, case.revision)?;
                handshake::check_tools(&mut server, case.revision)?;
                Box::new(StdioLoad::new(server, case))
            }
            Self::Http => Box::new(HttpLoad::open(Listening::start(command, limit)?, case)?),
        })
    }

    /// The time from the call that starts a server to its first answer.
    pub(crate) fn first_answer(
        self,
        command: Command,
        revision: Revision,
        limit: Duration,
    ) -> Result<Duration> {
        let start = Instant::now();
        match self {
            Self::Stdio => {
                let mut server = Running::start(command, limit)?;
                handshake::greet(&mut server, revision)?;
                let elapsed = start.elapsed();
                server.close()?;
                Ok(elapsed)
            }
            Self::Http => {
                let server = Listening::start(command, limit)?;
                let mut client = Client::connect(server.address, revision)?;
                handshake::greet(&mut client, revision)?;
                let elapsed = start.elapsed();
                drop(client);
                server.close()?;
                Ok(elapsed)
            }
        }
    }
}
