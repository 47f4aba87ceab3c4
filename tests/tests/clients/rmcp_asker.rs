//! What the client of the official Rust SDK is asked: what a table of the server's name says of it.
#![expect(deprecated, reason = "its sampling and its roots are deprecated, and still what servers ask for")]

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use rmcp::model::{
    CallToolRequestParams, ClientCapabilities, ClientConfig, CreateMessageRequestParams, CreateMessageResult,
    CustomNotification, ElicitRequestParams, ElicitResult, ErrorData, GetPromptRequestParams, Implementation,
    ListRootsResult, ReadResourceRequestParams,
};
use rmcp::service::{NotificationContext, RequestContext, RunningService, ServiceError};
use rmcp::{ClientHandler, RoleClient};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::rmcp_drive::until;

pub(crate) type Client = RunningService<RoleClient, Answers>;

/// The table of a server. That of `asker` says what clients can do, too.
fn said(subject: &str) -> Value {
    let read = |text: &str| serde_json::from_str::<Value>(text).expect("a table");
    let mut said = read(include_str!("../../clients/asker.json"));
    if subject == "changelog" {
        let own = read(include_str!("../../clients/changelog.json"));
        said.as_object_mut().expect("a table").extend(own.as_object().expect("a table").clone());
    }
    said
}

fn rows(table: &Value) -> &[Value] {
    table.as_array().map_or(&[], Vec::as_slice)
}

/// The name by which the table knows a question.
fn label(params: &Value) -> &str {
    if let Some(message) = params["message"].as_str() {
        return message;
    }
    let Some(last) = rows(&params["messages"]).last() else { return "roots" };
    let part = last["content"].get(0).unwrap_or(&last["content"]);
    part["text"].as_str().or_else(|| part["content"][0]["text"].as_str()).unwrap_or_default()
}

/// Whether a value has all that another one has.
fn has(value: &Value, part: &Value) -> bool {
    match part {
        Value::Object(members) => members.iter().all(|(name, part)| has(&value[name], part)),
        one => value == one,
    }
}

/// The row that is played, as far as it is.
#[derive(Default)]
struct Script {
    open: Vec<Value>,
    each: Option<Value>,
    asked: Vec<Value>,
    wrong: Vec<String>,
    completed: Vec<String>,
}

impl Script {
    /// What the table answers to this.
    fn answer(&mut self, params: Value) -> Value {
        let found = self.open.iter().position(|answer| answer["to"] == label(&params));
        let answer = match (found, &self.each) {
            (Some(at), _) => self.open.remove(at),
            (None, Some(each)) => json!({"result": each}),
            (None, None) => {
                self.wrong.push(format!("nobody answers {params}"));
                json!({"error": {"code": -32603, "message": "not in the table"}})
            }
        };
        if answer.get("asks").is_some_and(|asks| !has(&params, asks)) {
            self.wrong.push(format!("{params} lacks {}", answer["asks"]));
        }
        self.asked.push(params);
        answer
    }
}

/// Answers what is asked as the row says that is played.
#[derive(Clone, Default)]
pub(crate) struct Answers {
    capabilities: ClientCapabilities,
    script: Arc<Mutex<Script>>,
}

impl Answers {
    /// One that can be asked all that this client can.
    pub(crate) fn new() -> Self {
        let mut capabilities = json!({});
        for need in rows(&said("asker")["clients"]["rmcp"]).iter().filter(|need| *need != "choices") {
            let (of, part) = need.as_str().and_then(|need| need.split_once('.')).unzip();
            match (of, part) {
                (Some(of), Some(part)) => capabilities[of][part] = json!({}),
                _ => capabilities[need.as_str().expect("a name")] = json!({}),
            }
        }
        let capabilities = serde_json::from_value(capabilities).expect("capabilities");
        Self { capabilities, script: Arc::default() }
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().expect("a lock")
    }

    async fn answer<T: DeserializeOwned>(&self, params: Value) -> Result<T, ErrorData> {
        let answer = self.script().answer(params);
        let after = answer["after_ms"].as_u64().unwrap_or_default();
        tokio::time::sleep(Duration::from_millis(after)).await;
        match answer.get("error") {
            Some(error) => Err(serde_json::from_value(error.clone()).expect("an error")),
            None => Ok(serde_json::from_value(answer["result"].clone()).expect("a result")),
        }
    }
}

impl ClientHandler for Answers {
    fn get_info(&self) -> ClientConfig {
        ClientConfig::new(self.capabilities.clone(), Implementation::new("answers", "1"))
    }

