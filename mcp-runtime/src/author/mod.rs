//! What the macros emit and what authors touch: the table, parameters and arguments, what runs.

pub(crate) mod args;
pub(crate) mod around;
pub(crate) mod ask;
pub(crate) mod checks;
pub(crate) mod completion;
pub(crate) mod field;
mod flat;
pub(crate) mod form;
pub(crate) mod from_call;
pub(crate) mod given;
pub(crate) mod handler;
pub(crate) mod include;
pub(crate) mod input;
pub(crate) mod later;
pub(crate) mod limits;
pub(crate) mod listers;
pub(crate) mod maybe;
pub(crate) mod missing;
pub(crate) mod parsed;
pub(crate) mod problem;
pub(crate) mod rules;
pub(crate) mod run;
pub(crate) mod settings;
pub(crate) mod states;
pub(crate) mod table;
pub(crate) mod variable;
pub(crate) mod worded;
