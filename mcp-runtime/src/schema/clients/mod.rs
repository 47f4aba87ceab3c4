//! What clients and model providers do with schemas that are right: the table of rules, one for each thing that breaks somewhere.
//!
//! What is emitted avoids most of them (`normalise`). What is left is the author's to change, or to know.

mod looks;

use serde_json::Value;

use self::Client::{Anthropic, Gemini, LangChain, LlamaIndex, OpenAi, OpenAiStrict, Roo, TypeScript, VsCode};
use self::Severity::{Server, Tool, Words};
use self::looks::{
    any_of, anything, boolean, dialect, format, free_keys, kinds, long, long_name, member_name, no_items,
    no_members, null, number_values, one_of, recursion, reference, refused_name, root_choice, tuple,
    unreadable,
};

/// A client, a library that clients are made with, or a provider of models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// The API of Anthropic, and its managed agents.
    Anthropic,
    /// The API of `OpenAI`.
    OpenAi,
    /// The same where a client asks for arguments that are exactly of the schema.
    OpenAiStrict,
    /// The API of Gemini, and its command line.
    Gemini,
    /// Roo Code.
    Roo,
    /// Copilot in Visual Studio Code.
    VsCode,
    /// What is built on the TypeScript SDK.
    TypeScript,
    /// The adapters of `LangChain`.
    LangChain,
    /// The adapter of llama-index.
    LlamaIndex,
}

impl Client {
    /// Each with its name in `clients(…)` and on the command line.
    #[cfg(feature = "cli")]
    pub(crate) const ALL: [(&'static str, Self); 9] = [
        ("anthropic", Anthropic),
        ("openai", OpenAi),
        ("openai_strict", OpenAiStrict),
        ("gemini", Gemini),
        ("roo", Roo),
        ("vscode", VsCode),
        ("typescript", TypeScript),
        ("langchain", LangChain),
        ("llama_index", LlamaIndex),
    ];

    #[cfg(feature = "cli")]
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, client)| client)
    }

    /// As people call it.
    pub(crate) const fn shown(self) -> &'static str {
        match self {
            Anthropic => "Anthropic",
            OpenAi => "OpenAI",
            OpenAiStrict => "OpenAI strict",
            Gemini => "Gemini",
            Roo => "Roo Code",
            VsCode => "VS Code Copilot",
            TypeScript => "the TypeScript SDK",
            LangChain => "LangChain",
            LlamaIndex => "llama-index",
        }
    }
}

/// How much a client loses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    /// Some words.
    Words,
    /// The tool, or this argument of it.
    Tool,
    /// Every tool of the server.
    Server,
}

/// What a rule looks at, and what it sees there: nothing, or what is wrong in words.
pub(crate) enum Look {
    /// The root of an input schema.
    Root(fn(&Value) -> Option<String>),
    /// A schema of an argument or in one, and the root that its references are of.
    Schema(fn(&Value, &Value) -> Option<String>),
    /// The name of a member.
    Member(fn(&str) -> Option<String>),
    /// The name of a tool.
    Tool(fn(&str) -> Option<String>),
    /// The description of a tool.
    Description(fn(&str) -> Option<String>),
}

/// Something that breaks somewhere.
pub(crate) struct Rule {
    pub(crate) look: Look,
    /// Who breaks, and what becomes of it there, as in "refused by".
    pub(crate) breaks: &'static [(Severity, &'static str, &'static [Client])],
    /// What to write.
    pub(crate) instead: &'static str,
    /// Said only of clients that the author names: many servers have it, and get on with the others.
    pub(crate) only_named: bool,
}

const REFUSED: &str = "refused by";
const NO_TOOLS: &str = "refused with every other tool by";

