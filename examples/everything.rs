//! Everything that a server can offer, each thing in its smallest form: what the official conformance suite of the protocol asks
//! for, by the names that it asks for. `cargo xtask conformance` runs that suite against it.
//!
//! ```sh
//! cargo run --example everything -- --http :3000
//! ```

use mcp_runtime::prelude::*;

#[path = "everything/asking.rs"]
mod asking;

/// Everything that a server can offer, for clients that want to try it.
#[mcp_server(
    name = "everything",
    include(
        asking::test_sampling,
        asking::test_elicitation,
        asking::test_elicitation_sep1034_defaults,
        asking::test_elicitation_sep1330_enums,
        asking::test_streaming_elicitation,
        asking::test_missing_capability,
        asking::test_input_required_result_elicitation,
        asking::test_input_required_result_sampling,
        asking::test_input_required_result_list_roots,
        asking::test_input_required_result_request_state,
        asking::test_input_required_result_multiple_inputs,
        asking::test_input_required_result_multi_round,
        asking::test_input_required_result_tampered_state,
        asking::test_input_required_result_capabilities,
        asking::test_input_required_result_prompt
    )
)]
mod everything {
    use std::time::Duration;

    use mcp_runtime::prelude::*;
    use mcp_runtime::{Audio, Embedded, Image};
    use serde::Serialize;
    use serde_json::Value;
    use tokio::time::sleep;

    use super::{PNG, WAV, asking};

    /// So long a tool is busy between two things that it says.
    const A_MOMENT: Duration = Duration::from_millis(50);

    // Tools: the kinds of content.

