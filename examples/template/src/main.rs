//! The MCP server {{project-name}}: its tools, and what they share.

use std::process::ExitCode;
use std::sync::{Mutex, MutexGuard, PoisonError};

use mcp_runtime::prelude::*;

/// Something to do. What a tool takes or returns is a type with `#[mcp_type]`, and its comments are in the schema.
#[mcp_type]
#[derive(Clone, Debug, PartialEq)]
struct Task {
    /// By which it is finished.
    id: usize,
    text: String,
    done: bool,
}

/// What the tools share for as long as the server runs. Calls run at the same time, so what changes is behind a lock.
#[derive(Default)]
struct Tasks {
    all: Mutex<Vec<Task>>,
}

impl Tasks {
    fn all(&self) -> MutexGuard<'_, Vec<Task>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// Models read the comments below: what the server is for, what each tool does, what each argument is.

/// Keeps a list of what the user has to do.
#[mcp_server(name = "{{project-name}}")]
impl Tasks {
    /// Put a task on the list.
    #[mcp_tool(destructive = false)]
    async fn add(
        &self,
        /// What is to be done, in a few words.
        #[arg(len = 1..=200)]
        text: String,
    ) -> Task {
        let mut all = self.all();
        let task = Task { id: all.len() + 1, text, done: false };
        all.push(task.clone());
        task
    }

    /// List the tasks, in the order in which they were added.
    #[mcp_tool(read_only)]
    async fn list(
        &self,
        /// With those that are done.
        #[arg(default = false)]
        all: bool,
    ) -> Vec<Task> {
        self.all().iter().filter(|task| all || !task.done).cloned().collect()
    }

    /// Mark a task as done.
    #[mcp_tool(destructive = false, idempotent)]
    async fn finish(
        &self,
        /// The `id` of the task.
        id: usize,
    ) -> Result<Task, ToolError> {
        let mut all = self.all();
        let Some(task) = all.iter_mut().find(|task| task.id == id) else {
            // The hint says to the model what it can do now.
            return Err(ToolError::new(format!("there is no task {id}")).hint("call `list` for those that there are"));
        };
        task.done = true;
        Ok(task.clone())
    }
}

fn main() -> ExitCode {
    mcp_runtime::run(Tasks::default())
}

#[cfg(test)]
mod tests {
    use mcp_runtime::testing::{CallError, client};

    use super::Tasks;

    #[mcp_runtime::test]
    async fn a_task_is_added_and_finished() {
        let client = client(Tasks::default());
        let task = client.add("buy milk".into()).await.expect("a task");
        assert!(client.finish(task.id).await.expect("it is there").done);
        assert_eq!(client.list(false).await, Ok(vec![]));
        assert_eq!(client.list(true).await.expect("a list").len(), 1);
    }

    #[mcp_runtime::test]
    async fn what_is_not_there_is_said() {
        let client = client(Tasks::default());
        let Err(CallError::Tool(text)) = client.finish(7).await else { panic!("it is not there") };
        assert!(text.contains("there is no task 7"), "{text}");
    }
}
