//! Messages out of choices: each byte of the input says which way to go. When there are no more bytes, the first way is taken, which is
//! always a short one.

use arbitrary::Unstructured;

use crate::MAX_LINE;
use crate::broken::break_up;

/// A message with a piece in it that may stand there many times.
#[derive(Debug, Default)]
pub(crate) struct Message {
    head: Vec<u8>,
    piece: Vec<u8>,
    tail: Vec<u8>,
    pub(crate) times: usize,
}

impl Message {
    pub(crate) fn plain(head: Vec<u8>) -> Self {
        Self { head, times: 1, ..Self::default() }
    }

    pub(crate) fn render(&self, times: usize) -> Vec<u8> {
        [&self.head[..], &self.piece.repeat(times), &self.tail].concat()
    }
}

const LEGACY: [&str; 4] = ["2025-11-25", "2024-11-05", "2025-03-26", "2025-06-18"];

const METHODS: [&str; 12] = [
    "tools/list",
    "ping",
    "server/discover",
    "subscriptions/listen",
    "logging/setLevel",
    "initialize",
    "resources/list",
    "notifications/cancelled",
    "notifications/initialized",
    "tools/call",
    "",
    "\\u0070ing",
];

const NOTIFICATIONS: [&str; 6] = [
    "notifications/cancelled",
    "notifications/initialized",
    "notifications/progress",
    "notifications/message",
    "ping",
    "tools/call",
];

/// Few, so that they meet; then those at the edges.
const IDS: [&str; 28] = [
    "1",
    "2",
    "3",
    "\"a\"",
    "\"b\"",
    "\"\\u0061\"",
    "1.0",
    "\"1\"",
    "0",
    "-1",
    "-0",
    "123456789012345678901234567890",
    "\"\"",
    "\"the end\"",
    "\"\\n\\\"\"",
    "\"ä\u{2028}\"",
    "null",
    "1.5",
    "1e3",
    "true",
    "[1]",
    "{\"a\":1}",
    "\"\\ud800\"",
    "01",
    "0x1",
    "2.000",
    "-",
    "9.0e0",
];

const LEVELS: [&str; 10] =
    ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency", "loud", ""];

