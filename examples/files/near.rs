//! Names that somebody may have meant.

/// So many are worth reading.
const MAX_NEAR: usize = 3;

/// The names most like `wanted`, the best first; none when nothing is like it.
pub(crate) fn nearest<'a>(wanted: &str, names: &'a [String]) -> Vec<&'a str> {
    let wanted = folded(wanted);
    // One letter in three may be wrong, or two that are swapped; more than that is another name.
    let most = wanted.len().div_ceil(3).max(2);
    let mut near: Vec<_> = names
        .iter()
        .map(|name| (distance(&wanted, &folded(name)), name.as_str()))
        .filter(|(distance, _)| *distance <= most && *distance < wanted.len())
        .collect();
    near.sort_unstable();
    near.into_iter().map(|(_, name)| name).take(MAX_NEAR).collect()
}

/// Upper and lower case are what is mixed up most.
fn folded(name: &str) -> Vec<char> {
    name.chars().flat_map(char::to_lowercase).collect()
}

/// The number of letters to insert, remove or replace.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_near_and_only_the_near() {
        let names = ["README.md", "main.rs", "mail.rs", "x", "größe.txt"].map(String::from);
        assert_eq!(nearest("mian.rs", &names), ["main.rs", "mail.rs"]);
        assert_eq!(nearest("readme.md", &names), ["README.md"]);
        assert_eq!(nearest("grösse.txt", &names), ["größe.txt"]);
        assert_eq!(nearest("scr", &["src".into()]), ["src"]);
        assert!(nearest("y", &names).is_empty());
        assert!(nearest("controller.rs", &names).is_empty());
        assert!(nearest("", &names).is_empty());
        assert_eq!(distance(&folded("kitten"), &folded("sitting")), 3);
    }
}
