//! The `format`s of `#[arg(format = …)]`, checked.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether `text` has the form that JSON Schema calls `format`.
pub(crate) fn is(format: &str, text: &str) -> bool {
    match format {
        "date" => date(text),
        "date-time" => date_time(text),
        "email" => email(text),
        "uri" => uri(text),
        "uuid" => uuid(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        _ => true,
    }
}

/// The number that `text` is when it has exactly `digits` digits.
fn number(text: &str, digits: usize) -> Option<u32> {
    let plain = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// `2026-02-28`, and the day exists.
fn date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut next = |digits| parts.next().and_then(|part| number(part, digits));
    let (Some(year), Some(month), Some(day)) = (next(4), next(2), next(2)) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// RFC 3339, with an offset.
fn date_time(text: &str) -> bool {
    let Some((day, time)) = text.split_once(['T', 't']) else { return false };
    let (time, offset) = match time.strip_suffix(['Z', 'z']) {
        Some(time) => (time, None),
        None => match time.rfind(['+', '-']) {
            Some(at) => (&time[..at], Some(&time[at + 1..])),
            None => return false,
        },
    };
    let clock = |text: &str| {
        let (hour, minute) = text.split_once(':')?;
        Some(number(hour, 2)? < 24 && number(minute, 2)? < 60)
    };
    let seconds = |text: &str| {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
        digits && number(whole, 2).is_some_and(|n| n <= 60)
    };
    let Some((clock_part, seconds_part)) = time.rsplit_once(':') else { return false };
    date(day)
        && clock(clock_part) == Some(true)
        && seconds(seconds_part)
        && offset.is_none_or(|offset| clock(offset) == Some(true))
}

/// Something, an `@`, and a name: what a mail server finds out is its own affair.
fn email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-') && !label.starts_with('-')
    };
    !local.is_empty() && !local.contains(char::is_whitespace) && domain.split('.').all(label)
}

/// A scheme, a colon, and no blank or control character (RFC 3986).
fn uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        && !rest.is_empty()
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c))
}

/// 8-4-4-4-12 hexadecimal digits.
fn uuid(text: &str) -> bool {
    let mut groups = text.split('-');
    let hex = |group: &str, len| group.len() == len && group.bytes().all(|b| b.is_ascii_hexdigit());
    [8, 4, 4, 4, 12].iter().all(|len| groups.next().is_some_and(|group| hex(group, *len)))
        && groups.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::is;

    #[test]
    fn each_format_takes_its_own() {
        let good = [
            ("date", "2024-02-29"),
            ("date-time", "2026-11-24T08:24:55.5Z"),
            ("date-time", "2026-11-24T08:24:55+02:00"),
            ("email", "a.b+c@example.com"),
            ("uri", "urn:isbn:1"),
            ("uri", "https://example.com/a?b#c"),
            ("uuid", "9b1f6c0e-6a55-4a0e-9a51-6d1c7b0c9f3e"),
            ("ipv4", "127.0.0.1"),
            ("ipv6", "::1"),
        ];
        let bad = [
            ("date", "2026-02-29"),
            ("date", "2026-2-9"),
            ("date-time", "2026-11-24T08:24:55"),
            ("date-time", "2026-11-24"),
            ("email", "a@"),
            ("email", "nobody"),
            ("uri", "/relative"),
            ("uri", "http://a b"),
            ("uuid", "9b1f6c0e6a554a0e9a516d1c7b0c9f3e"),
            ("ipv4", "127.0.0.256"),
            ("ipv6", "1.2.3.4"),
        ];
        for (format, text) in good {
            assert!(is(format, text), "{format}: {text}");
        }
        for (format, text) in bad {
            assert!(!is(format, text), "{format}: {text}");
        }
    }
}