/// What it is called, and values for it, the first of which fits.
type Parameter = (&'static str, &'static [&'static str]);

/// Each tool with its parameters, and names that are none.
const TOOLS: [(&str, &[Parameter]); 23] = [
    ("add", &[("a", &["1", "\"2\"", "1e308", "null"]), ("b", &["0.5", "\"x\"", "true", "[1]"])]),
    ("echo", &[("text", &["\"t\"", "5", "\"\\ud83d\\ude00\"", "\"\\u0000\""])]),
    ("strict", &[("n", &["1", "9223372036854775807", "9223372036854775808", "1.0", "\"1\""])]),
    ("any", &[("value", &["{\"a\":[1]}", "\"{}\"", "1e400", "null", "123456789012345678901234567890"])]),
    (
        "record",
        &[(
            "user",
            &[
                r#"{"name":"n","tags":["t"]}"#,
                r#""{\"name\":\"n\",\"tags\":[]}""#,
                r#"{"name":1,"age":300,"tags":"t"}"#,
                "[\"n\",1,[]]",
            ],
        )],
    ),
    (
        "order",
        &[
            ("item", &["\"abc\"", "\"ABC\"", "\"\"", "7"]),
            ("amount", &["2", "\"2\"", "0", "100", "2.0"]),
            ("size", &["\"small\"", "\"Small\"", "\"huge\"", "null"]),
            ("deliverBy", &["\"2026-01-01\"", "\"soon\"", "\"\""]),
            ("notes", &["[\"n\"]", "\"n\"", "\"[\\\"n\\\"]\"", "[1,2,3,4]"]),
        ],
    ),
    (
        "draw",
        &[
            (
                "shapes",
                &[
                    r#"[{"kind":"circle","radius":5}]"#,
                    r#"[{"kind":"line","from":[1,2],"to":["3",4.0]}]"#,
                    r#"[{"kind":"label","text":""}]"#,
                    r#"{"kind":"Circle","radius":"5"}"#,
                    r#"[{"radius":0,"kind":"circle"},{"kind":7}]"#,
                ],
            ),
            ("layers", &[r#"{"1":[1,null]}"#, r#"{"x":[1]}"#, r#"{"1":"[2]"}"#]),
            ("scale", &["1.5", "1e39", "\"NaN\""]),
        ],
    ),
    (
        "tree",
        &[("tree", &["5", "\"abcdef\"", r#"{"left":1,"right":{"left":[1,"a"]}}"#, "[[[10]]]", "\"5\""])],
    ),
    ("labels", &[("labels", &[r#"{"a":"b"}"#, r#"{"a":1,"b":null}"#, "[]", r#"{"a":"1","a":"2"}"#])]),
    ("fail", &[("kind", &["\"k\"", "1"])]),
    ("nan", &[]),
    ("nothing", &[]),
    ("media", &[]),
    ("whoami", &[]),
    (
        "say",
        &[("level", &["\"info\"", "\"debug\"", "\"emergency\"", "\"INFO\""]), ("text", &["\"t\"", "null"])],
    ),
    ("count", &[("to", &["2", "0", "\"3\"", "-1"]), ("waits", &["true", "false", "\"true\""])]),
    ("fidget", &[("done", &["[1,1,0.5,2]", "[-1,1e308,1e15]", "[0]", "\"1\""])]),
    ("slow", &[("ms", &["1", "3", "99999999"])]),
    ("blocking", &[("text", &["\"t\""])]),
    ("toggle", &[("name", &["\"echo\"", "\"toggle\"", "\"none\""]), ("on", &["false", "true"])]),
    ("ech", &[]),
    ("Echo", &[("text", &["\"t\""])]),
    ("", &[]),
];

/// A number below `n`.
pub(crate) fn pick(u: &mut Unstructured<'_>, n: usize) -> usize {
    u.int_in_range(0..=n - 1).unwrap_or_default()
}

fn one<'a>(u: &mut Unstructured<'_>, of: &[&'a str]) -> &'a str {
    of[pick(u, of.len())]
}

/// Whether something happens that happens once in `n` times.
fn rarely(u: &mut Unstructured<'_>, n: usize) -> bool {
    pick(u, n) == n - 1
}

/// A conversation: mostly a handshake, then messages until the input or `most` is reached.
pub(crate) fn conversation(input: &[u8], most: usize) -> Vec<Message> {
    let mut u = Unstructured::new(input);
    let mut messages = Vec::new();
    let _ = u.arbitrary::<u8>();
    let kind = pick(&mut u, 8);
    let modern = kind >= 5;
    if let Some(revision) = LEGACY.get(kind) {
        messages.push(Message::plain(handshake(revision).into_bytes()));
        messages.push(Message::plain(br#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#.to_vec()));
    }
    while !u.is_empty() && messages.len() < most {
        messages.push(message(&mut u, modern));
    }
    messages
}

fn handshake(revision: &str) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","id":0,"method":"initialize","params":{{"protocolVersion":"{revision}","capabilities":{{}},"clientInfo":{{"name":"fuzz","version":"1"}}}}}}"#
    )
}

fn message(u: &mut Unstructured<'_>, modern: bool) -> Message {
    if rarely(u, 12) {
        return large(u, modern);
    }
    let mut bytes = match pick(u, 16) {
        0..=11 => single(u, modern).into_bytes(),
        12 | 13 => {
            let count = pick(u, 4);
            batch(u, modern, count).into_bytes()
        }
        14 => value(u, 4).into_bytes(),
        _ => {
            let size = pick(u, 40);
            u.bytes(size.min(u.len())).unwrap_or_default().to_vec()
        }
    };
    if rarely(u, 4) {
        break_up(u, &mut bytes);
    }
    Message::plain(bytes)
}

fn batch(u: &mut Unstructured<'_>, modern: bool, count: usize) -> String {
    let items: Vec<String> = (0..count).map(|_| single(u, modern)).collect();
    format!("[{}]", items.join(","))
}

fn single(u: &mut Unstructured<'_>, modern: bool) -> String {
    let mut members =
        vec![format!("\"jsonrpc\":{}", if rarely(u, 16) { value(u, 1) } else { "\"2.0\"".into() })];
    match pick(u, 8) {
        0..=3 => {
            members.push(format!("\"id\":{}", id(u)));
            members.push("\"method\":\"tools/call\"".into());
            let own = call(u);
            members.push(params(u, own, modern));
        }
        4 | 5 => {
            members.push(format!("\"id\":{}", id(u)));
            let method = one(u, &METHODS);
            members.push(format!("\"method\":\"{method}\""));
            let own = of_method(u, method);
            members.push(params(u, own, modern));
        }
        6 => {
            let method = one(u, &NOTIFICATIONS);
            members.push(format!("\"method\":\"{method}\""));
            let own = format!("\"requestId\":{}", id(u));
            members.push(params(u, own, modern));
        }
        _ => {
            members.push(format!("\"id\":{}", id(u)));
            members.push(format!(
                "\"{}\":{}",
                one(u, &["result", "error", "method", "params", "x"]),
                value(u, 2)
            ));
        }
    }
    let count = members.len();
    if rarely(u, 10) {
        let again = members[pick(u, count)].clone();
        members.push(again);
    }
    if rarely(u, 8) {
        members.swap(pick(u, count), pick(u, count));
    }
    format!("{{{}}}", members.join(","))
}

fn id(u: &mut Unstructured<'_>) -> String {
    // Mostly one of the first, which requests may have.
    let among = if rarely(u, 4) { IDS.len() } else { 10 };
    one(u, &IDS[..among]).to_owned()
}

/// The member `params`, with what the method has of its own.
fn params(u: &mut Unstructured<'_>, own: String, modern: bool) -> String {
    if rarely(u, 24) {
        return format!("\"params\":{}", value(u, 2));
    }
    let mut members = if own.is_empty() { Vec::new() } else { vec![own] };
    if modern != rarely(u, 12) {
        members.push(meta(u, true));
    } else if rarely(u, 3) {
        members.push(meta(u, false));
    }
    format!("\"params\":{{{}}}", members.join(","))
}

fn meta(u: &mut Unstructured<'_>, claims: bool) -> String {
    const NAME: &str = "io.modelcontextprotocol/";
    let mut members = Vec::new();
    if claims {
        let version = if rarely(u, 12) { one(u, &["2025-11-25", "1.0", ""]) } else { "2026-07-28" };
        members.push(format!("\"{NAME}protocolVersion\":\"{version}\""));
        let capabilities = if rarely(u, 16) { value(u, 1) } else { "{}".into() };
        members.push(format!("\"{NAME}clientCapabilities\":{capabilities}"));
        if rarely(u, 3) {
            members.push(format!("\"{NAME}logLevel\":\"{}\"", one(u, &LEVELS)));
        }
        if rarely(u, 4) {
            members.push(format!("\"{NAME}clientInfo\":{{\"name\":{},\"version\":\"1\"}}", value(u, 0)));
        }
    }
    if rarely(u, 2) {
        members.push(format!("\"progressToken\":{}", id(u)));
    }
    format!("\"_meta\":{{{}}}", members.join(","))
}

/// What a method takes beside `_meta`.
fn of_method(u: &mut Unstructured<'_>, method: &str) -> String {
    match method {
        "logging/setLevel" => format!("\"level\":\"{}\"", one(u, &LEVELS)),
        "subscriptions/listen" => {
            let on = one(u, &["true", "false", "1"]);
            format!("\"notifications\":{{\"toolsListChanged\":{on},\"resourceSubscriptions\":[\"a\"]}}")
        }
        "initialize" => {
            let revision = one(u, &LEGACY);
            format!(
                r#""protocolVersion":"{revision}","capabilities":{{}},"clientInfo":{{"name":{},"version":"1"}}"#,
                value(u, 0)
            )
        }
        "tools/list" if rarely(u, 2) => format!("\"cursor\":{}", value(u, 0)),
        "tools/call" => call(u),
        "notifications/cancelled" => format!("\"requestId\":{}", id(u)),
        _ => String::new(),
    }
}

fn call(u: &mut Unstructured<'_>) -> String {
    let (name, parameters) = TOOLS[pick(u, TOOLS.len())];
    let mut arguments = Vec::new();
    for (parameter, values) in parameters {
        match pick(u, 8) {
            0..=4 => arguments.push(format!("\"{parameter}\":{}", values[0])),
            5 => arguments.push(format!("\"{parameter}\":{}", one(u, values))),
            6 => arguments.push(format!("\"{parameter}\":{}", value(u, 3))),
            _ => {}
        }
    }
    if rarely(u, 8) {
        arguments.push(format!("{}:{}", name_of_member(u), value(u, 1)));
    }
    format!("\"name\":\"{name}\",\"arguments\":{{{}}}", arguments.join(","))
}

fn name_of_member(u: &mut Unstructured<'_>) -> &'static str {
    one(
        u,
        &[
            "\"a\"",
            "\"kind\"",
            "\"\"",
            "\"text\"",
            "\"left\"",
            "\"\\u0061\"",
            "\"\\ud800\"",
            "\"Text\"",
            "\"amont\"",
        ],
    )
}

/// Any JSON.
fn value(u: &mut Unstructured<'_>, depth: usize) -> String {
    const SCALARS: [&str; 16] = [
        "1",
        "\"x\"",
        "null",
        "true",
        "-1",
        "1.5",
        "\"\"",
        "1e999",
        "\"5\"",
        "\"\\ud800\"",
        "\"\\u0000\u{2028}\"",
        "18446744073709551616",
        "-0.0",
        "\"null\"",
        "\"[1]\"",
        "1E-7",
    ];
    if depth == 0 {
        return one(u, &SCALARS).to_owned();
    }
    match pick(u, 6) {
        0..=2 => one(u, &SCALARS).to_owned(),
        3 => {
            let items: Vec<String> = (0..pick(u, 4)).map(|_| value(u, depth - 1)).collect();
            format!("[{}]", items.join(","))
        }
        4 => {
            let members: Vec<String> =
                (0..pick(u, 4)).map(|_| format!("{}:{}", name_of_member(u), value(u, depth - 1))).collect();
            format!("{{{}}}", members.join(","))
        }
        _ => {
            let levels = 1 + pick(u, 200);
            let (open, shut) = if rarely(u, 2) { ("{\"a\":", "}") } else { ("[", "]") };
            format!("{}1{}", open.repeat(levels), shut.repeat(levels))
        }
    }
}

/// A message that is large by one piece of it again and again, at a place where it belongs, or at any.
fn large(u: &mut Unstructured<'_>, modern: bool) -> Message {
    const PIECES: [&str; 20] = [
        "x",
        "\\n",
        "[",
        "{\"a\":",
        "1,",
        "\"a\":1,",
        "\"\":1,",
        "\"x\",",
        "[],",
        "{},",
        " ",
        "\"a\":\"b\",",
        "{\"kind\":\"circle\",\"radius\":5},",
        "{\"kind\":\"circle\",\"radius\":0},",
        "{\"left\":",
        "[1,",
        "\\u0061",
        "9",
        "\\ud83d\\ude00",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},",
    ];
    let mut head = single(u, modern).into_bytes();
    let piece = one(u, &PIECES).as_bytes().to_vec();
    let places: Vec<usize> =
        (0..head.len()).filter(|at| b"[{\":,".contains(&head[*at])).map(|at| at + 1).collect();
    let at =
        if places.is_empty() || rarely(u, 8) { pick(u, head.len()) } else { places[pick(u, places.len())] };
    let tail = head.split_off(at);
    let room = MAX_LINE.saturating_sub(head.len() + tail.len()) / piece.len();
    let times = (room >> pick(u, 8)).max(1);
    Message { head, piece, tail, times }
}
