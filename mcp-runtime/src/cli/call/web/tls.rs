//! The client's end of TLS. Who is trusted is in the file of `SSL_CERT_FILE`, or else in that of the system.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Where systems have the certificates that they trust, as one file.
const FILES: [&str; 5] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/opt/homebrew/etc/ca-certificates/cert.pem",
];

pub(super) type Stream = tokio_rustls::client::TlsStream<TcpStream>;

/// Agrees on TLS with a host.
pub(super) async fn connect(stream: TcpStream, host: &str) -> Result<Box<Stream>, String> {
    let name = ServerName::try_from(host.to_owned()).map_err(|error| error.to_string())?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(trusted()?)
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    connector.connect(name, stream).await.map(Box::new).map_err(|error| error.to_string())
}

fn trusted() -> Result<RootCertStore, String> {
    let named = std::env::var_os("SSL_CERT_FILE").filter(|file| !file.is_empty()).map(PathBuf::from);
    let file = named.or_else(|| FILES.iter().map(PathBuf::from).find(|file| file.is_file()));
    let Some(file) = file else {
        return Err("there is no file of trusted certificates: name one by SSL_CERT_FILE, in PEM".to_owned());
    };
    let mut roots = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(&file)
        .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    // One that is of no use for this is no reason to trust none.
    roots.add_parsable_certificates(certificates.flatten());
    if roots.is_empty() {
        return Err(format!("{} has no certificate in PEM", file.display()));
    }
    Ok(roots)
}
