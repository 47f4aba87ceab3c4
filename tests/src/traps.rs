//! A server whose author made every mistake that panics, but for those in the body of a tool, which the test bed has.

use mcp_runtime::prelude::*;

/// Nothing here works.
#[mcp_server(name = "traps", version = "1.0.0")]
pub mod set {
    use std::fmt;
    use std::sync::{Condvar, Mutex};
    use std::time::{Duration, Instant};

    use mcp_runtime::{Context, Extension};
    use schemars::JsonSchema;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Nothing takes so long when all is well.
    const PATIENCE: Duration = Duration::from_secs(20);

    /// Panics when it is read.
    #[derive(Debug, JsonSchema)]
    pub struct Unreadable;

    impl<'de> Deserialize<'de> for Unreadable {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let n = u8::deserialize(deserializer)?;
            panic!("secret: nobody reads this {n}")
        }
    }

    /// Panics when it is made from a number.
    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(try_from = "u8")]
    #[schemars(with = "u8")]
    pub struct Tenth(u8);

    impl TryFrom<u8> for Tenth {
        type Error = String;

        fn try_from(n: u8) -> Result<Self, String> {
            Ok(Self(10_u8.checked_div(n).expect("secret: no zero")))
        }
    }

    /// Panics when it is written.
    #[derive(Debug, JsonSchema)]
    pub struct Unwritable;

    impl Serialize for Unwritable {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            panic!("secret: nobody writes this")
        }
    }

    /// Panics when it is dropped, with a payload that does too.
    #[derive(Debug)]
    pub struct Bomb(pub u8);

    impl Drop for Bomb {
        fn drop(&mut self) {
            if self.0 > 0 && !std::thread::panicking() {
                std::panic::panic_any(Self(self.0 - 1));
            }
        }
    }

    /// Panics when it is shown.
    #[derive(Debug)]
    pub struct Unspeakable;

    impl fmt::Display for Unspeakable {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            panic!("secret: nobody says this")
        }
    }

    impl std::error::Error for Unspeakable {}

    /// Panics when it is cloned.
    #[derive(Debug)]
    pub struct Unique;

    impl Clone for Unique {
        fn clone(&self) -> Self {
            panic!("secret: there is only one")
        }
    }

    /// Read an argument.
    #[mcp_tool]
    pub async fn read(value: Unreadable) -> String {
        format!("{value:?}")
    }

    /// Divide ten.
    #[mcp_tool]
    pub async fn tenth(n: Tenth) -> u8 {
        n.0
    }

    /// Write a result.
    #[mcp_tool]
    pub async fn write() -> Unwritable {
        Unwritable
    }

    /// Fail.
    #[mcp_tool(expose_errors)]
    pub async fn fail() -> Result<(), Unspeakable> {
        Err(Unspeakable)
    }

    /// Panic with something that panics when it is dropped.
    #[mcp_tool]
    pub async fn bomb() {
        std::panic::panic_any(Bomb(3));
    }

    /// The same, on another thread.
    #[mcp_tool]
    pub fn bomb_blocking() {
        std::panic::panic_any(Bomb(3));
    }

    /// Wait for ever, and be dropped.
    #[mcp_tool(timeout = "50ms")]
    pub async fn dropped() {
        let _bomb = Bomb(3);
        std::future::pending::<()>().await;
    }

    /// Take what a layer put there.
    #[mcp_tool]
    pub async fn unique(value: Extension<Unique>) -> String {
        format!("{value:?}")
    }

    /// From now on the system gives no thread: there is no room for a stack.
    #[mcp_tool]
    #[cfg(target_os = "linux")]
    pub async fn no_more_threads() -> Result<&'static str, String> {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let statm = std::fs::read_to_string("/proc/self/statm").map_err(|error| error.to_string())?;
        let pages: u64 = statm.split(' ').next().and_then(|pages| pages.parse().ok()).ok_or("no pages")?;
        // A stack takes 2 MiB; what is allocated meanwhile has to find room.
        let limit = Some(pages * 4096 + (7 << 18));
        setrlimit(Resource::As, Rlimit { current: limit, maximum: limit })
            .map_err(|error| error.to_string())?;
        Ok("none")
    }

    /// Hold the thread, and say which it was.
    #[mcp_tool]
    pub async fn hold(ms: u64) -> String {
        std::thread::sleep(std::time::Duration::from_millis(ms));
        std::thread::current().name().unwrap_or_default().into()
    }

    /// Print so much to both streams.
    #[mcp_tool]
    #[allow(clippy::print_stdout, clippy::print_stderr, reason = "that is the fault")]
    pub async fn shout(lines: usize) -> &'static str {
        for _ in 0..lines {
            println!("{}", "o".repeat(1000));
            eprintln!("{}", "e".repeat(1000));
        }
        "shouted"
    }

    /// Say so much in the log.
    #[mcp_tool]
    pub async fn log(lines: usize, cx: &Context) -> &'static str {
        for n in 0..lines {
            cx.info(n).await;
        }
        cx.error("the end").await;
        "logged"
    }

    /// Hide and show a tool so many times.
    #[mcp_tool]
    pub async fn flicker(times: usize, cx: &Context) -> &'static str {
        for n in 0..times {
            cx.enable_tool("tenth", n % 2 == 1);
        }
        "flickered"
    }

    /// How many calls were told to stop.
    static TOLD: (Mutex<u32>, Condvar) = (Mutex::new(0), Condvar::new());

    /// Speaks until it is told to stop, and for a while after.
    fn babble_on(cx: &Context) {
        let start = Instant::now();
        let mut step = 0;
        while !cx.is_cancelled() && start.elapsed() < PATIENCE {
            cx.progress(step, None::<u32>).send_blocking();
            step += 1;
            std::thread::sleep(Duration::from_millis(1));
        }
        for more in 0..100 {
            cx.progress(step + more, None::<u32>).send_blocking();
            cx.error("still here").send_blocking();
        }
        if cx.is_cancelled() {
            *TOLD.0.lock().expect("no panic") += 1;
            TOLD.1.notify_all();
        }
    }

    /// Speak until the time is over, and after it.
    #[mcp_tool(timeout = "100ms")]
    pub fn babble(cx: &Context) {
        babble_on(cx);
    }

    /// Speak until it is cancelled, and after it.
    #[mcp_tool]
    pub fn babble_for_long(cx: &Context) {
        babble_on(cx);
    }

    /// Wait until so many calls were told to stop.
    #[mcp_tool]
    pub fn told(count: u32) -> u32 {
        let told = TOLD.0.lock().expect("no panic");
        let told = TOLD.1.wait_timeout_while(told, PATIENCE, |told| *told < count);
        *told.expect("no panic").0
    }

    /// A large result, from a thread of its own.
    #[mcp_tool]
    pub fn large(bytes: usize) -> String {
        "x".repeat(bytes)
    }

    /// Add one.
    #[mcp_tool]
    pub async fn increment(n: u8) -> u8 {
        n.saturating_add(1)
    }
}
