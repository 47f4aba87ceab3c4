//! Rust source with everything blanked that is not code: comments, strings, characters. Line breaks stay.

/// The code of a source text, line by line.
pub(crate) fn code(source: &str) -> String {
    blanked(source, |_| true)
}

/// A source text without its comments, line by line.
pub(crate) fn uncommented(source: &str) -> String {
    blanked(source, |first| first == '/')
}

/// Blanks what is no code, where `blank` says so of its first character.
fn blanked(source: &str, blank: fn(char) -> bool) -> String {
    let mut out = String::with_capacity(source.len());
    let chars: Vec<char> = source.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let end = skip(&chars, at).min(chars.len());
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            let gone = blank(chars[at]);
            out.extend(chars[at..end].iter().map(|c| if gone && *c != '\n' { ' ' } else { *c }));
            at = end;
        }
    }
    out
}

/// Where the comment, string or character that begins at `at` ends; `at` itself where none begins.
fn skip(chars: &[char], at: usize) -> usize {
    let rest = |text: &str| chars[at..].iter().copied().take(text.chars().count()).eq(text.chars());
    if rest("//") {
        return (at..chars.len()).find(|i| chars[*i] == '\n').unwrap_or(chars.len());
    }
    if rest("/*") {
        return block_comment(chars, at);
    }
    let word_before = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    match chars[at] {
        '"' => quoted(chars, at + 1, '"'),
        'b' | 'c' if !word_before && chars.get(at + 1) == Some(&'"') => quoted(chars, at + 2, '"'),
        'r' if !word_before => raw(chars, at + 1).unwrap_or(at),
        'b' if !word_before && chars.get(at + 1) == Some(&'r') => raw(chars, at + 2).unwrap_or(at),
        '\'' if chars.get(at + 1) == Some(&'\\') => quoted(chars, at + 1, '\''),
        '\'' if chars.get(at + 2) == Some(&'\'') => at + 3,
        _ => at,
    }
}

fn block_comment(chars: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0, start);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => {
                depth += 1;
                at += 2;
            }
            ('*', '/') => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    chars.len()
}

fn quoted(chars: &[char], start: usize, quote: char) -> usize {
    let mut at = start;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

fn raw(chars: &[char], start: usize) -> Option<usize> {
    let hashes = chars[start..].iter().take_while(|c| **c == '#').count();
    if chars.get(start + hashes) != Some(&'"') {
        return None;
    }
    let closes = |at: &usize| {
        chars[*at] == '"' && chars[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
    };
    Some((start + hashes + 1..chars.len()).find(closes).map_or(chars.len(), |at| at + 1 + hashes))
}

#[cfg(test)]
mod tests {
    use super::{code, uncommented};

    #[test]
    fn only_code_is_left() {
        let cases = [
            ("a // {\nb", "a b"),
            ("a /* { /* } */ */ b", "a b"),
            ("f(\"{\\\"\") }", "f( ) }"),
            ("r#\"{\"# }", "}"),
            ("'{' '\\'' 'a {", "'a {"),
            ("br\"{\" b\"{\" bar", "bar"),
        ];
        for (source, expected) in cases {
            let code = code(source);
            assert_eq!(code.chars().count(), source.chars().count(), "{source}");
            assert_eq!(code.split_whitespace().collect::<Vec<_>>().join(" "), expected, "{source}");
        }
    }

    #[test]
    fn strings_stay_without_the_comments() {
        assert_eq!(uncommented("f(\"// x\"); // y\n/* z */g"), "f(\"// x\");     \n       g");
    }

    #[test]
    fn unfinished_text_is_no_trouble() {
        for source in ["\"a", "\"a\\", "/* a", "r#\"a", "'\\", "b\"", "'"] {
            assert_eq!(code(source).chars().count(), source.chars().count(), "{source}");
        }
    }
}
