//! The file of `server_module_without_body.rs`.
