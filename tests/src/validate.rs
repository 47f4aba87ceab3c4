//! Every message that the server sends, against the official JSON schema of the revision it speaks.
//!
//! The schemas are not part of the project: `MCP_SCHEMA_DIR` names the folder that holds `2024-11-05.json` and so on, or
//! `cargo xtask schemas` fetched them. Without them nothing passes.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock, PoisonError};

use jsonschema::Validator;
use serde_json::{Value, json};

/// Which side a line came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// `→`
    Client,
    /// `←`
    Server,
}

const MODERN: &str = "2026-07-28";
/// What a request without a claim is answered in before a handshake.
const NEWEST_LEGACY: &str = "2025-11-25";
const CLAIM: &str = "io.modelcontextprotocol/protocolVersion";

/// Follows a conversation, so that it knows what each message of the server answers.
#[derive(Debug, Default)]
pub struct Conversation {
    negotiated: Option<String>,
    /// Method and revision of each request, by the text of its id.
    asked: HashMap<String, (String, Option<String>)>,
    /// The ids of requests that were cancelled: they may be answered, or used again.
    cancelled: HashSet<String>,
    /// The ids of subscriptions.
    listened: HashSet<String>,
    /// The ids of what the server asked.
    questions: HashSet<String>,
}

impl Conversation {
    /// Takes the next line. Panics, with the line, when the server's is not what the schema says.
    pub fn line(&mut self, side: Side, line: &str) {
        let Ok(message) = serde_json::from_str::<Value>(line) else {
            assert_eq!(side, Side::Client, "the server sent what is no JSON: {line}");
            return;
        };
        match side {
            Side::Client => match &message {
                Value::Array(items) => items.iter().for_each(|item| self.client(item)),
                one => self.client(one),
            },
            Side::Server => {
                if let Err(why) = self.server(&message) {
                    panic!("a message does not fit the schema: {why}\n{line}");
                }
            }
        }
    }

    /// The revision that `initialize` settled.
    pub fn negotiated(&self) -> Option<&str> {
        self.negotiated.as_deref()
    }

    fn client(&mut self, message: &Value) {
        if let (Some(id), Some(method)) = (message.get("id"), message["method"].as_str()) {
            if method == "subscriptions/listen" {
                self.listened.insert(id.to_string());
            }
            let modern = message["params"]["_meta"].get(CLAIM).is_some();
            let revision = modern.then(|| MODERN.to_owned());
            let asked = (method.to_owned(), revision);
            if self.cancelled.remove(&id.to_string()) {
                self.asked.insert(id.to_string(), asked);
            } else {
                // A second request with an id that is in use is refused; the first one keeps it.
                self.asked.entry(id.to_string()).or_insert(asked);
            }
        }
        if message["method"] == "notifications/cancelled" {
            self.cancelled.insert(message["params"]["requestId"].to_string());
        }
    }

    fn server(&mut self, message: &Value) -> Result<(), String> {
        assert!(message.is_object(), "a server never sends batches: {message}");
        if let Some(method) = message["method"].as_str() {
            return match message.get("id") {
                Some(id) => self.question(method, id, message),
                None => self.notification(method, message),
            };
        }
        let id = message.get("id").unwrap_or(&Value::Null);
        let (method, claimed) = self.asked.remove(&id.to_string()).unwrap_or_default();
        if let Some(version) =
            message["result"]["protocolVersion"].as_str().filter(|_| method == "initialize")
        {
            self.negotiated = Some(version.to_owned());
        }
        let revision =
            claimed.or_else(|| self.negotiated.clone()).unwrap_or_else(|| NEWEST_LEGACY.to_owned());
        answer(&revision, &method, message)
    }

    fn question(&mut self, method: &str, id: &Value, message: &Value) -> Result<(), String> {
        let revision = self.negotiated.as_deref().ok_or("a server asks nothing before the handshake")?;
        if revision == MODERN {
            return Err("a server sends no requests".to_owned());
        }
        if !self.questions.insert(id.to_string()) {
            return Err("an id is used once (L-JRPC-03)".to_owned());
        }
        request(revision, method, message)
    }

    fn notification(&self, method: &str, message: &Value) -> Result<(), String> {
        if method == "notifications/cancelled" {
            // Its result may have come before (AMB-01).
            let id = message["params"]["requestId"].to_string();
            let own = self.listened.contains(&id) || self.questions.contains(&id);
            assert!(own, "a server cancels subscriptions, and what it asked: {message}");
        }
        let tagged = message["params"]["_meta"].get("io.modelcontextprotocol/subscriptionId").is_some();
        let revision = if tagged { MODERN } else { self.negotiated.as_deref().unwrap_or(MODERN) };
        notification(revision, method, message)
    }
}

/// Whether an answer to a request of this method is one of this revision.
pub fn answer(revision: &str, method: &str, message: &Value) -> Result<(), String> {
    match message.get("result") {
        Some(result) => {
            fits(revision, "JSONRPCMessage", message)?;
            // Only some may ask back (M-MRTR-01).
            let asks = ["tools/call", "prompts/get", "resources/read"].contains(&method);
            if result["resultType"] == "input_required" && asks {
                return fits(revision, "InputRequiredResult", result);
            }
            fits(revision, result_type(method), result)
        }
        None => error(revision, message),
    }
}

/// Whether a request to the client is one of this revision.
fn request(revision: &str, method: &str, message: &Value) -> Result<(), String> {
    let definition = match method {
        "elicitation/create" => "ElicitRequest",
        "sampling/createMessage" => "CreateMessageRequest",
        "roots/list" => "ListRootsRequest",
        other => return Err(format!("unexpected request {other}")),
    };
    fits(revision, "JSONRPCRequest", message)?;
    fits(revision, definition, message)
}

