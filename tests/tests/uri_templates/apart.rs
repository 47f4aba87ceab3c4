//! Which templates can match one URI.

use mcp_tests::chance::Chance;

use crate::overlap::{Overlap, Piece, compare, part, path};
use crate::pairs::Pairs;
use crate::resources::{Address, Index, NotFound};
use crate::template::{Miss, Template};
use crate::uri_template::{parse, witness};
use crate::{emitted, uri};

/// The answer, the same both ways, with a URI that both match.
fn overlap(one: &str, other: &str) -> (Overlap, Option<String>) {
    let [a, b] = [one, other].map(|text| parse(text).unwrap());
    let (a, b) = (a.pieces(), b.pieces());
    let answer = compare(&a, &b);
    assert_eq!(answer, compare(&b, &a), "{one} {other}");
    let shown = (answer == Overlap::Meet).then(|| witness(&a, &b).unwrap());
    if answer != Overlap::Meet {
        assert_eq!(witness(&a, &b), None, "{one} {other}");
    }
    (answer, shown)
}

#[test]
fn templates_that_share_no_uri_are_apart() {
    for (one, other) in [
        ("w://a/{x}", "w://b/{x}"),
        ("w://a/{x}", "v://a/{x}"),
        ("w://a/{x}", "w://a/{x}/y"),
        ("w://a/{x}/y", "w://a/{x}/z"),
        ("w://{x}.json", "w://{x}.xml"),
        ("w://{x}:{y}", "w://{x},{y}"),
        ("w://a/{x}", "w://a{?x}"),
        ("w://a{/x*}", "w://b{/x*}"),
        ("w://a{/x*}", "w://ab/{x}"),
        ("w://a/{+x}/end", "w://a/{+x}/fin"),
        ("w://a/{+x}/end", "w://a/{x}"),
        ("w://a{/x*}", "w://a,{x}"),
        ("https://a.example/{x}", "https://b.example/{x}"),
        // No value is empty.
        ("w://aa{x}", "w://a{x}b/{y}"),
        ("w://a{x}b", "w://ab"),
    ] {
        assert_eq!(overlap(one, other), (Overlap::Apart, None), "{one} {other}");
    }
}

#[test]
fn templates_that_share_a_uri_meet_in_one_that_both_match() {
    for (one, other, shared) in [
        ("w://s/{x}", "w://s/{y}", "w://s/a"),
        ("w://s/{x}.json", "w://s/report-{y}", "w://s/report-.json"),
        ("w://s/{x}{?a}", "w://s/{y}{?b}", "w://s/a"),
        ("w://{+p}", "w://index/{i}", "w://index/a"),
        ("w://{a}/x", "w://y/{b}", "w://y/x"),
        ("w://a{/p*}", "w://a{?q}", "w://a"),
        ("w://a{/p*}", "w://a/{x}/{y}", "w://a/a/a"),
        ("w://{a}{/p*}", "w://{x}{/q*}", "w://a"),
        ("w://{a}/{b}", "w://{+c}/end", "w://a/end"),
        ("w://{a}:{b}", "w://{c}", "w://a:a"),
        ("w://{a}x", "w://x{b}", "w://xx"),
        ("w://{a}/b{/p*}", "w://a{/q*}", "w://a/b"),
        ("https://Example.com:443/{a}", "https://example.com/{b}", "https://example.com/a"),
    ] {
        assert_eq!(overlap(one, other), (Overlap::Meet, Some(shared.into())), "{one} {other}");
        for text in [one, other] {
            assert!(emitted(text, true).values(shared).is_ok(), "{text} {shared}");
        }
    }
}

#[test]
fn what_differs_after_too_many_bytes_is_not_compared() {
    let long = "a".repeat(93);
    let same = format!("w://x/{long}/{{y}}");
    assert_eq!(overlap(&same, &same).0, Overlap::Meet);
    let same = format!("w://{{x}}/{long}:{{y}}/{long}/{{z}},");
    assert_eq!(overlap(&same, &same), (Overlap::Meet, Some(format!("w://a/{long}:a/{long}/a,"))));
    assert_eq!(overlap(&format!("w://{{x}}/{long}"), "w://{+p}").0, Overlap::Meet);
    assert_eq!(overlap(&format!("w://{{x}}/{long}a"), "w://{+p}").0, Overlap::TooLong);
    assert_eq!(overlap(&format!("w://{{x}}/{long}a"), "w://{x}/b").0, Overlap::Apart);
}

#[test]
fn two_templates_too_many_meet() {
    // What no URI in the normal form has: a `%` without its digits, and what every template refuses: an empty segment.
    assert_eq!(overlap("w://{x}0", "w://{y}%20").0, Overlap::Meet);
    assert_eq!(overlap("w://a{/p*}", "w://a//{x}").0, Overlap::Meet);
}

/// Across modules the compiler decides.
const _: () = {
    let one = [Piece::Text("w://a/"), Piece::Value(part(None)), Piece::Text(".json")];
    let other = [Piece::Text("w://a/report-"), Piece::Value(part(Some(b':')))];
    let rest = [Piece::Text("w://"), Piece::Value(path()), Piece::Text("/end")];
    let list = [Piece::Text("w://a"), Piece::List(path())];
    assert!(matches!(compare(&one, &other), Overlap::Meet));
    assert!(matches!(compare(&one, &rest), Overlap::Apart));
    assert!(matches!(compare(&list, &rest), Overlap::Meet));
};

