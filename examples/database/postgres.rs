//! A PostgreSQL database, version 14 or later.
//!
//! Every query runs in a read-only transaction that is rolled back, and as a part of a SELECT: PostgreSQL refuses whatever
//! writes, and whatever is no query. What a read-only transaction may still do is a matter of the role. Give the server one of
//! its own, that
//!
//! - is no superuser and no member of `pg_read_server_files`, `pg_execute_server_program` and the like;
//! - may SELECT only what its clients may see;
//! - may not execute functions that act outside of the transaction (`dblink`, those in untrusted languages), nor
//!   `pg_terminate_backend` and `pg_cancel_backend`, with which one client could end the queries of another.
//!
//! TLS follows the URL (`?sslmode=require`); certificates are checked against those of the system, or of `SSL_CERT_FILE`.

#[path = "postgres/catalog.rs"]
mod catalog;
#[path = "postgres/error.rs"]
mod error;
#[path = "postgres/read.rs"]
mod read;
#[path = "postgres/session.rs"]
mod session;

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{ClientWrapper, Hook, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::MAX_RUNNING;
use crate::fault::{Fault, Unknown};
use crate::rows::Answer;
use crate::source::Query;
use crate::tables::{Description, Listing};
use session::Session;

/// For so long a connection is tried.
const CONNECT: Duration = Duration::from_secs(5);

/// PostgreSQL looks each second whether the client of a query is still there: should this server be killed, its queries end
/// too. It is the only setting that a system may lack, so nothing is made of a refusal.
const WATCH: &str = "SET client_connection_check_interval = 1000";

/// A database that is connected to when it is needed.
pub(crate) struct Postgres {
    pool: Pool,
    tls: MakeRustlsConnect,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Postgres")
    }
}

impl Postgres {
    /// Reads a URL. What is wrong with it is told without any of it.
    pub(crate) fn new(url: &str) -> Result<Self, String> {
        let mut config =
            Config::from_str(url).map_err(|_| "the URL of the database is not understood".to_owned())?;
        config.application_name("mcp-database").connect_timeout(CONNECT);
        let tls = tls();
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Verified };
        let manager = Manager::from_config(config, tls.clone(), recycling);
        let watch = Hook::async_fn(|client: &mut ClientWrapper, _| {
            Box::pin(async move {
                let _ = client.batch_execute(WATCH).await;
                Ok(())
            })
        });
        let pool = Pool::builder(manager)
            .max_size(MAX_RUNNING)
            .runtime(Runtime::Tokio1)
            .create_timeout(Some(CONNECT))
            .recycle_timeout(Some(CONNECT))
            .post_create(watch)
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self { pool, tls })
    }

    pub(crate) async fn tables(&self, like: &str) -> Result<Listing, Fault> {
        let session = self.session().await?;
        let found = catalog::tables(&session, like).await;
        session.end(found).await
    }

    pub(crate) async fn describe(&self, table: &str) -> Result<Description, Fault> {
        let session = self.session().await?;
        let found = catalog::describe(&session, table).await;
        session.end(found).await
    }

    pub(crate) async fn names(&self, unknown: &Unknown) -> Result<Vec<String>, Fault> {
        let session = self.session().await?;
        let found = catalog::names(&session, unknown).await;
        session.end(found).await
    }

    pub(crate) async fn query(&self, query: Query) -> Result<Answer, Fault> {
        let session = self.session().await?;
        let found = read::read(&session, &query).await;
        session.end(found).await
    }

    pub(crate) async fn explain(&self, sql: String) -> Result<String, Fault> {
        let session = self.session().await?;
        let found = read::plan(&session, &sql).await;
        session.end(found).await
    }

    async fn session(&self) -> Result<Session, Fault> {
        let client = self.pool.get().await.map_err(|error| error::no_connection(&error))?;
        Session::begin(client, self.tls.clone()).await
    }
}

/// TLS for the connections whose URL wants it.
fn tls() -> MakeRustlsConnect {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has the usual versions of TLS");
    MakeRustlsConnect::new(config.with_root_certificates(roots).with_no_client_auth())
}
