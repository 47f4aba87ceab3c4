//! The address that a server listens on, as it is written on the command line.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};

use crate::outcome::error::Error;

/// `:3000` and `3000` mean loopback; for anything else a host has to be written.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    /// The host as it was written; nothing for loopback.
    pub(crate) host: Option<String>,
    pub(crate) port: u16,
    pub(crate) ips: Vec<IpAddr>,
}

impl Address {
    /// Reads an address, and finds the IP addresses of a host name.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let wrong = || {
            Error::usage(format!(
                "`{text}` is no address to listen on: write `:3000` for this machine only, or `HOST:3000`"
            ))
        };
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, port),
            None => ("", text),
        };
        let port = port.parse().map_err(|_| wrong())?;
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        if bare.is_empty() || bare.eq_ignore_ascii_case("localhost") {
            let ips = vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
            return Ok(Self { host: None, port, ips });
        }
        if bare.contains(':') && bare.len() == host.len() {
            return Err(wrong());
        }
        let ips = match bare.parse() {
            Ok(ip) => vec![ip],
            Err(_) => (bare, port)
                .to_socket_addrs()
                .map_err(|error| Error::because(format!("the host `{host}` is not known"), error))?
                .map(|found: SocketAddr| found.ip())
                .collect(),
        };
        Ok(Self { host: Some(host.to_owned()), port, ips })
    }

    /// Whether only this machine can reach it.
    pub(crate) fn is_local(&self) -> bool {
        self.ips.iter().all(IpAddr::is_loopback)
    }

    /// Whether it stands for every address of the machine.
    pub(crate) fn is_unspecified(&self) -> bool {
        self.ips.iter().any(IpAddr::is_unspecified)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// M-HTTP-03, L-HTTP-05, L-SSE-06
    #[test]
    fn only_a_written_host_leaves_this_machine() {
        for (text, ips, port) in [
            (":3000", 2, 3000),
            ("3000", 2, 3000),
            ("localhost:0", 2, 0),
            ("127.0.0.1:80", 1, 80),
            ("[::1]:80", 1, 80),
        ] {
            let address = Address::parse(text).expect(text);
            assert!(address.is_local() && !address.is_unspecified(), "{text}");
            assert_eq!((address.ips.len(), address.port), (ips, port), "{text}");
        }
        for text in ["0.0.0.0:80", "[::]:80", "192.0.2.1:80"] {
            assert!(!Address::parse(text).expect(text).is_local(), "{text}");
        }
        for text in ["", ":", "::1:80", "x", ":99999", "127.0.0.1", "no.such.host.invalid:80"] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }
}
