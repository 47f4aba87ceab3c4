use std::collections::BTreeSet;

use mcp_runtime::prelude::*;

const DAYS: u8 = 3;

fn words(typed: &str) -> impl Iterator<Item = &'static str> {
    ["one", "two"].into_iter().filter(move |word| word.len() > typed.len())
}

mod elsewhere {
    use mcp_runtime::Completion;

    pub async fn later(typed: Completion) -> Result<Vec<String>, std::io::Error> {
        Ok(vec![typed.value().to_owned()])
    }
}

struct Planner {
    towns: Vec<String>,
}

impl Planner {
    fn towns(&self, typed: &str) -> Vec<String> {
        self.towns.iter().filter(|town| town.starts_with(typed)).cloned().collect()
    }

    async fn streets(&self, typed: &Completion) -> BTreeSet<String> {
        typed.argument("town").map(|town| format!("{town} street")).into_iter().collect()
    }
}

/// Plans.
#[mcp_server]
impl Planner {
    /// Every way to complete.
    #[mcp_prompt]
    fn plan(
        &self,
        #[arg(complete = Self::towns)] town: &str,
        #[arg(complete = Self::streets)] street: &str,
        #[arg(complete = words)] word: &str,
        #[arg(complete = elsewhere::later)] later: Option<String>,
        #[arg(complete = ["1", "2"], default = DAYS)] days: u8,
    ) -> String {
        format!("{town} {street} {word} {later:?} {days}")
    }

    /// A variable of a template.
    #[mcp_resource("plans://{town}/{street}{?days}")]
    async fn map(
        &self,
        #[arg(complete = Self::towns)] town: String,
        #[arg(complete = Self::streets)] street: String,
        days: Option<u8>,
    ) -> String {
        format!("{town} {street} {days:?}")
    }
}

struct Generic<T>(T);

impl<T: AsRef<str>> Generic<T> {
    fn own(&self, typed: &str) -> Vec<String> {
        vec![format!("{}{typed}", self.0.as_ref())]
    }
}

/// Of any type.
#[mcp_server]
impl<T: AsRef<str> + Send + Sync + 'static> Generic<T> {
    /// Completed by a method.
    #[mcp_prompt]
    fn say(&self, #[arg(complete = Self::own)] text: &str) -> String {
        format!("{}{text}", self.0.as_ref())
    }
}

fn main() {
    let _ = (Planner { towns: Vec::new() }, Generic("a"));
}
