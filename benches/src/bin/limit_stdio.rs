//! The bare limit over stdio: what the wire alone costs when nobody offers anything beyond it.
//!
//! A current-thread runtime and non-blocking pipes around the answers of `shared/limit.rs`.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::unix::pipe;

#[path = "shared/limit.rs"]
mod limit;

use limit::Handshake;

fn main() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        // Opened anew, so that the flag for non-blocking stays off the ends that the parent shares.
        let input = pipe::OpenOptions::new().open_receiver("/proc/self/fd/0");
        let output = pipe::OpenOptions::new().open_sender("/proc/self/fd/1");
        match (input, output) {
            (Ok(input), Ok(output)) => serve(input, output).await,
            _ => serve(tokio::io::stdin(), tokio::io::stdout()).await,
        }
    })
}

/// Answers lines until the input ends; all answers to what was read at once are written at once.
async fn serve(mut input: impl AsyncRead + Unpin, mut output: impl AsyncWrite + Unpin) -> io::Result<()> {
    let mut read = Vec::with_capacity(64 * 1024);
    let mut written = Vec::with_capacity(64 * 1024);
    while input.read_buf(&mut read).await? > 0 {
        let mut start = 0;
        while let Some(length) = memchr::memchr(b'\n', &read[start..]) {
            let before = written.len();
            limit::answer(&read[start..start + length], Handshake::Last, &mut written);
            if written.len() > before {
                written.push(b'\n');
            }
            start += length + 1;
        }
        read.drain(..start);
        if !written.is_empty() {
            output.write_all(&written).await?;
            output.flush().await?;
            written.clear();
        }
    }
    Ok(())
}
