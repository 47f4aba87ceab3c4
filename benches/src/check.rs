//! Every answer is checked. The first ones of a run are parsed and compared with what the call must give; from
//! two of them comes the shape of an answer, and from then on all bytes of an answer are compared with it.
//!
//! An answer of another shape is parsed again, so a right answer is never refused for its form.

use serde_json::Value;

use crate::Result;
use crate::calls::{self, Revision, Work};

/// So many answers are parsed whole before bytes are trusted.
const PARSED: u64 = 16;

/// The check of the answers to one work in one revision.
pub(crate) struct Answers {
    work: Work,
    revision: Revision,
    seen: u64,
    parsed: u64,
    first: Option<(u32, Vec<u8>)>,
    shape: Option<Shape>,
}

impl Answers {
    pub(crate) fn new(work: Work, revision: Revision) -> Self {
        Self { work, revision, seen: 0, parsed: 0, first: None, shape: None }
    }

    /// The length that the next line most likely has, without its end.
    pub(crate) fn likely_length(&self) -> Option<usize> {
        self.shape.as_ref().map(|shape| shape.line.len())
    }

    /// How many answers did not have the usual shape and were parsed, which costs the load generator time.
    pub(crate) fn parsed_late(&self) -> u64 {
        self.parsed.saturating_sub(PARSED)
    }

    /// The id of the call that `line` answers rightly; a line that is no right answer is an error.
    pub(crate) fn id(&mut self, line: &[u8]) -> Result<u32> {
        self.seen += 1;
        if self.seen > PARSED
            && let Some(shape) = &mut self.shape
            && let Some(id) = shape.matches(line)
        {
            return Ok(id);
        }
        self.parsed += 1;
        let id = parse(self.work, self.revision, line)
            .map_err(|why| format!("a wrong answer ({why}):\n{}", String::from_utf8_lossy(line)))?;
        if self.shape.is_none() {
            match &self.first {
                Some((first_id, first)) if calls::sum(*first_id) != calls::sum(id) => {
                    self.shape = Shape::of((*first_id, first), (id, line));
                }
                Some(_) => {}
                None => self.first = Some((id, line.to_vec())),
            }
        }
        Ok(id)
    }
}

fn parse(work: Work, revision: Revision, line: &[u8]) -> std::result::Result<u32, String> {
    let answer: Value = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let id = answer["id"].as_u64().and_then(|id| u32::try_from(id).ok()).ok_or("no id")?;
    let result = &answer["result"];
    let (list, block) = match work {
        Work::Add | Work::Echo => (&result["content"], &result["content"][0]),
        Work::Read | Work::Match => (&result["contents"], &result["contents"][0]),
        Work::Get => (&result["messages"], &result["messages"][0]["content"]),
    };
    let text = block["text"].as_str().ok_or("no text")?;
    let is_resource = matches!(work, Work::Read | Work::Match);
    let right = [
        (answer["jsonrpc"] == "2.0", "jsonrpc"),
        (answer.get("error").is_none(), "an error"),
        (list.as_array().is_some_and(|blocks| blocks.len() == 1), "one block of content"),
        (is_resource || block["type"] == "text", "the type of the content"),
        (result["isError"] != true, "isError"),
        (revision != Revision::Stateless || result["resultType"] == "complete", "resultType"),
        (is_right_value(work, revision, id, text, &result["structuredContent"]), "the value"),
    ];
    match right.iter().find(|(holds, _)| !holds) {
        Some((_, what)) => Err((*what).into()),
        None => Ok(id),
    }
}

fn is_right_value(work: Work, revision: Revision, id: u32, text: &str, structured: &Value) -> bool {
    match work {
        Work::Echo => text == calls::echo(id),
        Work::Read => text == "A note.",
        Work::Match | Work::Get => text == format!("of {id}"),
        // The first revision knows nothing but text.
        Work::Add if revision == Revision::EventStream => text == calls::sum(id).to_string(),
        Work::Add => {
            let sum = Some(f64::from(calls::sum(id)));
            // The text is the number, or the structured content once more.
            let text = serde_json::from_str::<Value>(text).unwrap_or_default();
            structured["result"].as_f64() == sum && (text.as_f64() == sum || text == *structured)
        }
    }
}

