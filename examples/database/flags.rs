//! The flags that this server has beside those of every server.

use std::path::Path;

use mcp_runtime::Error;

use crate::postgres::Postgres;
use crate::sample;
use crate::source::Source;
use crate::sqlite::Sqlite;

/// The file that is served when no database is named.
const FILE: &str = "sample.db";

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Flags {
    /// A SQLite file, or `postgres://USER:PASSWORD@HOST/NAME`
    #[arg(long, value_name = "FILE|URL", env = "DATABASE_URL", default_value = FILE)]
    database: String,
    /// Make the file and fill it with a small shop, if it is not there
    #[arg(long)]
    sample: bool,
}

impl Flags {
    /// The database that is named. It need not be there yet: a server starts before its database, and outlives it.
    pub(crate) fn open(&self) -> Result<Source, Error> {
        // An empty variable names none.
        let database = if self.database.is_empty() { FILE } else { &self.database };
        let url = ["postgres://", "postgresql://"].iter().any(|scheme| database.starts_with(scheme));
        if url && self.sample {
            return Err(Error::usage(
                "`--sample` is for a file; a PostgreSQL database is filled by those who own it: leave it out",
            ));
        }
        if url {
            return Postgres::new(database)
                .map(Source::Postgres)
                .map_err(|error| Error::usage(format!("`--database`: {error}")));
        }
        let path = Path::new(database);
        if self.sample {
            sample::make(path).map_err(|error| {
                Error::usage(format!("`--sample` makes nothing in {}: {error}", path.display()))
            })?;
        }
        Ok(Source::Sqlite(Sqlite::new(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Flags {
        mcp_runtime::parse_args(line.split(' ')).expect("flags")
    }

    #[test]
    fn own_flags_are_told_from_the_others() {
        let flags = parse("--http :0 --database a.db --sample list");
        assert_eq!((flags.database.as_str(), flags.sample), ("a.db", true));
        assert_eq!(parse("--database=a=b").database, "a=b");
        let error = mcp_runtime::parse_args::<Flags, &str>(["--database"]).expect_err("nothing is named");
        assert!(error.is_usage(), "{error}");
    }

    #[test]
    fn a_wrong_url_is_refused_without_its_password() {
        for url in [
            "postgres://reader:secret@host:port/db",
            "postgres://reader:secret@host/db?sslmode=secret",
            "postgres://reader:secret@host/db?secret=1",
            "postgres://reader:secret@[host/db",
        ] {
            let error = parse(&format!("--database {url}")).open().expect_err("a fault").to_string();
            assert!(!error.contains("secret") && !error.contains("reader"), "{error}");
        }
    }
}
