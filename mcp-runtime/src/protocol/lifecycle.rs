//! `initialize` and `server/discover`: who the server is and what it can do.

use serde_json::{Map, Value, json};

use crate::outcome::content::{IconSpec, is_web};
use crate::outcome::error::RpcError;
use crate::protocol::client::{ClientCapabilities, ClientInfo};
use crate::protocol::downgrade;
use crate::protocol::package::Package;
use crate::protocol::revision::Revision;
use crate::rpc::params::Params;
use crate::schema::clients::Client;
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
    /// `serverInfo.description`: what the server is, for people; empty when it is not said.
    pub description: &'static str,
    /// `serverInfo.websiteUrl`: where people read about it; empty when there is none.
    pub website_url: &'static str,
    /// `serverInfo.icons`.
    pub icons: &'static [IconSpec],
    /// `instructions`; empty when there are none.
    pub instructions: &'static str,
    /// Whether the text of an error that is neither public nor private reaches the client; `None` leaves it to the
    /// transport.
    pub expose_errors: Option<bool>,
    /// The clients that it is made for: it does not start when something of it breaks there.
    pub clients: &'static [Client],
    /// The package that it is in, which no client hears of.
    pub package: Package,
}

impl Info {
    /// The facts every server has.
    pub const fn new(name: &'static str, version: &'static str) -> Self {
        Self {
            name,
            version,
            title: "",
            description: "",
            website_url: "",
            icons: &[],
            instructions: "",
            expose_errors: None,
            clients: &[],
            package: Package::of([None; 7]),
        }
    }

    /// Says which package it is in.
    pub const fn package(mut self, package: Package) -> Self {
        self.package = package;
        self
    }

    /// Sets the display name.
    pub const fn title(mut self, title: &'static str) -> Self {
        self.title = title;
        self
    }

    /// Sets what the server is, in words for people.
    pub const fn description(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// Sets where people read about the server.
    pub const fn website_url(mut self, url: &'static str) -> Self {
        self.website_url = url;
        self
    }

    /// Sets the icons that clients may show beside the name.
    pub const fn icons(mut self, icons: &'static [IconSpec]) -> Self {
        self.icons = icons;
        self
    }

    /// Sets the text that tells a model how to use the server.
    pub const fn instructions(mut self, text: &'static str) -> Self {
        self.instructions = text;
        self
    }

    /// Names the clients that it is made for.
    pub const fn clients(mut self, clients: &'static [Client]) -> Self {
        self.clients = clients;
        self
    }

    /// Fixes `expose_errors` for every transport.
    pub const fn expose_errors(mut self, yes: bool) -> Self {
        self.expose_errors = Some(yes);
        self
    }
}

/// Refuses what is no website; called at the author's token.
#[track_caller]
pub const fn website(url: &str) {
    assert!(is_web(url), "a website is at an `https:` or `http:` URI");
}

/// What a server has to offer. Of a list: whether it may change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offer {
    /// Something of it can log.
    pub(crate) logging: bool,
    /// Arguments of something can be completed.
    pub(crate) completions: bool,
    pub(crate) tools: Option<bool>,
    pub(crate) prompts: Option<bool>,
    pub(crate) resources: Option<bool>,
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
    result.insert("capabilities".into(), capabilities(offer, revision));
    result.insert("serverInfo".into(), server_info(info, revision));
    instructions(info, &mut result);
    members(result)
}

