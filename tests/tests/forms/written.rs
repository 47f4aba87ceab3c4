//! The servers of `forms.rs`, one a form.

#![allow(unreachable_pub, reason = "as authors write them")]

use std::borrow::Cow;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use mcp_runtime::prelude::*;

/// A second file's tools.
pub mod text {
    use mcp_runtime::prelude::*;

    /// Turn a text around.
    #[mcp_tool(read_only)]
    pub async fn reverse(text: &str) -> String {
        text.chars().rev().collect()
    }

    /// The number of characters.
    #[mcp_tool(name = "length")]
    pub(crate) fn count(text: String) -> usize {
        text.chars().count()
    }
}

/// What the module's server holds.
pub struct Greeting(pub &'static str);
pub type Held = State<Greeting>;

/// The module form.
///
///   Its second paragraph is indented.
#[mcp_server(name = concat!("mod", "ule"), version = "7.1", title = "A module", state(Greeting, u8), include(text::reverse, super::text::count))]
pub mod module {
    use super::*;

    /// Has a name of its own.
    #[mcp_tool(name = "first_tool", title = "First", read_only, idempotent, open_world = false)]
    pub async fn first() -> &'static str {
        "one"
    }

    /// The states, by value and by reference, one by an alias.
    #[mcp_tool(destructive)]
    pub async fn greet(who: String, greeting: Held, times: &State<u8>) -> String {
        vec![format!("{} {who}", greeting.0); usize::from(**times)].join(", ")
    }

    /// Never here.
    #[cfg(any())]
    #[mcp_tool]
    pub async fn absent() -> Missing {}

    /// Always here.
    #[cfg(not(any()))]
    #[mcp_tool(description = "Says that it is here.")]
    pub async fn present() -> bool {
        true
    }

    /// Not a tool.
    pub fn helper() -> u8 {
        5
    }

    /// Keywords.
    #[mcp_tool]
    pub async fn r#match(r#type: u8) -> u8 {
        r#type + helper()
    }
}

/// Everything that can be borrowed.
#[mcp_server]
pub mod borrowed {
    use super::*;

    /// All of them.
    #[mcp_tool]
    pub async fn all(
        text: &str,
        items: &[u8],
        path: &Path,
        cow: Cow<'_, str>,
        any: &serde_json::Value,
        cx: &Context,
    ) -> String {
        format!("{text} {items:?} {} {cow} {any} {}", path.display(), cx.protocol_version())
    }

    /// A part of an argument.
    #[mcp_tool]
    pub async fn head<'a>(text: &'a str, _other: &str) -> &'a str {
        text.split(' ').next().unwrap_or(text)
    }

    /// The same, on the blocking pool.
    #[mcp_tool]
    pub fn tail(text: &str) -> Cow<'_, str> {
        text.rsplit(' ').next().unwrap_or(text).into()
    }
}

/// A server of methods.
pub struct Counter(pub AtomicU64);

/// The impl form.
#[mcp_server(name = "counter", include(text::reverse))]
impl Counter {
    const MOST: u64 = 10;

    /// Add.
    #[mcp_tool(destructive = false)]
    async fn add(&self, #[arg(default = Self::MOST)] by: u64) -> u64 {
        self.0.fetch_add(by, Relaxed) + by
    }

    /// Read, on the blocking pool.
    #[mcp_tool(read_only)]
    fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }

    /// No receiver.
    #[mcp_tool]
    async fn most() -> u64 {
        Self::MOST
    }
}

/// A server over a type.
pub struct Shelf<T, const N: usize>(pub [T; N]);

/// The generic form.
#[mcp_server(name = "shelf")]
impl<T, const N: usize> Shelf<T, N>
where
    T: Clone + serde::Serialize + schemars::JsonSchema + Send + Sync + 'static,
{
    /// One of them.
    #[mcp_tool]
    async fn take(&self, #[arg(range = ..100)] index: usize) -> Result<T, String> {
        self.0.get(index).cloned().ok_or_else(|| format!("there are {N}"))
    }
}

macro_rules! tools {
    ($server:ident: $($name:ident($argument:ident: $ty:ty = $default:expr) -> $result:ty $body:block)*) => {
        /// Made by a macro.
        #[mcp_server]
        pub mod $server {
            $(
                /// Made by a macro as well.
                #[mcp_tool]
                pub async fn $name(#[arg(default = $default)] $argument: $ty) -> $result $body
            )*
        }
    };
}
tools! { made:
    double(n: u32 = 4) -> u32 { n * 2 }
    shout(text: String = "hi") -> String { text.to_uppercase() }
}

/// A server whose methods a macro hands over.
pub struct Handed;

macro_rules! handed {
    ($first:item $name:ident $body:block) => {
        /// Methods from a macro.
        #[mcp_server]
        impl Handed {
            $first

            /// The body is the macro's.
            #[mcp_tool]
            async fn $name(&self) -> u8 $body
        }
    };
}
handed! {
    /// All of it is the macro's.
    #[mcp_tool]
    async fn whole(&self, #[arg(range = 1..=5)] n: u8) -> u8 { n }
    part { 2 }
}

/// Who may see what.
#[derive(Debug, McpError)]
pub enum Failed {
    #[mcp(public("no {type} in {place:?}", hint = "look elsewhere"))]
    Gone { r#type: u8, place: &'static str },
    #[mcp(public("{{{0}}} is {0:>3}"))]
    Odd(u8),
    #[mcp(private)]
    Broken(&'static str),
}

pub type Answer<T, E = Failed> = Result<T, E>;

/// What an argument may be.
#[mcp_server(expose_errors = true)]
pub mod arguments {
    use super::*;

    /// Every key.
    #[mcp_tool(timeout = "2m")]
    pub async fn every(
        /// Two
        /// lines.
        #[arg(range = 1..=9, default = 3, example = 4)]
        n: u8,
        #[arg(range = 0.0..1.0, description = "A part.")] part: Option<f64>,
        #[arg(len = 2, pattern = "^[a-z]+$", default = "ab")] code: &str,
        #[arg(items = 1..=2)] list: Option<Vec<u8>>,
        #[arg(format = "date", rename = "onDay")] on_day: Option<String>,
        #[arg(header = "Region")] region: Option<String>,
    ) -> String {
        format!("{n} {part:?} {code} {list:?} {on_day:?} {region:?}")
    }

    /// Takes numbers only as numbers.
    #[mcp_tool(strict)]
    pub async fn strict(n: u8) -> u8 {
        n
    }

    /// Its schema is the author's.
    #[mcp_tool(schema = r#"{"type":"object","properties":{"n":{"type":"integer","x-own":1}}}"#)]
    pub async fn raw(n: Option<u8>) -> Option<u8> {
        n
    }

    /// Fails in every way.
    #[mcp_tool]
    pub async fn fail(how: String) -> Answer<()> {
        Err(match how.as_str() {
            "gone" => Failed::Gone { r#type: 1, place: "here" },
            "odd" => Failed::Odd(7),
            _ => Failed::Broken("secret"),
        })
    }

    /// Fails through `?`.
    #[mcp_tool]
    pub async fn question(how: String) -> Answer<Json<u8>, ToolError> {
        fail(how).await?;
        Ok(Json("300".parse()?))
    }

    /// Fails through a boxed error.
    #[mcp_tool]
    pub fn boxed(how: &str) -> Answer<String, Box<dyn std::error::Error + Send + Sync>> {
        match how {
            "own" => Err("own words".into()),
            "gone" => Err(Failed::Gone { r#type: 2, place: "a box" }.into()),
            _ => Ok("no failure".into()),
        }
    }
}
