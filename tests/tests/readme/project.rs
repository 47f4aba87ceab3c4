//! A place of an author: a home outside of this workspace, in which what a page of the documentation says is done, in the order in which it stands there.
//!
//! | a block | what is done |
//! |---|---|
//! | `sh` | each line is a command, and has to end well |
//! | `console` | so is each line behind `$`, and what it prints has to be what is below it |
//! | `diff` | is applied to the file that the line before names, in backquotes before a colon |
//! | `text roo` | Roo Code starts the server as `.roo/mcp.json` says: what it calls, and what it gets |
//! | `text stays` | so does a client that stays connected from the first such block to the last, and hears of what changes |
//! | any other | is written into such a file |
//!
//! What is built depends on this working copy, is not optimized, and takes the versions of this workspace. All of it is built into one folder, so what
//! the servers depend on is compiled once.

use std::collections::hash_map::DefaultHasher;
use std::ffi::OsStr;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mcp_tests::http::client::{call, initialize, initialized, text};
use mcp_tests::process::Process;
use mcp_tests::transcript::Wire as _;
use serde_json::Value;

use super::container::{Container, Image};
use super::root;

pub(super) struct Project {
    home: PathBuf,
    /// What is `.cargo` in it.
    installed: PathBuf,
    /// Where commands are run.
    pub(super) folder: PathBuf,
    /// What `docker run` started.
    container: Option<Container>,
    /// A client's server that stays, and how often it was asked something.
    stays: Option<(Process, u32)>,
    /// What printed something else than the page shows.
    faults: Vec<String>,
}

/// The folder that cargo builds the tests into.
fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder")
}

impl Project {
    /// An empty home. It stays after the test, to be looked at.
    pub(super) fn new(name: &str) -> Self {
        let mut hash = DefaultHasher::new();
        env!("CARGO_TARGET_TMPDIR").hash(&mut hash);
        // Below this workspace cargo would take it for a part of it.
        let home = std::env::temp_dir().join(format!("mcp-authors-{:x}", hash.finish())).join(name);
        // Of a program in a temporary folder `install` says that it will be gone.
        let installed = target().join("tmp/authors").join(name);
        for folder in [&home, &installed] {
            let _ = fs::remove_dir_all(folder);
            fs::create_dir_all(folder).expect("a folder");
        }
        Self { folder: home.clone(), home, installed, container: None, stays: None, faults: Vec::new() }
    }

    /// Does all that a page says.
    pub(super) fn follow(&mut self, page: &str) {
        let mut blocks = 0;
        for (before, rest) in fences(page) {
            let (language, block) = rest.split_once('\n').expect("a block");
            let file = || {
                let named = before.trim_end().strip_suffix("`:").and_then(|text| text.rsplit('`').next());
                self.folder.join(named.unwrap_or_else(|| panic!("no file is named before:\n{block}")))
            };
            match language {
                "sh" => block.lines().for_each(|line| self.runs_well(line)),
                "console" => block.split("$ ").skip(1).for_each(|piece| self.prints(piece)),
                "diff" => apply(&file(), block),
                "text roo" => self.roo(block),
                "text stays" => self.stays(block),
                _ => fs::write(file(), format!("{block}\n")).expect("a file"),
            }
            blocks += 1;
        }
        assert!(blocks > 3, "{blocks} blocks");
        assert!(self.container.is_none(), "what is started is stopped");
        assert!(self.faults.is_empty(), "what is printed is another:\n{}", self.faults.join("\n"));
    }

