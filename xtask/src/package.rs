//! The two libraries as they would be published: that each builds out of its own package, and what is in there.

use std::fs;

use crate::run::{Done, cargo, root, said};

/// The packages, their folders, and how many bytes one may have: twice of what it has, so that no folder slips in unseen.
const PACKAGES: [(&str, &str, u64); 2] =
    [("mcp-runtime-macros", "mcp-macros", 250_000), ("mcp-runtime", "mcp-runtime", 1_500_000)];

/// What everyone who gets a package has a right to.
const NEEDED: [&str; 5] = ["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "src/lib.rs"];

/// What nobody who uses one has a use for.
const UNWANTED: [&str; 4] = ["golden/", "tests/", "benches/", "target/"];

pub(crate) fn check() -> Done {
    // Both at once: the one that needs the other finds it although it is published nowhere.
    let names = ["-p", PACKAGES[0].0, "-p", PACKAGES[1].0];
    cargo(&[&["package", "--quiet", "--allow-dirty"], &names[..]].concat(), &[])?;
    let mut faults = Vec::new();
    for (name, folder, most) in PACKAGES {
        let files = said(&["package", "--quiet", "--list", "--allow-dirty", "-p", name])?.replace('\\', "/");
        faults.extend(judge(name, &files));
        let bytes = size(folder, &files);
        if bytes > most {
            faults.push(format!("{name}: {bytes} bytes, at most {most}"));
        }
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            // A checkout that knows no links has a file with the name of the other one there.
            let [ours, its] =
                [root().join(licence), root().join(folder).join(licence)].map(|path| fs::read(path).ok());
            if ours.is_none() || ours != its {
                faults.push(format!("{folder}/{licence} is not the licence"));
            }
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(format!("the packages are not right:\n  {}", faults.join("\n  ")))
    }
}

/// The bytes of the files that are in the folder; cargo writes the others itself.
fn size(folder: &str, files: &str) -> u64 {
    let folder = root().join(folder);
    files.lines().filter_map(|file| Some(fs::metadata(folder.join(file)).ok()?.len())).sum()
}

fn judge(name: &str, files: &str) -> Vec<String> {
    let missing = NEEDED.iter().filter(|file| !files.lines().any(|line| line == **file));
    let mut faults: Vec<String> = missing.map(|file| format!("{name}: `{file}` is missing")).collect();
    let unwanted = files.lines().filter(|line| UNWANTED.iter().any(|folder| line.starts_with(folder)));
    faults.extend(unwanted.map(|file| format!("{name}: `{file}` is not for those who use it")));
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_and_what_is_too_much() {
        let right = NEEDED.join("\n");
        assert_eq!(judge("x", &right).len(), 0);
        assert_eq!(judge("x", &format!("{right}\ngolden/a.in.rs\n")).len(), 1);
        assert_eq!(judge("x", &right.replace("README.md", "readme")).len(), 1);
    }
}
