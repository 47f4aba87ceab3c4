//! This kit over HTTP: the program of `kit_stdio`, compiled with the transport that the other leaves out.

use std::process::ExitCode;

#[path = "kit_stdio.rs"]
mod kit;

fn main() -> ExitCode {
    kit::main()
}
