//! What is refused, with its drawing, and what the rest is cut into.

use super::*;

/// Each sentence, with the texts that it is said of and the marks below them.
#[rustfmt::skip]
const REFUSED: &[(&str, &[(&str, &str)])] = &[
    ("a URI begins with a scheme: put one of your own before it, such as `weather://`", &[
        ("weather",
         "^^^^^^^"),
        ("stations/{id}",
         "^^^^^^^^"),
    ]),
    ("a variable cannot be the scheme: begin with one of your own, such as `weather://`", &[
        ("{s}://stations",
         "^^^"),
    ]),
    ("schemes are compared in lower case: write `weather:`", &[
        ("Weather://x",
         "^^^^^^^"),
    ]),
    ("nothing follows the scheme: write what it names, such as `weather://today`", &[
        ("weather:",
         "       ^"),
    ]),
    ("a URI cannot have ` ` as it is: write `%20`", &[
        ("w://a b",
         "     ^"),
    ]),
    ("a URI cannot have `é` as it is: write `%C3%A9`", &[
        ("w://é/{a}",
         "    ^"),
    ]),
    (r#"a URI cannot have `"` as it is: write `%22`"#, &[
        (r#"w://a"b"#,
         "     ^"),
    ]),
    ("`%` must be followed by two hex digits: write `%25` for the character itself", &[
        ("w://%zz",
         "    ^"),
        ("w://50%",
         "      ^"),
    ]),
    ("`}` has no `{` before it: write `%7D` for the character itself", &[
        ("w://a}b",
         "     ^"),
    ]),
    ("`{` has no `}`: write `%7B` for the character itself", &[
        ("w://{a",
         "    ^^"),
    ]),
    ("a variable cannot hold braces: close the first `{` before this one", &[
        ("w://{a{b}}",
         "      ^"),
    ]),
    ("a pair of braces needs the name of a parameter, such as `{id}`", &[
        ("w://{}",
         "    ^^"),
        ("w://{?}",
         "    ^^^"),
    ]),
    ("`user-id` is not the name of a parameter: write `user_id`, or another of letters, digits and `_`", &[
        ("w://{user-id}",
         "     ^^^^^^^"),
    ]),
    ("` id ` is not the name of a parameter: write `id`, or another of letters, digits and `_`", &[
        ("w://{ id }",
         "     ^^^^"),
    ]),
    ("`9` is not the name of a parameter: begin with a letter, as in `a9`", &[
        ("w://{9}",
         "     ^"),
    ]),
    ("`_` is not the name of a parameter: begin with a letter, as in `a_`", &[
        ("w://{_}",
         "     ^"),
    ]),
    ("a name is missing: write the name of a parameter", &[
        ("w://{a,}",
         "       ^"),
    ]),
    ("the variable `a` stands here a second time: give it another name", &[
        ("w://{a}/{a}",
         "         ^"),
        ("w://{a}{?a}",
         "         ^"),
        ("w://{?a,a}",
         "        ^"),
    ]),
    ("`-` may also be inside `a` or `b`, so nobody can tell where they part: write `/`, `,` or `:` between them, or take one variable and split it in its type", &[
        ("w://{a}-{b}",
         "    ^^^^^^^"),
    ]),
    ("nothing says where `a` ends and `b` begins: write `/`, `,` or `:` between them, or take one variable and split it in its type", &[
        ("w://{a}{b}",
         "    ^^^^^^"),
    ]),
    ("`.` may also be inside `a` or `ext`, so nobody can tell where they part: write `/`, `,` or `:` between them, or take one variable and split it in its type", &[
        ("w://{a}{.ext}",
         "    ^^^^^^^^^"),
    ]),
    ("`.x` may also be inside `a` or `b`, so nobody can tell where they part: write `/`, `,` or `:` between them, or take one variable and split it in its type", &[
        ("w://{a}.x{+b}",
         "    ^^^^^^^^^"),
    ]),
    ("`{+a}` takes all that follows: a fixed text and `{?…}` may stand behind it", &[
        ("w://{+a}/{b}",
         "         ^^^"),
        ("w://{+a}{/b}",
         "        ^^^^"),
    ]),
    ("`{/a*}` takes all that follows: only `{?…}` may stand behind it", &[
        ("w://{/a*}/b",
         "         ^^"),
        ("w://{/a*}{b}",
         "         ^^^"),
    ]),
    ("clients expand several variables in one pair of braces wrongly: write `{a}/{b}`", &[
        ("w://{a,b}",
         "    ^^^^^"),
        ("w://{+a,b}",
         "    ^^^^^^"),
    ]),
    ("clients expand several variables in one pair of braces wrongly: write `/{a}/{b}`", &[
        ("w://x{/a,b}",
         "     ^^^^^^"),
    ]),
    ("some clients do not know `;` and take it for part of the name: write `;a={a}`", &[
        ("w://x{;a}",
         "     ^^^^"),
    ]),
    ("some clients never match what follows a fixed query: write `{?a}`", &[
        ("w://x{&a}",
         "     ^^^^"),
    ]),
    ("a fixed query in a template is never matched by some clients: take its names as variables, in `{?…}` at the end", &[
        ("w://{a}?x=1",
         "       ^^^^"),
        ("w://x?a={a}",
         "     ^^^^^^"),
        ("w://{?a}?x=1",
         "        ^^^^"),
    ]),
    ("some clients never match what follows a fixed query: write `{?b}`", &[
        ("w://x?a=1{&b}",
         "         ^^^^"),
    ]),
    ("`{?a}` must be the end of the template: put this before it", &[
        ("w://{?a}/b",
         "        ^^"),
    ]),
    ("`{?a}` is there already: write all names of the query in one, such as `{?a,b}`", &[
        ("w://{?a}{?b}",
         "        ^^^^"),
    ]),
    ("a fragment is the client's business and never reaches a server: write `{?a}`, or leave it out", &[
        ("w://{#a}",
         "    ^^^^"),
    ]),
    ("a fragment is the client's business and never reaches a server: leave it out, or write `%23` for the character itself", &[
        ("w://{a}#b",
         "       ^^"),
        ("w://x#b",
         "     ^^"),
    ]),
    ("a prefix (`:3`) throws the rest of the value away: write `id` without it, and check the length in the type", &[
        ("w://{id:3}",
         "       ^^"),
        ("w://{?id:3}",
         "        ^^"),
    ]),
    ("nobody can tell the items of `{a*}` apart: write `{/a*}` at the end of the path, or `{?a*}`", &[
        ("w://{a*}",
         "      ^"),
    ]),
    ("nobody can tell the items of `{+a*}` apart: write `{/a*}` at the end of the path, or `{?a*}`", &[
        ("w://{+a*}",
         "       ^"),
    ]),
    ("nobody can tell the items of `{.a*}` apart: write `{/a*}` at the end of the path, or `{?a*}`", &[
        ("w://x{.a*}",
         "        ^"),
    ]),
    ("RFC 6570 keeps `=` in braces for later: write `{a}`", &[
        ("w://{=a}",
         "    ^^^^"),
    ]),
    ("RFC 6570 keeps `@` in braces for later: write `{a}`", &[
        ("w://{@a}",
         "    ^^^^"),
    ]),
];

