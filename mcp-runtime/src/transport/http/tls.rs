//! HTTPS: certificate and key from files, read again when they change.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::error::Error;
use crate::options::TlsFiles;

/// The files are looked at no more often than this.
const GLANCE: Duration = Duration::from_secs(1);

/// What connections are accepted with.
pub(super) struct Tls {
    files: TlsFiles,
    current: Mutex<Current>,
}

struct Current {
    config: Arc<ServerConfig>,
    /// When the files were changed last.
    stamp: Stamp,
    looked: Instant,
}

type Stamp = [Option<(SystemTime, u64)>; 2];

impl Tls {
    pub(super) fn new(files: TlsFiles) -> Result<Self, Error> {
        let stamp = stamp(&files);
        let config = Arc::new(load(&files)?);
        let current = Mutex::new(Current { config, stamp, looked: Instant::now() });
        Ok(Self { files, current })
    }

    /// For the next connection. Files that do not fit together leave what there was: they may be half written.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.looked.elapsed() >= GLANCE {
            current.looked = Instant::now();
            let now = stamp(&self.files);
            if now != current.stamp {
                match load(&self.files) {
                    Ok(config) => {
                        current.config = Arc::new(config);
                        current.stamp = now;
                        tracing::info!("the certificate was read again");
                    }
                    Err(error) => {
                        tracing::warn!("the old certificate stays: {}", crate::error::chain(&error));
                    }
                }
            }
        }
        TlsAcceptor::from(Arc::clone(&current.config))
    }
}

fn stamp(files: &TlsFiles) -> Stamp {
    [&files.cert, &files.key].map(|path| {
        let meta = std::fs::metadata(path).ok()?;
        Some((meta.modified().ok()?, meta.len()))
    })
}

fn load(files: &TlsFiles) -> Result<ServerConfig, Error> {
    let unreadable = |what: &str, path: &Path| format!("the {what} {} cannot be read", path.display());
    let chain = CertificateDer::pem_file_iter(&files.cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| Error::because(unreadable("certificate", &files.cert), error))?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|error| Error::because(unreadable("key", &files.key), error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| Error::because("the certificate and its key do not fit", error))?;
    if cfg!(feature = "http2") {
        config.alpn_protocols.push(b"h2".to_vec());
    }
    config.alpn_protocols.push(b"http/1.1".to_vec());
    Ok(config)
}
