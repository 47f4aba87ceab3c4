//! What a server was started with: its command line, and for each flag of the kit that is not there a variable.
//!
//! A variable is looked at only where its flag would count: `MCP_HTTP` serves nothing beside `list`.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command};
use clap_complete::Shell;

use super::command::{self, ASKING, Face, LEVELS, REST, id, variable};
#[cfg(all(feature = "dev", unix))]
use super::dev;
use super::doctor::Wanted;
use super::{complete, failed, refusal};
use crate::outcome::error::Error;

/// What a flag of the kit was given, and where.
pub(super) struct Given {
    flag: &'static str,
    pub(super) text: String,
    by_line: bool,
}

/// As it was written, for who has to change it.
impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (flag, text) = (self.flag, self.text.escape_debug());
        if self.by_line { write!(f, "`--{flag} {text}`") } else { write!(f, "`{}={text}`", variable(flag)) }
    }
}

/// What is to be done.
pub(super) enum Mode {
    List,
    Schema,
    Doctor(Wanted),
    /// What a shell completes, of the whole command line.
    Complete(Box<Command>, Shell),
    /// One of [`ASKING`], and what stands after it.
    Ask(&'static str, Vec<OsString>),
    #[cfg(feature = "http")]
    Http(Given),
    Stdio,
    #[cfg(all(feature = "dev", unix))]
    Dev(dev::Wanted),
    /// Nobody said what, and a person looks on.
    Explain,
}

/// A command line that was understood.
pub(super) struct Line {
    matches: ArgMatches,
    pub(super) mode: Mode,
    /// The flags of the author's, with their dashes.
    own: Vec<String>,
    /// What the command line wins over.
    twice: Vec<String>,
}

impl Line {
    /// Reads the command line, and what the author wants of it. Err: it was no more than a question, or a mistake, and is answered.
    pub(super) fn read<A: Args>(face: &Face, args: Vec<OsString>) -> Result<(Self, A), ExitCode> {
        let mut command = command::command::<A>(face).map_err(|error| failed(&error))?;
        let own = A::augment_args(Command::new(""));
        #[cfg(feature = "install")]
        let args = {
            let answered = super::install::answered(face, &command, &args);
            let answered = answered.or_else(|| super::publish::answered(face, &command, &own, &args));
            match answered {
                Some(code) => return Err(code),
                None => super::publish::filled::read(&mut command, &own, args),
            }
        };
        let flags: Vec<String> =
            own.get_arguments().filter_map(|arg| arg.get_long()).map(|long| format!("--{long}")).collect();
        #[cfg(all(feature = "dev", unix))]
        let all = args.clone();
        if let Some(code) = super::call::answered(face, &command, &args, &flags) {
            return Err(code);
        }
        let read = command.try_get_matches_from_mut(args).and_then(|matches| {
            let own = A::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
            Ok((matches, own))
        });
        let (matches, own) = read.map_err(|error| refusal::refused(&error, Some(&command), &flags))?;
        let mut line = Self { matches, mode: Mode::Explain, own: flags, twice: Vec::new() };
        #[cfg(feature = "http")]
        if let Some(code) = super::health::answered(&line, &line.matches) {
            return Err(code);
        }
        line.complete(&command).map_err(|error| failed(&error))?;
        #[cfg(all(feature = "dev", unix))]
        if let Some((dev::NAME, matches)) = line.matches.subcommand() {
            line.mode = Mode::Dev(dev::Wanted::read(matches, &all, line.mode));
        }
        Ok((line, own))
    }

    /// One whose mode is known.
    pub(super) fn of(matches: ArgMatches, mode: Mode, own: Vec<String>) -> Self {
        Self { matches, mode, own, twice: Vec::new() }
    }

    /// Finds out what is to be done, and what was said twice.
    fn complete(&mut self, command: &Command) -> Result<(), Error> {
        self.mode = self.wanted(command)?;
        #[cfg(feature = "http")]
        if !matches!(self.mode, Mode::Http(_)) {
            super::http::misplaced(self)?;
        }
        self.level()?;
        self.twice = self.overruled(command);
        Ok(())
    }