#[test]
fn refusals_say_what_to_write_and_point_at_the_place() {
    for (why, texts) in REFUSED {
        for (text, marks) in *texts {
            assert_eq!(parse(text), Err(format!("{why}\n{text}\n{marks}")));
        }
    }
    let long = format!("w://{}", "a".repeat(9000));
    assert!(
        parse(&long).is_err_and(|said| said.starts_with("this is no URI: it is longer than 8192 bytes\n"))
    );
    assert_eq!(
        parse("w://\n"),
        Err("a URI cannot have `\\n` as it is: write `%0A`\nw://\u{fffd}\n    ^".into())
    );
}

/// The cells of a template, written as `before|part soft stop`.
fn cells(text: &str) -> String {
    let template = parse(text).expect("it is taken");
    let mut shown = String::new();
    for cell in &template.cells {
        let stop = cell.stop.map(char::from).map(String::from).unwrap_or_default();
        shown += &format!("{}|{:?} {} {stop}|", cell.before, cell.part, cell.soft);
    }
    shown + &template.ending
}

#[test]
fn templates_are_cut_into_cells_of_the_normal_form() {
    for (text, shown) in [
        ("w://s/{id}", "w://s/|One  |"),
        ("w://s{/id}.gz", "w://s/|One .gz |"),
        ("w://s{.ext}", "w://s.|One  |"),
        ("w://s/r-{id}.json/%7e/{b}:%c3", "w://s/r-|One .json /|/~/|One  :|:%C3"),
        ("w://{a};v={b},{c}@x", "w://|One  ;|;v=|One  ,|,|One  @|@x"),
        ("w://{a}/{+b}/end{?q}", "w://|One  /|/|Rest /end |"),
        ("w://{a}.x{/b*}", "w://|One .x /||List  |"),
        ("https://Example.com:443/{a}", "https://example.com/|One  |"),
        ("https://{host}:443", "https://|One  /|/"),
        ("https://Example.com{/p*}", "https://example.com|List  |"),
        ("https://{+all}", "https://|Rest  |"),
        ("w://x{?a}", "w://x"),
        ("w://x?A=%7e&b", "w://x?A=~&b"),
        ("urn:isbn:{n}", "urn:isbn:|One  |"),
    ] {
        assert_eq!(cells(text), shown, "{text}");
    }
}

#[test]
fn variables_are_named_with_their_role_and_place() {
    let text = "w://{a}/{+b}{?c,d*}";
    let template = parse(text).expect("it is taken");
    let found: Vec<_> = template.variables().map(|it| (it.name, it.role, &text[it.at])).collect();
    let query = |repeated| Role::Query { repeated };
    assert_eq!(
        found,
        [
            ("a", Role::Path(Part::One), "{a}"),
            ("b", Role::Path(Part::Rest), "{+b}"),
            ("c", query(false), "c"),
            ("d", query(true), "d*"),
        ]
    );
    assert!(!template.is_fixed());
    assert!(parse("w://a?b=c").is_ok_and(|template| template.is_fixed()));
}
