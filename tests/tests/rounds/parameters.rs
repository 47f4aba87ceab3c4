//! `#[ask("…")]` on parameters: asked before the function begins, which runs once in both eras.

use std::sync::atomic::{AtomicU32, Ordering};

use mcp_runtime::Confirm;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use crate::player::{Era, Played, Player, accept, action};

/// Deletes.
#[derive(Default)]
struct Shop {
    runs: AtomicU32,
}

#[mcp_server]
impl Shop {
    /// Delete one.
    #[mcp_tool]
    async fn delete(&self, id: u32, #[ask("Really delete {id}?")] _ok: Confirm) -> String {
        format!("deleted {id} in run {}", self.runs.fetch_add(1, Ordering::SeqCst))
    }

    /// Delete one, on a thread.
    #[mcp_tool]
    fn erase(&self, id: u32, #[ask("Really erase {id}?")] _ok: Confirm) -> String {
        format!("erased {id} in run {}", self.runs.fetch_add(1, Ordering::SeqCst))
    }

    /// Ask for several things.
    #[mcp_tool]
    async fn several(
        &self,
        #[ask("Your name?")] name: String,
        #[ask("Your age?")] age: Option<u8>,
        #[ask("Really?")] really: bool,
    ) -> String {
        format!("{name} {age:?} {really}, run {}", self.runs.fetch_add(1, Ordering::SeqCst))
    }
}

fn play(tool: &str, arguments: &Value, answers: impl Fn(&str) -> Value) -> [Played; 2] {
    let played = [Era::Live, Era::Rounds].map(|era| {
        Player::new(Shop::default(), era).play(tool, arguments.clone(), &mut |message| answers(message))
    });
    assert_eq!(played[0].text(), played[1].text(), "{tool}");
    played
}

#[test]
fn the_function_runs_once_with_what_was_answered() {
    for (tool, done) in [("delete", "deleted 7 in run 0"), ("erase", "erased 7 in run 0")] {
        let [live, rounds] = play(tool, &json!({"id": 7}), |_| accept(json!({"confirm": true})));
        assert_eq!((live.text(), rounds.rounds), (done, 2));
        assert!(rounds.asked[0].starts_with("Really ") && rounds.asked[0].ends_with(" 7?"), "{rounds:?}");
        let [refused, _] = play(tool, &json!({"id": 7}), |_| action("decline"));
        assert_eq!(
            (refused.text(), &refused.answer["result"]["isError"]),
            ("the user declined", &json!(true))
        );
        let [wrong, _] =
            play(tool, &json!({"id": "x"}), |_| unreachable!("wrong arguments are said at once"));
        assert!(wrong.text().contains("id"), "{wrong:?}");
    }
}

#[test]
fn all_are_one_round_and_what_may_be_absent_is() {
    let answers = |message: &str| match message {
        "Your name?" => accept(json!({"value": "Ann"})),
        "Your age?" => action("decline"),
        _ => accept(json!({"value": false})),
    };
    let [live, rounds] = play("several", &json!({}), answers);
    assert_eq!((live.text(), rounds.rounds), ("Ann None false, run 0", 2));
    assert_eq!(live.asked, ["Your name?", "Your age?", "Really?"]);
    let [live, rounds] = play("several", &json!({}), |_| action("cancel"));
    assert_eq!(live.text(), "the user did not answer");
    assert_eq!(live.asked, ["Your name?"], "after the first that fails no other is asked");
    assert_eq!(rounds.asked.len(), 3);
}

/// M-META-04
#[test]
fn nothing_runs_for_a_client_that_cannot_be_asked() {
    let mut player = Player::new(Shop::default(), Era::Rounds);
    for tool in ["delete", "erase"] {
        let answer = player.round_with(tool, &json!({"id": 7}), &json!({}), &json!({"sampling": {}}));
        assert_eq!(answer["error"]["code"], -32021, "{answer}");
        assert_eq!(answer["error"]["data"]["requiredCapabilities"], json!({"elicitation": {}}));
    }
    let done = player.play("delete", json!({"id": 1}), &mut |_| accept(json!({"confirm": true})));
    assert_eq!(done.text(), "deleted 1 in run 0");
}