    /// Which variables count for nothing, since the command line says something else.
    fn overruled(&self, command: &Command) -> Vec<String> {
        let mut all = Vec::new();
        for arg in command.get_arguments().filter(|arg| self.is_on_line(arg.get_id().as_str())) {
            let Some(long) = arg.get_long() else { continue };
            let kits = arg.get_id().as_str() == id(long);
            let variable = if kits { Some(variable(long).into()) } else { arg.get_env().map(OsString::from) };
            let set = variable.filter(|name| value(name).is_some());
            all.extend(set.map(|name| format!("`--{long}` wins over {}", name.to_string_lossy())));
        }
        #[cfg(feature = "http")]
        if self.is_on_line("--stdio") && value("MCP_HTTP").is_some() {
            all.push("`--stdio` wins over MCP_HTTP".into());
        } else if self.is_on_line("--http") && switched("stdio").unwrap_or(false) {
            all.push("`--http` wins over MCP_STDIO".into());
        }
        if value("RUST_LOG").is_some() && matches!(self.level(), Ok(Some(_))) {
            let by_line = self.is_on_line("--log") || self.level_of_rest().is_some();
            all.push(format!("{} wins over RUST_LOG", if by_line { "`--log`" } else { "MCP_LOG" }));
        }
        all
    }

    fn wanted(&self, command: &Command) -> Result<Mode, Error> {
        match self.matches.subcommand() {
            Some(("list", _)) => return Ok(Mode::List),
            Some(("schema", _)) => return Ok(Mode::Schema),
            Some(("doctor", matches)) => return Ok(Mode::Doctor(Wanted::read(matches))),
            Some((complete::NAME, matches)) => {
                let shell = complete::shell(matches).ok_or_else(|| Error::usage("name a shell"))?;
                return Ok(Mode::Complete(Box::new(command.clone()), shell));
            }
            #[cfg(all(feature = "dev", unix))]
            Some((dev::NAME, _)) => return self.served(),
            Some((name, matches)) => {
                let (name, _) = ASKING.iter().find(|(asking, _)| *asking == name).unwrap_or(&ASKING[0]);
                let rest = matches.get_many::<OsString>(REST).into_iter().flatten().cloned().collect();
                return Ok(Mode::Ask(name, rest));
            }
            None => {}
        }
        self.served()
    }

    /// How it serves, where nothing else is asked for.
    fn served(&self) -> Result<Mode, Error> {
        if self.is_on_line("--stdio") {
            return Ok(Mode::Stdio);
        }
        #[cfg(feature = "http")]
        if let Some(address) = self.given("http")? {
            if !address.by_line && switched("stdio")? {
                return Err(Error::usage("MCP_STDIO and MCP_HTTP are both set: take one of them away"));
            }
            return Ok(Mode::Http(address));
        }
        let piped = !std::io::stdin().is_terminal();
        Ok(if switched("stdio")? || piped { Mode::Stdio } else { Mode::Explain })
    }

    /// What a flag was given, or else its variable.
    pub(super) fn given(&self, flag: &'static str) -> Result<Option<Given>, Error> {
        let by_line = self.matches.get_raw(&id(flag)).and_then(|mut values| values.next_back());
        match by_line {
            Some(text) => Ok(Some(Given { flag, text: unicode(text.to_owned(), &id(flag))?, by_line: true })),
            None => from_environment(flag),
        }
    }

    /// All that a flag was given; in its variable several have blanks or commas between them.
    #[cfg(feature = "http")]
    pub(super) fn each(&self, flag: &'static str) -> Result<Vec<String>, Error> {
        if let Some(texts) = self.matches.get_many::<String>(&id(flag)) {
            return Ok(texts.cloned().collect());
        }
        let texts = from_environment(flag)?.map(|given| given.text).unwrap_or_default();
        let texts = texts.split(|c: char| c == ',' || c.is_whitespace()).filter(|text| !text.is_empty());
        Ok(texts.map(str::to_owned).collect())
    }