/// A right answer, and where in it digits change from call to call.
struct Shape {
    line: Vec<u8>,
    ids: Vec<usize>,
    sums: Vec<usize>,
}

impl Shape {
    /// What two right answers have in common, if they differ only in the digits of ids and sums.
    fn of(one: (u32, &[u8]), two: (u32, &[u8])) -> Option<Self> {
        let ids = common(one.1, two.1, &calls::id_digits(one.0), &calls::id_digits(two.0));
        let sum = |id| calls::value_digits(calls::sum(id));
        let mut sums = common(one.1, two.1, &sum(one.0), &sum(two.0));
        sums.retain(|&at| !ids.iter().any(|&id| (id.saturating_sub(2)..id + 8).contains(&at)));
        let mut shape = Self { line: one.1.to_vec(), ids, sums };
        (shape.matches(two.1) == Some(two.0)).then_some(shape)
    }

    /// The id in `line`, if it is the right answer to that call, byte for byte.
    fn matches(&mut self, line: &[u8]) -> Option<u32> {
        let at = *self.ids.first()?;
        let digits = line.get(at..at + 8)?;
        let id = std::str::from_utf8(digits).ok()?.parse().ok()?;
        for &at in &self.ids {
            self.line[at..at + 8].copy_from_slice(digits);
        }
        let sum = calls::value_digits(calls::sum(id));
        for &at in &self.sums {
            self.line[at..at + 3].copy_from_slice(&sum);
        }
        (self.line == line).then_some(id)
    }
}

/// The places where `one` has `in_one` and, at the same place, `two` has `in_two`.
fn common(one: &[u8], two: &[u8], in_one: &[u8], in_two: &[u8]) -> Vec<usize> {
    let width = in_one.len();
    (0..one.len().min(two.len()))
        .filter(|&at| one.get(at..at + width) == Some(in_one) && two.get(at..at + width) == Some(in_two))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(id: u32, sum: u32) -> String {
        format!(
            r#"{{"jsonrpc":"2.0","id":{id},"result":{{"content":[{{"type":"text","text":"{sum}"}}],"structuredContent":{{"result":{sum}.0}}}}}}"#
        )
    }

    fn right(id: u32) -> String {
        answer(id, calls::sum(id))
    }

    /// A check that has seen enough right answers to compare bytes.
    fn trained() -> Answers {
        let mut answers = Answers::new(Work::Add, Revision::Handshake);
        for turn in 0..40 {
            let id = calls::id_of(turn as usize % 3, turn);
            assert_eq!(answers.id(right(id).as_bytes()).unwrap(), id);
        }
        assert!(answers.shape.is_some());
        assert_eq!(answers.parsed_late(), 0);
        answers
    }

    #[test]
    fn wrong_answers_are_refused_parsed_or_compared() {
        let id = calls::id_of(2, 77);
        let sum = calls::sum(id);
        let wrong = [
            answer(id, sum + 1),
            answer(id + 1, sum),
            right(id).replace(r#""text":""#, r#""text":"1"#),
            right(id).replace(&format!("{sum}.0"), "1.0"),
            right(id).replace(r#""content""#, r#""isError":true,"content""#),
            right(id).replace(r#""result":{"content""#, r#""error":{},"result":{"content""#),
            right(id).replace("}}}", "}}"),
        ];
        for line in wrong {
            assert!(Answers::new(Work::Add, Revision::Handshake).id(line.as_bytes()).is_err(), "{line}");
            assert!(trained().id(line.as_bytes()).is_err(), "{line}");
        }
        // The newest revision says in every result that it is complete.
        assert!(Answers::new(Work::Add, Revision::Stateless).id(right(id).as_bytes()).is_err());
    }

    #[test]
    fn a_right_answer_of_another_shape_is_parsed() {
        let mut answers = trained();
        let id = calls::id_of(0, 5);
        let line = right(id).replace(',', ", ");
        assert_eq!(answers.id(line.as_bytes()).unwrap(), id);
        assert_eq!(answers.parsed_late(), 1);
    }
}
