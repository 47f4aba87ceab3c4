//! The flags that this server has beside those of every server.

use std::ffi::OsString;
use std::path::Path;

use crate::postgres::Postgres;
use crate::sample;
use crate::source::Source;
use crate::sqlite::Sqlite;

/// The file that is served when no database is named.
const FILE: &str = "sample.db";

/// What `--help` says of them.
pub(crate) const HELP: &str = "\
The database:
      --database FILE|URL  A SQLite file, or postgres://USER:PASSWORD@HOST/NAME [default: sample.db]; DATABASE_URL in the
                           environment is the same
      --sample             Make the file and fill it with a small shop, if it is not there";

/// What the command line says.
#[derive(Debug, Default)]
pub(crate) struct Flags {
    database: Option<String>,
    sample: bool,
    /// What is for others to read.
    pub(crate) rest: Vec<OsString>,
}

impl Flags {
    /// Takes the flags of this server out of a command line.
    pub(crate) fn take(
        args: impl IntoIterator<Item = OsString>,
        environment: Option<String>,
    ) -> Result<Self, String> {
        let mut flags = Self::default();
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            match arg.to_str() {
                Some("--sample") => flags.sample = true,
                Some("--database") => {
                    let value = args.next().ok_or("--database needs a file or a URL")?;
                    flags.database = Some(text(value)?);
                }
                Some(arg) if arg.starts_with("--database=") => {
                    flags.database = arg.split_once('=').map(|(_, value)| value.to_owned());
                }
                _ => flags.rest.push(arg),
            }
        }
        flags.database = flags.database.or(environment).filter(|database| !database.is_empty());
        Ok(flags)
    }

    /// The database that is named. It need not be there yet: a server starts before its database, and outlives it.
    pub(crate) fn open(&self) -> Result<Source, String> {
        let database = self.database.as_deref().unwrap_or(FILE);
        let url = ["postgres://", "postgresql://"].iter().any(|scheme| database.starts_with(scheme));
        if url && self.sample {
            return Err("--sample is for a file; a PostgreSQL database is filled by those who own it".into());
        }
        if url {
            return Postgres::new(database).map(Source::Postgres);
        }
        let path = Path::new(database);
        if self.sample {
            sample::make(path)
                .map_err(|error| format!("no sample is made in {}: {error}", path.display()))?;
        }
        Ok(Source::Sqlite(Sqlite::new(path)))
    }
}

fn text(value: OsString) -> Result<String, String> {
    value.into_string().map_err(|_| "--database is not Unicode".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(line: &str, environment: Option<&str>) -> Flags {
        Flags::take(line.split(' ').map(Into::into), environment.map(Into::into)).expect("flags")
    }

    #[test]
    fn own_flags_are_taken_and_the_others_left() {
        let flags = take("x --http :0 --database a.db --sample list", Some("b.db"));
        assert_eq!((flags.database.as_deref(), flags.sample), (Some("a.db"), true));
        assert_eq!(flags.rest, ["x", "--http", ":0", "list"]);
        assert_eq!(take("x --database=a=b", None).database.as_deref(), Some("a=b"));
        assert_eq!(take("x", Some("b.db")).database.as_deref(), Some("b.db"));
        assert_eq!(take("x", Some("")).database, None);
        assert!(Flags::take(["x".into(), "--database".into()], None).is_err());
    }

    #[test]
    fn a_wrong_url_is_refused_without_its_password() {
        for url in [
            "postgres://reader:secret@host:port/db",
            "postgres://reader:secret@host/db?sslmode=secret",
            "postgres://reader:secret@host/db?secret=1",
            "postgres://reader:secret@[host/db",
        ] {
            let error = take(&format!("x --database {url}"), None).open().expect_err("a fault");
            assert!(!error.contains("secret") && !error.contains("reader"), "{error}");
        }
    }
}
