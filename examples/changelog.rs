//! A hosted server that works where its client is, and touches no file there. The client says in which folders its user works, its model
//! words the entry, its user agrees, and its agent writes what comes back.
//!
//! A client that cannot be asked one of these gets as far as it can.

use std::sync::atomic::AtomicU32;

use mcp_runtime::prelude::*;

#[derive(Debug, PartialEq, Eq, Elicit)]
enum Kind {
    /// Something new
    Added,
    /// Something that was there
    Changed,
    /// A fault
    Fixed,
}

#[derive(Debug, Elicit)]
struct Entry {
    /// What kind of change it is.
    kind: Kind,
    /// Your own words, if you would put it otherwise.
    #[elicit(len = 1..=200)]
    words: Option<String>,
}

/// Keeps the changelogs of a team. Each entry has a number that no other one has.
#[mcp_server(name = "changelog", state = AtomicU32, around = note)]
mod changelog {
    use std::sync::atomic::{AtomicU32, Ordering};

    use mcp_runtime::prelude::*;
    use mcp_runtime::sampling::Sampling;
    use mcp_runtime::{AskError, Call, Next, Reply, Root};
    use serde_json::json;

    use super::{Entry, Kind};

    /// Notes each call in the log of the server: who made it, and what came of it.
    async fn note(call: Call, next: Next) -> Result<Reply, ToolError> {
        let reply = next.run().await;
        let (name, who, failed) = (call.name(), call.context().principal(), reply.is_err());
        tracing::info!(name, who, failed, id = call.context().call_id(), "called");
        reply
    }

    /// Make an entry for the changelog of the project that the user works on. Write the line that comes back into the file that it names.
    #[mcp_tool(destructive = false, open_world = false)]
    async fn add_entry(
        /// What was changed, in a few words.
        #[arg(len = 1..=2000)]
        change: String,
        numbers: State<AtomicU32>,
        cx: &Context,
    ) -> Result<String, AskError> {
        let file = if_asked(project(cx).await)?.flatten().map_or_else(
            || "CHANGELOG.md".to_owned(),
            |root| format!("{}/CHANGELOG.md", root.uri.trim_end_matches('/')),
        );
        let words = Sampling::new(change.as_str())
            .system_prompt(
                "Word this as one entry of a changelog, in one sentence, for users of the project.",
            )
            .max_tokens(200);
        let words = if_asked(cx.sample("words", words).await)?.map_or(change, |said| said.text());
        let agreed = cx.ask::<Entry>("entry", format!("Add this to {file}?\n\n{words}")).await;
        let entry = if_asked(agreed)?.unwrap_or(Entry { kind: Kind::Changed, words: None });
        // Whatever is asked, and however often the client comes back: one entry, one number.
        let number =
            cx.once("number", async { Ok::<_, AskError>(numbers.fetch_add(1, Ordering::SeqCst) + 1) });
        let (number, words) = (number.await?, entry.words.unwrap_or(words));
        Ok(format!("Add this line to {file}:\n- {:?} (#{number}): {words}", entry.kind))
    }

    /// The folder that the user works in: the user says which, where there are several.
    async fn project(cx: &Context) -> Result<Option<Root>, AskError> {
        let mut roots = cx.roots().await?;
        if roots.len() < 2 {
            return Ok(roots.pop());
        }
        let names: Vec<&str> = roots.iter().map(|root| root.name.as_deref().unwrap_or(&root.uri)).collect();
        let schema = json!({
            "type": "object",
            "properties": { "project": { "type": "string", "enum": names } },
            "required": ["project"],
        });
        let answer = cx.ask_schema("project", "Which project was changed?", schema).await?;
        let at = names.iter().position(|name| answer["project"] == *name);
        Ok(at.map(|at| roots.swap_remove(at)))
    }

    /// What was answered; nothing where the client cannot be asked.
    fn if_asked<T>(answer: Result<T, AskError>) -> Result<Option<T>, AskError> {
        match answer {
            Err(AskError::Unsupported(_)) => Ok(None),
            answer => answer.map(Some),
        }
    }
}

fn main() -> std::process::ExitCode {
    mcp_runtime::run(changelog::server(AtomicU32::new(0)))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use mcp_runtime::testing::{CallError, Client};
    use serde_json::json;

    use super::changelog;

    async fn added(client: &Client) -> Result<String, CallError> {
        Ok(client.call("add_entry", json!({ "change": "typo" })).await?.text())
    }

    #[mcp_runtime::test]
    async fn all_that_a_client_can_do_is_used() {
        for revision in ["2025-06-18", "2025-11-25", "2026-07-28"] {
            let client = Client::new(changelog::server(AtomicU32::new(6)));
            client.revision(revision).roots(["file:///a/", "file:///b"]).sample("typo", "A word is right.");
            client.accept("Which project", "file:///a/");
            client.accept("A word is right.", json!({ "kind": "Fixed" }));
            let entry = "Add this line to file:///a/CHANGELOG.md:\n- Fixed (#7): A word is right.";
            assert_eq!(added(&client).await.as_deref(), Ok(entry), "{revision}");
            let asked = ["roots/list", "Which project was changed?", "typo"];
            assert_eq!(client.asked()[..3], asked, "{revision}");
            let client = Client::new(changelog::server(AtomicU32::new(0)));
            client.revision(revision).roots(["file:///a"]).sample("typo", "A word.").decline("Add this");
            assert_eq!(added(&client).await, Err(CallError::Tool("the user declined".into())));
        }
    }

    #[mcp_runtime::test]
    async fn what_a_client_cannot_do_is_left_out() {
        for revision in Client::REVISIONS {
            let client = Client::new(changelog::server(AtomicU32::new(0)));
            client.revision(revision);
            let entry = "Add this line to CHANGELOG.md:\n- Changed (#1): typo";
            assert_eq!(added(&client).await.as_deref(), Ok(entry), "{revision}");
            client.roots(Vec::<String>::new());
            let entry = "Add this line to CHANGELOG.md:\n- Changed (#2): typo";
            assert_eq!(added(&client).await.as_deref(), Ok(entry), "{revision}");
        }
    }
}