/// The rules, in the order in which they are looked at.
pub(crate) static RULES: [Rule; 21] = [
    rule(
        Look::Description(long),
        &[(Words, "cut by", &[VsCode])],
        "say the first things first, and the rest in the descriptions of its arguments",
    ),
    Rule {
        only_named: true,
        ..rule(
            Look::Tool(refused_name),
            &[(Server, NO_TOOLS, &[Anthropic, OpenAi, OpenAiStrict])],
            "write `name = \"…\"` of at most 40 characters `a-z 0-9 _`",
        )
    },
    Rule {
        only_named: true,
        ..rule(
            Look::Tool(long_name),
            &[(Tool, "cut by", &[Roo])],
            "write `name = \"…\"` of at most 40 characters `a-z 0-9 _`",
        )
    },
    rule(
        Look::Root(root_choice),
        &[(Server, NO_TOOLS, &[Anthropic])],
        "write `properties` there, and the choice inside of one",
    ),
    rule(Look::Root(dialect), &[(Server, NO_TOOLS, &[Gemini])], "leave it out"),
    rule(
        Look::Root(|root| no_members(root, root)),
        &[(Tool, REFUSED, &[OpenAi, OpenAiStrict, VsCode])],
        "write `\"properties\": {}`",
    ),
    rule(Look::Member(member_name), &[(Server, NO_TOOLS, &[Anthropic])], "write `#[serde(rename = \"…\")]`"),
    rule(
        Look::Schema(boolean),
        &[(Server, NO_TOOLS, &[TypeScript, VsCode])],
        "write `{}` for anything, and leave out what nothing is",
    ),
    rule(
        Look::Schema(recursion),
        &[(Server, NO_TOOLS, &[LlamaIndex, Gemini]), (Tool, REFUSED, &[Anthropic])],
        "take a flat list whose entries name their parent",
    ),
    rule(
        Look::Schema(reference),
        &[(Server, NO_TOOLS, &[Gemini]), (Tool, REFUSED, &[Anthropic])],
        "write what it means in its place",
    ),
    rule(
        Look::Schema(free_keys),
        &[(Tool, "left empty by", &[Roo]), (Server, NO_TOOLS, &[Gemini]), (Tool, REFUSED, &[OpenAiStrict])],
        "take a list of structs with a key and a value",
    ),
    rule(
        Look::Schema(one_of),
        &[
            (Tool, REFUSED, &[Gemini, OpenAiStrict]),
            (Tool, "cut to its last variant by", &[LangChain]),
            (Tool, "taken for a text by", &[LlamaIndex]),
        ],
        "write `anyOf`, or better an enum of texts and an argument for each kind of data",
    ),
    rule(
        Look::Schema(any_of),
        &[(Tool, REFUSED, &[Gemini])],
        "take a plain enum and an argument for each kind of data",
    ),
    rule(
        Look::Schema(tuple),
        &[(Tool, REFUSED, &[OpenAiStrict])],
        "take a struct, or members that are all of one type",
    ),
    rule(
        Look::Schema(no_items),
        &[(Tool, REFUSED, &[VsCode, OpenAi, OpenAiStrict, Gemini])],
        "write `items`, `{}` where they may be anything",
    ),
    rule(
        Look::Schema(number_values),
        &[(Tool, REFUSED, &[Gemini])],
        "take an enum of texts, or a number with `range`",
    ),
    rule(Look::Schema(kinds), &[(Server, NO_TOOLS, &[Gemini])], "take a type that is one of them"),
    rule(Look::Schema(null), &[(Tool, REFUSED, &[Gemini])], "leave it out, or take an `Option` of something"),
    rule(
        Look::Schema(unreadable),
        &[(Server, "not read by", &[TypeScript]), (Tool, "not read by", &[Gemini])],
        "write it as JavaScript does",
    ),
    Rule {
        only_named: true,
        ..rule(
            Look::Schema(anything),
            &[(Tool, REFUSED, &[OpenAiStrict])],
            "take a type that says what it is",
        )
    },
    Rule {
        only_named: true,
        ..rule(Look::Schema(format), &[(Tool, REFUSED, &[OpenAiStrict])], "take a `String`")
    },
];

const fn rule(
    look: Look,
    breaks: &'static [(Severity, &'static str, &'static [Client])],
    instead: &'static str,
) -> Rule {
    Rule { look, breaks, instead, only_named: false }
}