/// Whether a notification is one of this revision, and one that servers of the kit send.
pub fn notification(revision: &str, method: &str, message: &Value) -> Result<(), String> {
    let definition = match method {
        "notifications/progress" => "ProgressNotification",
        "notifications/message" => "LoggingMessageNotification",
        "notifications/tools/list_changed" => "ToolListChangedNotification",
        "notifications/resources/list_changed" => "ResourceListChangedNotification",
        "notifications/resources/updated" => "ResourceUpdatedNotification",
        "notifications/prompts/list_changed" => "PromptListChangedNotification",
        "notifications/cancelled" => "CancelledNotification",
        "notifications/elicitation/complete" => "ElicitationCompleteNotification",
        "notifications/subscriptions/acknowledged" => {
            return fits(MODERN, "SubscriptionsAcknowledgedNotification", message);
        }
        other => return Err(format!("unexpected notification {other}")),
    };
    fits(revision, definition, message)
}

/// Whether the schemas are there, for those who can do something without them.
pub fn is_there() -> bool {
    folder().is_dir()
}

fn result_type(method: &str) -> &'static str {
    match method {
        "initialize" => "InitializeResult",
        "server/discover" => "DiscoverResult",
        "tools/list" => "ListToolsResult",
        "tools/call" => "CallToolResult",
        "prompts/list" => "ListPromptsResult",
        "completion/complete" => "CompleteResult",
        "resources/list" => "ListResourcesResult",
        "resources/templates/list" => "ListResourceTemplatesResult",
        "resources/read" => "ReadResourceResult",
        "prompts/get" => "GetPromptResult",
        "subscriptions/listen" => "SubscriptionsListenResult",
        _ => "EmptyResult",
    }
}

/// The one exception: until 2025-06-18 the schemas require an `id` also where none could be read, and JSON-RPC 2.0 says
/// that it is null then, which the schemas do not allow.
fn error(revision: &str, message: &Value) -> Result<(), String> {
    let mut message = message.clone();
    if revision < "2025-11-25" && message["id"].is_null() {
        assert!(message.get("id").is_some(), "the id is missing: {message}");
        message["id"] = json!(0);
    }
    let definition = if revision < "2025-11-25" { "JSONRPCError" } else { "JSONRPCErrorResponse" };
    fits(revision, definition, &message)
}

fn fits(revision: &str, definition: &'static str, message: &Value) -> Result<(), String> {
    let errors: Vec<String> = validator(revision, definition)
        .iter_errors(message)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(format!("{revision} {definition}: {}", errors.join("; "))) }
}

fn validator(revision: &str, definition: &'static str) -> &'static Validator {
    type Known = Mutex<HashMap<(String, &'static str), &'static Validator>>;
    static KNOWN: OnceLock<Known> = OnceLock::new();
    let mut known = KNOWN.get_or_init(Known::default).lock().unwrap_or_else(PoisonError::into_inner);
    let entry = known.entry((revision.to_owned(), definition));
    entry.or_insert_with(|| {
        let mut schema = read(revision);
        let section = section(&schema);
        assert!(schema[section].get(definition).is_some(), "{revision} has no {definition}");
        schema["$ref"] = json!(format!("#/{section}/{definition}"));
        Box::leak(Box::new(jsonschema::validator_for(&schema).expect("a schema is one")))
    })
}

fn read(revision: &str) -> Value {
    let path = folder().join(format!("{revision}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("{}: {error}; `cargo xtask schemas` fetches the official schemas", path.display())
    });
    serde_json::from_str(&text).expect("a schema is JSON")
}

/// Where the definitions are.
fn section(schema: &Value) -> &'static str {
    if schema.get("$defs").is_some() { "$defs" } else { "definitions" }
}

/// The folder of the schemas. A test that is run by itself, without `cargo xtask test`, finds it beside the folder it was
/// built into.
fn folder() -> PathBuf {
    std::env::var_os("MCP_SCHEMA_DIR").map_or_else(
        || {
            let built = std::env::current_exe().unwrap_or_default();
            let target = built.ancestors().find(|folder| folder.join("schemas").is_dir());
            target.unwrap_or("target".as_ref()).join("schemas")
        },
        PathBuf::from,
    )
}

/// Whether `requestedSchema` is one of this revision, with nothing in it that the revision does not name: clients of it would not
/// know it, and the official schema allows it.
pub fn form(revision: &str, schema: &Value) -> Result<(), String> {
    let params = json!({ "message": "m", "requestedSchema": schema, "mode": "form" });
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": "elicitation/create", "params": params });
    fits(revision, "ElicitRequest", &request)?;
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        closed(revision).validate(property).map_err(|error| format!("{name}: {error}"))?;
    }
    let own = ["type", "properties", "required"];
    let other = schema.as_object().into_iter().flatten().find(|(key, _)| !own.contains(&key.as_str()));
    other.map_or(Ok(()), |(key, _)| Err(format!("`{key}` is not of a form")))
}

/// The official schema of one field, closed: each of its kinds has the members that it names, and no more.
fn closed(revision: &str) -> Validator {
    let mut schema = read(revision);
    let section = section(&schema);
    let kinds = schema[section].as_object_mut().into_iter().flatten();
    for (_, kind) in kinds.filter(|(name, _)| name.ends_with("Schema")) {
        kind["additionalProperties"] = false.into();
    }
    schema["$ref"] = json!(format!("#/{section}/PrimitiveSchemaDefinition"));
    jsonschema::validator_for(&schema).expect("a schema is one")
}
