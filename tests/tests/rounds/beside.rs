//! What runs beside a question, in rounds: what can go on has a moment to ask too, what cannot costs nothing, nothing hangs.

use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use crate::player::{Era, Played, Player, accept};

/// Asks.
#[mcp_server(state = Arc<Mutex<u32>>)]
mod neighbours {
    use std::future::pending;
    use std::sync::Arc;
    use std::time::Duration;

    use mcp_runtime::AskError;
    use mcp_runtime::prelude::*;
    use tokio::sync::{Mutex, Notify, mpsc, oneshot, watch};
    use tokio::task::JoinSet;
    use tokio::time::{sleep, timeout};

    async fn ask(cx: &Context, key: &str) -> Result<String, AskError> {
        cx.ask::<String>(key, key).await
    }

    /// Something of a few milliseconds that asks too.
    #[mcp_tool]
    pub(crate) async fn short_work(cx: &Context) -> Result<String, AskError> {
        let work = async {
            sleep(Duration::from_millis(2)).await;
            ask(cx, "b").await
        };
        let (a, b) = tokio::try_join!(ask(cx, "a"), work)?;
        Ok(a + &b)
    }

    /// Something of a second that asks too: it is cut off, and runs again.
    #[mcp_tool]
    pub(crate) async fn long_work(cx: &Context) -> Result<String, AskError> {
        let work = async {
            let looked_up = cx.once("look up", async { Ok::<_, AskError>("!".to_owned()) }).await?;
            sleep(Duration::from_millis(300)).await;
            Ok(ask(cx, "b").await? + &looked_up)
        };
        let (a, b) = tokio::try_join!(ask(cx, "a"), work)?;
        Ok(a + &b)
    }

    /// A minute for an answer: no time of the call.
    #[mcp_tool]
    pub(crate) async fn with_timeout(cx: &Context) -> String {
        format!("{:?}", timeout(Duration::from_secs(60), ask(cx, "a")).await)
    }

    /// A question that lost: it is not asked.
    #[mcp_tool]
    pub(crate) async fn select(cx: &Context) -> String {
        tokio::select! {
            a = ask(cx, "a") => format!("{a:?}"),
            () = sleep(Duration::from_millis(1)) => "it took too long".to_owned(),
        }
    }

    /// Something that never rests.
    #[mcp_tool]
    pub(crate) async fn restless(cx: &Context) -> String {
        let rest = async {
            loop {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            a = ask(cx, "a") => format!("{a:?}"),
            () = rest => String::new(),
        }
    }

    /// Forty at once.
    #[mcp_tool]
    pub(crate) async fn many(cx: &Context) -> Result<usize, AskError> {
        let mut set = JoinSet::new();
        for n in 0..40 {
            let cx = cx.clone();
            set.spawn(async move { ask(&cx, &format!("q{n}")).await });
        }
        let mut answered = 0;
        while let Some(answer) = set.join_next().await {
            answer.expect("no panic")?;
            answered += 1;
        }
        Ok(answered)
    }

    /// Asked elsewhere, awaited here.
    #[mcp_tool]
    pub(crate) async fn spawned(cx: Context) -> Result<String, AskError> {
        let asking = cx.clone();
        tokio::spawn(async move { ask(&asking, "a").await }).await.expect("no panic")
    }

    /// Asked on a thread that holds on to it.
    #[mcp_tool]
    pub(crate) async fn on_a_thread(cx: Context) -> Result<String, AskError> {
        let handle = tokio::runtime::Handle::current();
        let asking = cx.clone();
        let work = move || handle.block_on(ask(&asking, "a"));
        tokio::task::spawn_blocking(work).await.expect("no panic")
    }

    /// A guard across a question: given back with the round.
    #[mcp_tool]
    pub(crate) async fn guarded(cx: &Context, lock: State<Arc<Mutex<u32>>>) -> Result<String, AskError> {
        let mut count = lock.lock().await;
        *count += 1;
        let a = ask(cx, "a").await?;
        Ok(format!("{a} {count}"))
    }

    /// Something slow that is done once: the time of the call goes on.
    #[mcp_tool(timeout = "50ms")]
    pub(crate) async fn out_of_time(cx: &Context) -> Result<String, AskError> {
        let slow = cx.once("slow", async {
            sleep(Duration::from_secs(20)).await;
            Ok::<_, AskError>(String::new())
        });
        let (a, b) = tokio::try_join!(ask(cx, "a"), slow)?;
        Ok(a + &b)
    }

    /// Progress before a question.
    #[mcp_tool]
    pub(crate) async fn tells(cx: &Context) -> Result<String, AskError> {
        for n in 0..5 {
            cx.progress(n, 5).await;
        }
        ask(cx, "a").await
    }

    /// What waits beside a question, by its name; whether it can wake the call shows in how long the round takes.
    #[mcp_tool]
    pub(crate) async fn waits(cx: &Context, on: String) -> Result<String, AskError> {
        let notify = Notify::new();
        let (_sender, mut receiver) = mpsc::channel::<()>(1);
        let (_once_sender, once) = oneshot::channel::<()>();
        let (_watch_sender, mut watched) = watch::channel(());
        let other = async {
            match &*on {
                "nothing" => pending::<()>().await,
                "sleep" => sleep(Duration::from_secs(3600)).await,
                "notify" => notify.notified().await,
                "mpsc" => drop(receiver.recv().await),
                "oneshot" => drop(once.await),
                "watch" => drop(watched.changed().await),
                "task" => drop(tokio::spawn(pending::<()>()).await),
                other => panic!("{other}"),
            }
        };
        tokio::select! {
            a = ask(cx, "a") => a,
            () = other => Ok("something else came first".to_owned()),
        }
    }
}

fn play(tool: &str, arguments: Value) -> Played {
    let server = neighbours::server(std::sync::Arc::default());
    Player::new(server, Era::Rounds).play(tool, arguments, &mut |message| accept(json!({"value": message})))
}

#[test]
fn rounds_are_as_few_as_they_can_be() {
    for (tool, text, rounds) in [
        ("short_work", "ab", 2),
        ("long_work", "ab!", 3),
        ("with_timeout", "Ok(Ok(\"a\"))", 2),
        ("select", "it took too long", 1),
        ("restless", "Ok(\"a\")", 2),
        ("many", "40", 2),
        ("spawned", "a", 2),
        ("on_a_thread", "a", 2),
        ("guarded", "a 2", 2),
        ("out_of_time", "`out_of_time` took longer than 50ms and was stopped", 1),
        ("tells", "a", 2),
    ] {
        let played = play(tool, json!({}));
        assert_eq!((played.text(), played.rounds), (text, rounds), "{tool}: {played:?}");
    }
}

#[test]
fn whatever_waits_beside_a_question_the_round_ends() {
    for on in ["nothing", "sleep", "notify", "mpsc", "oneshot", "watch", "task"] {
        let played = play("waits", json!({"on": on}));
        assert_eq!((played.text(), played.rounds), ("a", 2), "{on}: {played:?}");
    }
}
