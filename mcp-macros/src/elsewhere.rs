//! Keys by the names that people know from elsewhere, and what is written here.

/// What to write in the place of a key that `what` does not have; nothing where nobody else has it either.
pub(crate) fn instead(what: &str, key: &str) -> Option<&'static str> {
    let folded: String = key.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect();
    let of = |table: &[(&[&str], &'static str)]| {
        table.iter().find(|(names, _)| names.contains(&folded.as_str())).map(|(_, text)| *text)
    };
    match what {
        "an argument" | "a field" => of(ARGUMENT),
        "a tool" => of(TOOL).or_else(|| of(FUNCTION)),
        "a prompt" | "a resource" => of(FUNCTION),
        "a server" => of(SERVER),
        _ => None,
    }
}

/// Each name without `_` and in small letters.
type Table = &'static [(&'static [&'static str], &'static str)];

const ARGUMENT: Table = &[
    (&["min", "minimum", "ge", "gte", "gt", "exclusiveminimum"], "write `range = MIN..`"),
    (
        &["max", "maximum", "le", "lte", "lt", "exclusivemaximum"],
        "write `range = ..=MAX`, or `MIN..=MAX` for both ends",
    ),
    (&["minlength", "minlen"], "write `len = MIN..`"),
    (&["maxlength", "maxlen", "length", "size"], "write `len = ..=MAX`, or `len = MIN..=MAX` for both ends"),
    (&["minitems", "maxitems"], "write `items = MIN..=MAX`"),
    (&["regex", "regexp"], "write `pattern = \"…\"`"),
    (&["desc", "about", "help", "doc", "longhelp"], "write a doc comment above it, or `description = \"…\"`"),
    (&["name", "alias", "long"], "write `rename = \"…\"`"),
    (&["short"], "on the command line an argument has its whole name"),
    (&["required"], "each is, unless its type is an `Option` or it has a `default`"),
    (&["optional", "nullable"], "make its type an `Option`"),
    (&["defaultvalue", "defaultvaluet"], "write `default = …`"),
    (&["examples"], "write `example = …`"),
    (&["enum", "choices", "possiblevalues", "values", "oneof"], "make its type an enum"),
    (&["title"], "clients show its name; more is said by a doc comment"),
    (&["env"], "what a server is started with is a flag of its own, not an argument of a tool"),
];

const FUNCTION: Table = &[
    (&["desc", "about", "doc", "help"], "write a doc comment above it, or `description = \"…\"`"),
    (&["arguments", "args", "params", "parameters"], "they are the parameters of the function"),
];

const TOOL: Table = &[
    (&["readonlyhint"], "write `read_only`"),
    (&["destructivehint"], "write `destructive`, or `destructive = false`"),
    (&["idempotenthint"], "write `idempotent`"),
    (&["openworldhint"], "write `open_world`, or `open_world = false`"),
    (
        &["annotations", "hints"],
        "write each hint by itself: `read_only`, `destructive`, `idempotent`, `open_world`",
    ),
    (
        &["inputschema", "parametersschema"],
        "it follows from the parameters; one of your own is `schema = \"…\"`",
    ),
    (&["outputschema", "returns"], "it follows from the type of the result"),
    (&["uri", "mime", "mimetype"], "it belongs to a resource: `#[mcp_resource(\"…\")]`"),
];

const SERVER: Table = &[
    (
        &["tools", "prompts", "resources", "router"],
        "functions with marks are its tools, prompts and resources; `include(…)` lists those elsewhere",
    ),
    (&["about", "desc", "doc"], "write `description = \"…\"` for people, and a doc comment for models"),
    (&["url", "homepage", "websiteurl"], "write `website = \"https://…\"`"),
    (&["middleware", "hook", "hooks", "layer", "before", "after"], "write `around = function`"),
    (&["capabilities"], "they follow from what is there"),
    (&["states", "context", "data"], "write `state = Type`"),
    (&["transport", "port", "host"], "the command line says how it is reached: `--stdio`, `--http :3000`"),
];
