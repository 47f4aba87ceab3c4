//! Regular expressions that both Rust and JavaScript read: those of a schema are read by clients, with the flag `u`. Some of
//! them refuse the whole server for one that they cannot read.

/// Why JavaScript cannot read a pattern that Rust can, and what to write.
pub(crate) const fn fault(pattern: &str) -> Option<&'static str> {
    let text = pattern.as_bytes();
    let (mut at, mut class) = (0, false);
    while at < text.len() {
        let (next, after) = (byte(text, at + 1), byte(text, at + 2));
        match text[at] {
            b'\\' => {
                if let Some(fault) = escape(next, after, class) {
                    return Some(fault);
                }
                at += 1;
                // Of `\u{…}` and `\p{…}` the braces belong to the escape.
                if matches!(next, b'u' | b'p' | b'P') && after == b'{' {
                    while at < text.len() && text[at] != b'}' {
                        at += 1;
                    }
                }
            }
            b'[' if class && next == b':' => {
                return Some("JavaScript has no classes like `[:alpha:]`: write the ranges, as `[A-Za-z]`");
            }
            b'[' if class => {}
            b'[' => class = true,
            b']' if class => class = false,
            _ if class => {}
            b']' => return Some("JavaScript reads no `]` outside of a class: write `\\]`"),
            b'(' if next == b'?' => {
                if let Some(fault) = group(after, byte(text, at + 3)) {
                    return Some(fault);
                }
            }
            b'{' if at == 0 || !next.is_ascii_digit() => {
                return Some("JavaScript reads `{` only in a count, as `{1,3}`: write `\\{`");
            }
            b'{' => {
                while at < text.len() && text[at] != b'}' {
                    at += 1;
                }
            }
            b'}' => return Some("JavaScript reads no `}` without its `{`: write `\\}`"),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Refuses a pattern; called at the author's text.
#[track_caller]
pub const fn readable(pattern: &str) {
    if let Some(fault) = fault(pattern) {
        panic!("{}", fault);
    }
}

const fn byte(text: &[u8], at: usize) -> u8 {
    if at < text.len() { text[at] } else { 0 }
}

const fn escape(escaped: u8, after: u8, class: bool) -> Option<&'static str> {
    const SYNTAX: &[u8] = b"^$\\.*+?()[]{}|/";
    const LETTERS: &[u8] = b"dDwWsSnrtfvpPxu";
    match escaped {
        b'x' if after == b'{' => Some("JavaScript has no `\\x{…}`: write `\\u{…}`"),
        b'b' | b'B' if after == b'{' && !class => Some("JavaScript has no `\\b{…}`: write `\\b`"),
        b'b' | b'B' | b'-' if class == (escaped == b'-') => None,
        b'A' => Some("JavaScript has no `\\A`: write `^`"),
        b'z' | b'Z' => Some("JavaScript has no `\\z`: write `$`"),
        b'a' => Some("JavaScript has no `\\a`: write `\\u0007`"),
        b'U' => Some("JavaScript has no `\\U`: write `\\u{…}`"),
        b'<' | b'>' => Some("JavaScript has no `\\<` and `\\>`: write `\\b`"),
        _ if holds(SYNTAX, escaped) || holds(LETTERS, escaped) => None,
        _ => Some(
            "JavaScript reads a backslash only before a letter of its own or one of `^ $ \\ . * + ? ( ) [ ] { } | /`, in a \
             class also before `-`: leave it out",
        ),
    }
}

const fn holds(set: &[u8], byte: u8) -> bool {
    let mut at = 0;
    while at < set.len() {
        if set[at] == byte {
            return true;
        }
        at += 1;
    }
    false
}

const fn group(kind: u8, after: u8) -> Option<&'static str> {
    match kind {
        b':' => None,
        b'<' if after != b'=' && after != b'!' => None,
        b'P' => Some("JavaScript has no `(?P<name>…)`: write `(?<name>…)`"),
        b'i' => Some("JavaScript has no `(?i)`: write both cases, as `[aA]`"),
        b'x' => Some("JavaScript has no `(?x)`: write the pattern without blanks and comments"),
        b's' => Some("JavaScript has no `(?s)`: write `[\\s\\S]` for any character"),
        _ => Some("JavaScript has no flags inside a pattern: write it without them"),
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn what_both_read_passes() {
        let good = [
            "^[a-z]+$",
            r"^\d{3,5}(?:-\w+)?$",
            r"^(?<year>\d{4})\.[\w.\-]+$",
            r"\p{L}+",
            r"^\u{1F600}|\x41$",
            "a{2}",
            "[[a]",
            r"\{\}\]",
            "^größe$",
            r"[^\]]\b",
            "",
            "[{}]",
        ];
        for pattern in good {
            assert_eq!(fault(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn what_only_rust_reads_has_its_mend() {
        let bad = [
            ("(?P<y>a)", "(?<name>…)"),
            ("(?i)a", "[aA]"),
            ("a(?x: b)", "without blanks"),
            (r"\Aa", "write `^`"),
            (r"a\z", "write `$`"),
            ("[[:alpha:]]", "[A-Za-z]"),
            (r"\x{41}", r"\u{…}"),
            (r"a\@b", "leave it out"),
            (r"a\-b", "leave it out"),
            ("a]", r"\]"),
            ("a}", r"\}"),
            ("a{", r"\{"),
            ("a{,3}", r"\{"),
            ("(?s).", r"[\s\S]"),
            ("(?m)^", "without them"),
            (r"\<a", r"\b"),
            (r"\b{start}", r"write `\b`"),
        ];
        for (pattern, mend) in bad {
            assert!(
                fault(pattern).is_some_and(|text| text.contains(mend)),
                "{pattern}: {:?}",
                fault(pattern)
            );
        }
    }
}
