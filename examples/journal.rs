//! A server that is started from async code: a journal that a task keeps, and a glossary that is still read when clients come.

use std::collections::HashMap;
use std::io;
use std::process::ExitCode;

use mcp_runtime::Later;
use mcp_runtime::prelude::*;
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::{mpsc, oneshot};

/// A line, and who waits until it is written.
type Entry = (String, oneshot::Sender<io::Result<()>>);

/// A file that a task writes, as a pool of connections has tasks that serve them.
#[derive(Clone)]
struct Journal(mpsc::Sender<Entry>);

impl Journal {
    async fn open(path: &str) -> io::Result<Self> {
        let mut file = File::options().create(true).append(true).open(path).await?;
        let (entries, mut written) = mpsc::channel::<Entry>(16);
        tokio::spawn(async move {
            while let Some((line, done)) = written.recv().await {
                let all = file.write_all(line.as_bytes()).await;
                let _ = done.send(all.and(file.flush().await));
            }
        });
        Ok(Self(entries))
    }

    async fn write(&self, text: &str) -> io::Result<()> {
        let (done, written) = oneshot::channel();
        let _ = self.0.send((format!("{text}\n"), done)).await;
        written.await.map_err(io::Error::other)?
    }
}

struct Glossary(HashMap<String, String>);

impl Glossary {
    async fn read() -> io::Result<Self> {
        let text = tokio::fs::read_to_string("glossary.txt").await?;
        let entries = text.lines().filter_map(|line| line.split_once(": "));
        Ok(Self(entries.map(|(word, meaning)| (word.into(), meaning.into())).collect()))
    }
}

/// Keeps a journal, and knows what words mean.
#[mcp_server(name = "journal", state(Journal, Later<Glossary>))]
mod server {
    use std::io;

    use mcp_runtime::Later;
    use mcp_runtime::prelude::*;

    use super::{Glossary, Journal};

    /// Write into the journal.
    #[mcp_tool(destructive = false)]
    async fn write(text: &str, journal: State<Journal>) -> io::Result<()> {
        journal.write(text).await
    }

    /// Say what a word means. Waits until the glossary is there.
    #[mcp_tool(read_only)]
    async fn look_up(word: &str, glossary: State<Glossary>) -> Option<String> {
        glossary.0.get(word).cloned()
    }
}

#[tokio::main]
async fn main() -> io::Result<ExitCode> {
    let journal = Journal::open("journal.txt").await?;
    let server = server::server(journal.clone(), Later::new(Glossary::read));
    let close = async move {
        let _ = journal.write("closed").await;
    };
    Ok(mcp_runtime::serve(server).on_shutdown(close).await)
}
