//! Where a server over HTTP listens: `--http ADDR` on its command line, and a line on stderr with the address.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

/// Listens where the command line says, and tells so.
#[allow(dead_code, reason = "one server listens by itself")]
pub(crate) async fn listen() -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address()?).await?;
    announce(listener.local_addr()?);
    Ok(listener)
}

/// The address after `--http`.
pub(crate) fn address() -> io::Result<SocketAddr> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--http").skip(1);
    let address = arguments.next().and_then(|address| address.parse().ok());
    address.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "usage: --http IP:PORT"))
}

/// Says where the server listens, in the words of the kit.
#[allow(clippy::print_stderr, reason = "the way in which a server tells its address")]
pub(crate) fn announce(address: SocketAddr) {
    eprintln!("listening on http://{address}/mcp");
}
