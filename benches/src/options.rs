//! The command line.

use crate::Result;
use crate::servers::{SERVERS, Server};

pub(crate) const USAGE: &str = "\
usage: mcp-benches [--quick] [--only NAME,…] [--parts PART,…] [--build-times]

  --quick         one round of short windows instead of five of two seconds
  --only NAME,…   only these servers: limit, kit, rmcp, rmcp-tuned
  --parts PART,…  only these parts: rates, instructions, start
  --build-times   also build kit and rmcp from clean, in a folder of their own, and time it";

pub(crate) struct Options {
    pub(crate) quick: bool,
    pub(crate) servers: Vec<&'static Server>,
    pub(crate) parts: Parts,
    pub(crate) build_times: bool,
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
    const ALL: Self = Self(7);

    pub(crate) fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    fn named(names: &str) -> Result<Self> {
        names.split(',').try_fold(Self(0), |parts, name| match name {
            "rates" => Ok(Self(parts.0 | Self::RATES.0)),
            "instructions" => Ok(Self(parts.0 | Self::INSTRUCTIONS.0)),
            "start" => Ok(Self(parts.0 | Self::START.0)),
            _ => Err(format!("no part is called `{name}`\n{USAGE}").into()),
        })
    }
}

impl Options {
    /// The options in `arguments`, or none where the usage was asked for.
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>> {
        let mut options =
            Self { quick: false, servers: SERVERS.iter().collect(), parts: Parts::ALL, build_times: false };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--quick" => options.quick = true,
                "--build-times" => options.build_times = true,
                "--only" => options.servers = servers_named(&value_of(&argument, &mut arguments)?)?,
                "--parts" => options.parts = Parts::named(&value_of(&argument, &mut arguments)?)?,
                "--help" | "-h" => return Ok(None),
                _ => return Err(format!("unknown argument `{argument}`\n{USAGE}").into()),
            }
        }
        Ok(Some(options))
    }

    /// How often every window is repeated, its servers in turns.
    pub(crate) fn rounds(&self) -> usize {
        if self.quick { 1 } else { 5 }
    }
}

fn value_of(name: &str, arguments: &mut impl Iterator<Item = String>) -> Result<String> {
    arguments.next().ok_or_else(|| format!("`{name}` needs a value\n{USAGE}").into())
}

fn servers_named(names: &str) -> Result<Vec<&'static Server>> {
    let find = |name: &str| {
        SERVERS
            .iter()
            .find(|server| server.name == name)
            .ok_or_else(|| format!("no server is called `{name}`\n{USAGE}").into())
    };
    names.split(',').map(find).collect()
}
