//! No more file descriptors: L12.

use std::process::Command;

use mcp_tests::http::served::{Served, eventually};
use mcp_tests::http::{Connection, PATIENCE, request};

use crate::bystander::{TESTBED, of};

#[test]
fn l12_more_connections_than_descriptors() {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 64; exec \"$0\" --http 127.0.0.1:0", TESTBED]);
    let mut bystander = of(Served::of(&mut command));
    // All are taken by the system; the server can accept only some of them.
    let mut connections: Vec<Connection> = (0..100).map(|_| bystander.served.connect()).collect();
    assert!(
        bystander.served.process.stderr_has("can be accepted", PATIENCE),
        "{}",
        bystander.served.process.stderr()
    );
    let before = bystander.served.ticks();
    std::thread::sleep(std::time::Duration::from_secs(2));
    // It must not spin: that would be 200 ticks on a thread, and is fewer only where others need the processor.
    let used = bystander.served.ticks() - before;
    assert!(used < 100, "{used} hundredths of a second in 2 seconds");
    // Those that were accepted are served.
    connections[0].send(request("GET", "/health", &[], b""));
    assert_eq!(connections[0].response(PATIENCE).expect("an answer").text(), "ok");
    // When some go, the others come in.
    connections.drain(..90);
    for connection in &mut connections {
        connection.send(request("GET", "/health", &[], b""));
        assert_eq!(connection.response(PATIENCE).expect("an answer").text(), "ok");
    }
    drop(connections);
    bystander.unhurt();
}

#[test]
fn l12_a_limit_of_ones_own() {
    let mut bystander = crate::bystander::start("max_connections=10");
    let mut connections: Vec<Connection> = (0..30).map(|_| bystander.served.connect()).collect();
    for connection in &mut connections {
        connection.send(request("GET", "/health", &[], b""));
    }
    assert_eq!(connections.remove(0).response(PATIENCE).expect("an answer").text(), "ok");
    assert!(bystander.served.descriptors() < 40, "{}", bystander.served.descriptors());
    // Each that goes makes room for one.
    while let Some(mut connection) = (!connections.is_empty()).then(|| connections.remove(0)) {
        if connection.response(std::time::Duration::from_millis(1)).is_none() {
            connections.push(connection);
        }
    }
    assert!(eventually(|| Connection::try_open(bystander.served.addr).is_ok()));
    bystander.unhurt();
}
