//! The tutorial, the template and the page on hosting: what they say is done.

use std::fs;
use std::path::Path;

use super::project::Project;
use super::root;

const TEMPLATE: &str = "examples/template";

fn page(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The published package has what the documentation shows, and the page is where people look for it.
fn is_in_the_guide(name: &str) {
    let shown = page(&format!("mcp-runtime/src/marks/guide/{name}.md"));
    assert_eq!(shown, page(&format!("docs/{name}.md")), "the one is a link to the other");
    assert!(page("README.md").contains(&format!("](docs/{name}.md)")), "the README leads there");
}

#[test]
fn the_tutorial() {
    is_in_the_guide("tutorial");
    Project::new("tutorial").follow(&page("docs/tutorial.md"));
}

/// The project that the template makes is built and tested as its README says, and hosted as the page on that does.
#[test]
fn the_template_and_how_it_is_hosted() {
    is_in_the_guide("hosting");
    let kit = root().join("mcp-runtime");
    let mut project = Project::new("template");
    project.folder.push("todo");
    generate(&project.folder, "todo", &kit.display().to_string(), true);
    project.lock("");
    project.follow(&fs::read_to_string(project.folder.join("README.md")).expect("its README"));
    project.follow(&page("docs/hosting.md"));
}

/// Without HTTP there is nothing of Docker, and the published kit is that of this version.
#[test]
fn the_template_without_hosting() {
    let folder = Project::new("plain").folder.join("plain-one");
    generate(&folder, "plain-one", "", false);
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest");
    let workspace = page("Cargo.toml");
    let of = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key)).expect("a line").to_owned();
        line.split('"').nth(1).expect("a text").to_owned()
    };
    let [version, compiler, edition] = ["version", "rust-version", "edition"].map(|key| of(&workspace, key));
    assert!(manifest.contains(&format!("mcp-runtime = {{ version = \"{version}\" }}")), "{manifest}");
    assert_eq!([of(&manifest, "rust-version"), of(&manifest, "edition")], [compiler, edition]);
    assert!(!folder.join("Dockerfile").exists() && !folder.join(".dockerignore").exists());
    let readme = fs::read_to_string(folder.join("README.md")).expect("its README");
    assert!(!readme.contains("docker"), "{readme}");
}

/// What `cargo generate` makes of the template, as far as the template needs it.
fn generate(folder: &Path, name: &str, kit: &str, hosted: bool) {
    let settings = page(&format!("{TEMPLATE}/cargo-generate.toml"));
    for asked in ["[placeholders.hosted]\ntype = \"bool\"", "[placeholders.kit]\ntype = \"string\""] {
        assert!(settings.contains(asked), "{settings}");
    }
    let (_, ignored) = settings.split_once("[conditional.'!hosted']\nignore = ").expect("what is left out");
    let ignored: Vec<String> = serde_json::from_str(ignored.trim()).expect("a list");
    let mut pending = vec![root().join(TEMPLATE)];
    while let Some(from) = pending.pop() {
        for entry in fs::read_dir(from).expect("a folder").flatten() {
            let path = entry.path();
            let place = path.strip_prefix(root().join(TEMPLATE)).expect("it is below").display().to_string();
            if path.is_dir() {
                pending.push(path);
            } else if place != "cargo-generate.toml" && (hosted || !ignored.contains(&place)) {
                let to = folder.join(place.trim_end_matches(".liquid"));
                fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
                let text = fs::read_to_string(&path).expect("a text");
                fs::write(to, expanded(&text, name, kit, hosted)).expect("a file");
            }
        }
    }
}

/// The little of Liquid that the template uses.
fn expanded(text: &str, name: &str, kit: &str, hosted: bool) -> String {
    let mut text = text.replace("{{project-name}}", name);
    for (condition, holds) in [("if kit == \"\"", kit.is_empty()), ("if hosted", hosted)] {
        // What is on a line of its own takes that with it.
        while let Some((head, rest)) = text.clone().split_once(&format!("{{% {condition} %}}")) {
            let (body, tail) = rest.split_once("{% endif %}").expect("an end");
            let (yes, no) = body.split_once("{% else %}").unwrap_or((body, ""));
            text = format!("{head}{}{tail}", if holds { yes } else { no });
        }
    }
    let text = text.replace("{{kit}}", kit);
    assert!(!text.contains("{{") && !text.contains("{%"), "an unknown placeholder:\n{text}");
    text
}
