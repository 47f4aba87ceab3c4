//! Where the files of clients are: their paths out of the environment, on each kind of system.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::clients::{Client, Place, Scope};
use crate::outcome::error::Error;

/// A variable, and what stands below its value.
type Way = (&'static str, &'static str);

/// Where the words in braces are: on Linux and other Unix, on macOS, on Windows. The first variable that holds an absolute path counts.
const BASES: [(&str, [&[Way]; 3]); 7] = [
    ("home", [&[("HOME", "")], &[("HOME", "")], &[("USERPROFILE", "")]]),
    (
        "config",
        [
            &[("XDG_CONFIG_HOME", ""), ("HOME", ".config")],
            &[("HOME", "Library/Application Support")],
            &[("APPDATA", "")],
        ],
    ),
    (
        "xdg",
        [
            &[("XDG_CONFIG_HOME", ""), ("HOME", ".config")],
            &[("XDG_CONFIG_HOME", ""), ("HOME", ".config")],
            &[("XDG_CONFIG_HOME", ""), ("USERPROFILE", ".config")],
        ],
    ),
    (
        "claude",
        [
            &[("CLAUDE_CONFIG_DIR", ""), ("HOME", "")],
            &[("CLAUDE_CONFIG_DIR", ""), ("HOME", "")],
            &[("CLAUDE_CONFIG_DIR", ""), ("USERPROFILE", "")],
        ],
    ),
    (
        "codex",
        [
            &[("CODEX_HOME", ""), ("HOME", ".codex")],
            &[("CODEX_HOME", ""), ("HOME", ".codex")],
            &[("CODEX_HOME", ""), ("USERPROFILE", ".codex")],
        ],
    ),
    (
        "zed",
        [
            &[("XDG_CONFIG_HOME", "zed"), ("HOME", ".config/zed")],
            &[("HOME", ".config/zed")],
            &[("APPDATA", "Zed")],
        ],
    ),
    (
        "goose",
        [
            &[("XDG_CONFIG_HOME", "goose"), ("HOME", ".config/goose")],
            &[("XDG_CONFIG_HOME", "goose"), ("HOME", ".config/goose")],
            &[("APPDATA", "Block/goose/config")],
        ],
    ),
];

/// What is known of the machine.
pub(super) struct Machine<'a> {
    /// Which of the three kinds of system it is.
    pub(super) system: usize,
    pub(super) variable: &'a dyn Fn(&str) -> Option<OsString>,
    /// The folder in which this runs.
    pub(super) here: PathBuf,
}

impl Machine<'_> {
    /// This one.
    pub(super) fn this() -> Result<Self, Error> {
        let system = if cfg!(windows) { 2 } else { usize::from(cfg!(target_os = "macos")) };
        let here = std::env::current_dir()
            .map_err(|error| Error::because("the folder in which this runs is not known", error))?;
        Ok(Self { system, variable: &|name| std::env::var_os(name), here })
    }

    /// A path of the table. Err: the variables that could say where it is.
    fn path(&self, path: &str) -> Result<PathBuf, String> {
        let (base, rest) =
            path.strip_prefix('{').and_then(|path| path.split_once('}')).unwrap_or(("here", path));
        let rest = rest.trim_start_matches('/');
        if base == "here" {
            return Ok(join(&self.here, rest));
        }
        let ways =
            BASES.iter().find(|(name, _)| *name == base).map_or(&[][..], |(_, ways)| ways[self.system]);
        let found = ways.iter().find_map(|(name, below)| {
            let value = PathBuf::from((self.variable)(name)?);
            // What is not absolute is none, as is said of these variables.
            value.is_absolute().then(|| join(&join(&value, below), rest))
        });
        found.ok_or_else(|| ways.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" or "))
    }

    /// The file of a place.
    pub(super) fn file(&self, client: &Client, place: &Place) -> Result<PathBuf, Error> {
        let mut last = Err(String::new());
        for path in place.paths {
            last = self.path(path);
            if last.as_ref().is_ok_and(|path| path.exists()) {
                break;
            }
        }
        last.map_err(|variables| {
            let project = client.places.iter().any(|place| place.scope == Scope::Project);
            let instead = if project { ", or add `--scope project`" } else { "" };
            Error::usage(format!(
                "where {} keeps its servers is not known without {variables} in the environment: set it{instead}",
                client.title
            ))
        })
    }

    /// Whether a client is here.
    pub(super) fn has(&self, client: &Client) -> bool {
        client.signs.iter().any(|path| self.path(path).is_ok_and(|path| path.exists()))
    }

    /// The way to the map of servers in the file of a place.
    pub(super) fn keys(&self, place: &Place) -> Vec<String> {
        let here = || self.here.to_string_lossy().into_owned();
        place.keys.iter().map(|key| if *key == "{here}" { here() } else { (*key).to_owned() }).collect()
    }
}

