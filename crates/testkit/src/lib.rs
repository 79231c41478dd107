//! A generated ward, a slow link and other parts of a simulated world.
