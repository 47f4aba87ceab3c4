//! HTTPS without a proxy.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use mcp_tests::http::client::initialize;
use mcp_tests::http::request;
use mcp_tests::http::served::{Served, eventually};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// The files of a certificate for `localhost`, made anew.
struct Files {
    cert: PathBuf,
    key: PathBuf,
}

impl Files {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("mcp-tls-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self { cert: folder.join("cert.pem"), key: folder.join("key.pem") }
    }

    /// Writes a new certificate; gives what a client has to trust.
    fn renew(&self) -> CertificateDer<'static> {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        std::fs::write(&self.cert, made.cert.pem()).expect("a file");
        std::fs::write(&self.key, made.signing_key.serialize_pem()).expect("a file");
        made.cert.der().clone()
    }

    fn serve(&self) -> Served {
        let mut command = Command::new(env!("CARGO_BIN_EXE_testbed"));
        command.args(["--http", "127.0.0.1:0", "--tls-cert"]).arg(&self.cert).arg("--tls-key").arg(&self.key);
        Served::of(&mut command)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.cert.parent().unwrap_or(Path::new("")));
    }
}

type Secure = StreamOwned<ClientConnection, TcpStream>;

fn connect(to: SocketAddr, trusted: &CertificateDer<'static>) -> Secure {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).expect("a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("a name");
    let connection = ClientConnection::new(Arc::new(config), name).expect("a connection");
    let socket = TcpStream::connect(to).expect("the server listens");
    socket.set_read_timeout(Some(mcp_tests::http::PATIENCE)).expect("a time");
    StreamOwned::new(connection, socket)
}

/// The status line of the answer to `initialize`, or why there is none.
fn ask(stream: &mut Secure) -> std::io::Result<String> {
    stream.write_all(&request("POST", "/mcp", &[], initialize("2025-06-18").to_string().as_bytes()))?;
    let mut answer = Vec::new();
    let mut bytes = [0; 4096];
    while !String::from_utf8_lossy(&answer).contains("serverInfo") {
        let count = stream.read(&mut bytes)?;
        if count == 0 {
            break;
        }
        answer.extend_from_slice(&bytes[..count]);
    }
    Ok(String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned())
}

/// A command line asks another server over HTTPS, and only one whose certificate it trusts.
#[test]
fn a_command_line_asks_over_https() {
    let files = Files::new("asked");
    files.renew();
    let served = files.serve();
    let other = Files::new("untrusted");
    other.renew();
    let url = format!("https://localhost:{}/mcp", served.addr.port());
    for (trusted, shown) in [(&files.cert, "5\n"), (&other.cert, "")] {
        let output = Command::new(env!("CARGO_BIN_EXE_library"))
            .args(["call", "--url", &url, "add", "--a", "2", "--b", "3"])
            .env("SSL_CERT_FILE", trusted)
            .output()
            .expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(String::from_utf8_lossy(&output.stdout), shown, "{said}");
        assert_eq!(said.contains("cannot be reached: invalid peer certificate"), shown.is_empty(), "{said}");
    }
    // Whether the server is well may be asked without a certificate for this name.
    let output = Command::new(env!("CARGO_BIN_EXE_library"))
        .arg("health")
        .env("MCP_HTTP", format!("127.0.0.1:{}", served.addr.port()))
        .env("MCP_TLS_CERT", &files.cert)
        .env("MCP_TLS_KEY", &files.key)
        .output()
        .expect("the program runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "ok\n", "{output:?}");
}

#[test]
fn a_new_certificate_is_taken_and_a_broken_one_is_not() {
    let files = Files::new("renewed");
    let first = files.renew();
    let mut served = files.serve();
    let mut old = connect(served.addr, &first);
    assert_eq!(ask(&mut old).expect("an answer"), "HTTP/1.1 200 OK");

    std::fs::write(&files.cert, "half of a certificate").expect("a file");
    let complains = || {
        assert!(ask(&mut connect(served.addr, &first)).is_ok(), "the old certificate stays");
        served.process.stderr().contains("the old certificate stays")
    };
    assert!(eventually(complains));

    let second = files.renew();
    assert!(eventually(|| ask(&mut connect(served.addr, &second)).is_ok()), "{}", served.process.stderr());
    assert!(ask(&mut connect(served.addr, &first)).is_err(), "the first one is gone");
    assert_eq!(ask(&mut old).expect("an answer"), "HTTP/1.1 200 OK", "connections that are open go on");
    drop(old);
    served.ends_well();
}

#[test]
#[cfg(unix)]
fn files_that_became_pipes_hold_up_nobody() {
    let files = Files::new("pipe");
    let trusted = files.renew();
    let mut served = files.serve();
    std::fs::remove_file(&files.cert).expect("a file");
    assert!(Command::new("mkfifo").arg(&files.cert).status().expect("it runs").success());
    // It is looked at once a second.
    for _ in 0..15 {
        assert_eq!(ask(&mut connect(served.addr, &trusted)).expect("an answer"), "HTTP/1.1 200 OK");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    served.ends_well();
}

#[test]
fn what_speaks_no_tls_is_closed_and_nobody_else_minds() {
    let files = Files::new("plain");
    let trusted = files.renew();
    let mut served = files.serve();
    let mut plain = served.connect();
    plain.send(request("GET", "/health", &[], b""));
    assert!(plain.closes(mcp_tests::http::PATIENCE));
    assert_eq!(ask(&mut connect(served.addr, &trusted)).expect("an answer"), "HTTP/1.1 200 OK");
    served.ends_well();
}

#[test]
fn files_that_do_not_fit_are_named() {
    let files = Files::new("wrong");
    files.renew();
    let other = Files::new("other");
    other.renew();
    let start = |cert: &Path, key: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_testbed"));
        let output =
            command.args(["--http", "127.0.0.1:0", "--tls-cert"]).arg(cert).arg("--tls-key").arg(key);
        let output = output.output().expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = start(&files.cert, &other.key);
    assert!(code == Some(2) && said.contains("do not fit"), "{said}");
    let (code, said) = start(Path::new("no-such-file"), &other.key);
    assert!(code == Some(2) && said.contains("no-such-file"), "{said}");
    let (code, said) = start(&files.cert, &files.cert);
    assert!(code == Some(2) && said.contains("cannot be read") && said.contains("have `--tls-"), "{said}");
}
