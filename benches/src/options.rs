//! The command line.

use crate::Result;
use crate::servers::{self, Server};
use crate::transport::Transport;

pub(crate) const USAGE: &str = "\
usage: mcp-benches [--transport stdio|http] [--quick] [--only NAME,…] [--parts PART,…] [--build-times] [--expansion]

  --transport …   the way to the servers: stdio, unless it says http
  --quick         one round of short windows instead of five of two seconds
  --only NAME,…   only these servers: limit, kit, rmcp, rmcp-tuned, and over HTTP rust-mcp-sdk
  --parts PART,…  only these parts: rates, instructions, start, and over HTTP sessions
  --build-times   also build kit and rmcp from clean, in a folder of their own, and time it
  --expansion     also write servers of 100 tools with the kit and two peers, expand and build them";

pub(crate) struct Options {
    pub(crate) transport: Transport,
    pub(crate) quick: bool,
    pub(crate) servers: Vec<&'static Server>,
    pub(crate) parts: Parts,
    pub(crate) build_times: bool,
    pub(crate) expansion: bool,
}

/// A set of things to measure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts(u8);

impl Parts {
    /// Requests per second and what they cost the server.
    pub(crate) const RATES: Self = Self(1);
    /// Instructions per call, by callgrind.
    pub(crate) const INSTRUCTIONS: Self = Self(2);
    /// From spawn to the first answer, and the size of the program.
    pub(crate) const START: Self = Self(4);
    /// The memory of each idle session.
    pub(crate) const SESSIONS: Self = Self(8);

    pub(crate) fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    fn all(transport: Transport) -> Self {
        match transport {
            Transport::Stdio => Self(7),
            Transport::Http => Self(15),
        }
    }

    fn named(names: &str, transport: Transport) -> Result<Self> {
        names.split(',').try_fold(Self(0), |parts, name| match name {
            "rates" => Ok(Self(parts.0 | Self::RATES.0)),
            "instructions" => Ok(Self(parts.0 | Self::INSTRUCTIONS.0)),
            "start" => Ok(Self(parts.0 | Self::START.0)),
            "sessions" if transport == Transport::Http => Ok(Self(parts.0 | Self::SESSIONS.0)),
            _ => Err(format!("no part over {} is called `{name}`\n{USAGE}", transport.title()).into()),
        })
    }
}

impl Options {
    /// The options in `arguments`, or none where the usage was asked for.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>> {
        let (mut transport, mut quick) = (Transport::Stdio, false);
        let (mut build_times, mut expansion) = (false, false);
        let (mut only, mut parts) = (None, None);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--transport" => transport = transport_named(&value_of(&argument, &mut arguments)?)?,
                "--quick" => quick = true,
                "--build-times" => build_times = true,
                "--expansion" => expansion = true,
                "--only" => only = Some(value_of(&argument, &mut arguments)?),
                "--parts" => parts = Some(value_of(&argument, &mut arguments)?),
                "--help" | "-h" => return Ok(None),
                _ => return Err(format!("unknown argument `{argument}`\n{USAGE}").into()),
            }
        }
        let servers = match only {
            Some(names) => servers_named(&names, transport)?,
            None => servers::over(transport).collect(),
        };
        let parts = match parts {
            Some(names) => Parts::named(&names, transport)?,
            None => Parts::all(transport),
        };
        Ok(Some(Self { transport, quick, servers, parts, build_times, expansion }))
    }

    /// How often every window is repeated, its servers in turns.
    pub(crate) fn rounds(&self) -> usize {
        if self.quick { 1 } else { 5 }
    }
}

fn value_of(name: &str, arguments: &mut impl Iterator<Item = String>) -> Result<String> {
    arguments.next().ok_or_else(|| format!("`{name}` needs a value\n{USAGE}").into())
}

fn transport_named(name: &str) -> Result<Transport> {
    let mut all = [Transport::Stdio, Transport::Http].into_iter();
    all.find(|transport| transport.name() == name)
        .ok_or_else(|| format!("no transport is called `{name}`\n{USAGE}").into())
}

fn servers_named(names: &str, transport: Transport) -> Result<Vec<&'static Server>> {
    let find = |name: &str| {
        servers::over(transport)
            .find(|server| server.name == name)
            .ok_or_else(|| format!("no server over {} is called `{name}`\n{USAGE}", transport.title()).into())
    };
    names.split(',').map(find).collect()
}