    /// Whether a flag that is given nothing is there.
    #[cfg(feature = "http")]
    pub(super) fn is_on(&self, flag: &'static str) -> Result<bool, Error> {
        Ok(self.is_on_line(&id(flag)) || switched(flag)?)
    }

    pub(super) fn is_on_line(&self, id: &str) -> bool {
        self.matches.value_source(id) == Some(ValueSource::CommandLine)
    }

    /// How much to log; nothing where nobody said so.
    pub(super) fn level(&self) -> Result<Option<String>, Error> {
        let given = match self.level_of_rest() {
            Some(level) => return Ok(Some(level)),
            None => self.given("log")?,
        };
        match given {
            Some(given) if !LEVELS.contains(&&*given.text) => {
                Err(Error::usage(format!("{given} is no level: write one of {}", LEVELS.join(", "))))
            }
            given => Ok(given.map(|given| given.text)),
        }
    }

    /// The level that stands after the name of a tool, whose flags are not known yet. A wrong one is refused when they are.
    fn level_of_rest(&self) -> Option<String> {
        let Mode::Ask(_, rest) = &self.mode else { return None };
        let rest: Vec<&str> = rest.iter().map(|text| text.to_str().unwrap_or_default()).collect();
        let behind = rest.windows(2).filter(|pair| pair[0] == "--log").map(|pair| pair[1]);
        let joined = rest.iter().filter_map(|text| text.strip_prefix("--log="));
        behind.chain(joined).find(|level| LEVELS.contains(level)).map(str::to_owned)
    }

    /// Says what was set twice; the log is there.
    pub(super) fn say_twice(&self) {
        if !self.twice.is_empty() {
            tracing::warn!("{}", self.twice.join(", "));
        }
    }

    /// Prints why what stands after a sub-command was not understood.
    pub(super) fn refused(&self, error: &clap::Error) -> ExitCode {
        match &self.mode {
            Mode::Ask(asking, _) if error.kind() == ErrorKind::InvalidSubcommand => {
                refusal::unknown(error, asking)
            }
            _ => refusal::refused(error, None, &self.own),
        }
    }

    /// A text that names flags, with the variables in the place of those that came from there.
    #[cfg(feature = "http")]
    pub(super) fn renamed(&self, mut text: String) -> String {
        for flag in super::http::flags() {
            if self.is_on_line(&id(&flag)) || value(variable(&flag)).is_none() {
                continue;
            }
            text = text
                .replace(&format!("`--{flag} "), &format!("`{}=", variable(&flag)))
                .replace(&format!("`--{flag}`"), &format!("`{}`", variable(&flag)));
        }
        text
    }
}

/// The value of a variable; an empty one says nothing.
fn value(variable: impl AsRef<OsStr>) -> Option<OsString> {
    std::env::var_os(variable).filter(|text| !text.is_empty())
}

/// What the variable of a flag says.
fn from_environment(flag: &'static str) -> Result<Option<Given>, Error> {
    let name = variable(flag);
    let Some(text) = value(&name) else { return Ok(None) };
    Ok(Some(Given { flag, text: unicode(text, &name)?, by_line: false }))
}

/// Whether the variable of a flag that is given nothing says yes.
fn switched(flag: &'static str) -> Result<bool, Error> {
    let Some(given) = from_environment(flag)? else { return Ok(false) };
    match &*given.text.trim().to_ascii_lowercase() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "0" | "false" | "no" | "off" => Ok(false),
        _ => Err(Error::usage(format!("{given} is neither yes nor no: write `true` or `false`"))),
    }
}

fn unicode(text: OsString, name: &str) -> Result<String, Error> {
    text.into_string()
        .map_err(|_| Error::usage(format!("what `{name}` says is not Unicode: write it in UTF-8")))
}
