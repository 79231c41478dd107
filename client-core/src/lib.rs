//! The library of a field app: unlock a notebook, record, edit, query, import and export, sync through the relay.
//!
//! Everything works with the radio off. The network comes in only as a [`Transport`] that a skin brings to
//! [`Notebook::sync`]; clock and randomness come in as a [`World`]. This crate is synchronous, opens no socket,
//! and one call is one transaction: it is durable when it returns, or nothing happened.
//!
//! A whole small program that records, syncs and lists:
//!
//! ```
//! use client_core::{FieldMap, Founding, Home, Kind, Notebook, Query, Transport, TransportError, Flow, World};
//!
//! /// A transport brings one request to the relay and its answer back. This village has no signal.
//! struct NoSignal;
//!
//! impl Transport for NoSignal {
//!     fn exchange(&mut self, _request: Vec<u8>, _take: &mut dyn FnMut(&[u8]) -> Flow) -> Result<(), TransportError> {
//!         Err(TransportError::Unreachable("no signal".to_owned()))
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let home = Home::at(folder.path().join("so-tay"));
//! let founding = Founding {
//!     relay_url: "http://127.0.0.1:8080".to_owned(),
//!     unit: "Công an phường Hoà Bình".to_owned(),
//!     officer: "Nguyễn Văn An".to_owned(),
//!     areas: vec!["Tổ dân phố 1".to_owned()],
//! };
//! let mut notebook = Notebook::found(&home, World::native(), "493817", &founding)?;
//!
//! // Record: fields are those of the interchange format.
//! let area = notebook.find(Some(Kind::Area), "Tổ dân phố 1")?;
//! let household: FieldMap = serde_json::from_value(serde_json::json!({
//!     "area": area.to_string(), "code": "HB-001", "head": "Trần Thị Hoà", "phone": "0912 345 678",
//! }))?;
//! let household = notebook.create(Kind::Household, household)?;
//! let visit: FieldMap = serde_json::from_value(serde_json::json!({
//!     "household": household.to_string(),
//!     "purposes": ["listen"],
//!     "notes": [{"kind": "fact", "text": "Đèn đường đầu ngõ hỏng từ tuần trước."}],
//!     "needs": ["Sửa đèn đường"],
//! }))?;
//! notebook.create(Kind::Visit, visit)?;
//!
//! // Sync: without a signal nothing is lost, and the notebook says so.
//! notebook.learn_relay("00".repeat(32).parse()?)?;
//! let error = notebook.sync(&mut NoSignal, &mut |_progress| {}).unwrap_err();
//! assert_eq!(error.code(), "no-network");
//! assert!(notebook.status()?.unsent > 0);
//!
//! // List and search, diacritics or not.
//! let page = notebook.list(&Query::of(Kind::Visit))?;
//! assert_eq!(page.total, 1);
//! assert_eq!(notebook.search("tran thi hoa", 10)?[0].id, household);
//! # Ok(())
//! # }
//! ```
//!
//! Modules in reading order: [`error`] and [`messages`], what a notebook stands on (`world`, `home`, `calendar`, `database`,
//! `store`), the [`notebook`] itself, then what it does: `unit`, `record`, `view`, `register`, `duplicates`, `linking`, `audit`,
//! `lock`, `relay`, `courier`, `liaison`, `escrow`, `derive`, `erase`, `moving`, `suspicion`, `tally`, `desk`, `status`.

pub mod error;
pub mod messages;

mod calendar;
mod database;
#[cfg(not(target_arch = "wasm32"))]
mod home;
mod store;
mod world;

pub mod notebook;
#[cfg(not(target_arch = "wasm32"))]
mod open;

mod audit;
mod courier;
mod derive;
mod desk;
mod duplicates;
mod erase;
mod escrow;
mod liaison;
mod linking;
mod lock;
mod moving;
mod record;
mod register;
mod relay;
mod status;
mod suspicion;
mod tally;
mod unit;
mod view;
mod working_days;

