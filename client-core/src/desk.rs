//! The supervisor's desk: what of a team's records waits for a person's decision, and the decisions.
//!
//! Lists come in pages and say how many there are in all. A decision is planned first: the plan says what it will do, and is
//! refused when what it was made from has changed meanwhile.

mod conflicts;

pub use conflicts::{
    Conflict, ConflictPage, ConflictQuery, ConflictValue, Settlement, SettlingChoice,
};
