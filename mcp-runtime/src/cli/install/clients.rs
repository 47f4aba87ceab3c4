//! The clients that a server can be installed in, as data: names, places of their files, and how they write a server down.

use super::format::Format;

/// For whom a server is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// In every project of this user.
    User,
    /// For all who work on the project in this folder.
    Project,
    /// For this user, in the project of this folder.
    Local,
}

impl Scope {
    pub(super) const ALL: [Self; 3] = [Self::User, Self::Project, Self::Local];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Project => "project",
            Self::Local => "local",
        }
    }
}

/// A file that a client reads.
pub(super) struct Place {
    pub(super) scope: Scope,
    /// Its path, or several of which the first that exists is the one, or else the last. The word in braces is one of [`BASES`].
    pub(super) paths: &'static [&'static str],
    /// The way to the map of servers. `{here}` is the folder in which this runs.
    pub(super) keys: &'static [&'static str],
}

/// What stands at a key of an entry.
#[derive(Clone, Copy)]
pub(super) enum Piece {
    Is(&'static str),
    Yes,
    Count(u32),
    Name,
    About,
    Command,
    Args,
    /// The command and its arguments in one list.
    CommandAndArgs,
    /// Left out where there is none.
    Env,
    Url,
    /// Left out where there is none.
    Headers,
}

pub(super) type Shape = &'static [(&'static str, Piece)];

pub(super) struct Client {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) aliases: &'static [&'static str],
    /// Where one of these is, the client is.
    pub(super) signs: &'static [&'static str],
    pub(super) format: Format,
    /// The first is that of who says no scope.
    pub(super) places: &'static [Place],
    /// The key under which newer versions have the map of servers, inside of the one that older ones have. Theirs is taken
    /// where the file has it.
    pub(super) newer: Option<&'static str>,
    pub(super) stdio: Shape,
    /// Nothing where no file of the client takes URLs.
    pub(super) http: Option<Shape>,
}

use Piece::{About, Args, Command, CommandAndArgs, Count, Env, Headers, Is, Name, Url, Yes};

const TYPED: Shape = &[("type", Is("stdio")), ("command", Command), ("args", Args), ("env", Env)];
const PLAIN: Shape = &[("command", Command), ("args", Args), ("env", Env)];
const TYPED_HTTP: Shape = &[("type", Is("http")), ("url", Url), ("headers", Headers)];
const PLAIN_HTTP: Shape = &[("url", Url), ("headers", Headers)];

const SERVERS: &[&str] = &["mcpServers"];

const fn user(paths: &'static [&'static str], keys: &'static [&'static str]) -> Place {
    Place { scope: Scope::User, paths, keys }
}

const fn project(paths: &'static [&'static str], keys: &'static [&'static str]) -> Place {
    Place { scope: Scope::Project, paths, keys }
}

