//! `initialize` and `server/discover`: who the server is and what it can do.

use serde_json::{Map, Value, json};

use crate::outcome::error::RpcError;
use crate::protocol::client::{ClientCapabilities, ClientInfo};
use crate::protocol::revision::Revision;
use crate::rpc::message::Params;
use crate::schema::describe::cut;

/// So many characters of a client's name are kept.
const MAX_NAME: usize = 256;

/// Who the server is.
#[derive(Debug, Clone, Copy)]
pub struct Info {
    /// `serverInfo.name`.
    pub name: &'static str,
    /// `serverInfo.version`.
    pub version: &'static str,
    /// `serverInfo.title`; empty when there is none.
    pub title: &'static str,
    /// `instructions`; empty when there are none.
    pub instructions: &'static str,
    /// Whether the text of an error that is neither public nor private reaches the client; `None` leaves it to the
    /// transport.
    pub expose_errors: Option<bool>,
}

impl Info {
    /// The facts every server has.
    pub const fn new(name: &'static str, version: &'static str) -> Self {
        Self { name, version, title: "", instructions: "", expose_errors: None }
    }

    /// Sets the display name.
    pub const fn title(mut self, title: &'static str) -> Self {
        self.title = title;
        self
    }

    /// Sets the text that tells a model how to use the server.
    pub const fn instructions(mut self, text: &'static str) -> Self {
        self.instructions = text;
        self
    }

    /// Fixes `expose_errors` for every transport.
    pub const fn expose_errors(mut self, yes: bool) -> Self {
        self.expose_errors = Some(yes);
        self
    }
}

/// What a server has to offer. Of a list: whether it may change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offer {
    /// Something of it can log.
    pub(crate) logging: bool,
    pub(crate) tools: Option<bool>,
    pub(crate) prompts: Option<bool>,
}

/// What `initialize` settled for the connection.
#[derive(Debug)]
pub(crate) struct Agreed {
    pub(crate) revision: Revision,
    /// Who the client says it is; nothing when it came back without a handshake.
    pub(crate) client: Option<ClientInfo>,
    /// What the client says it can do; nothing when it came back without a handshake (L-SSE-15).
    pub(crate) capabilities: ClientCapabilities,
}

impl Agreed {
    /// What is assumed of a client that came back without a handshake.
    #[cfg(any(feature = "http", test))]
    pub(crate) fn assumed(revision: Revision) -> Self {
        Self { revision, client: None, capabilities: ClientCapabilities::default() }
    }
}

/// Reads the params of `initialize`. A version that is not spoken is no error: another one is offered (L-LIFE-04).
pub(crate) fn agree(params: &Params<'_>) -> Result<Agreed, RpcError> {
    let refuse = |what: &str| {
        let requested = cut(params.protocol_version.as_deref().unwrap_or_default());
        RpcError::invalid_params(format!("initialize: {what}"))
            .with(json!({ "supported": legacy_versions(), "requested": requested }))
    };
    let Some(requested) = &params.protocol_version else {
        return Err(refuse("`protocolVersion` is missing"));
    };
    let Some(capabilities) = params.capabilities.filter(|raw| raw.get().starts_with('{')) else {
        return Err(refuse("`capabilities` must be an object"));
    };
    let capabilities = ClientCapabilities::read(capabilities);
    let client: Option<ClientInfo> = params.client_info.and_then(|raw| serde_json::from_str(raw.get()).ok());
    let client = client.map(shortened);
    if client.is_none() {
        return Err(refuse("`clientInfo` must have `name` and `version`"));
    }
    let revision = Revision::parse(requested).filter(|revision| !revision.is_modern());
    Ok(Agreed { revision: revision.unwrap_or(Revision::NEWEST_LEGACY), client, capabilities })
}

/// It is kept as long as the connection, so nobody's name takes more than a line.
fn shortened(mut client: ClientInfo) -> ClientInfo {
    for text in
        [Some(&mut client.name), Some(&mut client.version), client.title.as_mut()].into_iter().flatten()
    {
        if let Some((end, _)) = text.char_indices().nth(MAX_NAME) {
            text.truncate(end);
            text.shrink_to_fit();
        }
    }
    client
}

/// The revisions that `initialize` can settle.
pub(crate) fn legacy_versions() -> Vec<&'static str> {
    Revision::ALL.into_iter().filter(|r| !r.is_modern()).map(Revision::as_str).collect()
}

/// The members of the result of `initialize`, without its braces.
pub(crate) fn initialize(info: &Info, offer: Offer, revision: Revision) -> String {
    let mut result = Map::new();
    result.insert("protocolVersion".into(), revision.as_str().into());
    result.insert("capabilities".into(), capabilities(offer));
    result.insert("serverInfo".into(), server_info(info, revision));
    instructions(info, &mut result);
    members(result)
}

/// The members of the result of `server/discover` that are its own, without braces.
pub(crate) fn discover(info: &Info, offer: Offer) -> String {
    let mut result = Map::new();
    result.insert("supportedVersions".into(), json!(modern_versions()));
    result.insert("capabilities".into(), capabilities(offer));
    instructions(info, &mut result);
    members(result)
}

fn modern_versions() -> Vec<&'static str> {
    Revision::ALL.into_iter().filter(|r| r.is_modern()).map(Revision::as_str).collect()
}

/// `UnsupportedProtocolVersionError`: only versions that a request can name are listed (AMB-03).
pub(crate) fn unsupported(requested: &str) -> RpcError {
    let (legacy, requested) = (legacy_versions().join(", "), cut(requested));
    RpcError::new(
        RpcError::UNSUPPORTED_VERSION,
        format!("protocol version {requested} is not supported in a request; by `initialize`: {legacy}"),
    )
    .with(json!({ "supported": modern_versions(), "requested": requested }))
}

/// `serverInfo`, for `initialize` and for the `_meta` of modern results.
pub(crate) fn server_info(info: &Info, revision: Revision) -> Value {
    let mut shown = json!({ "name": info.name, "version": info.version });
    if !info.title.is_empty() && revision.has_titles() {
        shown["title"] = info.title.into();
    }
    shown
}

/// Only what is there is declared (L-CAP-01, M-VER-06). A function that takes a `Context` can log and change the lists.
fn capabilities(offer: Offer) -> Value {
    let mut capabilities = Map::new();
    if offer.logging {
        capabilities.insert("logging".into(), json!({}));
    }
    for (name, list) in [("prompts", offer.prompts), ("tools", offer.tools)] {
        let Some(changes) = list else { continue };
        let capability = if changes { json!({ "listChanged": true }) } else { json!({}) };
        capabilities.insert(name.into(), capability);
    }
    Value::Object(capabilities)
}

fn instructions(info: &Info, result: &mut Map<String, Value>) {
    if !info.instructions.is_empty() {
        result.insert("instructions".into(), info.instructions.into());
    }
}

/// An object's text without its braces.
fn members(object: Map<String, Value>) -> String {
    let text = Value::Object(object).to_string();
    text[1..text.len() - 1].to_owned()
}
