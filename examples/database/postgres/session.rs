//! One query's time with a connection: a transaction that only reads, and that ends in the database whatever happens here.

use std::ops::Deref;

use deadpool_postgres::Object;
use tokio::runtime::Handle;
use tokio_postgres::Client;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error;
use crate::fault::Fault;

/// The transaction, and how its values are written. The time-out is there for the day when this server hangs; it is longer
/// than all limits here.
const BEGIN: &str = "BEGIN READ ONLY; SET LOCAL statement_timeout = '150s'; SET LOCAL DateStyle = ISO;
    SET LOCAL IntervalStyle = postgres; SET LOCAL bytea_output = hex; SET LOCAL extra_float_digits = 1";

/// The end of it. Advisory locks are all that a read-only transaction leaves behind.
const END: &str = "ROLLBACK; SELECT pg_advisory_unlock_all()";

/// A connection in a transaction. Dropped before its end, it cancels its query.
pub(super) struct Session {
    client: Option<Object>,
    tls: MakeRustlsConnect,
    /// A drop may come from a thread that has no runtime.
    runtime: Handle,
}

impl Session {
    pub(super) async fn begin(client: Object, tls: MakeRustlsConnect) -> Result<Self, Fault> {
        let session = Self { client: Some(client), tls, runtime: Handle::current() };
        session.batch_execute(BEGIN).await.map_err(|error| error::fault(&error, 0))?;
        Ok(session)
    }

    /// Ends the transaction, and gives the connection back to the pool.
    pub(super) async fn end<T>(mut self, found: Result<T, Fault>) -> Result<T, Fault> {
        if self.batch_execute(END).await.is_ok() {
            self.client = None;
        }
        found
    }
}

impl Deref for Session {
    type Target = Client;

    fn deref(&self) -> &Client {
        self.client.as_ref().expect("a session has its connection until it ends")
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else { return };
        // Not for the pool any more: a cancellation that comes late must not meet the query of somebody else.
        let client = Object::take(client);
        let tls = self.tls.clone();
        self.runtime.spawn(async move {
            if let Err(error) = client.cancel_token().cancel_query(tls).await {
                tracing::warn!(%error, "a query is not cancelled");
            }
            drop(client);
        });
    }
}
