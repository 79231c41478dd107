//! Whether two records are of the same household, establishment or group, and why.
//!
//! Officers register the same household twice: with and without marks, `Ng.` for `Nguyễn`, the given name first, `TDP 3` for
//! `Tổ dân phố 3`, a number written with spaces. And two households may look the same that are not: namesakes, sisters next
//! door, tenants of one house. A [`NormalForm`] takes away what is only spelling; [`NormalForm::likeness`] adds up what the
//! fields say, each [`Reason`] with the weight that counting gave it; [`pairs`](fn@pairs) finds all pairs of a register.
//!
//! The machine prepares, a person decides. What is found is about two records, made when somebody asks and kept nowhere; it
//! says nothing about a person.
//!
//! ```
//! use likeness::{NormalForm, Profile, Strength};
//! use records::Kind;
//!
//! let household = |head: &str, address: &str, phone: &str| {
//!     NormalForm::from(Profile {
//!         kind: Kind::Household,
//!         area: 3,
//!         name: head.to_owned(),
//!         person: String::new(),
//!         address: address.to_owned(),
//!         phone: phone.to_owned(),
//!         class: String::new(),
//!         position: None,
//!         members: Vec::new(),
//!     })
//! };
//! let one = household("Nguyễn Thị Hoà", "12/5 Lê Lợi, Tổ dân phố 3", "0912 345 678");
//! let other = household("ng. thi hoa", "số 5 ngõ 12 đường Lê Lợi, TDP 3", "+84912345678");
//! let likeness = one.likeness(&other).expect("they are of the same household");
//! assert_eq!(likeness.strength, Strength::Likely);
//! let why: Vec<&str> = likeness.reasons.iter().map(|reason| reason.code()).collect();
//! assert!(why.contains(&"same-phone") && why.contains(&"name-abbreviated") && why.contains(&"same-address"));
//! ```
//!
//! Modules in reading order: `syllable`, `usual`; `name`, `phone`, `address`, `position`, `title` (one field each); `form` (a record);
//! `weights`, `compare`, `reason` (two records); `spelling` (two names in one house); `keys`, `pairs` (a register).

mod syllable;
mod usual;

mod address;
mod name;
mod phone;
mod position;
mod title;

mod form;

mod compare;
mod reason;
mod weights;

mod spelling;

mod keys;
mod pairs;

pub use address::AddressLikeness;
pub use compare::{Comparison, Likeness, Members, Strength};
pub use form::{NormalForm, Profile};
pub use keys::Key;
pub use name::NameLikeness;
pub use pairs::{MOST_SHARING, Pair, pairs, sharing_a_key};
pub use phone::PhoneLikeness;
pub use position::{Nearness, Position};
pub use reason::Reason;
pub use spelling::SpellingLikeness;
pub use title::TitleLikeness;
pub use weights::{Bits, FieldWeights, Naming, PLACES, Weights};
