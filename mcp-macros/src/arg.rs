//! `#[arg(…)]`: what an argument may be. Literals are checked against each other here; types are asked of the compiler.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Attribute, Expr, ExprLit, ExprRange, Lit, LitStr, RangeLimits};

mod compare;

pub(crate) use compare::{compare, contains, number};

use crate::attr::{Entry, Value, entries};
use crate::errors::Errors;
use crate::names::argument_fault;
use crate::text::Text;

const KEYS: [&str; 13] = [
    "default",
    "range",
    "len",
    "items",
    "pattern",
    "format",
    "example",
    "rename",
    "header",
    "description",
    "unchecked",
    "complete",
    "flatten",
];

const FORMATS: [&str; 7] = ["date", "date-time", "email", "uri", "uuid", "ipv4", "ipv6"];

/// An expression and the key it belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Keyed {
    pub(crate) key: Span,
    pub(crate) value: TokenStream,
}

/// A number of characters or items.
#[derive(Debug, Clone)]
pub(crate) struct Count {
    pub(crate) key: Span,
    pub(crate) min: TokenStream,
    pub(crate) max: TokenStream,
}

/// What an argument is completed by.
pub(crate) struct Complete {
    pub(crate) key: Span,
    pub(crate) value: TokenStream,
    /// What `value` is.
    pub(crate) by: By,
}

/// Texts in brackets, or the path of a function.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Texts,
    Function,
    /// A function of the server itself.
    Method,
}

/// What the `#[arg]`s of one parameter say.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) default: Option<Keyed>,
    pub(crate) example: Option<Keyed>,
    pub(crate) range: Option<Keyed>,
    /// Compares the ends of `range`, where they are not literals.
    pub(crate) order: Option<TokenStream>,
    pub(crate) len: Option<Count>,
    pub(crate) items: Option<Count>,
    pub(crate) pattern: Option<(Span, LitStr)>,
    pub(crate) format: Option<(Span, LitStr)>,
    pub(crate) header: Option<LitStr>,
    pub(crate) header_key: Option<Span>,
    pub(crate) rename: Option<String>,
    pub(crate) rename_span: Option<Span>,
    pub(crate) description: Option<Text>,
    pub(crate) complete: Option<Complete>,
    /// Where it is said that a variable of a URI is taken as it is.
    pub(crate) unchecked: Option<Span>,
    /// Where it is said that its members are the arguments.
    pub(crate) flatten: Option<Span>,
}

impl Settings {
    /// Changes each expression, as the place where it is evaluated wants it.
    pub(crate) fn map(&mut self, change: impl Fn(TokenStream) -> TokenStream) {
        let keyed = [&mut self.default, &mut self.example, &mut self.range].into_iter().flatten();
        let counts = [&mut self.len, &mut self.items].into_iter().flatten();
        let values = keyed.map(|keyed| &mut keyed.value).chain(self.complete.as_mut().map(|c| &mut c.value));
        let ends = counts.flat_map(|count| [&mut count.min, &mut count.max]);
        for value in values.chain(ends).chain(&mut self.order) {
            *value = change(std::mem::take(value));
        }
        self.description = self.description.take().map(|text| text.map(change));
    }
}

