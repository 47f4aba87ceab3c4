//! What is written down of a server, in the shape of each client.

use std::path::Path;

use serde_json::{Map, Value};

use super::clients::{Client, Piece};
use super::{Asked, flags, own};
use crate::cli::complain;
use crate::outcome::error::Error;

/// How a server is reached.
enum Way {
    Stdio { command: String, args: Vec<String>, env: Map<String, Value> },
    Http { url: String, headers: Map<String, Value> },
}

/// What a client has to know.
pub(super) struct Server {
    pub(super) name: String,
    about: String,
    way: Way,
}

impl Server {
    /// What a command line says.
    pub(super) fn of(asked: &Asked<'_>, name: String) -> Result<Self, Error> {
        let about = if asked.face.about.is_empty() { name.clone() } else { asked.face.about.clone() };
        if let Some(url) = flags::url(asked.behind)? {
            if let Some(arg) = own::given(asked.command, asked.matches).next() {
                return Err(Error::usage(format!(
                    "`{arg}` is for a server that the client starts, and `--url` is that of one which runs: leave one of them out"
                )));
            }
            return Ok(Self { name, about, way: Way::Http { url, headers: flags::headers(asked.behind)? } });
        }
        let env = flags::env(asked.behind)?;
        let args = own::args(asked.command, asked.matches, flags::is_written(asked.behind))?;
        for (arg, variable) in own::absent(asked.command, asked.matches) {
            let given = variable
                .as_ref()
                .is_some_and(|name| env.contains_key(name) || std::env::var_os(name).is_some());
            if !given {
                let instead =
                    variable.map_or(String::new(), |name| format!(", or add `--env {name}=VALUE` behind it"));
                return Err(Error::usage(format!(
                    "the server does not start without `{arg}`: write it before the sub-command{instead}"
                )));
            }
        }
        Ok(Self { name, about, way: Way::Stdio { command: own::program()?, args, env } })
    }

    /// What may go wrong later. The values of variables are not shown.
    pub(super) fn warn(&self, asked: &Asked<'_>) {
        let Way::Stdio { command, env, .. } = &self.way else { return };
        let passing = own::passing(Path::new(command)).filter(|_| !flags::is_written(asked.behind));
        if let Some(why) = passing {
            complain(&format!("warning: {command} {why}: install the program, and run this with that one"));
        }
        for (_, variable) in own::absent(asked.command, asked.matches) {
            if let Some(name) = variable.filter(|name| !env.contains_key(name)) {
                complain(&format!(
                    "warning: {name} is set here, and a client may start the server without it: add `--env {name}` to write its value down"
                ));
            }
        }
    }

    /// Whether something is in it that may be a secret.
    pub(super) fn is_private(&self) -> bool {
        match &self.way {
            Way::Stdio { env, .. } => !env.is_empty(),
            Way::Http { headers, .. } => !headers.is_empty(),
        }
    }

    /// Its entry in the file of a client. Err: the client takes no URLs there.
    pub(super) fn entry(&self, client: &Client) -> Result<Map<String, Value>, Error> {
        let shape = match &self.way {
            Way::Stdio { .. } => client.stdio,
            Way::Http { .. } => client.http.ok_or_else(|| {
                Error::usage(format!(
                    "{} takes no URL from a file: add it there in the settings, as a connector, or leave `--url` out",
                    client.title
                ))
            })?,
        };
        let piece = |(key, piece): &(&str, Piece)| Some(((*key).to_owned(), self.piece(*piece)?));
        Ok(shape.iter().filter_map(piece).collect())
    }

    /// What stands at a key; nothing where it is left out.
    fn piece(&self, piece: Piece) -> Option<Value> {
        let some = |map: &Map<String, Value>| (!map.is_empty()).then(|| Value::Object(map.clone()));
        match (piece, &self.way) {
            (Piece::Is(text), _) => Some(text.into()),
            (Piece::Yes, _) => Some(true.into()),
            (Piece::Count(count), _) => Some(count.into()),
            (Piece::Name, _) => Some(self.name.as_str().into()),
            (Piece::About, _) => Some(self.about.as_str().into()),
            (Piece::Command, Way::Stdio { command, .. }) => Some(command.as_str().into()),
            (Piece::Args, Way::Stdio { args, .. }) => Some(args.as_slice().into()),
            (Piece::CommandAndArgs, Way::Stdio { command, args, .. }) => {
                Some(std::iter::once(command).chain(args).map(String::as_str).collect())
            }
            (Piece::Env, Way::Stdio { env, .. }) => some(env),
            (Piece::Url, Way::Http { url, .. }) => Some(url.as_str().into()),
            (Piece::Headers, Way::Http { headers, .. }) => some(headers),
            _ => None,
        }
    }
}

/// The program or the URL of an entry: by that it is the same server or another.
pub(super) fn identity(client: &Client, entry: &Map<String, Value>) -> Option<String> {
    let pieces = client.stdio.iter().chain(client.http.into_iter().flatten());
    let texts = pieces.filter_map(|(key, piece)| match (piece, entry.get(*key)?) {
        (Piece::Command | Piece::Url, value) => value.as_str(),
        (Piece::CommandAndArgs, value) => value.get(0)?.as_str(),
        _ => None,
    });
    texts.map(str::to_owned).next()
}

/// Whether a key of an entry says nothing of how the server is reached, so that its user may have set it to another value.
pub(super) fn is_setting(client: &Client, key: &str) -> bool {
    let mut pieces = client.stdio.iter().chain(client.http.into_iter().flatten());
    pieces.any(|(own, piece)| {
        *own == key && matches!(piece, Piece::Yes | Piece::Count(_) | Piece::Name | Piece::About)
    })
}
