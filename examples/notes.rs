//! Notes: a tool that writes them, resources to read them, a prompt that uses them.

use std::sync::RwLock;

use mcp_runtime::prelude::*;
use mcp_runtime::{Embedded, ResourceLink};

#[derive(Default)]
struct Notes {
    all: RwLock<Vec<String>>,
}

impl Notes {
    fn get(&self, id: usize) -> Option<String> {
        self.all.read().ok()?.get(id).cloned()
    }

    /// The numbers that begin with what was typed.
    fn ids(&self, typed: &str) -> Vec<String> {
        let count = self.all.read().map_or(0, |all| all.len());
        (0..count).map(|id| id.to_string()).filter(|id| id.starts_with(typed)).collect()
    }
}

/// Keeps notes for as long as it runs.
#[mcp_server(name = "notes")]
impl Notes {
    /// Write a note.
    #[mcp_tool(destructive = false)]
    fn write(&self, #[arg(len = 1..)] text: String, cx: &Context) -> Result<ResourceLink, ToolError> {
        let mut all = self.all.write().map_err(|_| ToolError::new("the notes are lost"))?;
        all.push(text);
        let id = all.len() - 1;
        // Whoever subscribed to the last note reads it again.
        cx.updated("notes://last");
        Ok(ResourceLink::new(format!("notes://{id}"), format!("note {id}")))
    }

    /// The note that was written last.
    #[mcp_resource("notes://last")]
    fn last(&self) -> Option<String> {
        self.all.read().ok()?.last().cloned()
    }

    /// A note by its number.
    #[mcp_resource("notes://{id}")]
    fn note(&self, #[arg(complete = Self::ids)] id: usize) -> Option<String> {
        self.get(id)
    }

    #[mcp_resource_list]
    fn notes(&self) -> Vec<ResourceLink> {
        self.ids("")
            .iter()
            .map(|id| ResourceLink::new(format!("notes://{id}"), format!("note {id}")))
            .collect()
    }

    /// Sum a note up.
    #[mcp_prompt]
    fn sum_up(&self, #[arg(complete = Self::ids)] id: usize) -> Result<Messages, ToolError> {
        let text = self.get(id).ok_or_else(|| ToolError::not_found(format!("there is no note {id}")))?;
        let note = Embedded::text(format!("notes://{id}"), text);
        Ok(Messages::new().user("Sum this note up in one sentence.").user(note))
    }
}

fn main() -> std::process::ExitCode {
    mcp_runtime::run(Notes::default())
}
