//! HTTP/2, in clear text and by TLS, with the client of Node.

use std::path::Path;
use std::process::Command;

use mcp_tests::http::served::Served;

const SERVER: &str = env!("CARGO_BIN_EXE_http2");

fn node() -> Command {
    let target =
        Path::new(SERVER).ancestors().nth(2).expect("a binary lies in a profile in the target folder");
    let own = target.join("clients/node/bin/node");
    Command::new(if own.exists() { own } else { "node".into() })
}

fn drive(name: &str, server: &[&str], certificate: Option<&str>) {
    let mark = std::env::temp_dir().join(format!("mcp-http2-{}-{name}", std::process::id()));
    let _ = std::fs::remove_file(&mark);
    let mut command = Command::new(SERVER);
    let mut listening =
        Served::of(command.args(["--http", "127.0.0.1:0"]).args(server).env("TESTBED_MARK", &mark));
    let scheme = if certificate.is_some() { "https" } else { "http" };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../clients/node/http2.mjs");
    let url = format!("{scheme}://localhost:{}/mcp", listening.addr.port());
    let output = node().arg(script).arg(url).arg(&mark).args(certificate).output().expect("node runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("not ok"), "{said}\n{complained}");
    assert!(said.contains("ok close"), "{said}\n{complained}");
    // The same port still speaks HTTP/1.1.
    if certificate.is_none() {
        listening.alive();
    }
    listening.ends_well();
    let _ = std::fs::remove_file(mark);
}

#[test]
fn in_clear_text() {
    drive("clear", &[], None);
}

#[test]
fn by_tls() {
    let folder = std::env::temp_dir().join(format!("mcp-http2-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let [cert, key] = ["cert.pem", "key.pem"].map(|name| folder.join(name).to_string_lossy().into_owned());
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    std::fs::write(&cert, made.cert.pem()).expect("a file");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("a file");
    drive("tls", &["--tls-cert", &cert, "--tls-key", &key], Some(&cert));
    let _ = std::fs::remove_dir_all(folder);
}
