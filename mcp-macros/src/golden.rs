//! What the macros write, compared with `golden/*.out.rs`; `cargo xtask bless` writes those anew.
//!
//! Each `golden/*.in.rs` is one item whose first attribute is the macro. Spans are not compared: `tests/compiler/ui` sees them.

use std::path::Path;
use std::{env, fs};

use proc_macro2::{TokenStream, TokenTree};

use crate::kind::Kind;
use crate::{elicit, error_derive, free, mcp_type, server};

#[test]
fn expansions_are_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    if !folder.exists() {
        // The package that is published leaves them out.
        return;
    }
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the folder is readable")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".in.rs").map(str::to_owned))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "there are no inputs");
    let mut other = Vec::new();
    for name in names {
        let input = fs::read_to_string(folder.join(format!("{name}.in.rs"))).expect("the input is readable");
        let output = folder.join(format!("{name}.out.rs"));
        let written = expansion(&input);
        if env::var_os("MCP_BLESS").is_some() {
            fs::write(&output, written).expect("the output is writable");
        } else if fs::read_to_string(&output).unwrap_or_default().replace("\r\n", "\n") != written {
            other.push(format!("--- {name}\n{written}"));
        }
    }
    assert!(
        other.is_empty(),
        "these expand to something else now; when it is meant, `cargo xtask bless`\n{}",
        other.join("\n")
    );
}

/// The expansion of the item in `input`, as `rustfmt` would have it.
fn expansion(input: &str) -> String {
    let tokens: TokenStream = input.parse().expect("the input is Rust");
    let mut tokens = tokens.into_iter();
    let Some((TokenTree::Punct(_), TokenTree::Group(mark))) = tokens.next().zip(tokens.next()) else {
        panic!("the input does not begin with an attribute");
    };
    let item: TokenStream = tokens.collect();
    let mut mark = mark.stream().into_iter();
    let name = mark.next().expect("the attribute has a name").to_string();
    let keys = match mark.next() {
        Some(TokenTree::Group(keys)) => keys.stream(),
        _ => TokenStream::new(),
    };
    let output = match name.as_str() {
        "mcp_server" => server::expand(keys, item),
        "mcp_tool" => free::expand(Kind::Tool, keys, item),
        "mcp_prompt" => free::expand(Kind::Prompt, keys, item),
        "mcp_type" => mcp_type::expand(keys, item),
        "derive" if keys.to_string().contains("Elicit") => elicit::expand(item),
        "derive" => error_derive::expand(item),
        name => panic!("`{name}` is no macro of this crate"),
    };
    prettyplease::unparse(&syn::parse2(output).expect("the expansion is Rust"))
}
