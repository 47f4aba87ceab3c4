//! What is asked in both eras: the same functions give the same results, and the rounds of 2026-07-28 are as few as they can be.

#[path = "rounds/beside.rs"]
mod beside;
#[path = "rounds/both_eras.rs"]
mod both_eras;
#[path = "rounds/parameters.rs"]
mod parameters;
#[path = "rounds/player.rs"]
mod player;
#[path = "rounds/states.rs"]
mod states;