/// Reads every `#[arg(…)]` of one parameter, or of `what` else it stands on.
pub(crate) fn read(what: &str, attributes: &[&Attribute], errors: &mut Errors) -> Settings {
    let mut settings = Settings::default();
    let mut keys = TokenStream::new();
    for attribute in attributes {
        if let Ok(list) = attribute.meta.require_list() {
            let list = &list.tokens;
            keys.extend(quote!(#list,));
        } else {
            let text = "`#[arg(…)]` needs keys, such as `#[arg(range = 1..=10)]`";
            errors.push(attribute.path().span(), text);
        }
    }
    let entries = entries(what, keys, &KEYS, errors);
    for entry in &entries {
        set(&mut settings, entry, errors);
    }
    compare(&entries, errors);
    if let (Some(at), Some(other)) = (settings.flatten, entries.iter().find(|entry| entry.key != "flatten")) {
        let text = format!(
            "what is flattened has no `{}` of its own: write it on the fields of its type",
            other.key
        );
        errors.push(at, text);
    }
    settings
}

/// Reads one key that is also one of an argument.
pub(crate) fn set(settings: &mut Settings, entry: &Entry, errors: &mut Errors) {
    let key = entry.key.span();
    match entry.key.to_string().as_str() {
        "default" => settings.default = keyed(entry, errors),
        "example" => settings.example = keyed(entry, errors),
        "range" => {
            settings.range = range(entry, errors);
            settings.order = order(entry);
        }
        "len" => settings.len = count(entry, errors),
        "items" => settings.items = count(entry, errors),
        "pattern" => settings.pattern = pattern(entry, errors).map(|text| (key, text)),
        "format" => settings.format = format(entry, errors).map(|text| (key, text)),
        "header" => {
            settings.header = header(entry, errors);
            settings.header_key = Some(key);
        }
        "rename" => {
            let name = entry.text(errors);
            if let Some((name, why)) =
                name.as_ref().and_then(|name| Some((name, argument_fault(&name.value())?)))
            {
                errors.push(name.span(), why);
            }
            settings.rename_span = name.as_ref().map(LitStr::span);
            settings.rename = name.map(|name| name.value());
        }
        "complete" => settings.complete = complete(entry, errors),
        "flatten" => settings.flatten = entry.flag(errors).filter(|yes| *yes).map(|_| key),
        "unchecked" => settings.unchecked = entry.flag(errors).filter(|yes| *yes).map(|_| key),
        _ => settings.description = entry.words(errors),
    }
}

fn keyed(entry: &Entry, errors: &mut Errors) -> Option<Keyed> {
    let value = entry.expr(errors)?;
    // `[]` has no type of its own.
    let is_empty =
        matches!(syn::parse2::<Expr>(value.clone()), Ok(Expr::Array(list)) if list.elems.is_empty());
    let at = crate::tokens::first(&value);
    let value = if is_empty { quote_spanned!(at=> ::std::vec::Vec::new()) } else { value };
    Some(Keyed { key: entry.key.span(), value })
}

/// A list of texts, or a path; that of a method begins with `Self`.
fn complete(entry: &Entry, errors: &mut Errors) -> Option<Complete> {
    let value = entry.expr(errors)?;
    let by = match syn::parse2::<Expr>(value.clone()) {
        Ok(Expr::Array(_)) => By::Texts,
        Ok(Expr::Path(path)) if path.path.segments.first().is_some_and(|first| first.ident == "Self") => {
            By::Method
        }
        Ok(Expr::Path(_)) => By::Function,
        _ => {
            let text = "`complete` takes the path of a function, as `cities` or `Self::cities`, or texts, as `[\"a\", \"b\"]`";
            errors.push_over(entry.place(), text);
            return None;
        }
    };
    Some(Complete { key: entry.key.span(), value, by })
}

fn range_of(entry: &Entry) -> Option<ExprRange> {
    match &entry.value {
        Value::Is(tokens) => syn::parse2::<ExprRange>(tokens.clone()).ok(),
        _ => None,
    }
}

fn range(entry: &Entry, errors: &mut Errors) -> Option<Keyed> {
    let Some(range) = range_of(entry) else {
        let text = "`range` takes a range, such as `range = 1..=10` or `range = 0.0..1.0`";
        errors.push_over(entry.place(), text);
        return None;
    };
    let value = entry.expr(errors)?;
    if let (Some(low), Some(high)) =
        (range.start.as_deref().and_then(number), range.end.as_deref().and_then(number))
    {
        let closed = matches!(range.limits, RangeLimits::Closed(_));
        if low > high || (low >= high && !closed) {
            let dots = if closed { "..=" } else { ".." };
            let shown = format!("{low}{dots}{high}");
            let hint =
                if low > high { format!("; did you mean `{high}{dots}{low}`?") } else { String::new() };
            errors.push_over(entry.place(), format!("no number is in `{shown}`{hint}"));
            return None;
        }
    }
    Some(Keyed { key: entry.key.span(), value })
}

/// `low <= high`, for the compiler to evaluate.
fn order(entry: &Entry) -> Option<TokenStream> {
    let range = range_of(entry)?;
    let (low, high) = (range.start?, range.end?);
    if number(&low).is_some() && number(&high).is_some() {
        return None;
    }
    Some(match range.limits {
        RangeLimits::Closed(_) => quote!(#low <= #high),
        RangeLimits::HalfOpen(_) => quote!(#low < #high),
    })
}

fn count(entry: &Entry, errors: &mut Errors) -> Option<Count> {
    let value = entry.expr(errors)?;
    let key = entry.key.span();
    let Some(range) = range_of(entry) else {
        if let Ok(Expr::Lit(ExprLit { lit: Lit::Int(_), .. }) | Expr::Path(_)) = syn::parse2(value.clone()) {
            return Some(Count { key, min: value.clone(), max: value });
        }
        errors.push_over(
            entry.place(),
            format!("`{0}` takes a number or a range, such as `{0} = 1..=64`", entry.key),
        );
        return None;
    };
    let low = range.start.as_deref().and_then(number);
    let high = range.end.as_deref().and_then(number);
    let closed = matches!(range.limits, RangeLimits::Closed(_));
    if let (Some(low), Some(high)) = (low, high)
        && (low > high || (low >= high && !closed))
    {
        errors.push_over(entry.place(), format!("no number is in this range: {low} is above {high}"));
        return None;
    }
    let min = range.start.as_ref().map_or_else(|| quote!(0), |low| quote!(#low));
    let max = match (&range.end, closed) {
        (None, _) => quote!(::core::primitive::usize::MAX),
        (Some(high), true) => quote!(#high),
        (Some(high), false) => quote!((#high) - 1),
    };
    Some(Count { key, min, max })
}

fn pattern(entry: &Entry, errors: &mut Errors) -> Option<LitStr> {
    let text = entry.text(errors)?;
    if let Err(error) = regex_lite::Regex::new(&text.value()) {
        errors.push(text.span(), format!("this is no regular expression: {error}"));
        return None;
    }
    Some(text)
}

fn format(entry: &Entry, errors: &mut Errors) -> Option<LitStr> {
    let text = entry.text(errors)?;
    if !FORMATS.contains(&text.value().as_str()) {
        let known = FORMATS.map(|format| format!("`{format}`")).join(", ");
        errors.push(text.span(), format!("unknown format `{}`; there are {known}", text.value()));
        return None;
    }
    Some(text)
}

/// An HTTP token (2026-07-28, M-PARAM-05).
fn header(entry: &Entry, errors: &mut Errors) -> Option<LitStr> {
    let text = entry.text(errors)?;
    let value = text.value();
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if value.is_empty() || !value.chars().all(token) {
        errors.push(text.span(), "a header name holds only letters, digits and `-`, such as `Region`");
        return None;
    }
    Some(text)
}
