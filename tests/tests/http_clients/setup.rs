//! A server behind a proxy, and a driver in front of it.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use mcp_tests::process::Process;
use mcp_tests::proxy::Proxy;

use super::judge::judge;

/// How long a server may take to start or to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// What sessions are signed by, before a restart and after it.
const SECRET: &str = "nobody-guesses-0123456789012345678901234567890";

/// The folder of the installed clients.
pub(crate) fn clients() -> PathBuf {
    let testbed = Path::new(env!("CARGO_BIN_EXE_testbed"));
    testbed.ancestors().nth(2).expect("a binary lies in a profile in the target folder").join("clients")
}

/// The folder of one client.
pub(crate) fn installed(client: &str) -> PathBuf {
    let folder = clients().join(client);
    assert!(folder.join("installed").exists(), "{client} is not installed: run `cargo xtask clients`");
    folder
}

/// The node that runs the clients.
pub(crate) fn node() -> PathBuf {
    let own = clients().join("node/bin/node");
    if own.exists() { own } else { "node".into() }
}

/// The folder of the drivers.
pub(crate) fn drivers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// What runs, and where it may write.
struct Server {
    program: PathBuf,
    folder: PathBuf,
    process: Mutex<Option<Process>>,
}

impl Server {
    /// Starts the process, with this to sign sessions by, and gives its address.
    fn start(&self, address: &str, secret: &str) -> SocketAddr {
        let mut command = Command::new(&self.program);
        command
            .args(["--http", address, "--grace", "1"])
            .env("MCP_SECRET", secret)
            .env("TESTBED_MARK", self.folder.join("mark"))
            .env("FILES_ROOT", self.folder.join("root"));
        let process = Process::start(&mut command);
        assert!(process.stderr_has("listening on ", PATIENCE), "it does not listen: {}", process.stderr());
        let stderr = process.stderr();
        let url = stderr.lines().find_map(|line| line.strip_prefix("listening on http://"));
        let address = url.and_then(|url| url.split('/').next()).expect("an address");
        *self.process.lock().unwrap_or_else(PoisonError::into_inner) = Some(process);
        address.parse().expect("an address")
    }

    /// Ends the process and starts it at the same address.
    fn restart(&self, proxy: &Proxy, address: SocketAddr, secret: &str) {
        self.end();
        proxy.idle();
        proxy.note("restart");
        assert_eq!(self.start(&address.to_string(), secret), address);
    }

    /// Ends the process as a service manager does.
    fn end(&self) {
        let process = self.process.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut process = process.expect("it was started");
        process.signal("TERM");
        let status = process.wait(PATIENCE);
        assert!(status.is_some_and(|status| status.success()), "{status:?}: {}", process.stderr());
    }
}

/// A server behind a proxy.
pub(crate) struct Bed {
    server: Arc<Server>,
    address: SocketAddr,
    pub(crate) proxy: Proxy,
}

impl Bed {
    /// Starts `testbed`, `library`, `asker` or an example, with a folder that has something to be found.
    pub(crate) fn start(name: &str, subject: &str) -> Self {
        let profile = Path::new(env!("CARGO_BIN_EXE_testbed")).parent().expect("a folder");
        let program = match subject {
            "testbed" => env!("CARGO_BIN_EXE_testbed").into(),
            "library" => env!("CARGO_BIN_EXE_library").into(),
            "asker" => env!("CARGO_BIN_EXE_asker").into(),
            example => profile.join("examples").join(example),
        };
        assert!(program.exists(), "{} is missing: `cargo xtask test` builds it", program.display());
        let folder =
            std::env::temp_dir().join(format!("mcp-http-clients-{}-{name}-{subject}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("root/notes")).expect("a folder");
        std::fs::write(folder.join("root/notes/a.txt"), "hay\nthe needle\nhay\n").expect("a file");
        let server = Arc::new(Server { program, folder, process: Mutex::default() });
        let address = server.start("127.0.0.1:0", SECRET);
        let again = Arc::clone(&server);
        let proxy = Proxy::start(address, move |proxy, asked| {
            let secret = match asked {
                "restart" => SECRET,
                "forget" => "",
                other => panic!("nobody can {other}"),
            };
            again.restart(proxy, address, secret);
        });
        Self { server, address, proxy }
    }

    /// Ends the server and starts it at the same address; it knows none of the sessions that were.
    pub(crate) fn forget(&self) {
        self.server.restart(&self.proxy, self.address, "");
    }

    /// The address of a route, as a client has to know it.
    pub(crate) fn url(&self, route: &str) -> String {
        format!("http://{}{route}", self.proxy.address())
    }

    /// The file in which the test bed notes what happened to it.
    pub(crate) fn mark(&self) -> PathBuf {
        self.server.folder.join("mark")
    }

    /// A folder for what a client wants to keep.
    pub(crate) fn folder(&self) -> &Path {
        &self.server.folder
    }

    /// Runs a program to its end; it has to end well.
    pub(crate) fn run(&self, command: &mut Command) -> String {
        let control = format!("http://{}/", self.proxy.control_address());
        let output = command.env("PROXY_CONTROL", control).output().expect("the client runs");
        let Output { status, stdout, stderr } = output;
        let said = String::from_utf8_lossy(&stdout).into_owned();
        let complained = String::from_utf8_lossy(&stderr);
        let log = || self.write_log().display().to_string();
        assert!(status.success(), "{status}\n{said}\n{complained}\nwhat was said is in {}", log());
        said
    }

    /// Ends the server, and looks at all that was said.
    pub(crate) fn judge(&self, negotiated: Option<&str>) {
        self.server.end();
        let log = self.write_log();
        eprintln!("what was said is in {}", log.display());
        assert!(!self.proxy.wants_to_cut(), "no stream came to be cut");
        judge(&self.proxy.log(), negotiated);
        let _ = std::fs::remove_dir_all(&self.server.folder);
    }

    fn write_log(&self) -> PathBuf {
        let path = self.server.folder.join("log");
        let mut file = std::fs::File::create(&path).expect("the log can be written");
        for entry in self.proxy.log() {
            writeln!(file, "{entry:?}").expect("the log can be written");
        }
        path
    }
}
