//! Both ends of the sync protocol as state machines without I/O.
