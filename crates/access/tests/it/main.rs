//! The ledger as relay and devices meet it: joining, every role and duty, every rule broken, strangers.

mod duties;
mod joining;
mod rules;
mod strangers;
mod vectors;
mod world;
