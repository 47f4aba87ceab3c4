//! `#[arg(flatten)]`: a type whose fields are the arguments.

use mcp_runtime::prelude::*;
use mcp_runtime::schemars::{self, JsonSchema};
use mcp_runtime::testing::{self, CallError};
use serde_json::{Value, json};

/// What is searched for.
#[mcp_type]
#[derive(Clone, Debug, Default)]
struct Filter {
    /// The text.
    #[arg(len = 1..=20)]
    text: String,
    #[serde(rename = "max-price")]
    max_price: Option<f64>,
    #[arg(items = ..=2, default = [])]
    tags: Vec<String>,
    place: Option<Place>,
}

#[mcp_type]
#[derive(Clone, Debug)]
struct Place {
    city: String,
    #[arg(range = 1..=100, default = 10)]
    within: u8,
}

/// A type of an author who has serde and schemars already.
#[derive(serde::Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Page {
    page_number: u32,
    #[serde(default)]
    page_size: Option<u32>,
}

#[mcp_server]
mod shop {
    use super::{Filter, Page};
    use mcp_runtime::prelude::*;

    /// Look for something.
    #[mcp_tool]
    async fn search(
        first: u8,
        #[arg(flatten)] filter: Filter,
        #[arg(flatten)] page: &Page,
        last: Option<u8>,
    ) -> String {
        let Filter { text, max_price, tags, place } = filter;
        let place = place.map(|place| (place.city, place.within));
        let page = (page.page_number, page.page_size);
        format!("{first} {text} {max_price:?} {tags:?} {place:?} {page:?} {last:?}")
    }

    /// The same, and no model's words are read in another way.
    #[mcp_tool(strict)]
    fn exact(#[arg(flatten)] page: Page) -> u32 {
        page.page_number
    }
}

#[mcp_runtime::test]
async fn its_fields_are_the_arguments() -> Result<(), CallError> {
    let client = shop::client();
    let tools = client.list("tools").await?;
    let schema = &tools[0]["inputSchema"];
    let names: Vec<&String> = schema["properties"].as_object().expect("an object").keys().collect();
    assert_eq!(names, ["first", "text", "max-price", "tags", "place", "pageNumber", "pageSize", "last"]);
    assert_eq!(schema["required"], json!(["first", "text", "pageNumber"]));
    assert_eq!(
        schema["properties"]["text"],
        json!({ "description": "The text.", "type": "string", "minLength": 1, "maxLength": 20 })
    );
    assert_eq!(schema["additionalProperties"], false);
    let said = async |arguments: Value| client.call("search", arguments).await.map(|answer| answer.text());
    let all = json!({ "last": 2, "pageNumber": 3, "first": 1, "tags": ["a"], "max-price": 1.5, "text": "x", "place": { "city": "Bern" } });
    assert_eq!(said(all).await?, r#"1 x Some(1.5) ["a"] Some(("Bern", 10)) (3, None) Some(2)"#);
    let few = json!({ "first": "1", "text": "x", "pageNumber": "3", "pageSize": null, "max-price": "2" });
    assert_eq!(said(few).await?, "1 x Some(2.0) [] None (3, None) None");

    let filter = Filter { text: "y".into(), max_price: Some(2.0), ..Filter::default() };
    let said = client.search(4, filter, &Page { page_number: 5, page_size: Some(6) }, None).await?;
    assert_eq!(said, "4 y Some(2.0) [] None (5, Some(6)) None");
    assert_eq!(client.exact(Page { page_number: 7, page_size: None }).await?, 7);
    Ok(())
}

#[mcp_runtime::test]
async fn all_that_is_wrong_is_said_at_once() {
    let client = shop::client();
    let refused = async |tool: &str, arguments: Value| {
        let error = client.call(tool, arguments).await.expect_err("it is refused").text().to_owned();
        let takes = error.find("\nthe tool takes ").expect("what it takes");
        error[..takes].replace("\n- ", "\n")
    };
    let wrong = json!({
        "first": 1, "text": "", "tags": ["a", "b", "c"], "place": { "within": 0 }, "pagenumber": 1, "last": "x",
    });
    let said = refused("search", wrong).await;
    for line in [
        "text: expected a string of 1 to 20 characters, got the string \"\"",
        "tags: expected a list of at most 2 items, each a string, got the list",
        "place.city: missing; expected a string",
        "pageNumber: missing; expected an integer of at least 0",
        "last: expected",
        "pagenumber: unknown argument; did you mean `pageNumber`?",
    ] {
        assert!(said.lines().any(|said| said.starts_with(line)), "{line}: {said}");
    }
    let said = refused("exact", json!({ "pageNumber": "1" })).await;
    assert_eq!(
        said,
        "wrong arguments for `exact`:\npageNumber: expected an integer of at least 0, got the string \"1\""
    );
    let said = refused("exact", json!({})).await;
    assert_eq!(said, "wrong arguments for `exact`:\npageNumber: missing; expected an integer of at least 0");
    let said = refused("exact", json!({ "pageNumber": 1, "": 1 })).await;
    assert!(said.contains(": unknown argument"), "{said}");
    let text = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"exact","arguments":{"pageNumber":1,"pageNumber":2}}}"#;
    let mut raw = testing::RawClient::new(shop::server(), mcp_runtime::Options::default()).expect("a server");
    raw.send(r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}"#);
    raw.receive(std::time::Duration::from_secs(10)).expect("an answer");
    raw.send(text);
    let answer = raw.receive(std::time::Duration::from_secs(10)).expect("an answer");
    assert!(answer.contains("pageNumber: given twice"), "{answer}");
}

/// What only the start can see: that the type has no fields, and that two have one name.
#[test]
fn what_cannot_be_flattened_does_not_start() {
    #[mcp_server]
    mod list {
        use mcp_runtime::prelude::*;

        /// A list.
        #[mcp_tool]
        fn of(#[arg(flatten)] texts: Vec<String>) -> usize {
            texts.len()
        }
    }
    #[mcp_server]
    mod twice {
        use super::Page;
        use mcp_runtime::prelude::*;

        /// A page.
        #[mcp_tool]
        fn of(#[arg(rename = "pageNumber")] _number: u8, #[arg(flatten)] page: Page) -> u32 {
            page.page_number
        }
    }
    let options = mcp_runtime::Options::default;
    let error = testing::RawClient::new(list::server(), options()).expect_err("no struct").to_string();
    assert!(error.contains("`texts` is flattened, and its type is no struct with named fields"), "{error}");
    let error = testing::RawClient::new(twice::server(), options()).expect_err("twice").to_string();
    assert!(error.contains("two arguments are named `pageNumber`, one of them by `flatten`"), "{error}");
}
