//! The names that clients know fields by: where two have one, serde takes a value for the first of them and never fills the second.

use proc_macro2::Ident;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Data, DeriveInput, Expr, Field, Fields, LitStr, Token};

use crate::errors::Errors;
use crate::names::plain;

/// Refuses a field with the name of an earlier one, as it is read or as it is written.
pub(super) fn check(input: &DeriveInput, errors: &mut Errors) {
    let of_type = Serde::of(&input.attrs);
    match &input.data {
        Data::Struct(data) => fields(&data.fields, &of_type.all, errors),
        Data::Enum(data) => {
            for variant in &data.variants {
                let Serde { all: [read, write], .. } = Serde::of(&variant.attrs);
                let [read_type, write_type] = of_type.all_fields.clone();
                fields(&variant.fields, &[read.or(read_type), write.or(write_type)], errors);
            }
        }
        Data::Union(_) => {}
    }
}

fn fields(fields: &Fields, rules: &[Option<LitStr>; 2], errors: &mut Errors) {
    let mut taken: [Vec<String>; 2] = [Vec::new(), Vec::new()];
    for field in fields {
        let Some((ident, names)) = names(field, rules) else { continue };
        let twice = names
            .iter()
            .zip(&taken)
            .find_map(|(name, taken)| name.as_ref().filter(|name| taken.contains(name)));
        if let Some(name) = twice {
            errors.push(ident.span(), format!("two fields are named `{name}`: change one `rename`"));
        }
        names.into_iter().zip(&mut taken).for_each(|(name, taken)| taken.extend(name));
    }
}

/// The name that it is read by and the one that it is written by, where there is one. Of a field under a `cfg` only the compiler knows
/// whether it is there.
fn names<'a>(field: &'a Field, rules: &[Option<LitStr>; 2]) -> Option<(&'a Ident, [Option<String>; 2])> {
    let ident = field.ident.as_ref()?;
    let serde = Serde::of(&field.attrs);
    if serde.flatten || field.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) {
        return None;
    }
    let name = |direction: usize| {
        let given = serde.rename[direction].as_ref().map(LitStr::value);
        let made = || renamed(&plain(ident), rules[direction].as_ref().map(LitStr::value).as_deref());
        (!serde.skip[direction]).then(|| given.unwrap_or_else(made))
    };
    Some((ident, [name(0), name(1)]))
}

/// What serde makes of the name of a field.
fn renamed(name: &str, rule: Option<&str>) -> String {
    let pascal = || {
        let capital = |word: &str| {
            let mut chars = word.chars();
            chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect::<String>()
        };
        name.split('_').map(capital).collect::<String>()
    };
    match rule {
        Some("UPPERCASE" | "SCREAMING_SNAKE_CASE") => name.to_ascii_uppercase(),
        Some("PascalCase") => pascal(),
        Some("camelCase") => {
            let pascal = pascal();
            let (first, rest) = pascal.split_at(pascal.chars().next().map_or(0, char::len_utf8));
            format!("{}{rest}", first.to_ascii_lowercase())
        }
        Some("kebab-case") => name.replace('_', "-"),
        Some("SCREAMING-KEBAB-CASE") => name.to_ascii_uppercase().replace('_', "-"),
        _ => name.to_owned(),
    }
}

/// What `#[serde(…)]` says of names; of two values the first is for reading.
#[derive(Default)]
struct Serde {
    rename: [Option<LitStr>; 2],
    all: [Option<LitStr>; 2],
    all_fields: [Option<LitStr>; 2],
    skip: [bool; 2],
    flatten: bool,
}

impl Serde {
    fn of(attributes: &[Attribute]) -> Self {
        let mut said = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            // What is wrong with it is serde's to say.
            let _ = attribute.parse_nested_meta(|meta| said.key(&meta));
        }
        said
    }

    fn key(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        match key.as_str() {
            "rename" => return texts(meta, &mut self.rename),
            "rename_all" => return texts(meta, &mut self.all),
            "rename_all_fields" => return texts(meta, &mut self.all_fields),
            "skip" => self.skip = [true; 2],
            "skip_deserializing" => self.skip[0] = true,
            "skip_serializing" => self.skip[1] = true,
            "flatten" => self.flatten = true,
            _ => {}
        }
        if meta.input.peek(Token![=]) {
            meta.value()?.parse::<Expr>()?;
        } else if meta.input.peek(syn::token::Paren) {
            meta.parse_nested_meta(|inner| inner.value()?.parse::<Expr>().map(drop))?;
        }
        Ok(())
    }
}

/// `= "name"`, or `(deserialize = "name", serialize = "name")`.
fn texts(meta: &ParseNestedMeta<'_>, to: &mut [Option<LitStr>; 2]) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        let text: LitStr = meta.value()?.parse()?;
        *to = [Some(text.clone()), Some(text)];
        return Ok(());
    }
    meta.parse_nested_meta(|inner| {
        to[usize::from(inner.path.is_ident("serialize"))] = Some(inner.value()?.parse()?);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_serde_makes() {
        for (rule, name) in [
            ("lowercase", "user_id"),
            ("UPPERCASE", "USER_ID"),
            ("PascalCase", "UserId"),
            ("camelCase", "userId"),
            ("kebab-case", "user-id"),
            ("SCREAMING-KEBAB-CASE", "USER-ID"),
        ] {
            assert_eq!(renamed("user_id", Some(rule)), name);
        }
    }

    #[test]
    fn one_name_of_two_fields_is_refused() {
        let twice = [
            r#"struct A { #[serde(default, rename = "b")] a: u8, b: u8 }"#,
            r#"#[serde(rename_all = "camelCase")] struct A { a_b: u8, #[serde(rename = "aB")] b: u8 }"#,
            r#"struct A { #[serde(rename(serialize = "b"))] a: u8, b: u8 }"#,
            r#"#[serde(rename_all_fields = "UPPERCASE", bound(serialize = "T: A"))]
               enum A { B { a: u8, #[serde(rename = "A")] b: u8 }, C { a: u8 } }"#,
            r#"struct A { #[serde(rename(deserialize = "b", serialize = "c"))] a: u8, b: u8 }"#,
        ];
        let apart = [
            r#"struct A { #[serde(skip, rename = "b")] a: u8, b: u8, #[serde(flatten, rename = "b")] c: u8 }"#,
            r#"struct A { #[serde(rename = "b")] #[cfg(x)] a: u8, #[cfg(not(x))] b: u8 }"#,
            r#"struct A { #[serde(rename = "b")] a: u8, #[serde(rename = "a")] b: u8 }"#,
            r#"struct A { #[serde(rename(serialize = "b"))] a: u8, #[serde(skip_serializing)] b: u8 }"#,
        ];
        let count = |item: &str| {
            let mut errors = Errors::default();
            check(&syn::parse_str(item).expect("it is a type"), &mut errors);
            errors.count()
        };
        assert_eq!(twice.map(count), [1; 5]);
        assert_eq!(apart.map(count), [0; 4]);
    }
}
