//! Sealing as its callers meet it: what opens, what does not, and that nothing changed is ever believed.

mod keys;
mod packs;
mod pins;
mod signatures;
