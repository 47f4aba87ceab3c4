//! Keys of `_meta`: names with or without a prefix (M-META-07, L-META-01).
//!
//! `const fn`s, so that a key in a table is checked by the compiler.

/// Refuses a key that stands in a table; called at the author's token.
#[track_caller]
pub const fn meta_key(key: &str) {
    if let Some(why) = fault(key) {
        panic!("{}", why);
    }
}

/// What is wrong with a key.
pub(crate) const fn fault(key: &str) -> Option<&'static str> {
    let text = key.as_bytes();
    let (first, behind) = split_once(text, b'/');
    let (prefix, name) = match behind {
        Some(name) => (Some(first), name),
        None => (None, first),
    };
    if !is_name(name) || matches!(prefix, Some(labels) if !are_labels(labels)) {
        return Some("a key is a name, as `reviewed`, or a prefix and a name, as `com.example/reviewed`");
    }
    if matches!(prefix, Some(labels) if is_reserved(labels)) {
        return Some("this prefix is the protocol's; take one of your own, as `com.example/`");
    }
    None
}

/// What stands before the first `mark`, and behind it if there is one.
const fn split_once(text: &[u8], mark: u8) -> (&[u8], Option<&[u8]>) {
    let mut at = 0;
    while at < text.len() {
        if text[at] == mark {
            let (before, rest) = text.split_at(at);
            return (before, Some(rest.split_at(1).1));
        }
        at += 1;
    }
    (text, None)
}

/// Letters and digits, and inside also `-`, `_` and `.`; it may be empty.
const fn is_name(name: &[u8]) -> bool {
    let mut at = 0;
    while at < name.len() {
        let inside = at > 0 && at + 1 < name.len() && matches!(name[at], b'-' | b'_' | b'.');
        if !inside && !name[at].is_ascii_alphanumeric() {
            return false;
        }
        at += 1;
    }
    true
}

const fn are_labels(text: &[u8]) -> bool {
    let mut rest = Some(text);
    while let Some(text) = rest {
        let (label, behind) = split_once(text, b'.');
        if !is_label(label) {
            return false;
        }
        rest = behind;
    }
    true
}

/// A letter at the beginning, a letter or digit at the end, and inside also `-`.
const fn is_label(label: &[u8]) -> bool {
    if label.is_empty() || !label[0].is_ascii_alphabetic() || label[label.len() - 1] == b'-' {
        return false;
    }
    let mut at = 0;
    while at < label.len() {
        if !label[at].is_ascii_alphanumeric() && label[at] != b'-' {
            return false;
        }
        at += 1;
    }
    true
}

/// The newest revision keeps prefixes whose second label is the protocol's name, 2025-06-18 those in which any label follows
/// it. What has a key may be sent in either, so both are kept free (L-META-02).
const fn is_reserved(labels: &[u8]) -> bool {
    let (mut rest, mut index) = (Some(labels), 0);
    while let Some(text) = rest {
        let (label, behind) = split_once(text, b'.');
        let is_ours = is_word(label, b"mcp") || is_word(label, b"modelcontextprotocol");
        if is_ours && (index == 1 || behind.is_some()) {
            return true;
        }
        (rest, index) = (behind, index + 1);
    }
    false
}

/// Case does not make it another one.
const fn is_word(label: &[u8], word: &[u8]) -> bool {
    if label.len() != word.len() {
        return false;
    }
    let mut at = 0;
    while at < label.len() {
        if !label[at].eq_ignore_ascii_case(&word[at]) {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_meta_m_meta_07_l_meta_01() {
        for right in [
            "reviewed",
            "a",
            "9",
            "a-b_c.d",
            "ui",
            "com.example/reviewed",
            "com.example/",
            "com.example/1",
            "x/y",
            "a1.b-2/c",
            "traceparent",
        ] {
            assert_eq!(fault(right), None, "{right}");
        }
        for key in [
            "-a",
            "a-",
            "_a",
            ".a",
            "a b",
            "a/b/c",
            "/a",
            "/",
            "1bad/x",
            "com.example/-x",
            "com..example/x",
            ".com/x",
            "com./x",
            "com.example-/x",
            "-com/x",
            "com.exa_mple/x",
            "größe",
            "com.größe/x",
        ] {
            assert!(fault(key).is_some_and(|why| why.starts_with("a key is a name")), "{key}");
        }
    }

    #[test]
    fn prefixes_of_the_protocol_are_its_own_l_meta_02() {
        for key in [
            "io.modelcontextprotocol/a",
            "dev.mcp/a",
            "org.modelcontextprotocol.api/a",
            "com.mcp.tools/",
            "IO.ModelContextProtocol/a",
            "mcp.dev/a",
            "com.example.mcp.tools/a",
        ] {
            assert!(fault(key).is_some_and(|why| why.contains("the protocol's")), "{key}");
        }
        for key in ["com.example.mcp/a", "mcp/a", "mcp", "com.mcpx/a"] {
            assert_eq!(fault(key), None, "{key}");
        }
    }

    #[test]
    #[should_panic(expected = "this prefix is the protocol's")]
    fn a_wrong_key_of_a_table_does_not_compile_in_a_constant() {
        meta_key("dev.mcp/a");
    }
}
