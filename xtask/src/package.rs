//! The two libraries as they would be published: that each builds out of its own package, and what is in there.

use std::fs;
use std::path::PathBuf;

use crate::run::{Done, cargo, root, said};

/// The packages, their folders, and how many bytes one may have: twice of what it has, so that no folder slips in unseen.
const PACKAGES: [(&str, &str, u64); 2] =
    [("mcp-runtime-macros", "mcp-macros", 800_000), ("mcp-runtime", "mcp-runtime", 3_000_000)];

/// What everyone who gets a package has a right to.
const NEEDED: [&str; 5] = ["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "src/lib.rs"];

/// What nobody who uses one has a use for.
const UNWANTED: [&str; 4] = ["golden/", "tests/", "benches/", "target/"];

pub(crate) fn check() -> Done {
    // Both at once: the one that needs the other finds it although it is published nowhere.
    forget();
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

/// cargo unpacks the one for the other where it keeps what comes from registries, and takes what lies there already: an older one of the
/// same version, from a run before.
fn forget() {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let Some(Ok(registries)) = home.map(|home| fs::read_dir(home.join("registry/src"))) else { return };
    for registry in registries.flatten() {
        for package in fs::read_dir(registry.path()).into_iter().flatten().flatten() {
            let name = package.file_name();
            if PACKAGES.iter().any(|(ours, ..)| is_of(&name.to_string_lossy(), ours)) {
                let _ = fs::remove_dir_all(package.path());
            }
        }
    }
}

/// Whether a folder is of some version of a package.
fn is_of(folder: &str, package: &str) -> bool {
    let version = folder.strip_prefix(package).and_then(|rest| rest.strip_prefix('-'));
    version.is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()))
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
    fn folders_of_versions() {
        assert!(is_of("mcp-runtime-0.1.0", "mcp-runtime"));
        assert!(!is_of("mcp-runtime-macros-0.1.0", "mcp-runtime") && !is_of("mcp-runtime", "mcp-runtime"));
    }

    #[test]
    fn what_is_missing_and_what_is_too_much() {
        let right = NEEDED.join("\n");
        assert_eq!(judge("x", &right).len(), 0);
        assert_eq!(judge("x", &format!("{right}\ngolden/a.in.rs\n")).len(), 1);
        assert_eq!(judge("x", &right.replace("README.md", "readme")).len(), 1);
    }
}
