//! The servers that can be measured.

use crate::calls::Revision::{self, EventStream, Handshake, Stateless};
use crate::calls::{Case, Work};
use crate::transport::Transport::{self, Http, Stdio};

/// A server program of this package.
#[derive(Debug)]
pub(crate) struct Server {
    /// What it is called on the command line and in the report.
    pub(crate) name: &'static str,
    pub(crate) transport: Transport,
    pub(crate) binary: &'static str,
    /// The feature of this package that brings what the server needs.
    pub(crate) feature: &'static str,
    /// What stands behind it, in one line.
    pub(crate) about: &'static str,
    /// Those of the transport's revisions that it speaks.
    pub(crate) revisions: &'static [Revision],
    /// Whether it has the resources and the prompt beside the tools.
    pub(crate) has_others: bool,
    /// Whether it may use every CPU, lest its rate be cut by the pinning.
    pub(crate) on_all_cpus: bool,
    /// Whether its build from clean says something about a kit.
    pub(crate) timed_build: bool,
}

/// The name of the server that the others are compared with: nothing but the wire.
pub(crate) const LIMIT: &str = "limit";
/// The name of the peer that the others are compared with: rmcp as its README writes it.
pub(crate) const PEER: &str = "rmcp";

const SERVERS: &[Server] = &[
    Server {
        name: LIMIT,
        transport: Stdio,
        binary: "limit_stdio",
        feature: "limit",
        about: "nothing but the wire: serde's derive, non-blocking pipes, a current-thread runtime",
        revisions: &[Handshake, Stateless],
        has_others: true,
        on_all_cpus: false,
        timed_build: false,
    },
    Server {
        name: "kit",
        transport: Stdio,
        binary: "kit_stdio",
        feature: "kit",
        about: "this kit as its README writes a server",
        revisions: &[Handshake, Stateless],
        has_others: true,
        on_all_cpus: false,
        timed_build: true,
    },
    Server {
        name: PEER,
        transport: Stdio,
        binary: "rmcp_default",
        feature: "peers",
        about: "rmcp as its README writes a server",
        revisions: &[Handshake, Stateless],
        has_others: true,
        on_all_cpus: true,
        timed_build: true,
    },
    Server {
        name: "rmcp-tuned",
        transport: Stdio,
        binary: "rmcp_tuned",
        feature: "peers",
        about: "rmcp with its router built once, `stdio_pipes` and a current-thread runtime",
        revisions: &[Handshake, Stateless],
        has_others: true,
        on_all_cpus: false,
        timed_build: false,
    },
    Server {
        name: LIMIT,
        transport: Http,
        binary: "limit_http",
        feature: "limit-http",
        about: "nothing but the wire: hyper, serde's derive, a multi-thread runtime, no header checked",
        revisions: &[EventStream, Handshake, Stateless],
        has_others: true,
        on_all_cpus: false,
        timed_build: false,
    },
    Server {
        name: "kit",
        transport: Http,
        binary: "kit_http",
        feature: "kit-http",
        about: "this kit as its README writes a server",
        revisions: &[EventStream, Handshake, Stateless],
        has_others: true,
        on_all_cpus: false,
        timed_build: true,
    },
    Server {
        name: PEER,
        transport: Http,
        binary: "rmcp_http_default",
        feature: "peers-http",
        about: "rmcp with the defaults of its service, under axum; it no longer speaks 2024-11-05 over HTTP",
        revisions: &[Handshake, Stateless],
        has_others: true,
        on_all_cpus: false,
        timed_build: true,
    },
    Server {
        name: "rmcp-tuned",
        transport: Http,
        binary: "rmcp_http_tuned",
        feature: "peers-http",
        about: "rmcp with its router built once, `json_response` (which its sessions ignore) and `TCP_NODELAY`",
        revisions: &[Handshake, Stateless],
        has_others: true,
        on_all_cpus: false,
        timed_build: false,
    },
    Server {
        name: "rust-mcp-sdk",
        transport: Http,
        binary: "rust_mcp_sdk_http",
        feature: "rust-mcp-sdk",
        about: "rust-mcp-sdk 2 as its README writes a server, under axum; it speaks 2026-07-28 only",
        revisions: &[Stateless],
        has_others: false,
        on_all_cpus: false,
        timed_build: false,
    },
];

/// The servers over one transport.
pub(crate) fn over(transport: Transport) -> impl Iterator<Item = &'static Server> {
    SERVERS.iter().filter(move |server| server.transport == transport)
}

impl Server {
    /// Whether this can be asked of it.
    pub(crate) fn does(&self, case: Case) -> bool {
        self.revisions.contains(&case.revision) && (self.has_others || Work::TOOLS.contains(&case.work))
    }

    /// The revision that most clients speak with it.
    pub(crate) fn usual(&self) -> Revision {
        if self.revisions.contains(&Handshake) { Handshake } else { Stateless }
    }
}
