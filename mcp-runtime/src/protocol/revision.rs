//! The revisions of the protocol, and what exists since and until when.

use std::fmt;

use crate::outcome::error::RpcError;

/// A revision, in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Revision {
    V2024_11_05,
    V2025_03_26,
    V2025_06_18,
    V2025_11_25,
    V2026_07_28,
}

impl Revision {
    pub(crate) const ALL: [Self; 5] =
        [Self::V2024_11_05, Self::V2025_03_26, Self::V2025_06_18, Self::V2025_11_25, Self::V2026_07_28];
    /// What `initialize` offers to a client that asked for something else (L-LIFE-04).
    pub(crate) const NEWEST_LEGACY: Self = Self::V2025_11_25;
    /// The revision in which each request stands for itself.
    pub(crate) const MODERN: Self = Self::V2026_07_28;

    /// The revision as it is written on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::V2024_11_05 => "2024-11-05",
            Self::V2025_03_26 => "2025-03-26",
            Self::V2025_06_18 => "2025-06-18",
            Self::V2025_11_25 => "2025-11-25",
            Self::V2026_07_28 => "2026-07-28",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|revision| revision.as_str() == text)
    }

    pub(crate) const fn index(self) -> usize {
        self as usize
    }

    /// Whether each request carries version and capabilities, and results say what kind they are.
    pub(crate) fn is_modern(self) -> bool {
        self >= Self::V2026_07_28
    }

    /// A message may be an array of messages: only in 2025-03-26 (L-JRPC-07, L-JRPC-09).
    pub(crate) fn has_batches(self) -> bool {
        self == Self::V2025_03_26
    }

    /// Wrong argument values are for the model to mend (L-TOOL-09, AMB-02); before, they are an error of the request.
    pub(crate) fn argument_errors_are_results(self) -> bool {
        self >= Self::V2025_11_25
    }

    /// An error that answers nothing readable goes without an `id` (D and AMB-09); the older schemas require the member,
    /// and JSON-RPC says null.
    pub(crate) fn errors_may_lack_id(self) -> bool {
        self >= Self::V2025_11_25
    }

    /// It has Streamable HTTP.
    #[cfg(feature = "http")]
    pub(crate) fn has_http(self) -> bool {
        self >= Self::V2025_03_26
    }

    pub(crate) fn has_structured_content(self) -> bool {
        self >= Self::V2025_06_18
    }

    pub(crate) fn has_titles(self) -> bool {
        self >= Self::V2025_06_18
    }

    pub(crate) fn has_resource_links(self) -> bool {
        self >= Self::V2025_06_18
    }

    /// `_meta` on content, and in a resource inside it.
    pub(crate) fn has_meta_on_content(self) -> bool {
        self >= Self::V2025_06_18
    }

    /// `_meta` on what is listed.
    pub(crate) fn has_meta_on_entries(self) -> bool {
        self >= Self::V2025_06_18
    }

    /// `lastModified`, beside the annotations of content that there are since the beginning.
    pub(crate) fn has_last_modified(self) -> bool {
        self >= Self::V2025_06_18
    }

    pub(crate) fn has_icons(self) -> bool {
        self >= Self::V2025_11_25
    }

    /// `serverInfo` may say what the server is and where to read of it.
    pub(crate) fn has_server_details(self) -> bool {
        self >= Self::V2025_11_25
    }

    /// `completions` among the capabilities; before, the method is just there (L-CAP-03).
    pub(crate) fn has_completions(self) -> bool {
        self >= Self::V2025_03_26
    }

    pub(crate) fn has_audio(self) -> bool {
        self >= Self::V2025_03_26
    }

    /// An address to open has an id, by which the client hears that it is done (L-CLI-11, L-CLI-12).
    pub(crate) fn has_elicitation_ids(self) -> bool {
        self == Self::V2025_11_25
    }

    /// A message to or from a client's model may have several blocks.
    pub(crate) fn has_sampling_arrays(self) -> bool {
        self >= Self::V2025_11_25
    }

    pub(crate) fn has_tool_annotations(self) -> bool {
        self >= Self::V2025_03_26
    }

    pub(crate) fn has_progress_messages(self) -> bool {
        self >= Self::V2025_03_26
    }

    /// People can be asked to fill in a form.
    pub(crate) fn has_forms(self) -> bool {
        self >= Self::V2025_06_18
    }

    /// Forms with titled choices, several choices, and a default for every field.
    pub(crate) fn has_full_forms(self) -> bool {
        self >= Self::V2025_11_25
    }

    /// A stream begins with an event that only has an id; clients of older revisions take that for a broken message
    /// (L-RSM-04, L-RSM-07).
    #[cfg(feature = "http")]
    pub(crate) fn primes_streams(self) -> bool {
        self >= Self::V2025_11_25
    }

    /// The code for a resource that is not there (L-RES-02, M-RES-03).
    pub(crate) fn not_found_code(self) -> i32 {
        if self.is_modern() { RpcError::INVALID_PARAMS } else { RpcError::RESOURCE_NOT_FOUND }
    }

    /// `ttlMs` and `cacheScope` on what may be cached (M-CACHE-01).
    pub(crate) fn has_cache_hints(self) -> bool {
        self >= Self::V2026_07_28
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