/// The members of the result of `server/discover` that are its own, without braces.
pub(crate) fn discover(info: &Info, offer: Offer) -> String {
    let mut result = Map::new();
    result.insert("supportedVersions".into(), json!(modern_versions()));
    result.insert("capabilities".into(), capabilities(offer, Revision::MODERN));
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

/// `serverInfo`, for `initialize` and for the `_meta` of what `server/discover` answers.
pub(crate) fn server_info(info: &Info, revision: Revision) -> Value {
    let mut shown = named(info, revision);
    if revision.has_server_details() {
        for (key, text) in [("description", info.description), ("websiteUrl", info.website_url)] {
            if !text.is_empty() {
                shown.insert(key.into(), text.into());
            }
        }
    }
    downgrade::icons(&mut shown, info.icons, revision);
    Value::Object(shown)
}

/// `serverInfo` for the `_meta` of all other modern results: without what few read and would be sent with every answer.
pub(crate) fn short_server_info(info: &Info) -> Value {
    Value::Object(named(info, Revision::MODERN))
}

fn named(info: &Info, revision: Revision) -> Map<String, Value> {
    let mut shown = Map::new();
    shown.insert("name".into(), info.name.into());
    shown.insert("version".into(), info.version.into());
    if !info.title.is_empty() && revision.has_titles() {
        shown.insert("title".into(), info.title.into());
    }
    shown
}

/// Only what is there is declared (L-CAP-01, M-VER-06). A function that takes a `Context` can log, and change the lists.
pub(crate) fn capabilities(offer: Offer, revision: Revision) -> Value {
    let mut capabilities = Map::new();
    if offer.logging {
        capabilities.insert("logging".into(), json!({}));
    }
    if offer.completions && revision.has_completions() {
        capabilities.insert("completions".into(), json!({}));
    }
    for (name, list) in [("prompts", offer.prompts), ("resources", offer.resources), ("tools", offer.tools)] {
        let Some(changes) = list else { continue };
        let capability = match (changes, name) {
            (false, _) => json!({}),
            // Whatever can change a list can tell of a resource.
            (true, "resources") => json!({ "subscribe": true, "listChanged": true }),
            (true, _) => json!({ "listChanged": true }),
        };
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::app::App;
    use crate::author::table::{Server, Table};
    use crate::outcome::content::Theme;
    use crate::testing::RawClient;

    const INFO: Info = Info::new("weather", "1.2.0")
        .title("Weather")
        .description("Measures the weather.")
        .website_url("https://example.com/weather")
        .icons(&[
            IconSpec::new("https://example.com/sun.png").mime_type("image/png").sizes("48x48"),
            IconSpec::new("data:image/png;base64,iVA=").theme(Theme::Dark),
        ]);

    #[test]
    fn who_the_server_is_in_each_revision() {
        let shown = Revision::ALL.map(|revision| server_info(&INFO, revision));
        let bare = json!({ "name": "weather", "version": "1.2.0" });
        let titled = json!({ "name": "weather", "version": "1.2.0", "title": "Weather" });
        let whole = json!({
            "name": "weather",
            "version": "1.2.0",
            "title": "Weather",
            "description": "Measures the weather.",
            "websiteUrl": "https://example.com/weather",
            "icons": [
                { "src": "https://example.com/sun.png", "mimeType": "image/png", "sizes": ["48x48"] },
                { "src": "data:image/png;base64,iVA=", "theme": "dark" },
            ],
        });
        assert_eq!(shown, [&bare, &bare, &titled, &whole, &whole].map(Clone::clone));
        assert_eq!(short_server_info(&INFO), titled);
        let nothing = server_info(&Info::new("weather", "1.2.0"), Revision::MODERN);
        assert_eq!(nothing, bare);
    }

    #[test]
    fn icons_are_not_sent_with_every_answer() {
        struct Weather;
        impl Server for Weather {
            const TABLE: &'static Table<Self> = &Table { info: INFO, marked: &[], included: &[] };
        }
        let app = App::new(Weather, crate::Options::default()).expect("a server");
        let short = r#""_meta":{"io.modelcontextprotocol/serverInfo":{"name":"weather","version":"1.2.0","title":"Weather"}}"#;
        assert!(app.tail.ends_with(short), "{}", app.tail);
        let mut client = RawClient::of(app).expect("a server");
        let claim = r#"{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#;
        client.send(&format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{{"_meta":{claim}}}}}"#
        ));
        let answer = client.receive(Duration::from_secs(10)).expect("an answer");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        let shown = &answer["result"]["_meta"]["io.modelcontextprotocol/serverInfo"];
        assert_eq!(*shown, server_info(&INFO, Revision::MODERN));
    }

    #[test]
    #[should_panic(expected = "a website is at an `https:`")]
    fn a_wrong_website_does_not_compile_in_a_constant() {
        website("example.com");
    }
}
