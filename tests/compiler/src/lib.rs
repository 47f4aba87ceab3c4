//! Nothing: what is tested is in `ui/` and in `tests/`.
