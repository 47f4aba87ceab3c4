//! What PostgreSQL complains of, in words for a client. Hosts, users and passwords are for the log at most.

use deadpool_postgres::PoolError;
use tokio_postgres::error::{DbError, Error, ErrorPosition, SqlState};

use crate::fault::{Fault, Unknown};

/// Why there is no connection.
pub(super) fn no_connection(error: &PoolError) -> Fault {
    let why = match error {
        PoolError::Timeout(_) => "it does not answer",
        PoolError::Backend(error) => match error.code() {
            Some(&SqlState::TOO_MANY_CONNECTIONS) => "it has too many connections",
            Some(&SqlState::CANNOT_CONNECT_NOW) => "it is starting up or shutting down",
            Some(_) => "it refuses this server",
            None => "there is no connection to it",
        },
        _ => "the server has no connection for it",
    };
    tracing::warn!(error = %chain(error), "the database cannot be reached");
    Fault::new(format!("the database cannot be reached: {why}"))
        .hint("try again later; if it stays so, only who runs this server can do something")
}

/// What is wrong with a query that has `before` characters in front of what the client wrote.
pub(super) fn fault(error: &Error, before: usize) -> Fault {
    let Some(error) = error.as_db_error() else {
        tracing::warn!(error = %chain(error), "a query broke off");
        return Fault::new("the connection to the database was lost").hint("try again");
    };
    let at = match error.position() {
        Some(ErrorPosition::Original(at)) => (*at as usize).checked_sub(before + 1),
        _ => None,
    };
    if at.is_none() && *error.code() == SqlState::SYNTAX_ERROR {
        return Fault::several_statements();
    }
    let detail = error.detail().map(|detail| format!(" ({detail})")).unwrap_or_default();
    let fault = Fault::new(format!("{}{detail}", error.message())).at(at);
    match error.hint() {
        Some(hint) => fault.hint(hint),
        None if *error.code() == SqlState::READ_ONLY_SQL_TRANSACTION => {
            fault.hint("nothing can be changed here")
        }
        None => fault,
    }
}

/// Why a statement that PostgreSQL understands may not stand where a query does.
pub(super) fn refused(error: &Error, before: usize) -> Fault {
    match error.code() {
        Some(&SqlState::SYNTAX_ERROR | &SqlState::FEATURE_NOT_SUPPORTED) => Fault::not_a_query(),
        _ => fault(error, before),
    }
}

/// [`fault`], and which name of the client's SQL is not known.
pub(super) fn fault_in(error: &Error, sql: &str) -> Fault {
    let unknown = error.as_db_error().and_then(|error| unknown(error, sql));
    fault(error, 0).unknown(unknown)
}

/// What the database does not know. Its message may be in any language; its position is where the name is.
fn unknown(error: &DbError, sql: &str) -> Option<Unknown> {
    let Some(ErrorPosition::Original(at)) = error.position() else { return None };
    let of_name = |c: &char| c.is_alphanumeric() || "_.\"$".contains(*c);
    let name: String = sql.chars().skip((*at as usize).checked_sub(1)?).take_while(of_name).collect();
    match *error.code() {
        SqlState::UNDEFINED_TABLE => Some(Unknown::Table(name)),
        SqlState::UNDEFINED_COLUMN => Some(Unknown::Column(name)),
        _ => None,
    }
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
