//! The same functions, asked live and in rounds.

use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use crate::player::{Era, Played, Player, accept, action};

/// Asks.
#[mcp_server(state = Done)]
mod asking {
    use std::sync::atomic::{AtomicU32, Ordering};

    use mcp_runtime::AskError;
    use mcp_runtime::prelude::*;

    #[derive(Default)]
    pub(crate) struct Done(AtomicU32);

    /// One after the other, the second depends on the first.
    #[mcp_tool]
    pub(crate) async fn sequence(cx: &Context) -> Result<String, AskError> {
        let name: String = cx.ask("name", "name").await?;
        let age: u8 = cx.ask("age", format!("age of {name}")).await?;
        Ok(format!("{name} is {age}"))
    }

    /// At once, and each refusal is told apart.
    #[mcp_tool]
    pub(crate) async fn at_once(cx: &Context) -> String {
        let (a, b, c) =
            tokio::join!(cx.ask::<String>("a", "a"), cx.ask::<Confirm>("b", "b"), cx.ask::<bool>("c", "c"),);
        format!("{a:?} {b:?} {c:?}")
    }

    /// Until it is even.
    #[mcp_tool]
    pub(crate) async fn until_even(cx: &Context) -> Result<String, AskError> {
        let mut tries = 1;
        loop {
            let n: u32 = cx.ask("n", "an even number").await?;
            if n.is_multiple_of(2) {
                return Ok(format!("{n} after {tries}"));
            }
            tries += 1;
        }
    }

    /// One key twice at once, which is a mistake also where nobody looks.
    #[mcp_tool]
    pub(crate) async fn same_key(cx: &Context) -> String {
        let (a, _) = tokio::join!(cx.ask::<String>("k", "first"), cx.ask::<String>("k", "second"));
        format!("{a:?}")
    }

    /// Effects in a loop, each once.
    #[mcp_tool]
    pub(crate) async fn effects(cx: &Context, done: State<Done>) -> Result<String, ToolError> {
        let mut told = Vec::new();
        for item in 0..2 {
            let effect = async { Ok::<_, ToolError>(done.0.fetch_add(1, Ordering::SeqCst)) };
            let number = cx.once("effect", effect).await?;
            let yes: bool = cx.ask(&format!("item:{item}"), format!("{item} as {number}")).await?;
            told.push(format!("{number} {yes}"));
        }
        told.push(done.0.load(Ordering::SeqCst).to_string());
        Ok(told.join(", "))
    }

    /// To ask inside of `once`, which is a mistake.
    #[mcp_tool]
    pub(crate) async fn asks_in_once(cx: &Context) -> Result<String, AskError> {
        cx.once("o", cx.ask::<String>("k", "inside")).await
    }

    /// A wrong answer is asked for again with what is wrong.
    #[mcp_tool]
    pub(crate) async fn bounded(cx: &Context) -> Result<String, AskError> {
        #[derive(Elicit)]
        struct Wish {
            #[elicit(range = 1..=3)]
            wishes: u8,
        }
        Ok(cx.ask::<Wish>("wishes", "how many").await?.wishes.to_string())
    }

    /// What is too large to be remembered.
    #[mcp_tool]
    pub(crate) async fn large(cx: &Context) -> Result<usize, ToolError> {
        let text = cx.once("large", async { Ok::<_, ToolError>("x".repeat(20_000)) }).await?;
        Ok(text.len())
    }

    /// A key that is none.
    #[mcp_tool]
    pub(crate) async fn wrong_key(cx: &Context) -> Result<String, AskError> {
        cx.ask("k#2", "wrong").await
    }

    /// The call has one name, however often it runs.
    #[mcp_tool]
    pub(crate) async fn named(cx: &Context) -> Result<String, AskError> {
        let before = cx.once("id", async { Ok::<_, AskError>(cx.call_id().to_owned()) }).await?;
        cx.ask::<Confirm>("k", "go on").await?;
        Ok(format!("{} {}", before == cx.call_id(), cx.call_id().len() > 20))
    }
}