pub use audit::{Act, AuditPage, AuditQuery, AuditRow, LogBranch, LogCheck, LogFault};
pub use courier::{CourierExport, CourierHoldings, CourierImport, CourierOptions};
pub use desk::{
    AnswerPlan, AreaGroups, AssessedGroup, AssessmentEntry, AssessmentPage, AssessmentQuery,
    AssessmentSummary, Brief, Conflict, ConflictPage, ConflictQuery, ConflictValue, CoverageCount,
    CoverageLine, CoverageOf, CoveragePage, CoverageQuery, CoverageSummary, CoveredHousehold,
    DayPlan, DayPlanQuery, Due, FileSubject, FiledRecord, FollowUpCounts, FollowUpPage,
    FollowUpQuery, FollowUpStep, GroupAssessment, GroupCounts, GroupMerge, GroupPage, GroupQuery,
    GroupRegister, GroupRow, HeardNeed, LastVisit, Load, LoadCount, LoadPage, MaterialCopies,
    MaterialSummary, ModelEnd, ModelGroups, ModelPlan, Offer, OfferedIn, OfficerCopies,
    OpenFollowUp, PersonFile, PlannedGroup, PresenceCell, PresenceQuery, PresenceRow,
    PresenceState, PresenceTable, RecognitionPage, RecognitionQuery, RecognitionRow, ReferralPage,
    ReferralQuery, ReferralRow, RequestAnswer, RequestPage, RequestQuery, ResidentRequest,
    ReviewDone, ReviewFigures, ReviewPage, ReviewPlan, ReviewTimes, Settlement, SettlingChoice,
    Stop, TakeUp, TakeUpPlan, TakenUp, TrainedOfficer, TrainedTopic, TrainingSummary, UnitReport,
    UnitTable, Verdict, WaitingTime, WaitingVisit,
};
pub use duplicates::{
    Candidate, Duplicate, DuplicatePage, DuplicateQuery, Respelling, Spelling, SpellingPage,
    SpellingPair, SpellingQuery,
};
pub use erase::{
    Acknowledgement, EraseReason, ErasurePlan, ErasureRow, Expired, PlannedErasure,
    RetentionOutlook,
};
pub use error::{ClientError, ExitClass};
pub use escrow::{EscrowDecision, EscrowVerdict, EscrowedDocument, EscrowedPack, LateRecord};
#[cfg(not(target_arch = "wasm32"))]
pub use home::Home;
pub use liaison::{LiaisonInvitation, LiaisonRow, ReferralReply, ReportCounts, ReportReview};
pub use linking::{Beyond, LinkPlan, Linked, LinkedBeside, PlannedLink, Together};
pub use lock::UnlockHandout;
pub use messages::{Catalogue, Language};
pub use moving::MovePlan;
pub use notebook::{Notebook, RelayAddress};
pub use record::{HistoryEdit, HistoryLine, Page, Record, Safety, Sensitive, UnauthorisedValue};
pub use register::{
    BadLine, ExportFormat, ImportCount, ImportFile, ImportOptions, ImportReport, LineFault,
};
pub use relay::{Flow, SyncProgress, SyncReport, Transport, TransportError};
pub use status::{Me, Status};
pub use suspicion::{Suspect, Suspicion, SuspicionReason};
pub use tally::{Comparison, Difference};
pub use unit::{
    DeviceRow, Founding, Invitation, InviteRequest, MembershipChange, MembershipPlan,
    MembershipStep, PendingInvite, PresenceRule, UnitPolicy, UnitRules,
};
pub use view::list::Query;
pub use view::narrowing::Narrowing;
pub use view::search::Hit;
pub use world::{Clock, World};

pub use access::Side;
pub use likeness::{Reason, SpellingLikeness, Strength};
pub use proto::{DeviceId, DocId, InviteId, RelayId, Role, RoleSet, SpaceKind, UnixMillis};
pub use records::never::is_never_recorded;
pub use records::{
    FieldEdit, Kind, Measure, Period, Problem, ProblemCode, Recognition, Statement, Value, csv,
    from_text, schema,
};

/// A record's fields in interchange form.
pub type FieldMap = serde_json::Map<String, serde_json::Value>;
