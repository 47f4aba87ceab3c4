//! `#[mcp_runtime::test]`: an async function as a test.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned as _;

use crate::errors::Errors;
use crate::names::Root;

pub(crate) fn expand(keys: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    if !keys.is_empty() {
        errors.push_over(keys, "`#[mcp_runtime::test]` has no keys");
    }
    let Ok(mut function) = syn::parse2::<syn::ItemFn>(item.clone()) else {
        errors.push(crate::tokens::first(&item), "`#[mcp_runtime::test]` goes on an async function");
        let errors = errors.into_tokens();
        return quote!(#item #errors);
    };
    let syn::ItemFn { attrs, vis, sig, block, .. } = &mut function;
    if sig.asyncness.take().is_none() {
        errors.push(sig.fn_token.span(), "this test does not wait: write `#[test]`, or `async fn`");
    }
    if !sig.inputs.is_empty() {
        errors.push_over(&sig.inputs, "a test is called with nothing");
    }
    let errors = errors.into_tokens();
    if !errors.is_empty() {
        return errors;
    }
    let r = Root::new(None).at(Span::mixed_site());
    quote! {
        #(#attrs)*
        #[::core::prelude::v1::test]
        #vis #sig {
            #r::testing::block_on(async move #block)
        }
    }
}