/// Templates at random, each other than the ones before.
fn random(count: usize, chance: &mut Chance) -> Vec<String> {
    let pieces = ["a", "b", "/", ".", ":", ",", "{x}", "{y}", "{z}", "{+r}", "{/l*}"];
    let mut found: Vec<String> = Vec::new();
    while found.len() < count {
        let length = 1 + chance.below(5);
        let text: String = (0..length).map(|_| pieces[chance.below(pieces.len())]).collect();
        let text = format!("w:{text}");
        if text.contains('{') && parse(&text).is_ok() && !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// All texts of up to five of six symbols.
fn texts() -> Vec<String> {
    let mut all: Vec<String> = vec!["w:".into()];
    let mut last = all.clone();
    for _ in 0..5 {
        last = last.iter().flat_map(|text| "ab/.:,".chars().map(move |c| format!("{text}{c}"))).collect();
        all.extend(last.iter().cloned());
    }
    all
}

#[test]
fn short_texts_agree_for_random_templates() {
    let texts = texts();
    for seed in 11..15 {
        let written = random(60, &mut Chance(seed));
        let templates: Vec<&Template> = written.iter().map(|text| emitted(text, true)).collect();
        let matched: Vec<Vec<bool>> = templates
            .iter()
            .map(|template| texts.iter().map(|text| template.values(text).is_ok()).collect())
            .collect();
        let mut meet = 0;
        for i in 0..written.len() {
            for j in 0..i {
                let (answer, shown) = overlap(&written[i], &written[j]);
                let shared = (0..texts.len()).find(|text| matched[i][*text] && matched[j][*text]);
                let pair = (&written[i], &written[j]);
                assert!(
                    shared.is_none() || answer == Overlap::Meet,
                    "{pair:?} {:?}",
                    shared.map(|at| &texts[at])
                );
                if let Some(uri) = shown {
                    meet += 1;
                    assert!([i, j].iter().all(|at| templates[*at].values(&uri).is_ok()), "{pair:?} {uri}");
                }
            }
        }
        // So that the pairs are of both sorts.
        assert!((100..1700).contains(&meet), "{meet}");
    }
}

/// The pairs that are compared of some templates, the smaller number first, in order.
fn compared(written: &[String]) -> Vec<(usize, usize)> {
    let owned: Vec<String> = written.iter().map(|text| parse(text).unwrap().head()).collect();
    let heads: Vec<&str> = owned.iter().map(String::as_str).collect();
    let (mut order, mut nodes) = (vec![0; heads.len()], vec![(0, 0, 0); heads.len()]);
    let mut pairs = Pairs::new(&heads, &mut order, &mut nodes);
    let mut found: Vec<_> =
        std::iter::from_fn(|| pairs.next()).map(|(one, other)| (one.min(other), one.max(other))).collect();
    found.sort_unstable();
    found
}

#[test]
fn all_that_meet_are_compared_and_none_twice() {
    let mut chance = Chance(23);
    let mut spared = 0;
    for size in (0..40).chain([120]) {
        let written = random(size, &mut chance);
        let found = compared(&written);
        assert!(found.windows(2).all(|pair| pair[0] != pair[1]), "{written:?}");
        let all = (0..size).flat_map(|one| (one + 1..size).map(move |other| (one, other)));
        for (one, other) in all.filter(|pair| found.binary_search(pair).is_err()) {
            assert_eq!(
                overlap(&written[one], &written[other]).0,
                Overlap::Apart,
                "{one} {other} {written:?}"
            );
            spared += 1;
        }
    }
    assert!(spared > 1000, "{spared}");
}

#[test]
fn of_many_templates_few_are_compared() {
    let count = 1000;
    let pairs = |template: fn(usize) -> String| compared(&(0..count).map(template).collect::<Vec<_>>()).len();
    assert_eq!(pairs(|number| format!("w{number}://{{id}}")), 0);
    assert_eq!(pairs(|number| format!("w://item-{number}-{{id}}")), 0);
    assert_eq!(pairs(|number| format!("w://{{id}}/{number}")), 0);
    assert_eq!(pairs(|number| format!("w://{{a}}/x,{{b}}/{number}/{{+rest}}")), 0);
    // What may begin with anything is compared with each.
    assert_eq!(
        pairs(|number| if number == 0 { "w://{+all}.x".into() } else { format!("w://{number}/{{id}}") }),
        999
    );
    assert_eq!(
        pairs(|number| if number == 0 { "w://{a}/{b}".into() } else { format!("w://{number}/{{id}}") }),
        999
    );
    assert_eq!(pairs(|_| "w://{id}".into()), count * (count - 1) / 2);
}

#[test]
fn the_index_finds_what_looking_at_each_template_finds() {
    let mut chance = Chance(5);
    let texts = texts();
    for _ in 0..20 {
        let mut written: Vec<String> = Vec::new();
        for text in random(40, &mut chance) {
            if written.iter().all(|known| overlap(known, &text).0 == Overlap::Apart) {
                written.push(text);
            }
        }
        let templates: Vec<&'static Template> = written.iter().map(|text| emitted(text, false)).collect();
        let index =
            Index::new(templates.iter().enumerate().map(|(id, template)| (id, Address::Template(template))));
        for text in &texts {
            let Ok(normal) = uri::normal(text) else { continue };
            let one = templates
                .iter()
                .enumerate()
                .map(|(id, template)| (id, template.values(&normal)))
                .find(|(_, values)| *values != Err(Miss::Other));
            let found = index.find(text);
            match one {
                None => assert_eq!(found, Err(NotFound::Miss(Miss::Other)), "{text}"),
                Some((_, Err(miss))) => assert_eq!(found, Err(NotFound::Miss(miss)), "{text}"),
                Some((id, Ok(values))) => {
                    let found = found.unwrap();
                    assert_eq!((found.id, found.values), (id, values), "{text}");
                }
            }
        }
    }
}
