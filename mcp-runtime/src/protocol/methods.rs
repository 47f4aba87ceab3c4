//! The method table: which messages of a client there are, since and until which revision, and what of the server they belong to.

use crate::protocol::revision::Revision;

/// A message of a client that this server knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    CallTool,
    ListTools,
    GetPrompt,
    ListPrompts,
    ReadResource,
    ListResources,
    ListTemplates,
    Complete,
    Subscribe,
    Unsubscribe,
    Initialize,
    Ping,
    Discover,
    Listen,
    SetLevel,
    Initialized,
    Cancelled,
}

/// Whether a message is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Request,
    Notification,
}

/// What a server has to declare for a method to be there (M-BASE-21, L-CAP-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    /// Every server has it.
    Core,
    Tools,
    Prompts,
    Resources,
    /// Resources whose changes are told.
    Subscriptions,
    Completions,
    Logging,
}

/// The member of `params` that `Mcp-Name` repeats (2026-07-28, M-HDR-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Nothing,
    Name,
    Uri,
}

/// A line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) form: Form,
    pub(crate) feature: Feature,
    pub(crate) named: Named,
    since: Revision,
    until: Revision,
}

const fn row(name: &'static str, method: Method, form: Form, feature: Feature) -> Row {
    let (since, until) = (Revision::V2024_11_05, Revision::V2026_07_28);
    Row { name, method, form, feature, named: Named::Nothing, since, until }
}

impl Row {
    const fn named(mut self, named: Named) -> Self {
        self.named = named;
        self
    }

    const fn since(mut self, since: Revision) -> Self {
        self.since = since;
        self
    }

    const fn until(mut self, until: Revision) -> Self {
        self.until = until;
        self
    }

    /// Whether a revision has it.
    pub(crate) fn is_in(&self, revision: Revision) -> bool {
        (self.since..=self.until).contains(&revision)
    }
}

use Feature::{Completions, Core, Logging, Prompts, Resources, Subscriptions, Tools};
use Form::{Notification, Request};
use Revision::{V2025_11_25, V2026_07_28};

/// What is called most stands first.
const TABLE: [Row; 17] = [
    row("tools/call", Method::CallTool, Request, Tools).named(Named::Name),
    row("tools/list", Method::ListTools, Request, Tools),
    row("resources/read", Method::ReadResource, Request, Resources).named(Named::Uri),
    row("resources/list", Method::ListResources, Request, Resources),
    row("resources/templates/list", Method::ListTemplates, Request, Resources),
    row("prompts/get", Method::GetPrompt, Request, Prompts).named(Named::Name),
    row("prompts/list", Method::ListPrompts, Request, Prompts),
    row("resources/subscribe", Method::Subscribe, Request, Subscriptions).until(V2025_11_25),
    row("resources/unsubscribe", Method::Unsubscribe, Request, Subscriptions).until(V2025_11_25),
    row("completion/complete", Method::Complete, Request, Completions),
    row("initialize", Method::Initialize, Request, Core).until(V2025_11_25),
    row("notifications/initialized", Method::Initialized, Notification, Core).until(V2025_11_25),
    row("ping", Method::Ping, Request, Core).until(V2025_11_25),
    row("logging/setLevel", Method::SetLevel, Request, Logging).until(V2025_11_25),
    row("server/discover", Method::Discover, Request, Core).since(V2026_07_28),
    row("subscriptions/listen", Method::Listen, Request, Core).since(V2026_07_28),
    row("notifications/cancelled", Method::Cancelled, Notification, Core),
];

/// The method of this name, whatever the revision.
pub(crate) fn find(name: &str, form: Form) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.name == name && row.form == form)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::path::Path;

    use super::*;

    /// The table as `ARCHITECTURE.md` shows it.
    fn shown() -> String {
        let mut text =
            String::from("| method | since | until | kind | where there is |\n|---|---|---|---|---|\n");
        for Row { name, form, feature, since, until, .. } in &TABLE {
            let since = if *since == Revision::ALL[0] { "" } else { since.as_str() };
            let until = if *until == Revision::MODERN { "" } else { until.as_str() };
            let form = format!("{form:?}").to_lowercase();
            let feature = match feature {
                Core => String::new(),
                feature => format!("{feature:?}").to_lowercase(),
            };
            let _ = writeln!(text, "| `{name}` | {since} | {until} | {form} | {feature} |");
        }
        text
    }

    #[test]
    fn the_table_is_in_the_architecture() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ARCHITECTURE.md");
        // A crate that was published has no such file.
        let Ok(text) = std::fs::read_to_string(&file) else { return };
        let text = text.replace("\r\n", "\n");
        let (begin, end) = ("<!-- methods -->\n", "<!-- /methods -->");
        let (before, rest) = text.split_once(begin).expect("where the table begins");
        let (table, after) = rest.split_once(end).expect("where the table ends");
        if std::env::var_os("MCP_BLESS").is_some() {
            let text = format!("{before}{begin}{}{end}{after}", shown());
            std::fs::write(&file, text).expect("the file is writable");
        } else {
            assert_eq!(table, shown(), "when it is meant, `cargo xtask bless`");
        }
    }

    #[test]
    fn a_method_is_there_in_its_time() {
        let is_in = |name: &str, revision| find(name, Request).is_some_and(|row| row.is_in(revision));
        assert!(Revision::ALL.iter().all(|revision| is_in("tools/call", *revision)));
        for (name, old) in [("ping", true), ("initialize", true), ("server/discover", false)] {
            assert_eq!(is_in(name, Revision::NEWEST_LEGACY), old, "{name}");
            assert_eq!(is_in(name, Revision::MODERN), !old, "{name}");
        }
        assert!(find("notifications/cancelled", Request).is_none() && find("tools", Request).is_none());
    }
}
