//! What Docker would do with a Dockerfile, as far as it needs no image: what stands in it is read strictly, and what it starts is started as a process.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use mcp_tests::http::served::Served;

/// What is known of an image.
pub(super) struct Image {
    /// The name of the program, which is `/server` in there.
    program: String,
    env: BTreeMap<String, String>,
    port: String,
    health: Vec<String>,
}

/// A process in the place of a container.
pub(super) struct Container {
    program: PathBuf,
    env: BTreeMap<String, String>,
    port: String,
    health: Vec<String>,
    served: Served,
}

/// The words of a list in JSON, as an instruction that needs no shell has it.
fn words(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_else(|_| panic!("`{text}` would need a shell"))
}

/// The instructions of the stages; each is its name and the rest.
fn stages(text: &str) -> Vec<Vec<(String, String)>> {
    let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let mut stages: Vec<Vec<(String, String)>> = Vec::new();
    for line in kept.join("\n").replace("\\\n", " ").lines() {
        let (name, rest) = line.split_once(' ').expect("an instruction");
        let known = ["FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT"];
        assert!(known.contains(&name), "`{name}` is no instruction that is used here");
        if name == "FROM" {
            stages.push(Vec::new());
        }
        let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
        stages.last_mut().expect("FROM is the first").push((name.into(), rest));
    }
    stages
}

impl Image {
    /// Reads the Dockerfile of a folder. What it takes out of the folder, and what of the program it uses, has to be there.
    pub(super) fn read(folder: &Path, built: &Path) -> Self {
        let text = fs::read_to_string(folder.join("Dockerfile")).expect("a Dockerfile");
        let stages = stages(&text);
        let [first, last] = &stages[..] else { panic!("two stages, not {}", stages.len()) };
        let program = Self::made(folder, first);
        let help = Command::new(built.join(&program)).arg("--help").output().expect("the program was built");
        let help = String::from_utf8(help.stdout).expect("a text");
        let mut image = Self { program, env: BTreeMap::new(), port: String::new(), health: Vec::new() };
        let (mut user, mut started) = ("", Vec::new());
        for (name, rest) in last {
            match &**name {
                "FROM" => assert_eq!(rest, "scratch"),
                "COPY" => {
                    let paths: Vec<&str> =
                        rest.strip_prefix("--from=build ").expect("of the stage").split(' ').collect();
                    let [from, to] = paths[..] else { panic!("{rest}") };
                    assert_eq!(from, to);
                    assert!(["/server", "/etc/ssl/certs/ca-certificates.crt"].contains(&from), "{from}");
                }
                "USER" => user = rest,
                "ENV" => image.env.extend(rest.split(' ').map(|pair| {
                    let (name, value) = pair.split_once('=').expect("NAME=value");
                    assert!(help.contains(&format!("[env: {name}]")), "{name} is no variable of the program");
                    (name.to_owned(), value.to_owned())
                })),
                "EXPOSE" => image.port.clone_from(rest),
                "HEALTHCHECK" => {
                    let (flags, command) = rest.split_once("CMD ").expect("a command");
                    for flag in flags.split_whitespace() {
                        let (name, _) = flag.split_once('=').expect("--name=value");
                        assert!(["--interval", "--timeout", "--start-period", "--retries"].contains(&name));
                    }
                    image.health = words(command);
                }
                "ENTRYPOINT" => started = words(rest),
                other => panic!("`{other}` in the last stage, which has no shell"),
            }
        }
        let number = user.split(':').next().and_then(|user| user.parse::<u32>().ok());
        assert!(number.is_some_and(|user| user > 0), "`{user}` is root, or a name");
        assert_eq!((started, &*image.health[0]), (vec!["/server".to_owned()], "/server"));
        assert_eq!(image.env["MCP_HTTP"], format!("0.0.0.0:{}", image.port));
        image
    }

    /// The name of the program that the first stage makes.
    fn made(folder: &Path, first: &[(String, String)]) -> String {
        let text =
            |name: &'static str| first.iter().filter(move |(of, _)| of == name).map(|(_, rest)| &**rest);
        assert_eq!(text("COPY").collect::<Vec<_>>(), [". ."]);
        let ignored = fs::read_to_string(folder.join(".dockerignore")).expect("a file");
        for needed in ["Cargo.toml", "Cargo.lock", "src"] {
            assert!(folder.join(needed).exists(), "{needed} is missing");
            assert!(!ignored.lines().any(|line| line.trim_matches('/') == needed), "{needed} is left out");
        }
        for secret in ["tokens.txt", "secrets.txt", ".git", "target"] {
            assert!(ignored.lines().any(|line| line == format!("/{secret}")), "{secret} is not left out");
        }
        let run = text("RUN").next_back().expect("it builds");
        let (_, made) = run.split_once("cargo build --release --locked && cp target/release/").expect(run);
        made.strip_suffix(" /server").expect(made).to_owned()
    }
}

impl Container {
    /// `docker run` with these arguments.
    pub(super) fn run(image: &Image, args: &[String], built: &Path) -> Self {
        let mut env = image.env.clone();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let mut value = || args.next().unwrap_or_else(|| panic!("{arg} is given nothing"));
            match &**arg {
                "--detach" => {}
                "--name" => drop(value()),
                "--publish" => assert_eq!(*value(), format!("3000:{}", image.port)),
                "--env" => {
                    let (name, value) = value().split_once('=').expect("NAME=value");
                    env.insert(name.into(), value.into());
                }
                "--volume" => {
                    let volume = value().strip_suffix(":ro").expect("nothing is written there");
                    let (outside, inside) = volume.split_once(':').expect("OUTSIDE:INSIDE");
                    assert!(Path::new(outside).is_file(), "{outside} is not there");
                    let named = env.values_mut().find(|path| *path == inside);
                    outside.clone_into(named.unwrap_or_else(|| panic!("nothing reads {inside}")));
                }
                image => assert!(!image.starts_with('-'), "`{image}` is not known here"),
            }
        }
        env.insert("MCP_HTTP".into(), "0.0.0.0:0".into());
        let program = built.join(&image.program);
        let served = Served::of(Command::new(&program).env_clear().envs(&env));
        let port = served.addr.port().to_string();
        env.insert("MCP_HTTP".into(), format!("0.0.0.0:{port}"));
        Self { program, env, port, health: image.health.clone(), served }
    }

    /// A command line or what it prints, with the port that there really is.
    pub(super) fn inside(&self, text: &str) -> String {
        text.replace(":3000", &format!(":{}", self.port))
    }

    /// The other way round.
    pub(super) fn outside(&self, text: &str) -> String {
        text.replace(&format!(":{}", self.port), ":3000")
    }

    /// What `docker inspect` says of the health of it.
    pub(super) fn health(&self) -> &'static str {
        let args = &self.health[1..];
        let output = Command::new(&self.program).args(args).env_clear().envs(&self.env).output();
        if output.expect("it runs").status.success() { "healthy" } else { "unhealthy" }
    }

    pub(super) fn logs(&self) -> String {
        self.outside(&self.served.process.stderr())
    }

    /// `docker stop`: SIGTERM, after which it ends by itself.
    pub(super) fn stop(mut self) {
        self.served.ends_well();
    }
}