fn server() -> impl Server {
    asking::server(asking::Done::default())
}

/// Plays a tool in both eras; gives the rounds that it took, where the answer, but for the number of rounds, is the same.
fn play(tool: &str, answers: impl Fn(&str, usize) -> Value) -> Played {
    let [live, rounds] = [Era::Live, Era::Rounds].map(|era| {
        let mut count = 0;
        Player::new(server(), era).play(tool, json!({}), &mut |message| {
            count += 1;
            answers(message, count)
        })
    });
    // What stays in the log has a reference that is random.
    let told = |played: &Played| played.text().split("(reference").next().map(str::to_owned);
    assert_eq!(told(&live), told(&rounds), "{tool}");
    assert_eq!(live.answer["result"]["isError"], rounds.answer["result"]["isError"], "{tool}");
    rounds
}

fn value(value: impl Into<Value>) -> Value {
    accept(json!({"value": value.into()}))
}

#[test]
fn one_after_the_other() {
    let played = play("sequence", |message, _| if message == "name" { value("Ann") } else { value(7) });
    assert_eq!((played.text(), played.rounds), ("Ann is 7", 3));
    assert_eq!(played.asked, ["name", "age of Ann"]);
    let refused =
        play("sequence", |message, _| if message == "name" { value("Ann") } else { action("cancel") });
    assert_eq!((refused.text(), refused.rounds), ("the user did not answer", 3));
}

#[test]
fn at_once_is_one_round() {
    let played = play("at_once", |message, _| match message {
        "a" => action("decline"),
        "b" => accept(json!({"confirm": true})),
        _ => action("cancel"),
    });
    assert_eq!((played.text(), played.rounds), ("Err(Declined) Ok(Confirm(())) Err(Cancelled)", 2));
    let no = play("at_once", |message, _| match message {
        "b" => accept(json!({"confirm": false})),
        "a" => value("x"),
        _ => value(false),
    });
    assert_eq!(no.text(), "Ok(\"x\") Err(Declined) Ok(false)", "no is no, also where it was sent");
}

#[test]
fn until_it_is_right() {
    let played = play("until_even", |_, count| value(if count < 3 { 7 } else { 8 }));
    assert_eq!((played.text(), played.rounds), ("8 after 3", 4));
}

#[test]
fn mistakes_end_the_call_whoever_looks() {
    for tool in ["same_key", "asks_in_once", "large", "wrong_key"] {
        let played = play(tool, |_, _| value("x"));
        assert!(played.text().starts_with("internal error (reference "), "{tool}: {played:?}");
    }
}

#[test]
fn effects_happen_once() {
    let played = play("effects", |_, _| value(true));
    assert_eq!((played.text(), played.rounds), ("0 true, 1 true, 2", 3));
    assert_eq!(played.asked, ["0 as 0", "1 as 1"]);
}

/// L-CLI-09, M-ELI-10
#[test]
fn wrong_answers_are_asked_for_again_three_times_at_most() {
    let wishes = |n: i32| accept(json!({"wishes": n}));
    let played = play("bounded", |_, count| wishes(if count < 3 { 9 } else { 3 }));
    assert_eq!((played.text(), played.rounds), ("3", 4));
    assert_eq!(played.asked[0], "how many");
    assert!(played.asked[1].contains("wishes: expected an integer from 1 to 3, got 9"), "{:?}", played.asked);
    let never = play("bounded", |_, _| wishes(9));
    assert!(never.text().starts_with("the client's answer cannot be used: wishes: "), "{never:?}");
    assert_eq!(never.asked.len(), 3);
}

#[test]
fn a_call_has_one_name() {
    assert_eq!(play("named", |_, _| accept(json!({"confirm": true}))).text(), "true true");
}
