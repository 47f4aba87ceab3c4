//! Servers that are held to their files, in every form: with states, with hooks, of a type, of included functions.

use mcp_runtime::prelude::*;
use mcp_runtime::{Call, Context, Next, Reply};

/// Neither of these can be made without a value that nobody has here.
#[derive(Debug)]
pub(crate) enum Never {}

/// Add.
///
/// ```mcp
/// {"a": 1, "b": 2} => 3
/// {"a": 1} => 1
/// ```
#[mcp_tool(read_only)]
async fn add(a: i64, b: Option<i64>) -> i64 {
    a + b.unwrap_or_default()
}

/// Holds what cannot be made.
#[mcp_server(name = "stateful", state(Never, u32), include(super::add), lock = "locks/stateful.json")]
mod stateful {
    use super::*;

    /// Nobody calls it.
    #[mcp_tool(title = "Never", destructive = false, requires(elicitation))]
    async fn never(state: State<Never>, number: State<u32>, #[arg(range = 1..=3)] n: u8) -> String {
        format!("{:?} {number:?} {n}", *state)
    }

    /// Ask for a word.
    #[mcp_prompt]
    async fn word(#[arg(complete = ["one", "two"])] about: String) -> String {
        about
    }
}

/// It sees every call, so this server logs.
async fn hook(_: Call, next: Next) -> Result<Reply, ToolError> {
    next.run().await
}

#[mcp_server(name = "typed", around = hook, lock = "locks/typed.json")]
impl Never {
    /// A page.
    #[mcp_resource("page://{name}", mime = "text/markdown")]
    async fn page(&self, name: String) -> String {
        name
    }

    /// The first page.
    #[mcp_resource("page://first", mime = "text/markdown")]
    async fn first(&self, _cx: &Context) -> String {
        "# First".to_owned()
    }
}

#[mcp_type]
#[derive(Debug)]
struct Found {
    name: String,
    lines: Vec<f64>,
}

/// What examples can show.
#[derive(Debug, Default)]
pub(crate) struct Shown;

#[mcp_server(name = "shown")]
impl Shown {
    /// Say something.
    ///
    /// ````text
    /// ```mcp
    /// this is no example
    /// ```
    /// ````
    ///
    /// ```mcp
    /// {"words": ["a", "b"]} => "a b"
    ///
    /// {"words": []}
    ///   => error: nothing is said
    /// {} => error: words: missing
    /// ```
    #[mcp_tool(name = "say_it")]
    async fn say(&self, words: Vec<String>, _cx: &Context) -> Result<String, ToolError> {
        if words.is_empty() { Err(ToolError::new("nothing is said")) } else { Ok(words.join(" ")) }
    }

    /** Find something.

    ```mcp
    {
        "name": "x"
    } => {
        "lines": [1, 2.5], "name": "x"
    }
    ```
    */
    #[mcp_tool]
    async fn find(&self, name: String) -> Found {
        Found { name, lines: vec![1.0, 2.5] }
    }
}

/// All of those that do not hold are said, each with its place.
#[test]
#[should_panic(
    expected = "the doc comment of the tool `find` says what is not so\n\na.rs:3: {\"name\":\"x\"}\n  \
                expected {\"name\":\"x\"}\n  got      {\"name\":\"x\",\"lines\":[1.0,2.5]}\n\na.rs:5: {}\n  expected error: no"
)]
fn examples_that_do_not_hold() {
    let found = r#"{"name":"x","lines":[1,2.5]}"#;
    let examples = [
        (("a.rs", 3), r#"{"name":"x"}"#, Ok(r#"{"name":"x"}"#)),
        (("a.rs", 4), r#"{"name":"x"}"#, Ok(found)),
        (("a.rs", 5), "{}", Err("no such thing")),
    ];
    mcp_runtime::__private::examples(Shown, "find", &examples);
}