    /// A command of the author's, as it is typed.
    fn command(&self, line: &str) -> Command {
        let kit = root().join("mcp-runtime");
        let line = line
            .replace("cargo add mcp-runtime", &format!("cargo add mcp-runtime --path '{}'", kit.display()))
            .replace("cargo install --path .", "cargo install --path . --debug --locked");
        let line = self.container.as_ref().map_or(line.clone(), |container| container.inside(&line));
        let inherited = |name: &str| std::env::var(name).unwrap_or_default();
        let of_home = |name: &str, folder: &str| match std::env::var_os(name) {
            Some(path) => path,
            None => Path::new(&inherited("HOME")).join(folder).into(),
        };
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{line} 2>&1")).current_dir(&self.folder).stdin(Stdio::null());
        command.env_clear().env("HOME", &self.home).envs(
            std::env::vars_os()
                .filter(|(name, _)| ["RUSTUP_TOOLCHAIN", "TMPDIR"].iter().any(|kept| name == kept)),
        );
        command.env("CARGO_HOME", of_home("CARGO_HOME", ".cargo"));
        command.env("RUSTUP_HOME", of_home("RUSTUP_HOME", ".rustup"));
        command.env("PATH", format!("{}:{}", self.installed.join("bin").display(), inherited("PATH")));
        command.env("CARGO_INSTALL_ROOT", &self.installed);
        command.env("CARGO_TARGET_DIR", target().join("tests/authors"));
        command.envs([
            ("CARGO_NET_OFFLINE", "true"),
            ("CARGO_INCREMENTAL", "0"),
            ("CARGO_PROFILE_DEV_DEBUG", "0"),
            ("CARGO_CARGO_NEW_VCS", "none"),
            ("CARGO_TERM_QUIET", "true"),
        ]);
        command
    }

    /// What a command prints, as it is on every machine, and whether it ended well.
    pub(super) fn run(&mut self, line: &str) -> (String, bool) {
        if let Some(folder) = line.strip_prefix("cd ") {
            self.folder.push(folder);
            return (String::new(), self.folder.is_dir());
        }
        if let Some(line) = line.strip_prefix("docker ") {
            return (self.docker(line), true);
        }
        let output = self.command(line).output().expect("sh runs");
        if let Some(name) = line.strip_prefix("cargo new ") {
            self.lock(name);
        }
        let said = String::from_utf8_lossy(&output.stdout).replace(&self.home.display().to_string(), "~");
        let said = said.replace(&self.installed.display().to_string(), "~/.cargo");
        let said = self.container.as_ref().map_or(said.clone(), |container| container.outside(&said));
        (timeless(&said), output.status.success())
    }

    /// Gives a package here the versions of this workspace.
    pub(super) fn lock(&self, package: &str) {
        let to = self.folder.join(package).join("Cargo.lock");
        fs::copy(root().join("Cargo.lock"), to).expect("the versions");
    }

    fn runs_well(&mut self, line: &str) {
        let (said, well) = self.run(line);
        assert!(well, "{line}\n{said}");
    }

    fn prints(&mut self, piece: &str) {
        let (line, expected) = piece.split_once('\n').unwrap_or((piece, ""));
        let (said, _) = self.run(line);
        if said.trim() != expected.trim() {
            self.faults.push(format!("$ {line}\n{said}"));
        }
    }

    /// What Docker prints, and what comes of it.
    fn docker(&mut self, line: &str) -> String {
        // The shell knows what is one word.
        let output = self.command(&format!("printf '%s\\n' {line}")).output().expect("sh runs");
        let said = String::from_utf8(output.stdout).expect("a text");
        let words: Vec<String> = said.lines().map(str::to_owned).collect();
        let built = target().join("tests/authors/debug");
        match (&*words[0], self.container.take()) {
            ("build", None) => drop(Image::read(&self.folder, &built)),
            ("run", None) => {
                let image = Image::read(&self.folder, &built);
                self.container = Some(Container::run(&image, &words[1..], &built));
            }
            ("stop", Some(container)) => container.stop(),
            ("inspect", Some(container)) => {
                assert_eq!(&words[1..3], ["--format", "{{.State.Health.Status}}"]);
                return self.container.insert(container).health().to_owned();
            }
            ("logs", Some(container)) => return self.container.insert(container).logs(),
            (other, running) => panic!("`docker {other}` while {} runs", running.map_or(0, |_| 1)),
        }
        String::new()
    }

    /// Roo Code's part, with the SDK that it ships. Each call and its answer are two lines.
    fn roo(&mut self, block: &str) {
        let installed = target().join("clients/sdk-1.12");
        assert!(installed.is_dir(), "{} is missing: `cargo xtask clients` installs it", installed.display());
        let node = target().join("clients/node/bin/node");
        let node = if node.exists() { node } else { "node".into() };
        let name = self.folder.file_name().expect("a name");
        for (tool, arguments, answer) in calls(block) {
            let output = Command::new(&node)
                .arg(root().join("tests/clients/node/roo.mjs"))
                .arg(self.folder.join(".roo/mcp.json"))
                .arg(name)
                .args([tool, arguments])
                .env("MCP_SDK_FOLDER", &installed)
                .output()
                .expect("node runs");
            let said = String::from_utf8_lossy(&output.stdout);
            if said.trim() != answer {
                self.faults.push(format!("{tool}\n{said}{}", String::from_utf8_lossy(&output.stderr)));
            }
        }
    }

