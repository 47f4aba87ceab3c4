//! What Cargo says of the package that a server is in.

/// The package that a server is in. What Cargo does not say is empty, and so is all of it where another tool builds.
#[derive(Debug, Clone, Copy)]
pub struct Package {
    /// `name`.
    pub name: &'static str,
    /// `version`.
    pub version: &'static str,
    /// `authors`, with `:` between them.
    pub authors: &'static str,
    /// `description`.
    pub description: &'static str,
    /// `homepage`.
    pub homepage: &'static str,
    /// `repository`.
    pub repository: &'static str,
    /// `license`.
    pub license: &'static str,
}

impl Package {
    /// The package of these values, in the order of the fields.
    pub const fn of(values: [Option<&'static str>; 7]) -> Self {
        let [name, version, authors, description, homepage, repository, license] = values;
        Self {
            name: said(name),
            version: said(version),
            authors: said(authors),
            description: said(description),
            homepage: said(homepage),
            repository: said(repository),
            license: said(license),
        }
    }
}

const fn said(value: Option<&'static str>) -> &'static str {
    match value {
        Some(value) => value,
        None => "",
    }
}
