//! The ids of requests.

use std::borrow::Cow;

/// Most ids are shorter, and then they need no place of their own.
const SHORT: usize = 22;

/// The id of a request, as the JSON text that it came as.
#[derive(Debug)]
pub(crate) enum Id {
    Short(u8, [u8; SHORT]),
    Long(Box<str>),
}

impl Id {
    pub(crate) fn new(text: &str) -> Self {
        let mut bytes = [0; SHORT];
        match (bytes.get_mut(..text.len()), u8::try_from(text.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(text.as_bytes());
                Self::Short(length, bytes)
            }
            _ => Self::Long(text.into()),
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Short(length, bytes) => &bytes[..usize::from(*length)],
            Self::Long(text) => text.as_bytes(),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

/// Two texts of one JSON string are one id: `"a"` and `"\u0061"`.
pub(crate) fn key(id: &str) -> Cow<'_, str> {
    if !id.contains('\\') {
        return id.into();
    }
    serde_json::from_str::<String>(id).map_or(id.into(), |plain| format!("\"{plain}\"").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_ones_stay_what_they_are() {
        for text in ["", "7", "\"ä\"", &"x".repeat(SHORT), &"ä".repeat(SHORT)] {
            assert_eq!(Id::new(text).as_str(), text);
        }
        assert!(matches!(Id::new(&"x".repeat(SHORT)), Id::Short(..)));
        assert!(matches!(Id::new(&"x".repeat(SHORT + 1)), Id::Long(_)));
    }
}
