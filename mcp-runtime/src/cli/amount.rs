//! Sizes and times as people write them: `8M`, `30s`, `12h`.

use std::time::Duration;

use super::line::Line;
use crate::outcome::error::Error;

/// Longer times are as good as none, and clocks cannot add them up. Ten years.
const LONGEST: f64 = 10.0 * 365.0 * 86400.0;

/// What a flag or its variable says, read by `read`; nothing where it is not given.
fn given<T>(
    line: &Line,
    flag: &'static str,
    read: impl Fn(&str) -> Result<T, &'static str>,
) -> Result<Option<T>, Error> {
    let Some(given) = line.given(flag)? else { return Ok(None) };
    read(&given.text).map(Some).map_err(|mend| Error::usage(format!("{given} {mend}")))
}

/// A time that may be none.
pub(super) fn pause(line: &Line, flag: &'static str) -> Result<Option<Duration>, Error> {
    given(line, flag, read_time)
}

/// A time that is more than none.
pub(super) fn time(line: &Line, flag: &'static str) -> Result<Option<Duration>, Error> {
    let read = |text: &str| {
        read_time(text).and_then(|time| {
            if time.is_zero() { Err("is no time: write one such as `30s`") } else { Ok(time) }
        })
    };
    given(line, flag, read)
}

/// A number of bytes.
pub(super) fn size(line: &Line, flag: &'static str) -> Result<Option<usize>, Error> {
    given(line, flag, read_size)
}

/// A number that is more than none.
#[cfg(feature = "http")]
pub(super) fn count(line: &Line, flag: &'static str) -> Result<Option<usize>, Error> {
    let read = |text: &str| match text.parse() {
        Ok(count @ 1..) => Ok(count),
        _ => Err("is no number: write one such as `1000`"),
    };
    given(line, flag, read)
}

/// The number at the beginning of a text, and its unit.
fn parts(text: &str) -> (&str, &str) {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    (&text[..end], text[end..].trim_start())
}

pub(super) fn read_time(text: &str) -> Result<Duration, &'static str> {
    let wrong = "is no time: write seconds, or a number with ms, s, m, h or d, such as `30s`";
    let (number, unit) = parts(text);
    let unit = match unit {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        "d" => 86400.0,
        _ => return Err(wrong),
    };
    let seconds = number.parse::<f64>().map_err(|_| wrong)? * unit;
    if seconds > LONGEST {
        return Err("is too long: write at most 3650d");
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| wrong)
}

fn read_size(text: &str) -> Result<usize, &'static str> {
    let wrong = "is no size: write bytes, or a number with K, M or G, such as `8M`";
    let (number, unit) = parts(text);
    let unit = match &*unit.to_ascii_uppercase() {
        "" | "B" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        _ => return Err(wrong),
    };
    match number.parse::<usize>().map_err(|_| wrong)?.checked_mul(1 << unit) {
        Some(0) => Err("lets nothing in: write a size such as `8M`"),
        Some(size) => Ok(size),
        None => Err("is more than there can be: write a size such as `8M`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, millis) in [
            ("30", 30_000),
            ("1.5", 1500),
            ("250ms", 250),
            ("2 s", 2000),
            ("5m", 300_000),
            ("12h", 43_200_000),
            ("1d", 86_400_000),
            ("0", 0),
        ] {
            assert_eq!(read_time(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "s", "-1", "1w", "1e3", "inf", "1.2.3", "1h30m"] {
            assert!(read_time(text).is_err_and(|mend| mend.starts_with("is no time: ")), "{text}");
        }
        assert_eq!(read_time("99999999999999d"), Err("is too long: write at most 3650d"));
    }

    #[test]
    fn sizes() {
        for (text, bytes) in
            [("1000", 1000), ("64K", 64 << 10), ("8m", 8 << 20), ("8MiB", 8 << 20), ("1G", 1 << 30)]
        {
            assert_eq!(read_size(text), Ok(bytes), "{text}");
        }
        for text in ["", "M", "8T", "1.5M", "-1"] {
            assert!(read_size(text).is_err_and(|mend| mend.starts_with("is no size: ")), "{text}");
        }
        assert!(read_size("0").is_err() && read_size("99999999999999999999").is_err());
        assert!(read_size("18446744073709551615G").is_err());
    }
}
