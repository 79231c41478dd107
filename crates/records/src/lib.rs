//! What is recorded: visits, households, groups and the rest; their fields, edits, validation, and their place in
//! Automerge documents.
//!
//! A record goes one way: JSON or typed values become a [`Draft`], which exists only if all its fields are in order; a
//! draft becomes a [`RecordChange`], the bytes that travel and are kept; changes, in whatever order they arrive, become a
//! [`Document`], which gives values, conflicts, interchange JSON and a [`Row`] for the read models; an edit of a document
//! becomes a further change.
//!
//! The crate opens no database, reads no clock and draws no random number: instants, devices and tokens come in as
//! arguments, and the same arguments give the same bytes. It has no field for political opinion, religion,
//! ethnicity, assembly or a score of a person ([`never`](mod@never)), and its errors quote nothing that was written.
//!
//! Modules in reading order: [`schema`] (what there is), `period`, `value` and `validation` (what is allowed), `layout` (which keys of
//! the flat map a field takes), `change` (the bytes), `state`, `authority` and `document` (what changes add up to), `draft`,
//! `edit`, `conflict`, `history`, `review`, `follow_up`, `derived` (ids that follow from what a
//! record is of), `links` (which of several records leads), `enclosed` (what is no
//! record), then what others are given: `row`,
//! `sensitive`, `recency`, `recognition`, [`fold`](mod@fold),
//! [`csv`], [`geojson`], [`views`], [`messages`].

mod kind;
pub mod never;
mod period;
pub mod schema;

mod problem;
mod validation;
mod value;

mod authority;
mod change;
mod layout;
mod scalar;
mod state;

mod conflict;
mod derived;
mod document;
mod draft;
mod edit;
mod enclosed;
mod follow_up;
mod history;
mod links;
mod review;

pub mod csv;
pub mod fold;
pub mod geojson;
pub mod messages;
mod recency;
mod recognition;
mod row;
mod sensitive;
pub mod views;

pub use authority::{Side, Standing, Unauthorised, anyone, needs_roles, opening};
pub use change::{
    ChangeError, MAX_CHANGE, MAX_KEY, MAX_OPS, MAX_PREDECESSORS, Op, OpId, RecordChange, packed,
};
pub use conflict::{Conflict, ConflictValue};
pub use derived::{follow_up_id, survey_id};
pub use document::Document;
pub use draft::{Author, Draft};
pub use edit::FieldEdit;
pub use enclosed::{enclose, enclosed};
pub use fold::fold;
pub use follow_up::FollowUpState;
pub use history::{FieldChange, HistoryEntry, history};
pub use kind::{Kind, UnknownKind};
pub use layout::field_of;
pub use links::leaders;
pub use messages::{MESSAGES_EN, MESSAGES_VI};
pub use period::{Period, UnknownPeriod};
pub use problem::{Problem, ProblemCode};
pub use recency::newest_first;
pub use recognition::{Recognition, recognitions};
pub use review::{Measure, Review, ReviewTime, Stage};
pub use row::{Row, row};
pub use scalar::Scalar;
pub use schema::{Authority, FieldSpec, Party, PartyRule, Shape};
pub use sensitive::{withhold, withhold_of};
pub use value::{Statement, StatementKind, Value, from_text, to_json};
