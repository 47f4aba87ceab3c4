//! A server as a process on pipes, as a client starts it.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::transcript::Wire;

/// So long a message may take. Nothing depends on it when all is well.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server. It is killed when the test ends, whatever happens.
#[derive(Debug)]
pub struct Process {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    stderr: Arc<Mutex<String>>,
    reader: JoinHandle<()>,
}

impl Process {
    /// Starts a server whose output is read all the time.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let (sender, lines) = channel();
        let output = BufReader::new(child.stdout.take().expect("stdout is piped"));
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let stderr = Arc::<Mutex<String>>::default();
        let mut errors = child.stderr.take().expect("stderr is piped");
        let kept = Arc::clone(&stderr);
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = errors.read(&mut bytes) {
                let text = String::from_utf8_lossy(&bytes[..count]);
                kept.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
            }
        });
        let input = child.stdin.take();
        Self { child, input, lines, stderr, reader }
    }

    /// The next message of the server. Panics, with what it says on stderr, when none comes.
    pub fn message(&mut self) -> Value {
        let line = self.receive(PATIENCE).unwrap_or_else(|| panic!("no answer; stderr: {}", self.stderr()));
        serde_json::from_str(&line).expect("JSON")
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How many threads it has.
    pub fn threads(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/task", self.id())).expect("the process runs").count()
    }

    /// How often its threads began to wait for something so far.
    pub fn waits(&self) -> u64 {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.id())).expect("the process runs");
        let statuses =
            tasks.flatten().filter_map(|task| std::fs::read_to_string(task.path().join("status")).ok());
        statuses
            .filter_map(|status| {
                let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
                line.trim().parse::<u64>().ok()
            })
            .sum()
    }

    /// Writes bytes as they are.
    pub fn write(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("the server takes input");
    }

    /// Closes the server's input.
    pub fn close(&mut self) {
        self.input = None;
    }

    /// Waits for the end of the process, no longer than this. All that it wrote to stderr is there then, unless another process has it too.
    pub fn wait(&mut self, patience: Duration) -> Option<ExitStatus> {
        let until = Instant::now() + patience;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().expect("the process can be asked") {
                let last = Instant::now() + Duration::from_secs(1);
                while !self.reader.is_finished() && Instant::now() < last {
                    std::thread::sleep(Duration::from_millis(1));
                }
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        None
    }

    /// What the server wrote to stderr so far.
    pub fn stderr(&self) -> String {
        self.stderr.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until stderr holds this text.
    pub fn stderr_has(&self, text: &str, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        while Instant::now() < until {
            if self.stderr().contains(text) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }

    /// Sends a signal, by the tool that every system has.
    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill").arg(format!("-{signal}")).arg(self.id().to_string()).status();
        assert!(sent.expect("kill runs").success());
    }

    /// The resident memory in bytes.
    pub fn memory(&self) -> usize {
        memory(self.id())
    }
}

/// The resident memory of a process in bytes.
pub fn memory(id: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    line.trim().trim_end_matches(" kB").parse::<usize>().expect("a number") * 1024
}

impl Wire for Process {
    fn send(&mut self, line: &str) {
        self.write(line.as_bytes());
        self.write(b"\n");
    }

    fn receive(&mut self, patience: Duration) -> Option<String> {
        self.lines.recv_timeout(patience).ok()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
