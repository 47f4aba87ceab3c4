//! The errors of the protocol, and their codes.

use serde_json::Value;

/// An error of the protocol, as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RpcError {
    pub(crate) code: i32,
    pub(crate) message: String,
    pub(crate) data: Option<Value>,
}

impl RpcError {
    pub(crate) const PARSE: i32 = -32700;
    pub(crate) const INVALID_REQUEST: i32 = -32600;
    pub(crate) const METHOD_NOT_FOUND: i32 = -32601;
    pub(crate) const INVALID_PARAMS: i32 = -32602;
    pub(crate) const INTERNAL: i32 = -32603;
    /// A resource that is not there, until 2025-11-25 (L-RES-02).
    pub(crate) const RESOURCE_NOT_FOUND: i32 = -32002;
    /// `HeaderMismatchError` (2026-07-28, M-HTTP-16, M-HDR-01).
    #[cfg(feature = "http")]
    pub(crate) const HEADER_MISMATCH: i32 = -32020;
    /// `URLElicitationRequiredError` (2025-11-25, L-CLI-13).
    pub(crate) const URL_REQUIRED: i32 = -32042;
    /// `MissingRequiredClientCapabilityError` (2026-07-28, M-META-04).
    pub(crate) const MISSING_CAPABILITY: i32 = -32021;
    /// `UnsupportedProtocolVersionError` (2026-07-28, M-VER-01).
    pub(crate) const UNSUPPORTED_VERSION: i32 = -32022;

    pub(crate) fn new(code: i32, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    pub(crate) fn with(mut self, data: Value) -> Self {
        self.data = Some(data);
        self
    }

    pub(crate) fn invalid_params(message: impl Into<String>) -> Self {
        Self::new(Self::INVALID_PARAMS, message)
    }

    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(Self::INVALID_REQUEST, message)
    }
}
