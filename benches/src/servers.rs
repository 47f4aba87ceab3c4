//! The servers that can be measured.

/// A server program of this package.
#[derive(Debug)]
pub(crate) struct Server {
    /// What it is called on the command line and in the report.
    pub(crate) name: &'static str,
    pub(crate) binary: &'static str,
    /// The feature of this package that brings what the server needs.
    pub(crate) feature: &'static str,
    /// What stands behind it, in one line.
    pub(crate) about: &'static str,
    /// Whether it answers on several threads. It may then use every CPU, lest its rate be cut by the pinning.
    pub(crate) many_threads: bool,
    /// Whether its build from clean says something about a kit.
    pub(crate) timed_build: bool,
}

/// The name of the server that the others are compared with: nothing but the wire.
pub(crate) const LIMIT: &str = "limit";
/// The name of the peer that the others are compared with: rmcp as its README writes it.
pub(crate) const PEER: &str = "rmcp";

pub(crate) const SERVERS: &[Server] = &[
    Server {
        name: LIMIT,
        binary: "limit_stdio",
        feature: "limit",
        about: "nothing but the wire: serde's derive, non-blocking pipes, a current-thread runtime",
        many_threads: false,
        timed_build: false,
    },
    Server {
        name: "kit",
        binary: "kit_stdio",
        feature: "kit",
        about: "this kit as its README writes a server",
        many_threads: false,
        timed_build: true,
    },
    Server {
        name: PEER,
        binary: "rmcp_default",
        feature: "peers",
        about: "rmcp as its README writes a server",
        many_threads: true,
        timed_build: true,
    },
    Server {
        name: "rmcp-tuned",
        binary: "rmcp_tuned",
        feature: "peers",
        about: "rmcp with its router built once, `stdio_pipes` and a current-thread runtime",
        many_threads: false,
        timed_build: false,
    },
];
