//! The examples in the doc comment of a tool: blocks of ```` ```mcp ````, each line of which is a call and what comes of it.

use proc_macro2::Span;
use serde_json::{Deserializer, Map, Value};
use syn::Attribute;

use crate::doc;
use crate::errors::Errors;
use crate::kind::Kind;
use crate::sig::Model;
use crate::suggest::nearest;

/// A call, and what comes of it; both as JSON, as they are written.
pub(crate) struct Example {
    /// The line of the comment that it begins in.
    pub(crate) at: Span,
    pub(crate) arguments: String,
    /// Err: a part of what the tool fails with.
    pub(crate) result: Result<String, String>,
}

/// A block: where it begins, and its lines.
struct Block {
    at: Span,
    text: String,
    lines: Vec<Span>,
}

/// Reads the examples of a function. Without a model, which an error took, names are not looked at.
pub(crate) fn read(
    kind: Kind,
    attributes: &[Attribute],
    model: Option<&Model>,
    errors: &mut Errors,
) -> Vec<Example> {
    let mut examples = Vec::new();
    for block in blocks(attributes) {
        if kind != Kind::Tool {
            errors.push(block.at, format!("examples are calls of tools, and this is a {kind}: write another word than `mcp` behind the fence"));
        } else if block.text.trim().is_empty() {
            errors.push(block.at, "this block has no example: write a line such as `{\"a\": 1} => 2`");
        } else {
            let wrong = parse(&block, &mut examples);
            wrong.into_iter().for_each(|(at, text)| errors.push(at, text));
        }
    }
    if let Some(model) = model {
        examples.iter().for_each(|example| names(example, model, errors));
    }
    examples
}

/// The blocks among the doc comments that are written out.
fn blocks(attributes: &[Attribute]) -> Vec<Block> {
    let (mut blocks, mut fence) = (Vec::<Block>::new(), None::<(usize, bool)>);
    for (line, at) in doc::lines(attributes) {
        let rest = line.trim();
        let info = rest.trim_start_matches('`');
        let ticks = rest.len() - info.len();
        match fence {
            None if ticks >= 3 => {
                let is_ours = info.split([',', ' ']).next() == Some("mcp");
                fence = Some((ticks, is_ours));
                if is_ours {
                    blocks.push(Block { at, text: String::new(), lines: Vec::new() });
                }
            }
            Some((opened, _)) if ticks >= opened && info.is_empty() => fence = None,
            Some((_, true)) => {
                if let Some(block) = blocks.last_mut() {
                    block.text.push_str(&line);
                    block.text.push('\n');
                    block.lines.push(at);
                }
            }
            _ => {}
        }
    }
    blocks
}

/// Reads a block up to the first thing that is wrong in it, which is given back.
fn parse(block: &Block, examples: &mut Vec<Example>) -> Option<(Span, String)> {
    let mut rest = block.text.trim_start();
    while !rest.is_empty() {
        let done = block.text.len() - rest.len();
        let at = block.lines[block.text[..done].matches('\n').count()];
        match example(rest) {
            Ok((arguments, result, left)) => {
                examples.push(Example { at, arguments, result });
                rest = left.trim_start();
            }
            Err(text) => return Some((at, text)),
        }
    }
    None
}

/// The arguments, the result, and what is left.
type Read<'a> = (String, Result<String, String>, &'a str);

fn example(text: &str) -> Result<Read<'_>, String> {
    let mut arguments = Deserializer::from_str(text).into_iter::<Map<String, Value>>();
    match arguments.next() {
        Some(Ok(_)) => {}
        Some(Err(error)) => {
            return Err(format!(
                "an example begins with the arguments as a JSON object, as `{{\"a\": 1}} => 2`: {error}"
            ));
        }
        None => return Err("an example is missing".to_owned()),
    }
    let (arguments, rest) = text.split_at(arguments.byte_offset());
    let Some(rest) = rest.trim_start().strip_prefix("=>") else {
        return Err(format!("what comes of it is missing: write `{arguments} => 2`, or `=> error: …`"));
    };
    let rest = rest.trim_start();
    if let Some(rest) = rest.strip_prefix("error:") {
        let (text, left) = rest.split_once('\n').unwrap_or((rest, ""));
        return Ok((arguments.to_owned(), Err(text.trim().to_owned()), left));
    }
    let mut result = Deserializer::from_str(rest).into_iter::<Value>();
    match result.next() {
        Some(Ok(_)) => {}
        Some(Err(error)) => {
            return Err(format!("behind `=>` there is JSON, a text in quotes too, or `error: …`: {error}"));
        }
        None => return Err("behind `=>` there is JSON, or `error: …`".to_owned()),
    }
    let (result, left) = rest.split_at(result.byte_offset());
    let (behind, left) = left.split_once('\n').unwrap_or((left, ""));
    if !behind.trim().is_empty() {
        return Err(format!("`{}` is behind the result: an example ends with its line", behind.trim()));
    }
    Ok((arguments.to_owned(), Ok(result.to_owned()), left))
}

/// Holds the names of the arguments to those of the parameters.
fn names(example: &Example, model: &Model, errors: &mut Errors) {
    let known = || model.params.iter().filter(|param| param.is_argument()).map(|param| param.name.as_str());
    let Ok(given) = serde_json::from_str::<Map<String, Value>>(&example.arguments) else { return };
    for name in given.keys().filter(|name| !known().any(|known| known == *name)) {
        let all: Vec<String> = known().map(|name| format!("`{name}`")).collect();
        let hint = match nearest(name, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if all.is_empty() => "it has none".to_owned(),
            None => format!("it has {}", all.join(", ")),
        };
        errors.push(example.at, format!("this tool has no argument `{name}`; {hint}"));
    }
}

#[cfg(test)]
mod tests {
    use super::example;

    #[test]
    fn calls_and_what_comes_of_them() {
        let read = |text| example(text).map(|(arguments, result, left)| (arguments, result, left.to_owned()));
        let ok = |arguments: &str, result: &str, left: &str| {
            Ok((arguments.to_owned(), Ok(result.to_owned()), left.to_owned()))
        };
        assert_eq!(read("{\"a\": 1} => 3\n{}"), ok("{\"a\": 1}", "3", "{}"));
        assert_eq!(read("{\n\"a\": 1\n}\n  => {\n\"b\": 2 }\n"), ok("{\n\"a\": 1\n}", "{\n\"b\": 2 }", ""));
        assert_eq!(
            read("{} => error: not today\nx"),
            Ok(("{}".to_owned(), Err("not today".to_owned()), "x".to_owned()))
        );
        for (text, why) in [
            ("[1] => 1", "begins with the arguments"),
            ("{a: 1} => 1", "begins with the arguments"),
            ("{} = 1", "what comes of it is missing: write `{} => 2`"),
            ("{} => text", "a text in quotes too"),
            ("{} =>", "there is JSON"),
            ("{} => 1 2", "`2` is behind the result"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(why), "{error}");
        }
    }
}
