//! HTTPS: certificate and key from files, read again when they change.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::{Duration, SystemTime};

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::app::options::TlsFiles;
use crate::outcome::error::Error;

/// How often the files are looked at.
const GLANCE: Duration = Duration::from_secs(1);

/// What connections are accepted with.
pub(crate) struct Tls(RwLock<Arc<ServerConfig>>);

/// When the files were changed last, and how large they are; nothing for what is no regular file.
type Stamp = [Option<(SystemTime, u64)>; 2];

impl Tls {
    pub(crate) fn new(files: &TlsFiles) -> Result<Arc<Self>, Error> {
        let stamp = stamp(files);
        let tls = Arc::new(Self(RwLock::new(Arc::new(load(files)?))));
        watch(&tls, files.clone(), stamp);
        Ok(tls)
    }

    /// For the next connection.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Reads the files again. Those that do not fit together leave what there was: they may be half written.
    fn reload(&self, files: &TlsFiles, complain: bool) -> bool {
        match load(files) {
            Ok(config) => {
                *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(config);
                tracing::info!("the certificate was read again");
                true
            }
            Err(error) => {
                if complain {
                    tracing::warn!("the old certificate stays: {}", crate::outcome::error::chain(&error));
                }
                false
            }
        }
    }
}

/// Looks at the files as long as somebody accepts connections with them, on a thread: a file may be slow, or have become a pipe,
/// and nobody waits for it.
fn watch(tls: &Arc<Tls>, files: TlsFiles, mut seen: Stamp) {
    let tls = Arc::downgrade(tls);
    let look = move || {
        let mut good = true;
        loop {
            std::thread::sleep(GLANCE);
            let Some(tls) = Weak::upgrade(&tls) else { return };
            let now = stamp(&files);
            // Files that did not fit are tried again: the other half may have come in the same tick of the clock.
            let changed = now != seen;
            if now.iter().all(Option::is_some) && (changed || !good) {
                good = tls.reload(&files, changed);
                seen = now;
            }
        }
    };
    if let Err(error) = std::thread::Builder::new().name("mcp-tls".into()).spawn(look) {
        tracing::warn!("the certificate is not read again: {error}");
    }
}

fn stamp(files: &TlsFiles) -> Stamp {
    [&files.cert, &files.key].map(|path| {
        let meta = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
        Some((meta.modified().ok()?, meta.len()))
    })
}

fn load(files: &TlsFiles) -> Result<ServerConfig, Error> {
    let unreadable = |what: &str, path: &Path, error: rustls::pki_types::pem::Error, flag: &str| {
        Error::usage(format!(
            "the {what} {} cannot be read ({error}): have `--{flag}` name one that can, in PEM",
            path.display()
        ))
    };
    let chain = CertificateDer::pem_file_iter(&files.cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable("certificate", &files.cert, error, "tls-cert"))?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|error| unreadable("key", &files.key, error, "tls-key"))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| {
            let text = format!("the certificate and its key do not fit ({error}): have `--tls-key` name the key of that certificate");
            Error::usage(text)
        })?;
    if cfg!(feature = "http2") {
        config.alpn_protocols.push(b"h2".to_vec());
    }
    config.alpn_protocols.push(b"http/1.1".to_vec());
    Ok(config)
}
