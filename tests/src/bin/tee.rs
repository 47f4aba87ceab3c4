//! Stands between a client and a server and keeps what they say: `tee LOG COMMAND ARGS…`.
//!
//! The log has a line `→ …` for each line of the client, `← …` for each line of the server, and at the end `exit CODE`.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write};
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    let (Some(path), Some(program)) = (args.next(), args.next()) else { return ExitCode::from(2) };
    // Some clients start a server twice, to look at it first: each start has its own log.
    let mut path = std::path::PathBuf::from(path);
    while path.exists() {
        path.as_mut_os_string().push("+");
    }
    let log = Arc::new(Mutex::new(File::create(path).expect("the log can be written")));
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let to = child.stdin.take().expect("stdin is piped");
    let from = child.stdout.take().expect("stdout is piped");
    std::thread::spawn({
        let log = Arc::clone(&log);
        move || copy(std::io::stdin(), to, "→", &log)
    });
    pass_on_signals(child.id());
    copy(from, std::io::stdout(), "←", &log);
    let status = child.wait().expect("the server can be waited for");
    let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = writeln!(log, "exit {}", status.code().unwrap_or(-1));
    ExitCode::SUCCESS
}

/// A client that ends its server by a signal means the server, not what stands between.
fn pass_on_signals(child: u32) {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
                .expect("signals can be handled");
            while terminate.recv().await.is_some() {
                let _ = Command::new("kill").arg(child.to_string()).status();
            }
        });
    });
}

fn copy(from: impl std::io::Read, mut to: impl Write, arrow: &str, log: &Mutex<File>) {
    for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
        {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = writeln!(log, "{arrow} {}", String::from_utf8_lossy(&line));
        }
        if to.write_all(&line).and_then(|()| to.write_all(b"\n")).and_then(|()| to.flush()).is_err() {
            break;
        }
    }
}