fn join(path: &Path, below: &str) -> PathBuf {
    if below.is_empty() {
        path.to_owned()
    } else {
        below.split('/').fold(path.to_owned(), |path, part| path.join(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::install::clients::CLIENTS;

    /// Every place of every client, on each kind of system.
    #[cfg(unix)]
    #[test]
    fn places_of_each_system() {
        let mut shown = String::new();
        for (system, name, variables) in [
            (0, "Linux", &[("HOME", "/home/u")][..]),
            (1, "macOS", &[("HOME", "/Users/u")]),
            (2, "Windows", &[("USERPROFILE", "/C/u"), ("APPDATA", "/C/u/AppData/Roaming")]),
        ] {
            let variable = |name: &str| {
                variables.iter().find(|(set, _)| *set == name).map(|(_, value)| OsString::from(value))
            };
            let machine = Machine { system, variable: &variable, here: "/project".into() };
            for client in &CLIENTS {
                for place in client.places {
                    for path in place.paths {
                        let path = machine.path(path).expect("a path");
                        let scope = place.scope.name();
                        shown.push_str(&format!("{name} {} {scope} {}\n", client.name, path.display()));
                    }
                }
            }
        }
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/install/places.txt");
        if std::env::var_os("MCP_BLESS").is_some() {
            std::fs::write(&file, &shown).expect("the file is written");
        }
        let expected = std::fs::read_to_string(&file).expect("the file");
        assert_eq!(shown, expected, "`MCP_BLESS=1` writes {}", file.display());
    }

    #[cfg(unix)]
    #[test]
    fn variables_that_count() {
        let path = |variables: &[(&str, &str)], path: &str| {
            let variable = |name: &str| {
                variables.iter().find(|(set, _)| *set == name).map(|(_, value)| OsString::from(value))
            };
            let machine = Machine { system: 0, variable: &variable, here: "/project".into() };
            machine.path(path).map(|path| path.display().to_string())
        };
        let home = ("HOME", "/h");
        assert_eq!(path(&[home, ("XDG_CONFIG_HOME", "/x")], "{zed}/a"), Ok("/x/zed/a".into()));
        assert_eq!(path(&[home, ("XDG_CONFIG_HOME", "x")], "{config}/a"), Ok("/h/.config/a".into()));
        assert_eq!(path(&[home, ("XDG_CONFIG_HOME", "")], "{xdg}/a"), Ok("/h/.config/a".into()));
        assert_eq!(path(&[home, ("CODEX_HOME", "/c")], "{codex}/a"), Ok("/c/a".into()));
        assert_eq!(path(&[home, ("CLAUDE_CONFIG_DIR", "/c")], "{claude}/a"), Ok("/c/a".into()));
        assert_eq!(path(&[], "{here}/a/b"), Ok("/project/a/b".into()));
        assert_eq!(path(&[], "{codex}/a"), Err("CODEX_HOME or HOME".into()));
    }
}
