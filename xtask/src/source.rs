//! Rust source with everything blanked that is not code: comments, strings, characters. Line breaks stay.

/// The code of a source text, line by line.
pub(crate) fn code(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let chars: Vec<char> = source.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let end = skip(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
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
    use super::code;

    #[test]
    fn only_code_is_left() {
        let cases = [
            ("a // {\nb", "a     \nb"),
            ("a /* { /* } */ */ b", "a                   b"),
            ("f(\"{\\\"\") }", "f(     ) }"),
            ("r#\"{\"# }", "        }"),
            ("'{' '\\'' 'a {", "        'a {"),
            ("br\"{\" b\"{\" bar", "               bar"),
        ];
        for (source, expected) in cases {
            assert_eq!(code(source).trim_end(), expected.trim_end(), "{source}");
        }
    }
}
