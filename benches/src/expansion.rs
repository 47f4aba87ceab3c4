//! What a kit makes of a server with many tools: how much the compiler gets to read, and how long it takes to.
//!
//! Each server is a package of its own, written here; only its own crate is built while it is measured.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::build::{cargo_program, locked_version};
use crate::results::Expansion;
use crate::temporary::Folder;
use crate::{Result, proc};

const TOOLS: usize = 100;

/// A kit, and how a server is written with it.
struct Kit {
    name: &'static str,
    /// Its line in the manifest.
    dependency: fn() -> Option<String>,
    write: fn(&mut String),
}

const KITS: [Kit; 3] = [
    Kit { name: "kit", dependency: own, write: with_the_kit },
    Kit { name: "rmcp", dependency: rmcp, write: with_rmcp },
    Kit { name: "turbomcp", dependency: || Some("turbomcp = \"3.1\"\n".into()), write: with_turbomcp },
];

/// What every package has beside its kit.
const MANIFEST: &str = "\
[package]
name = \"many-tools\"
version = \"0.1.0\"
edition = \"2024\"

[workspace]

[dependencies]
serde = { version = \"1\", features = [\"derive\"] }
schemars = \"1\"
tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }
";

fn own() -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("mcp-runtime");
    Some(format!(
        "mcp-runtime = {{ path = {:?}, default-features = false, features = [\"cli\"] }}\n",
        folder.display().to_string()
    ))
}

fn rmcp() -> Option<String> {
    let version = locked_version("rmcp")?;
    Some(format!("rmcp = {{ version = \"={version}\", features = [\"transport-io\"] }}\n"))
}

/// Measures each; one that cannot be built is told, and left out.
pub(crate) fn measure() -> Vec<Expansion> {
    let mut measured = Vec::new();
    for kit in &KITS {
        eprintln!("{TOOLS} tools with {}", kit.name);
        match one(kit) {
            Ok(expansion) => measured.push(expansion),
            Err(error) => eprintln!("{TOOLS} tools with {} do not build: {error}", kit.name),
        }
    }
    measured
}

fn one(kit: &Kit) -> Result<Expansion> {
    let folder = Folder::new()?;
    let source = folder.path().join("src");
    std::fs::create_dir(&source)?;
    let dependency = (kit.dependency)().ok_or("its version is not known")?;
    std::fs::write(folder.path().join("Cargo.toml"), format!("{MANIFEST}{dependency}"))?;
    let mut text = String::new();
    (kit.write)(&mut text);
    let main = source.join("main.rs");
    std::fs::write(&main, &text)?;
    let mut seconds = Vec::new();
    for profile in ["dev", "release"] {
        let subcommand = if profile == "dev" { "check" } else { "build" };
        let build = || run(folder.path(), &[subcommand, "--quiet", "--profile", profile]);
        // Its dependencies, and the package once.
        build()?;
        let mut best = f64::INFINITY;
        for _ in 0..3 {
            std::fs::write(&main, &text)?;
            let before = proc::cpu_of_children()?;
            build()?;
            best = best.min(proc::cpu_of_children()?.saturating_sub(before).as_secs_f64());
        }
        seconds.push(best);
    }
    // What `cargo expand` does: the option is one of nightly compilers.
    let expanded = Command::new(cargo_program())
        .args(["rustc", "--quiet", "--profile", "dev", "--", "-Zunpretty=expanded"])
        .env("RUSTC_BOOTSTRAP", "1")
        .current_dir(folder.path())
        .env_remove("CARGO_TARGET_DIR")
        .output()?;
    let expanded = String::from_utf8(expanded.stdout)?;
    Ok(Expansion {
        kit: kit.name,
        written: text.lines().count(),
        lines: expanded.lines().count(),
        bytes: expanded.len(),
        check_cpu: seconds[0],
        release_cpu: seconds[1],
    })
}

fn run(folder: &Path, args: &[&str]) -> Result<()> {
    let mut command = Command::new(cargo_program());
    command.args(args).current_dir(folder).env_remove("CARGO_TARGET_DIR").stdout(Stdio::null());
    let output = command.output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
}

fn with_the_kit(text: &mut String) {
    text.push_str("use mcp_runtime::prelude::*;\n\n/// Many tools.\n#[mcp_server]\nmod tools {\n    use mcp_runtime::prelude::*;\n");
    for n in 0..TOOLS {
        let _ = write!(
            text,
            "
    /// Number {n}.
    #[mcp_tool]
    pub async fn tool_{n}(
        /// The first.
        a: f64,
        /// The second.
        b: u32,
        /// The third.
        c: String,
        /// The last.
        d: Option<bool>,
    ) -> String {{
        format!(\"{{a}} {{b}} {{c}} {{d:?}}\")
    }}
"
        );
    }
    text.push_str("}\n\nfn main() -> std::process::ExitCode {\n    mcp_runtime::run(tools::server())\n}\n");
}

fn with_rmcp(text: &mut String) {
    text.push_str(
        "use rmcp::handler::server::wrapper::Parameters;\nuse rmcp::{ServiceExt, schemars, tool, tool_router};\n",
    );
    for n in 0..TOOLS {
        let _ = write!(
            text,
            "
#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
struct Params{n} {{
    /// The first.
    a: f64,
    /// The second.
    b: u32,
    /// The third.
    c: String,
    /// The last.
    d: Option<bool>,
}}
"
        );
    }
    text.push_str("\n#[derive(Clone)]\nstruct Tools;\n\n#[tool_router(server_handler)]\nimpl Tools {\n");
    for n in 0..TOOLS {
        let _ = write!(
            text,
            "
    #[tool(description = \"Number {n}.\")]
    async fn tool_{n}(&self, Parameters(Params{n} {{ a, b, c, d }}): Parameters<Params{n}>) -> String {{
        format!(\"{{a}} {{b}} {{c}} {{d:?}}\")
    }}
"
        );
    }
    text.push_str(
        "}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    Tools.serve(rmcp::transport::stdio()).await?.waiting().await?;
    Ok(())
}
",
    );
}

fn with_turbomcp(text: &mut String) {
    text.push_str("use turbomcp::prelude::*;\n\n#[derive(Clone)]\nstruct Tools;\n\n#[turbomcp::server(name = \"tools\", version = \"0.1.0\")]\nimpl Tools {\n");
    for n in 0..TOOLS {
        let _ = write!(
            text,
            "
    /// Number {n}.
    #[tool]
    async fn tool_{n}(&self, a: f64, b: u32, c: String, d: Option<bool>) -> McpResult<String> {{
        Ok(format!(\"{{a}} {{b}} {{c}} {{d:?}}\"))
    }}
"
        );
    }
    text.push_str(
        "}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    Tools.run_stdio().await?;
    Ok(())
}
",
    );
}