pub(super) const CLIENTS: [Client; 12] = [
    Client {
        name: "roo",
        title: "Roo Code",
        aliases: &["roo-code"],
        signs: &["{config}/Code/User/globalStorage/rooveterinaryinc.roo-cline", "{here}/.roo"],
        format: Format::Json,
        places: &[
            user(
                &["{config}/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json"],
                SERVERS,
            ),
            project(&["{here}/.roo/mcp.json"], SERVERS),
        ],
        newer: None,
        stdio: TYPED,
        // A URL without a type is taken for one of HTTP+SSE.
        http: Some(&[("type", Is("streamable-http")), ("url", Url), ("headers", Headers)]),
    },
    Client {
        name: "cline",
        title: "Cline",
        aliases: &[],
        signs: &["{config}/Code/User/globalStorage/saoudrizwan.claude-dev", "{home}/.cline"],
        format: Format::Json,
        places: &[user(
            &[
                "{home}/.cline/data/settings/cline_mcp_settings.json",
                "{config}/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
            ],
            SERVERS,
        )],
        newer: None,
        stdio: TYPED,
        http: Some(&[("type", Is("streamableHttp")), ("url", Url), ("headers", Headers)]),
    },
    Client {
        name: "claude-code",
        title: "Claude Code",
        aliases: &["claude"],
        signs: &["{claude}/.claude.json", "{home}/.claude"],
        format: Format::Json,
        places: &[
            user(&["{claude}/.claude.json"], SERVERS),
            project(&["{here}/.mcp.json"], SERVERS),
            Place {
                scope: Scope::Local,
                paths: &["{claude}/.claude.json"],
                keys: &["projects", "{here}", "mcpServers"],
            },
        ],
        newer: None,
        stdio: TYPED,
        http: Some(TYPED_HTTP),
    },
    Client {
        name: "claude-desktop",
        title: "Claude Desktop",
        aliases: &[],
        signs: &["{config}/Claude"],
        format: Format::Json,
        places: &[user(&["{config}/Claude/claude_desktop_config.json"], SERVERS)],
        newer: None,
        stdio: PLAIN,
        http: None,
    },
    Client {
        name: "vscode",
        title: "VS Code",
        aliases: &["vs-code", "code", "copilot"],
        signs: &["{config}/Code/User", "{here}/.vscode"],
        format: Format::Json,
        places: &[
            user(&["{config}/Code/User/mcp.json"], &["servers"]),
            project(&["{here}/.vscode/mcp.json"], &["servers"]),
        ],
        newer: None,
        stdio: TYPED,
        http: Some(TYPED_HTTP),
    },
    Client {
        name: "cursor",
        title: "Cursor",
        aliases: &[],
        signs: &["{home}/.cursor", "{here}/.cursor"],
        format: Format::Json,
        places: &[
            user(&["{home}/.cursor/mcp.json"], SERVERS),
            project(&["{here}/.cursor/mcp.json"], SERVERS),
        ],
        newer: None,
        stdio: TYPED,
        http: Some(PLAIN_HTTP),
    },
    Client {
        name: "windsurf",
        title: "Windsurf",
        aliases: &[],
        signs: &["{home}/.codeium/windsurf"],
        format: Format::Json,
        places: &[user(&["{home}/.codeium/windsurf/mcp_config.json"], SERVERS)],
        newer: None,
        stdio: PLAIN,
        http: Some(&[("serverUrl", Url), ("headers", Headers)]),
    },
    Client {
        name: "zed",
        title: "Zed",
        aliases: &[],
        signs: &["{zed}", "{here}/.zed"],
        format: Format::Json,
        places: &[
            user(&["{zed}/settings.json"], &["context_servers"]),
            project(&["{here}/.zed/settings.json"], &["context_servers"]),
        ],
        newer: None,
        // Versions of 2025 ask for the source of what they start.
        stdio: &[("source", Is("custom")), ("command", Command), ("args", Args), ("env", Env)],
        http: Some(PLAIN_HTTP),
    },
    Client {
        name: "gemini",
        title: "Gemini CLI",
        aliases: &["gemini-cli"],
        signs: &["{home}/.gemini", "{here}/.gemini"],
        format: Format::Json,
        places: &[
            user(&["{home}/.gemini/settings.json"], SERVERS),
            project(&["{here}/.gemini/settings.json"], SERVERS),
        ],
        newer: None,
        stdio: PLAIN,
        http: Some(&[("httpUrl", Url), ("headers", Headers)]),
    },
    Client {
        name: "codex",
        title: "Codex",
        aliases: &[],
        signs: &["{codex}", "{here}/.codex"],
        format: Format::Toml,
        places: &[
            user(&["{codex}/config.toml"], &["mcp_servers"]),
            project(&["{here}/.codex/config.toml"], &["mcp_servers"]),
        ],
        newer: None,
        stdio: PLAIN,
        http: Some(&[("url", Url), ("http_headers", Headers)]),
    },
    Client {
        name: "goose",
        title: "Goose",
        aliases: &[],
        signs: &["{goose}"],
        format: Format::Yaml,
        places: &[user(&["{goose}/config.yaml"], &["extensions"])],
        newer: None,
        stdio: &[
            ("enabled", Yes),
            ("type", Is("stdio")),
            ("name", Name),
            ("description", About),
            ("cmd", Command),
            ("args", Args),
            ("envs", Env),
            ("timeout", Count(300)),
        ],
        http: Some(&[
            ("enabled", Yes),
            ("type", Is("streamable_http")),
            ("name", Name),
            ("description", About),
            ("uri", Url),
            ("headers", Headers),
            ("timeout", Count(300)),
        ]),
    },
    Client {
        name: "opencode",
        title: "OpenCode",
        aliases: &[],
        signs: &["{xdg}/opencode", "{here}/opencode.json", "{here}/opencode.jsonc"],
        format: Format::Json,
        places: &[
            user(&["{xdg}/opencode/opencode.jsonc", "{xdg}/opencode/opencode.json"], &["mcp"]),
            project(&["{here}/opencode.jsonc", "{here}/opencode.json"], &["mcp"]),
        ],
        newer: Some("servers"),
        stdio: &[("type", Is("local")), ("command", CommandAndArgs), ("environment", Env)],
        http: Some(&[("type", Is("remote")), ("url", Url), ("headers", Headers)]),
    },
];

/// The client of a name that clap has let through.
pub(super) fn named(name: &str) -> Option<&'static Client> {
    CLIENTS.iter().find(|client| client.name == name || client.aliases.contains(&name))
}
