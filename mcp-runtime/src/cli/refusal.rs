//! What is printed where a command line was not understood: the words of clap, and what it does not know.

use std::ffi::OsStr;
use std::process::ExitCode;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::{USAGE, complain};

/// What has so many bytes may be a secret.
const SECRET: usize = 6;

/// Prints that there is no tool or prompt of a name.
pub(super) fn unknown(error: &clap::Error, asking: &str) -> ExitCode {
    let what = if asking == "call" { "tool" } else { "prompt" };
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        // The best one is last.
        Some(ContextValue::Strings(all)) => all.last().cloned(),
        _ => None,
    };
    let name = text(ContextKind::InvalidSubcommand).unwrap_or_default();
    let meant = text(ContextKind::SuggestedSubcommand);
    let meant = meant.map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
    complain(&format!("error: there is no {what} `{name}`{meant}\ntip: `list` prints those that there are"));
    ExitCode::from(USAGE)
}

/// Prints what clap has to say, with what it does not know: which variables there are, and where flags of the author's stand.
pub(super) fn refused(error: &clap::Error, command: Option<&Command>, own: &[String]) -> ExitCode {
    let code = ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(USAGE));
    if let Some(text) = command.and_then(|command| of_variable(error, command)) {
        complain(&format!("error: {text}"));
        return code;
    }
    let _ = error.print();
    match (error.kind(), error.get(ContextKind::InvalidArg)) {
        (ErrorKind::UnknownArgument, Some(ContextValue::String(flag))) if own.contains(flag) => {
            complain(&format!("tip: write `{flag}` before the sub-command"));
        }
        (ErrorKind::UnknownArgument, Some(ContextValue::String(flag))) if feature(flag).is_some() => {
            let feature = feature(flag).unwrap_or_default();
            complain(&format!(
                "tip: build the program with the feature `{feature}` of mcp-runtime, which has `{flag}`"
            ));
        }
        (ErrorKind::ArgumentConflict, _) => complain("tip: leave one of the two out"),
        (ErrorKind::UnknownArgument, Some(ContextValue::String(flag)))
            if super::call::before().iter().any(|arg| arg.get_id().as_str() == flag) =>
        {
            complain(&format!("tip: write `{flag}` before the name of the tool"));
        }
        (ErrorKind::MissingRequiredArgument, Some(ContextValue::Strings(missing))) => {
            let args = command.into_iter().flat_map(Command::get_arguments);
            for arg in args.filter(|arg| missing.contains(&arg.to_string())) {
                if let Some(variable) = arg.get_env() {
                    complain(&format!("tip: `{arg}` can also be set by {}", variable.to_string_lossy()));
                }
            }
        }
        _ => {}
    }
    code
}

/// The feature that has a flag which this program was built without.
fn feature(flag: &str) -> Option<&'static str> {
    match flag.trim_start_matches('-') {
        "http" | "sse" if cfg!(not(feature = "http")) => Some("http"),
        "tls-cert" | "tls-key" if cfg!(not(feature = "tls")) => Some("tls"),
        _ => None,
    }
}

/// What is wrong with a variable of the author's. Its value is not said: it may be a secret.
fn of_variable(error: &clap::Error, command: &Command) -> Option<String> {
    if error.kind() == ErrorKind::InvalidUtf8 {
        let mut variables = command.get_arguments().filter_map(|arg| Some((arg, arg.get_env()?)));
        let unicode = |name: &OsStr| std::env::var_os(name).is_none_or(|text| text.to_str().is_some());
        let (arg, name) = variables.find(|(_, name)| !unicode(name))?;
        let name = name.to_string_lossy();
        return Some(format!("{name} in the environment, for `{arg}`, is not Unicode: write it in UTF-8"));
    }
    let Some(ContextValue::String(named)) = error.get(ContextKind::InvalidArg) else { return None };
    let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidValue) else { return None };
    let arg = command.get_arguments().find(|arg| arg.to_string() == *named)?;
    let variable = arg.get_env()?;
    if std::env::var_os(variable)?.to_str() != Some(value) {
        return None;
    }
    let expected = match (error.get(ContextKind::ValidValue), std::error::Error::source(error)) {
        (Some(ContextValue::Strings(all)), _) if !all.is_empty() => {
            format!("write one of {}", all.join(", "))
        }
        // What reads a value often repeats it. What is short is no secret, and may be a part of any word.
        (_, Some(cause)) if value.len() >= SECRET => cause.to_string().replace(value, "…"),
        (_, Some(cause)) => cause.to_string(),
        _ => "it is empty, or of another form".into(),
    };
    Some(format!("{} in the environment does not fit `{arg}`: {expected}", variable.to_string_lossy()))
}
