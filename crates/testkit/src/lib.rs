//! The simulated world that tests, the demo and the bench play in.
//!
//! It holds what stands around the product and is repeatable from a seed: a generated ward, a slow and breakable link,
//! a clock that moves only when told, and the real programs started on a free port. It is not part of the product:
//! nothing that ships depends on it, and [`TestRng`] must never make a key that protects anything.
//!
//! ```
//! use testkit::{Register, Size};
//!
//! let register = Register::generate(&Size::hamlet(), 1);
//! assert_eq!(register.households.len(), 60);
//! ```

mod clock;
mod link;
pub mod process;
mod register;
mod rng;

pub use clock::FixedClock;
pub use link::{Direction, Ending, Link, LinkSpeed, LinkStats};
pub use register::{Kind, LabelledRegister, Register, Size, vietnam_time};
pub use rng::TestRng;
