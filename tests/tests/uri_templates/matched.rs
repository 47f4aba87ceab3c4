//! Which values a URI has, and which it is refused for.

use crate::template::{BadMember, Miss, Value};
use crate::uri_value::Unsafe;
use crate::{emitted, list, text, values};

#[test]
fn a_value_is_what_stands_in_its_place_decoded_once() {
    for (template, uri, found) in [
        ("w://s/{id}", "w://s/a", vec![text("a")]),
        ("w://s/{id}", "w://s/a%20b%2Cc", vec![text("a b,c")]),
        ("w://s/{id}", "w://s/Zürich", vec![text("Zürich")]),
        ("w://s/{id}", "W://s/a#part", vec![text("a")]),
        ("w://s/{id}", "w://s/%252e%252e", vec![text("%2e%2e")]),
        ("w://s/{id}", "w://s/b..c?x=1", vec![text("b..c")]),
        ("w://~{id}", "w://%7ea", vec![text("a")]),
        ("w://%7e{id}", "w://~a", vec![text("a")]),
        ("w://%c3%bc/{id}", "w://ü/a", vec![text("a")]),
        ("w://s/{id}.json", "w://s/a.json.json", vec![text("a.json")]),
        ("w://{a},{b}@{c}:x", "w://1,2@3:x", vec![text("1"), text("2"), text("3")]),
        ("w://{a}:{b}", "w://1:2:3", vec![text("1"), text("2:3")]),
        ("w://{a};v={b}", "w://1;v=2", vec![text("1"), text("2")]),
        ("w://{+p}", "w://a/b%20c,d", vec![text("a/b c,d")]),
        ("w://{a}/{+p}/end", "w://x/a/end/end", vec![text("x"), text("a/end")]),
        ("w://{o}/c{/p*}", "w://x/c", vec![text("x"), list(&[])]),
        ("w://{o}/c{/p*}", "w://x/c/", vec![text("x"), list(&[])]),
        ("w://{o}{/p*}", "w://x/a/b%20c", vec![text("x"), list(&["a", "b c"])]),
        ("https://Example.com/{a}", "HTTPS://EXAMPLE.com:443/B", vec![text("B")]),
        ("https://example.com{/p*}", "https://example.com", vec![list(&[])]),
        ("https://{host}", "https://Example.com", vec![text("example.com")]),
        ("https://{+all}", "https://a/b", vec![text("a/b")]),
        ("w://x{?a}", "w://x", vec![Value::Absent]),
    ] {
        assert_eq!(values(template, uri), Ok(found), "{template} {uri}");
    }
}

#[test]
fn another_uri_has_no_values() {
    for (template, uri) in [
        ("w://s/{id}", "w://s/"),
        ("w://s/{id}", "w://s/a/"),
        ("w://s/{id}", "w://s/a,b"),
        ("w://s/{id}", "w://S/a"),
        ("w://s/{id}", "w://s/%FF"),
        ("w://s/{id}", "w://s/%C0%AF"),
        ("w://s/{id}.json", "w://s/.json"),
        ("w://s/{id}0", "w://s/a%20"),
        ("w://{a};v={b}", "w://1;u=1;v=2"),
        ("w://{a},{b}", "w://1"),
        ("w://{+p}/end", "w://end"),
        ("w://a{/p*}", "w://ab"),
        ("w://x{?a}", "w://x/?a=1"),
    ] {
        assert_eq!(values(template, uri), Err(Miss::Other), "{template} {uri}");
    }
}

#[test]
fn what_is_no_safe_part_of_a_path_is_refused_unless_it_is_wanted() {
    use Unsafe::{Control, Dots, Drive, Empty, Separator};
    for (value, why) in [
        (".", Dots),
        ("..", Dots),
        ("%2e%2E", Dots),
        ("%00", Control),
        ("a%0Ab", Control),
        ("a%C2%85", Control),
        ("a%2Fb", Separator),
        ("..%2fa", Separator),
        ("a%5Cb", Separator),
        ("%5c%5chost", Separator),
        ("C:", Drive),
        ("c:x", Drive),
        ("C%3Ax", Drive),
    ] {
        for (template, before) in
            [("w://s/{id}", "w://s/"), ("w://s/{+id}", "w://s/a/"), ("w://s{/id*}", "w://s/a/")]
        {
            let uri = format!("{before}{value}");
            assert_eq!(values(template, &uri), Err(Miss::Unsafe("id", why)), "{template} {uri}");
            let uri = crate::uri::normal(&uri).unwrap().into_owned();
            assert!(emitted(template, true).values(&uri).is_ok(), "{template} {uri}");
        }
    }
    for (rest, why) in
        [("/etc", Empty), ("a//b", Empty), ("a/", Empty), ("a/../b", Dots), ("./a", Dots), ("C:/a", Drive)]
    {
        assert_eq!(values("w://s/{+id}", &format!("w://s/{rest}")), Err(Miss::Unsafe("id", why)), "{rest}");
        assert_eq!(values("w://s{/id*}", &format!("w://s/{rest}")), Err(Miss::Unsafe("id", why)), "{rest}");
    }
    for safe in ["...", "b..c", "..a", "ab:c", "%25"] {
        assert!(values("w://s/{id}", &format!("w://s/{safe}")).is_ok(), "{safe}");
    }
    assert_eq!(values("w://s{?id}", "w://s?id=../a"), Ok(vec![text("../a")]));
    assert_eq!(emitted("w://s/{+id}", true).values("w://s//a//"), Ok(vec![text("/a//")]));
}

#[test]
fn the_query_is_read_in_any_order() {
    let template = "w://s{?a,tags*}";
    let tags = |items| Value::List(items);
    for (query, a, items) in [
        ("", Value::Absent, vec![]),
        ("?", Value::Absent, vec![]),
        ("?a=1", text("1"), vec![]),
        ("?tags=x&a=1&tags=y", text("1"), vec!["x", "y"]),
        ("?a=1+2%2B3&b=4", text("1+2+3"), vec![]),
        ("?a", text(""), vec![]),
        ("?a=&&tags=&=&tags", text(""), vec!["", ""]),
        ("?a=b=c?d/e", text("b=c?d/e"), vec![]),
        ("?A=1&a%20=2&%61=3", text("3"), vec![]),
        ("?b=%FF&b=1&b=2", Value::Absent, vec![]),
        ("?tags=y&tags=x,y", Value::Absent, vec!["y", "x,y"]),
    ] {
        let items = items.into_iter().map(String::from).collect();
        assert_eq!(values(template, &format!("w://s{query}")), Ok(vec![a, tags(items)]), "{query}");
    }
    let wrong = |member, why| Err(Miss::Query(member, why));
    assert_eq!(values(template, "w://s?a=1&a=1"), wrong("a", BadMember::Twice));
    assert_eq!(values(template, "w://s?a=%FF"), wrong("a", BadMember::NotText));
    assert_eq!(values(template, "w://s?tags=1&tags=%C0%AF"), wrong("tags", BadMember::NotText));
    assert_eq!(values("w://{x}{?a}", "w://..?a=1&a=1"), Err(Miss::Unsafe("x", Unsafe::Dots)));
}
