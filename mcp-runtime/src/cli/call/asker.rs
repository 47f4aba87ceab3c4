//! What a server asks its user: it is asked at the terminal, or answered by `--answer`; anything else is declined.

use std::collections::VecDeque;
use std::io::IsTerminal as _;
use std::sync::mpsc::{Receiver, Sender};

use serde_json::{Map, Value, json};

use super::form::{Entry, accepted, entries};
use super::inbox::{Event, hear_lines};
use super::screen::Screen;

/// Who answers.
#[derive(Debug)]
pub(super) struct Asker {
    /// `KEY=VALUE`, in their order. Several of one key are given one after the other, and the last one stays.
    given: Vec<(String, String)>,
    /// A person can be asked.
    terminal: bool,
    /// Where what is typed is to be heard of; nowhere once it is.
    post: Option<Sender<Event>>,
    /// What was typed between two questions.
    ahead: VecDeque<Option<String>>,
}

/// What was typed.
enum Typed {
    Line(String),
    /// There is no more, or nobody waits for it.
    End,
    Interrupt,
}

/// What became of a field.
enum Field {
    Value(Option<Value>),
    Declined,
    Interrupted,
}

impl Asker {
    pub(super) fn new(post: Sender<Event>) -> Self {
        Self {
            given: Vec::new(),
            terminal: std::io::stdin().is_terminal(),
            post: Some(post),
            ahead: VecDeque::new(),
        }
    }

    /// Takes the answers of the command line.
    pub(super) fn give(&mut self, given: Vec<(String, String)>) {
        self.given = given;
    }

    /// Keeps what was typed before it was asked for.
    pub(super) fn ahead(&mut self, line: Option<String>) {
        self.ahead.push_back(line);
    }

    /// The answer to a question, whose key is that of a round; nothing after Ctrl-C.
    pub(super) fn ask(
        &mut self,
        params: &Value,
        key: Option<&str>,
        screen: &mut Screen,
        inbox: &Receiver<Event>,
        later: &mut VecDeque<Event>,
    ) -> Option<Value> {
        let message = params["message"].as_str().unwrap_or_default();
        let fields = entries(&params["requestedSchema"]);
        let is_url = params["mode"] == "url";
        let is_answered = fields.iter().any(|field| self.has(field.name, key));
        let mut ask = Ask { asker: self, screen, inbox, later };
        if !is_answered && !ask.asker.terminal {
            let how = match fields.first() {
                Some(field) if !is_url => {
                    format!("answer it on a terminal, or by `--answer {}=…`", field.name)
                }
                _ => "answer it on a terminal".to_owned(),
            };
            ask.screen.say(&format!("the server asks: {message}\ndeclined: {how}"));
            return Some(declined());
        }
        ask.screen.say(&format!("the server asks: {message}"));
        if is_url || fields.is_empty() {
            return ask.consent(params["url"].as_str());
        }
        let mut content = Map::new();
        for field in &fields {
            match ask.field(field, key.filter(|_| fields.len() == 1)) {
                Field::Value(Some(value)) => drop(content.insert(field.name.to_owned(), value)),
                Field::Value(None) => {}
                Field::Declined => {
                    ask.screen.say("declined");
                    return Some(declined());
                }
                Field::Interrupted => return None,
            }
        }
        Some(accepted(content))
    }

    fn has(&self, field: &str, key: Option<&str>) -> bool {
        self.given.iter().any(|(name, _)| name == field || Some(&**name) == key)
    }

    /// What `--answer` gives for a field.
    fn take(&mut self, field: &str, key: Option<&str>) -> Option<String> {
        let is = |(name, _): &&(String, String)| name == field || Some(&**name) == key;
        let several = self.given.iter().filter(is).count() > 1;
        let place = self.given.iter().position(|given| is(&given))?;
        Some(if several { self.given.remove(place).1 } else { self.given[place].1.clone() })
    }
}

/// One question.
struct Ask<'a> {
    asker: &'a mut Asker,
    screen: &'a mut Screen,
    inbox: &'a Receiver<Event>,
    later: &'a mut VecDeque<Event>,
}

impl Ask<'_> {
    /// A field of a form: by `--answer`, or as it is typed, until it fits.
    fn field(&mut self, field: &Entry<'_>, key: Option<&str>) -> Field {
        if let Some(given) = self.asker.take(field.name, key) {
            return match field.read(&given) {
                Ok(value) => Field::Value(Some(value)),
                Err(problem) => {
                    self.screen.say(&format!("--answer {problem}"));
                    Field::Declined
                }
            };
        }
        let (above, line) = field.asked();
        if !self.asker.terminal {
            if let Ok(value) = field.empty() {
                return Field::Value(value);
            }
            self.screen.say(&format!("missing: `--answer {}=…`", field.name));
            return Field::Declined;
        }
        self.screen.prompt(&above);
        loop {
            match self.typed(&line) {
                Typed::Interrupt => return Field::Interrupted,
                Typed::End => return Field::Declined,
                Typed::Line(text) if text.trim().is_empty() => {
                    return field.empty().map_or(Field::Declined, Field::Value);
                }
                Typed::Line(text) => match field.read(&text) {
                    Ok(value) => return Field::Value(Some(value)),
                    Err(problem) => self.screen.say(&problem),
                },
            }
        }
    }

    /// Yes or no: to a form without fields, or to a page that is to be opened.
    fn consent(&mut self, url: Option<&str>) -> Option<Value> {
        let question = match url {
            Some(url) => format!("Open {url} in a browser. Did you? (y or n): "),
            None => "Agree? (y or n): ".to_owned(),
        };
        let yes = match self.typed(&question) {
            Typed::Line(text) => matches!(&*text.trim().to_ascii_lowercase(), "y" | "yes"),
            Typed::End => false,
            Typed::Interrupt => return None,
        };
        Some(match (yes, url) {
            (false, _) => declined(),
            (true, Some(_)) => json!({ "action": "accept" }),
            (true, None) => accepted(Map::new()),
        })
    }

    /// Reads a line. What else comes meanwhile is for later, but for an answer: then nobody waits for this one.
    fn typed(&mut self, line: &str) -> Typed {
        if let Some(post) = self.asker.post.take() {
            hear_lines(post);
        }
        self.screen.prompt(line);
        loop {
            let ahead = self.asker.ahead.pop_front().map(Event::Line);
            match ahead.map_or_else(|| self.inbox.recv(), Ok) {
                Ok(Event::Line(Some(text))) => return Typed::Line(text),
                Ok(Event::Line(None)) => {
                    // Ctrl-D holds for all that is asked yet.
                    self.asker.terminal = false;
                    self.screen.say("");
                    return Typed::End;
                }
                Ok(Event::Interrupt) | Err(_) => {
                    self.screen.say("");
                    return Typed::Interrupt;
                }
                Ok(Event::Gone(why)) => {
                    self.later.push_back(Event::Gone(why));
                    self.screen.say("\nthe call has ended");
                    return Typed::End;
                }
                Ok(Event::Message(text)) => {
                    let is_answer =
                        serde_json::from_str::<Value>(&text).is_ok_and(|text| text.get("method").is_none());
                    self.later.push_back(Event::Message(text));
                    if is_answer {
                        self.screen.say("\nthe call has ended");
                        return Typed::End;
                    }
                }
            }
        }
    }
}

fn declined() -> Value {
    json!({ "action": "decline" })
}
