//! Literals of one argument against each other.

use syn::{Expr, ExprLit, ExprRange, ExprUnary, Lit, LitStr, RangeLimits, UnOp};

use super::range_of;
use crate::attr::{Entry, Value};
use crate::errors::Errors;

/// A literal number, with its sign.
pub(crate) fn number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) => int.base10_parse().ok(),
        Expr::Lit(ExprLit { lit: Lit::Float(float), .. }) => float.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => number(expr).map(|n| -n),
        Expr::Group(group) => number(&group.expr),
        Expr::Paren(paren) => number(&paren.expr),
        _ => None,
    }
}

/// Looks at what is written as a literal; the rest is the compiler's.
pub(crate) fn compare(entries: &[Entry], errors: &mut Errors) {
    let of = |key: &str| entries.iter().find(|entry| entry.key == key);
    for key in ["default", "example"] {
        let Some(entry) = of(key) else { continue };
        let Value::Is(tokens) = &entry.value else { continue };
        let Ok(expr) = syn::parse2::<Expr>(tokens.clone()) else { continue };
        if let (Some(n), Some(range)) = (number(&expr), of("range"))
            && range_of(range).is_some_and(|ends| !contains(&ends, n))
        {
            let Value::Is(shown) = &range.value else { continue };
            let shown = shown.to_string().replace(' ', "");
            errors.push_over(entry.place(), format!("the {key} {n} is not in `range = {shown}`"));
        }
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &expr else { continue };
        against_text(key, text, of("pattern"), of("len"), errors);
    }
}

fn against_text(key: &str, text: &LitStr, pattern: Option<&Entry>, len: Option<&Entry>, errors: &mut Errors) {
    if let Some(Value::Is(tokens)) = pattern.map(|entry| &entry.value) {
        let regex =
            syn::parse2::<LitStr>(tokens.clone()).ok().and_then(|p| regex_lite::Regex::new(&p.value()).ok());
        if regex.is_some_and(|regex| !regex.is_match(&text.value())) {
            errors.push(text.span(), format!("the {key} does not match the `pattern`"));
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "no literal is that long")]
    let length = text.value().chars().count() as f64;
    let is_other = |entry: &Entry| match range_of(entry) {
        Some(ends) => !contains(&ends, length),
        #[expect(clippy::float_cmp, reason = "both are whole")]
        None => {
            matches!(&entry.value, Value::Is(tokens) if syn::parse2::<Expr>(tokens.clone()).ok().and_then(|n| number(&n)).is_some_and(|n| n != length))
        }
    };
    if len.is_some_and(is_other) {
        errors.push(text.span(), format!("the {key} has {length} characters, which `len` does not allow"));
    }
}

/// Whether a range of literals holds a number; ends that are no literals hold any.
pub(crate) fn contains(range: &ExprRange, n: f64) -> bool {
    let low = range.start.as_deref().and_then(number).is_none_or(|low| low <= n);
    let high = range.end.as_deref().and_then(number);
    low && match range.limits {
        RangeLimits::Closed(_) => high.is_none_or(|high| n <= high),
        RangeLimits::HalfOpen(_) => high.is_none_or(|high| n < high),
    }
}
