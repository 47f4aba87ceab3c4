//! Command lines that could never do what they say: one line on stderr, and the exit code 2.

use std::net::TcpListener;
use std::process::{Command, Stdio};

use crate::bystander::TESTBED;

fn refused(args: &[&str], said: &str) {
    let output = Command::new(TESTBED).args(args).stdin(Stdio::null()).output().expect("it runs");
    assert_eq!(String::from_utf8_lossy(&output.stderr), format!("error: {said}\n"), "{args:?}");
    assert_eq!(output.status.code(), Some(2), "{args:?}");
}

#[test]
fn flags_that_can_never_match() {
    for (flag, value, said) in [
        (
            "--allow-host",
            "mcp.example.com:443",
            "`--allow-host mcp.example.com:443` can never match: ports are not compared: write `mcp.example.com`",
        ),
        (
            "--allow-origin",
            "app.example.com",
            "`--allow-origin app.example.com` can never match: an origin has a scheme: write `https://app.example.com`",
        ),
        ("--path", "/sse", "`--path` and `--sse-path` are both `/sse`: give each a path of its own"),
        ("--path", "/health", "`--path /health`: load balancers ask there: choose another path"),
    ] {
        refused(&["--http", ":0", flag, value], said);
    }
}

#[test]
fn a_port_that_another_program_has() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    refused(
        &["--http", &address],
        &format!(
            "cannot listen on {address}: another program has this port: stop it, or choose another port"
        ),
    );
}