    async fn create_message(
        &self,
        params: CreateMessageRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<CreateMessageResult, ErrorData> {
        self.answer(json!(params)).await
    }

    async fn list_roots(&self, _: RequestContext<RoleClient>) -> Result<ListRootsResult, ErrorData> {
        self.answer(json!({})).await
    }

    async fn create_elicitation(
        &self,
        params: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        self.answer(json!(params)).await
    }

    async fn on_custom_notification(&self, told: CustomNotification, _: NotificationContext<RoleClient>) {
        if told.method == "notifications/elicitation/complete" {
            let id = told.params.as_ref().and_then(|params| params["elicitationId"].as_str());
            self.script().completed.extend(id.map(str::to_owned));
        }
    }
}

/// What a row comes to: the text of the answer, and whether it is one of a failure.
async fn outcome(client: &Client, row: &Value) -> Result<(String, bool), ServiceError> {
    if let Some(prompt) = row["prompt"].as_str() {
        let result = json!(client.get_prompt(GetPromptRequestParams::new(prompt)).await?);
        return Ok((result["messages"][0]["content"]["text"].as_str().unwrap_or_default().into(), false));
    }
    if let Some(uri) = row["resource"].as_str() {
        let result = json!(client.read_resource(ReadResourceRequestParams::new(uri)).await?);
        return Ok((result["contents"][0]["text"].as_str().unwrap_or_default().into(), false));
    }
    let tool = row["tool"].as_str().expect("a tool").to_owned();
    let arguments = row["arguments"].as_object().cloned().unwrap_or_default();
    let result = json!(client.call_tool(CallToolRequestParams::new(tool).with_arguments(arguments)).await?);
    let text = result["content"][0]["text"].as_str().unwrap_or_default();
    Ok((text.to_owned(), result["isError"] == true))
}

/// A row with what is different for this client and its mode.
fn own(row: &Value, modern: bool) -> Value {
    let mode = if modern { "modern" } else { "legacy" };
    let mut row = row.clone();
    let others = &row["otherwise"];
    let overlays = [&row[mode], &others["rmcp"], &others[format!("rmcp {mode}")]].map(Value::clone);
    for overlay in overlays.iter().filter_map(Value::as_object) {
        row.as_object_mut().expect("a row").extend(overlay.clone());
    }
    row
}

async fn play(client: &Client, answers: &Answers, row: &Value, modern: bool) {
    *answers.script() =
        Script { open: rows(&row["answers"]).to_vec(), each: row.get("each").cloned(), ..Script::default() };
    let got = outcome(client, row).await;
    if let Some(error) = row.get("error") {
        let refusal = got.expect_err("a refusal");
        if let Some(code) = error.get("code") {
            assert!(
                matches!(&refusal, ServiceError::McpError(error) if json!(error.code.0) == *code),
                "{refusal}"
            );
        }
        let told = refusal.to_string();
        for word in rows(&error["words"]) {
            assert!(told.contains(word.as_str().expect("a text")), "{row}: {told}");
        }
    } else {
        let got = got.unwrap_or_else(|error| panic!("{row}: {error}"));
        assert_eq!(json!([got.0, got.1]), json!([row["text"], row["failed"] == true]), "{row}");
    }
    let asked = {
        let script = answers.script();
        assert!(
            script.wrong.is_empty() && script.open.is_empty(),
            "{row}: {:?} {:?}",
            script.wrong,
            script.open
        );
        script.asked.clone()
    };
    if row["completes"] == true && !modern {
        let id = asked[0]["elicitationId"].as_str().expect("an id");
        until("the end of what was asked", || answers.script().completed.iter().any(|one| one == id)).await;
    }
}

/// One that can be asked nothing.
async fn bare(client: &Client, said: &Value, revision: &str) {
    let modern = revision == "2026-07-28";
    for row in rows(&said["refused"]) {
        let need = row["needs"].as_str().expect("a name");
        let known = said["since"][need].as_str() <= Some(revision);
        let why = if known {
            format!("it does not declare `{need}`")
        } else {
            format!("there is no `{need}` in {revision}")
        };
        let told = format!("the client cannot be asked: {why}");
        let got = outcome(client, row).await;
        if !modern && row.get("tool").is_some() {
            assert_eq!(got.expect("an answer"), (told, true), "{row}");
            continue;
        }
        let Err(ServiceError::McpError(error)) = got else { panic!("{row}: {got:?}") };
        assert_eq!((error.code.0, &*error.message), (if modern { -32021 } else { -32603 }, &*told), "{row}");
        if modern {
            let (of, part) = need.split_once('.').unwrap_or((need, ""));
            let parts = if part.is_empty() { json!({}) } else { json!({part: {}}) };
            assert_eq!(error.data, Some(json!({"requiredCapabilities": {of: parts}})), "{row}");
        }
    }
}

/// Plays all rows to a client that can be asked, and to one that cannot.
pub(crate) async fn asker(
    subject: &str,
    negotiated: Option<&str>,
    connect: impl AsyncFn(&Answers) -> Client,
) {
    let said = said(subject);
    let answers = Answers::new();
    let client = connect(&answers).await;
    for row in rows(&said["rows"]) {
        assert!(rows(&said["clients"]["rmcp"]).contains(&row["needs"]), "it can be asked everything");
        play(&client, &answers, &own(row, negotiated.is_none()), negotiated.is_none()).await;
    }
    client.cancel().await.expect("it closes");
    let client = connect(&Answers::default()).await;
    bare(&client, &said, negotiated.unwrap_or("2026-07-28")).await;
    client.cancel().await.expect("it closes");
}