    /// Answer with one text.
    #[mcp_tool(read_only)]
    async fn test_simple_text() -> &'static str {
        "This is a simple text response for testing."
    }

    /// Answer with a picture.
    #[mcp_tool(read_only)]
    async fn test_image_content() -> Image {
        Image::png(PNG)
    }

    /// Answer with a sound.
    #[mcp_tool(read_only)]
    async fn test_audio_content() -> Audio {
        Audio::new(WAV, "audio/wav")
    }

    /// Answer with a resource that travels with the result.
    #[mcp_tool(read_only)]
    async fn test_embedded_resource() -> Embedded {
        Embedded::text("test://embedded-resource", "This is an embedded resource content.")
            .mime_type("text/plain")
    }

    /// Answer with a text, a picture and a resource at once.
    #[mcp_tool(read_only)]
    async fn test_multiple_content_types() -> Vec<Content> {
        let resource = Embedded::text("test://mixed-content-resource", r#"{"test":"data","value":123}"#);
        vec![
            Content::text("Multiple content types test:"),
            Image::png(PNG).into(),
            resource.mime_type("application/json").into(),
        ]
    }

    /// Fail, in words that the model reads.
    #[mcp_tool(read_only)]
    async fn test_error_handling() -> Result<(), ToolError> {
        Err(ToolError::new("This tool intentionally returns an error for testing"))
    }

    // Tools: what is said while they run.

    /// Report progress three times.
    #[mcp_tool(read_only)]
    async fn test_tool_with_progress(cx: &Context) -> &'static str {
        for percent in [0, 50, 100] {
            cx.progress(percent, 100).message(format!("{percent} % are done")).await;
            sleep(A_MOMENT).await;
        }
        "All steps are done."
    }

    /// Log three messages.
    #[mcp_tool(read_only)]
    async fn test_tool_with_logging(cx: &Context) -> &'static str {
        for text in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
            cx.info(text).await;
            sleep(A_MOMENT).await;
        }
        "Three messages were logged."
    }

    /// Log one message, for those who ask for it with their call.
    #[mcp_tool(read_only)]
    async fn test_logging_tool(cx: &Context) -> &'static str {
        cx.info("The logging tool was called").await;
        "Whoever asked for it was told."
    }

    /// Send the client away in the middle of the call; it comes back for the result.
    #[mcp_tool(read_only)]
    async fn test_reconnection(cx: &Context) -> &'static str {
        cx.end_stream();
        sleep(A_MOMENT).await;
        "The client came back."
    }

    // Tools: what they ask for.

    /// Take contact data whose schema is written by hand: a phone number for those who want to be called, else an address of mail.
    #[mcp_tool(
        read_only,
        schema = r##"{
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": {
            "address": {
                "$anchor": "addressDef",
                "type": "object",
                "properties": { "street": { "type": "string" }, "city": { "type": "string" } }
            }
        },
        "properties": {
            "name": { "type": "string" },
            "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] },
            "phone": { "type": "string" },
            "email": { "type": "string" }
        },
        "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
        "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
        "then": { "required": ["phone"] },
        "else": { "required": ["email"] },
        "additionalProperties": false
    }"##
    )]
    async fn json_schema_2020_12_tool(
        name: Option<String>,
        address: Option<Value>,
        #[arg(rename = "contactMethod")] contact_method: Option<String>,
        phone: Option<String>,
        email: Option<String>,
    ) -> String {
        let by = if contact_method.as_deref() == Some("phone") { phone } else { email };
        let name = name.as_deref().unwrap_or("somebody");
        let at = address.map(|address| format!(" at {address}")).unwrap_or_default();
        format!("{name}{at} is reached by {}.", by.as_deref().unwrap_or("nothing"))
    }

    /// Take a value that a header of the request repeats, so that a gateway can see it.
    #[mcp_tool(read_only)]
    async fn test_custom_header(
        /// Any text.
        #[arg(header = "Value")]
        value: String,
    ) -> String {
        format!("The header said {value:?}.")
    }

    // Lists that change.

    /// A tool that the next one hides and shows.
    #[mcp_tool(read_only)]
    async fn helper_tool() -> &'static str {
        "It helps."
    }

    /// Change the list of tools, and change it back; whoever listens is told.
    #[mcp_tool(idempotent)]
    async fn test_trigger_tool_change(cx: &Context) -> &'static str {
        cx.enable_tool("helper_tool", false);
        cx.enable_tool("helper_tool", true);
        "The list of tools changed."
    }

    /// Change the list of prompts, and change it back; whoever listens is told.
    #[mcp_tool(idempotent)]
    async fn test_trigger_prompt_change(cx: &Context) -> &'static str {
        cx.enable_prompt("helper_prompt", false);
        cx.enable_prompt("helper_prompt", true);
        "The list of prompts changed."
    }

    // Resources.

    /// A text.
    #[mcp_resource("test://static-text")]
    async fn static_text() -> &'static str {
        "This is the content of the static text resource."
    }

    /// A picture.
    #[mcp_resource("test://static-binary", mime = "image/png")]
    async fn static_binary() -> &'static [u8] {
        PNG
    }

    /// What there is of an id.
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Found {
        id: String,
        template_test: bool,
        data: String,
    }

    /// Whatever id is asked for.
    #[mcp_resource("test://template/{id}/data")]
    async fn template(id: String) -> Json<Found> {
        let data = format!("Data for ID: {id}");
        Json(Found { id, template_test: true, data })
    }

    /// A text that changes.
    #[mcp_resource("test://watched-resource")]
    async fn watched_resource() -> &'static str {
        "This is the content of the watched resource."
    }

    /// Say that the watched resource changed; whoever subscribed is told.
    #[mcp_tool(idempotent)]
    async fn test_trigger_resource_update(cx: &Context) -> &'static str {
        cx.updated("test://watched-resource");
        "The watched resource changed."
    }

    // Prompts.

    /// One message.
    #[mcp_prompt]
    async fn test_simple_prompt() -> &'static str {
        "This is a simple prompt for testing."
    }

    /// A message made of two arguments.
    #[mcp_prompt]
    async fn test_prompt_with_arguments(
        /// Any text.
        #[arg(complete = ["test", "testing", "tested"])]
        arg1: String,
        /// Any other text.
        arg2: String,
    ) -> String {
        format!("Prompt with arguments: arg1='{arg1}', arg2='{arg2}'")
    }

    /// A resource, and what to do with it.
    #[mcp_prompt]
    async fn test_prompt_with_embedded_resource(
        /// The URI that the resource shall have.
        #[arg(rename = "resourceUri")]
        resource_uri: String,
    ) -> Messages {
        let resource = Embedded::text(resource_uri, "Embedded resource content for testing.");
        Messages::new()
            .user(resource.mime_type("text/plain"))
            .user("Please process the embedded resource above.")
    }

    /// A picture, and what to do with it.
    #[mcp_prompt]
    async fn test_prompt_with_image() -> Messages {
        Messages::new().user(Image::png(PNG)).user("Please analyze the image above.")
    }

    /// A prompt that a tool hides and shows.
    #[mcp_prompt]
    async fn helper_prompt() -> &'static str {
        "Help."
    }
}

/// A picture of one red dot.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\
    \0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90\x77\x53\xde\
    \0\0\0\x0cIDATx\xda\x63\xf8\xcf\xc0\0\0\x03\x01\x01\0\xf7\x03\x41\x43\
    \0\0\0\0IEND\xae\x42\x60\x82";

/// A millisecond of silence: 8 samples of 8 bits at 8 kHz.
const WAV: &[u8] = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0\
    data\x08\0\0\0\x80\x80\x80\x80\x80\x80\x80\x80";

fn main() -> std::process::ExitCode {
    mcp_runtime::run(everything::server())
}
