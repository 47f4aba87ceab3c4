//! The ids of requests.

/// Two texts of one JSON string are one id: `"a"` and `"\u0061"`.
pub(crate) fn key(id: &str) -> std::borrow::Cow<'_, str> {
    if !id.contains('\\') {
        return id.into();
    }
    serde_json::from_str::<String>(id).map_or(id.into(), |plain| format!("\"{plain}\"").into())
}
