//! `cargo xtask models`: the state machines that threads share, in many orders of the threads' steps, by the crate `shuttle`.

use std::process::Command;

use crate::run::{Done, root, run, target};

pub(crate) fn check() -> Done {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    // The least that has everything of which there is a model.
    command.args(["test", "-p", "mcp-runtime", "--no-default-features", "--features", "http"]);
    command.args(["--lib", "::models::"]);
    // The flag is for every crate, so what is built with it has a folder of its own.
    command.env("RUSTFLAGS", "--cfg shuttle").env_remove("CARGO_ENCODED_RUSTFLAGS");
    // What failed is named by its place, which is there without debug info, and the build takes half the time.
    command.env("CARGO_PROFILE_DEV_DEBUG", "false");
    run(command.env("CARGO_TARGET_DIR", target().join("models")).current_dir(root()))
}
