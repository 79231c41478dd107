//! The supervisor's desk: what of a team's records waits for a person's decision, and the decisions.
//!
//! Lists come in pages and say how many there are in all. A decision is planned first: the plan says what it will do, and is
//! refused when what it was made from has changed meanwhile.

mod areas;
mod assessments;
mod brief;
mod care;
mod conflicts;
mod counting;
mod coverage;
mod day;
mod fields;
mod follow_ups;
mod groups;
mod load;
mod materials;
mod merging;
mod models;
mod person_file;
mod presence;
mod promises;
mod recognitions;
mod referrals;
mod reports;
mod requests;
mod review;
mod review_times;
mod route;
mod surveys;
mod trainings;

pub use assessments::{
    AssessedGroup, AssessmentEntry, AssessmentPage, AssessmentQuery, AssessmentSummary,
    GroupAssessment,
};
pub use brief::{Brief, HeardNeed, LastVisit};
pub use conflicts::{
    Conflict, ConflictPage, ConflictQuery, ConflictValue, Settlement, SettlingChoice,
};
pub use coverage::{
    CoverageCount, CoverageLine, CoverageOf, CoveragePage, CoverageQuery, CoverageSummary,
    CoveredHousehold,
};
pub use day::{DayPlan, DayPlanQuery, Stop};
pub use follow_ups::{
    Due, FollowUpCounts, FollowUpPage, FollowUpQuery, FollowUpStep, OpenFollowUp,
};
pub use groups::{
    AreaGroups, GroupCounts, GroupPage, GroupQuery, GroupRegister, GroupRow, ModelGroups,
};
pub use load::{Load, LoadCount, LoadPage};
pub use materials::{MaterialCopies, MaterialSummary, OfficerCopies};
pub use merging::{GroupMerge, ModelEnd, ModelPlan, PlannedGroup};
pub use person_file::{FileSubject, FiledRecord, PersonFile};
pub use presence::{PresenceCell, PresenceQuery, PresenceRow, PresenceState, PresenceTable};
pub use promises::{Offer, OfferedIn, TakeUp, TakeUpPlan, TakenUp};
pub use recognitions::{RecognitionPage, RecognitionQuery, RecognitionRow};
pub use referrals::{ReferralPage, ReferralQuery, ReferralRow};
pub use reports::{UnitReport, UnitTable};
pub(crate) use requests::due_of;
pub use requests::{AnswerPlan, RequestAnswer, RequestPage, RequestQuery, ResidentRequest};
pub use review::{ReviewDone, ReviewPage, ReviewPlan, Verdict, WaitingVisit};
pub use review_times::{ReviewFigures, ReviewTimes, WaitingTime};
pub use trainings::{TrainedOfficer, TrainedTopic, TrainingSummary};