    /// What a client calls that stays connected, and what it gets. Before each block but the first the source was changed.
    fn stays(&mut self, block: &str) {
        let (mut process, mut count) = self.stays.take().unwrap_or_else(|| (self.connected(), 0));
        let is_first = count == 0;
        for (tool, arguments, answer) in calls(block) {
            count += 1;
            let arguments: Value = serde_json::from_str(arguments).expect("JSON");
            process.send(&call(count, tool, arguments).to_string());
            let mut came = vec![process.message()];
            while came.last().is_some_and(|message| message["id"] != count) {
                came.push(process.message());
            }
            let said = text(came.last().expect("an answer"));
            if said != answer {
                self.faults.push(format!("{tool}\n{said}\n{}", process.stderr()));
            }
        }
        if !is_first {
            assert!(process.stderr().contains("dev: the new build serves"), "{}", process.stderr());
        }
        self.stays = Some((process, count));
    }

    /// A client's side of the server that `.roo/mcp.json` names.
    fn connected(&self) -> Process {
        let file = fs::read_to_string(self.folder.join(".roo/mcp.json")).expect("a file");
        let file: Value = serde_json::from_str(&file).expect("JSON");
        let name = self.folder.file_name().and_then(OsStr::to_str).expect("a name");
        let server = &file["mcpServers"][name];
        let mut command = Command::new(server["command"].as_str().expect("a program"));
        command.args(server["args"].as_array().into_iter().flatten().filter_map(Value::as_str));
        command
            .env_clear()
            .envs(self.command("").get_envs().filter_map(|(name, value)| Some((name, value?))));
        let mut process = Process::start(&mut command);
        process.send(&initialize("2025-06-18").to_string());
        process.message();
        process.send(&initialized().to_string());
        process
    }
}

/// What is called with which arguments, and what comes of it: two lines each.
fn calls(block: &str) -> Vec<(&str, &str, &str)> {
    let lines: Vec<&str> = block.lines().collect();
    lines
        .chunks(2)
        .map(|pair| {
            let [call, answer] = pair else { panic!("a call without an answer: {pair:?}") };
            let (tool, arguments) =
                call.strip_prefix("→ ").and_then(|call| call.split_once(' ')).expect(call);
            (tool, arguments, answer.strip_prefix("← ").expect(answer))
        })
        .collect()
}

/// The blocks of a page, each with what stands before it; a block begins with its language.
fn fences(page: &str) -> Vec<(&str, &str)> {
    let parts: Vec<&str> = page.split("```").collect();
    assert!(parts.len() % 2 == 1, "a block has no end");
    parts.chunks_exact(2).map(|pair| (pair[0], pair[1].trim_end_matches('\n'))).collect()
}

/// Changes a file: what is in it once, with the lines that begin with `-`, has those with `+` in their place.
fn apply(file: &Path, diff: &str) {
    let side = |sign: char| {
        let lines = diff.lines().filter_map(|line| match line.chars().next() {
            Some(first) if first == ' ' || first == sign => Some(&line[1..]),
            None => Some(""),
            _ => None,
        });
        lines.flat_map(|line| [line, "\n"]).collect::<String>()
    };
    let text = fs::read_to_string(file).expect("the file");
    assert_eq!(text.matches(&side('-')).count(), 1, "what is to be changed is there once:\n{diff}");
    fs::write(file, text.replace(&side('-'), &side('+'))).expect("the file is written");
}

/// A text with the times that documentation shows in the place of those that there were.
fn timeless(text: &str) -> String {
    let mut said = text.to_owned();
    for (before, shown, after) in [("finished in ", "0.00", "s"), ("started and answered after ", "4", " ms")]
    {
        if let Some((head, rest)) = said.clone().split_once(before)
            && let Some((_, tail)) = rest.split_once(after)
        {
            said = format!("{head}{before}{shown}{after}{tail}");
        }
    }
    said
}
