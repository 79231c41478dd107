//! The sotay program: client-core on a terminal.

fn main() {}
