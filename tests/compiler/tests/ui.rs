//! What must not compile, with the words that an author reads; and what must.
//!
//! `cargo xtask bless` writes the expected words anew. They belong to the compiler of `rust-toolchain.toml`.

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/pass/*.rs");
    cases.compile_fail("ui/fail/*.rs");
}
