//! Where the server listens: L23.

use std::net::{IpAddr, Ipv6Addr, TcpListener};
use std::process::Command;

use mcp_tests::http::PATIENCE;
use mcp_tests::http::client::Client;
use mcp_tests::http::served::{Served, addresses, eventually};
use mcp_tests::process::Process;

use crate::bystander::TESTBED;

fn refused(args: &[&str], code: i32, said: &str) {
    let mut process = Process::start(Command::new(TESTBED).args(args));
    let status = process.wait(PATIENCE).unwrap_or_else(|| panic!("{args:?}: it serves"));
    assert_eq!(status.code(), Some(code), "{args:?}: {}", process.stderr());
    assert!(process.stderr_has(said, PATIENCE), "{args:?}: {}", process.stderr());
    let lines = process.stderr();
    assert!(!lines.contains("panic") && !lines.contains("listening on"), "{args:?}: {lines}");
}

fn has_ipv6() -> bool {
    TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok()
}

#[test]
fn l23_loopback_by_every_name() {
    for (flag, address) in [
        ("--http", ":0"),
        ("--sse", ":0"),
        ("--http", "0"),
        ("--http", "localhost:0"),
        ("--sse", "127.0.0.1:0"),
    ] {
        let mut command = Command::new(TESTBED);
        command.args([flag, address]);
        let mut served = Served::of(&mut command);
        let both = has_ipv6() && !address.starts_with("127");
        assert!(eventually(|| addresses(&served.process.stderr()).len() == 1 + usize::from(both)));
        let found = addresses(&served.process.stderr());
        for addr in &found {
            assert!(addr.ip().is_loopback(), "{addr}");
            assert_eq!(addr.port(), found[0].port(), "one port for all");
            let client = Client { addr: *addr };
            client.call_modern_add();
            client.session("2025-11-25").call_add();
            client.stream().call_add();
        }
        served.ends_well();
    }
}

#[test]
fn l23_an_address_of_ipv6() {
    if !has_ipv6() {
        return;
    }
    let mut command = Command::new(TESTBED);
    command.args(["--http", "[::1]:0"]);
    let mut served = Served::of(&mut command);
    assert_eq!(served.addr.ip(), IpAddr::V6(Ipv6Addr::LOCALHOST));
    assert!(served.process.stderr().starts_with("listening on http://[::1]:"), "{}", served.process.stderr());
    served.alive();
    served.ends_well();
}

#[test]
fn l23_a_port_that_is_taken() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port().to_string();
    for address in
        [port.clone(), format!(":{port}"), format!("127.0.0.1:{port}"), format!("localhost:{port}")]
    {
        refused(&["--http", &address], 2, &port);
    }
}

#[test]
fn l23_addresses_that_are_none() {
    for (address, said) in [
        ("nonsense", "nonsense"),
        ("127.0.0.1", "127.0.0.1"),
        (":99999", ":99999"),
        ("", "address"),
        ("::1:80", "::1:80"),
    ] {
        refused(&["--http", address], 2, said);
    }
    refused(&["--http"], 2, "--http");
    refused(&["--http", ":0", "--stdio"], 2, "--stdio");
}

#[test]
fn l_sse_06_an_address_that_others_can_reach() {
    // Nobody is asked who they are: refused, and the flag that allows it is named.
    for address in ["0.0.0.0:0", "[::]:0"] {
        refused(&["--http", address], 2, "--allow-unauthenticated");
    }
    let mut command = Command::new(TESTBED);
    command.args(["--http", "0.0.0.0:0", "--allow-unauthenticated"]);
    let mut served = Served::of(&mut command);
    let client = Client { addr: ([127, 0, 0, 1], served.addr.port()).into() };
    client.call_modern_add();
    served.ends_well();
}

#[test]
fn flags_of_the_command_line() {
    let path = std::env::temp_dir().join(format!("mcp-http-{}-tokens", std::process::id()));
    std::fs::write(&path, "# for tests\n\nsecret\n  other  \n").expect("a file");
    let file = path.to_string_lossy().into_owned();
    let args = [
        "--token-file",
        &file,
        "--path",
        "/tools",
        "--sse-path",
        "/stream",
        "--message-path",
        "/post",
        "--no-sse-on-mcp",
        "--allow-host",
        "mcp.example",
        "--allow-origin",
        "https://app.example",
        "--cors",
    ];
    let mut served = Served::start(TESTBED, &args, "");
    assert!(served.process.stderr().contains("/tools\n"), "{}", served.process.stderr());
    let client = served.client();
    let init = mcp_tests::http::client::initialize("2025-11-25");
    let get = |target: &str, headers: &[(&str, &str)]| {
        let mut connection = served.connect();
        connection.send(mcp_tests::http::request("GET", target, headers, b""));
        connection.head(PATIENCE).expect("an answer").status
    };
    let token = ("Authorization", "Bearer secret");
    assert_eq!(client.post("/tools", &[], &init).status(), 401);
    assert_eq!(client.post("/tools", &[("Authorization", "Bearer # for tests")], &init).status(), 401);
    assert_eq!(client.post("/tools", &[token], &init).status(), 200);
    assert_eq!(client.post("/tools", &[("Authorization", "Bearer other")], &init).status(), 200);
    assert_eq!(client.post("/tools", &[token, ("Host", "mcp.example")], &init).status(), 200);
    let page = client.post("/tools", &[token, ("Origin", "https://app.example")], &init);
    assert_eq!(page.head.get("access-control-allow-origin"), Some("https://app.example"));
    assert_eq!(get("/tools", &[token]), 400);
    assert_eq!(get("/stream", &[token]), 200);
    assert_eq!(get("/health", &[]), 200);
    served.ends_well();
    let _ = std::fs::remove_file(path);
    refused(&["--http", ":0", "--token-file", "/no/such/file"], 2, "/no/such/file");
}
