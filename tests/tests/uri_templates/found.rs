//! One resource among many.

use crate::resources::{Address, Index, NotFound};
use crate::template::Miss;
use crate::uri::{Fault, Wrong};
use crate::uri_value::Unsafe;
use crate::{emitted, text};

fn index(texts: &[&str]) -> Index {
    Index::new(texts.iter().enumerate().map(|(id, text)| {
        let address = if text.contains('{') {
            Address::Template(emitted(text, false))
        } else {
            Address::Fixed(emitted(text, false).ending)
        };
        (id, address)
    }))
}

/// The number of what has a URI.
fn id(index: &Index, uri: &str) -> Option<usize> {
    index.find(uri).ok().map(|found| found.id)
}

#[test]
fn a_fixed_uri_comes_before_a_template() {
    let index = index(&["w://{a}", "w://now", "w://now?in=%c3%bc", "https://Example.com", "w://{a}/{b}"]);
    for (uri, found) in [
        ("w://now", Some(1)),
        ("W://now#x", Some(1)),
        ("w://now?in=ü", Some(2)),
        ("w://now?in=u", Some(0)),
        ("w://then", Some(0)),
        ("https://example.com/", Some(3)),
        ("w://a/b", Some(4)),
        ("w://a/b/c", None),
        ("x://now", None),
    ] {
        assert_eq!(id(&index, uri), found, "{uri}");
    }
    let fault = Fault { at: 5, wrong: Wrong::Character(' ') };
    assert_eq!(index.find("w://a b"), Err(NotFound::NoUri(fault)));
    assert_eq!(index.find("w://a/.."), Err(NotFound::Miss(Miss::Unsafe("b", Unsafe::Dots))));
    assert_eq!(Index::default().find("w://a"), Err(NotFound::Miss(Miss::Other)));
}

#[test]
fn segments_with_variables_are_told_apart() {
    let texts = [
        "w://s/{a}.json",
        "w://s/{a}.xml",
        "w://s/{a},{b}",
        "w://s/{a}/x",
        "w://s/{a}/y{/rest*}",
        "w://s/{a}/z/{+rest}",
        "w://t{/list*}",
        "w://t-{+rest}",
        "w://u/{a};v={b}/x",
        "w://u/{a}:1",
        "urn:isbn:{n}",
        "urn:doi:{+n}",
    ];
    let index = index(&texts);
    for (uri, found) in [
        ("w://s/a.json", Some(0)),
        ("w://s/a.xml", Some(1)),
        ("w://s/a.json,b.xml", Some(2)),
        ("w://s/a.json/x", Some(3)),
        ("w://s/a/y", Some(4)),
        ("w://s/a/y/x/z", Some(4)),
        ("w://s/a/z", None),
        ("w://s/a/z/x/y", Some(5)),
        ("w://t", Some(6)),
        ("w://t/a", Some(6)),
        ("w://t-a/b", Some(7)),
        ("w://t-", None),
        ("w://u/1;v=2/x", Some(8)),
        ("w://u/1:1", Some(9)),
        ("w://u/1:2", None),
        ("urn:isbn:1", Some(10)),
        ("urn:doi:1/2", Some(11)),
    ] {
        assert_eq!(id(&index, uri), found, "{uri}");
    }
}

#[test]
fn a_thousand_templates_are_found() {
    let texts: Vec<String> = (0..1000)
        .map(|n| match n % 4 {
            0 => format!("w://r{n}/{{id}}"),
            1 => format!("w://all/{{id}}/r{n}"),
            2 => format!("w://all/r{n}-{{id}}"),
            _ => format!("w://some/{{a}}/{{b}}/r{n}{{?q}}"),
        })
        .collect();
    let index = index(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    for (n, template) in texts.iter().enumerate() {
        let uri = template.replace("{id}", "v").replace("{a}", "v").replace("{b}", "v").replace("{?q}", "");
        let found = index.find(&uri).unwrap();
        assert_eq!((found.id, &found.values[0]), (n, &text("v")), "{uri}");
        assert_eq!(id(&index, &format!("{uri}/more")), None);
    }
}
