//! Bad input and bad days: each has its stable code and its exit code, says what to do, and loses nothing recorded.

mod disk;
mod home;
mod invites;
mod lines;
mod relay;
