//! Lines of the supervisor's desk in an area.

use super::records::makes;
use super::scene::{ABOVE, Place};
use super::{Try, edit, within};
use client_core::{
    AssessmentEntry, AssessmentQuery, ConflictQuery, CoverageOf, CoverageQuery, DayPlanQuery,
    DocId, EscrowDecision, FieldEdit, FollowUpQuery, FollowUpStep, GroupQuery, Kind, Notebook,
    PresenceQuery, Recognition, RecognitionQuery, RequestAnswer, RequestQuery, Role,
    SettlingChoice, TakeUp, TakeUpPlan, UnixMillis, Value, Verdict,
};
use serde_json::json;
use tests::fields;

pub(super) const TRIES: &[(&str, Try)] = &[
    ("look at what is in conflict", |device, scene| {
        let query = ConflictQuery {
            narrowing: within(scene.here),
            ..ConflictQuery::default()
        };
        let rows = device.list_conflicts(&query).unwrap().rows;
        rows.iter().any(|row| row.document == scene.here.again)
    }),
    (
        "postpone a conflict on one's own device",
        |device, scene| {
            let until = UnixMillis(i64::MAX);
            let record = scene.here.again;
            device.postpone_conflict(record, "note", until).is_ok()
        },
    ),
    ("settle a conflict", |device, scene| {
        let plan = device.plan_settlement(scene.here.again, "note", SettlingChoice::Take(1));
        plan.is_ok_and(|plan| device.settle(&plan).is_ok())
    }),
    (
        "look at what waits for its review, and for how long the rest waited",
        |device, scene| {
            let rows = device.reviews(&within(scene.here)).unwrap().rows;
            let times = device.review_times(&within(scene.here)).unwrap();
            rows.iter().any(|row| row.id == scene.here.visit) && times.total.answer.count > 0
        },
    ),
    ("return a visit or close its review", |device, scene| {
        let note = "Ghi rõ ai hứa gì".to_owned();
        reviews(device, scene.here, Verdict::Return { note })
            && edit(device, scene.here.visit, "status", "submitted")
            && reviews(device, scene.here, Verdict::Accept)
    }),
    (
        "look at follow-ups, and at what was heard at a visit",
        |device, scene| {
            let query = FollowUpQuery {
                narrowing: within(scene.here),
                ..FollowUpQuery::default()
            };
            let rows = device.open_follow_ups(&query).unwrap().rows;
            let is_listed = rows.iter().any(|row| row.id == scene.here.follow_up);
            let offers = device.offers_of(scene.here.visit);
            is_listed && offers.is_ok_and(|offers| !offers.is_empty())
        },
    ),
    (
        "make a follow-up of what was heard, assign it and do it",
        |device, scene| {
            let officer = device.me().unwrap().officer;
            let made = taking_up(device, scene.here.visit)
                .and_then(|plan| device.make_follow_ups(&plan, officer, None).ok());
            let Some(made) = made.and_then(|taken| taken.made.first().copied()) else {
                return false;
            };
            let assign = FollowUpStep::Assign {
                to: officer.unwrap(),
                due: None,
            };
            let finish = FollowUpStep::Finish {
                outcome: "Đã sửa".to_owned(),
            };
            let drop = FollowUpStep::Drop {
                reason: "Hộ đã có thẻ".to_owned(),
            };
            device.follow_up_step(made, &assign).is_ok()
                && device.follow_up_step(made, &FollowUpStep::Start).is_ok()
                && device.follow_up_step(made, &finish).is_ok()
                && device.follow_up_step(scene.here.follow_up, &drop).is_ok()
        },
    ),
    ("refer a follow-up to another unit", |device, scene| {
        let follow_up = scene.here.follow_up;
        device
            .refer(follow_up, ABOVE, Some("Cấp thẻ"), None)
            .is_ok()
    }),
    ("see what was promised to a household", |device, scene| {
        let brief = device.brief(scene.here.household);
        brief.is_ok_and(|brief| !brief.promised.is_empty())
    }),
    ("look at coverage, load and presence", |device, scene| {
        is_covered(device, scene.here)
    }),
    ("plan a day", |device, scene| {
        let query = DayPlanQuery {
            area: Some(scene.here.area),
            ..DayPlanQuery::default()
        };
        let stops = device.plan_day(&query).unwrap().stops;
        let mut households = stops.iter().map(|stop| stop.household.id);
        households.any(|id| id == scene.here.household)
    }),
    (
        "look at groups, their assessments and recognitions",
        |device, scene| is_in_the_registers(device, scene.here),
    ),
    ("assess a group", |device, scene| {
        let entry = AssessmentEntry {
            note: Some("Sinh hoạt đều".to_owned()),
            ..AssessmentEntry::default()
        };
        let period = "2026-Q3".parse().unwrap();
        device.assess(scene.here.group, period, &entry).is_ok()
    }),
    ("dissolve a group", |device, scene| {
        edit(device, scene.here.group, "state", "dissolved")
    }),
    ("merge a group into another", |device, scene| {
        let plan = device.plan_group_merge(scene.here.group, scene.here.other_group);
        plan.is_ok_and(|plan| device.merge_groups(&plan).is_ok())
    }),
    (
        "write down that an establishment registered or is recognised",
        |device, scene| {
            let year = |device: &mut Notebook, stage| {
                device.recognise(scene.here.establishment, 2025, stage)
            };
            year(device, Recognition::Registered).is_ok()
                && year(device, Recognition::Recognised).is_ok()
        },
    ),
    ("write a survey and hand it in", |device, scene| {
        let survey = json!({ "area": scene.here.area.to_string(), "period": "2026-Q4" });
        let survey = device.create(Kind::Survey, fields(survey));
        survey.is_ok_and(|survey| device.submit_survey(survey).is_ok())
    }),
    ("return or approve a survey", |device, scene| {
        let survey = scene.here.survey;
        device.return_survey(survey, "Thiếu số cơ sở").is_ok()
            && device.submit_survey(survey).is_ok()
            && device.approve_survey(survey, None).is_ok()
    }),
    ("hand out material", |device, scene| {
        let material = device.find(Some(Kind::Material), "Phòng cháy").unwrap();
        let handed_out = json!({
            "material": material.to_string(), "copies": 20, "area": scene.here.area.to_string(),
        });
        makes(device, Kind::HandOut, handed_out)
    }),
    ("look at what residents ask for", |device, scene| {
        let query = RequestQuery {
            narrowing: within(scene.here),
            ..RequestQuery::default()
        };
        let rows = device.requests(&query).unwrap().rows;
        rows.iter().any(|row| row.id == scene.here.request)
    }),
    ("take down what a resident asks for", |device, scene| {
        let asked = json!({ "household": scene.here.household.to_string(), "kind": "correction" });
        makes(device, Kind::Request, asked)
    }),
    ("answer what a resident asked for", |device, scene| {
        let answer = RequestAnswer {
            outcome: "Đã cấp bản in".to_owned(),
            is_refused: false,
        };
        let answered = device.plan_answer(scene.here.request, &answer, false);
        let answered = answered.and_then(|plan| device.answer_request(&plan));
        answered.is_ok_and(|answered| answered)
    }),
    ("restrict a household, and lift it", |device, scene| {
        let restrict = FieldEdit::set("restricted", Value::text("2026-11-20"));
        let lift = FieldEdit::clear("restricted");
        let mut edit = |edit| device.edit(scene.here.household, &[edit]).is_ok();
        edit(restrict) && edit(lift)
    }),
    ("see late work", |device, scene| {
        late(device, scene.here).is_some()
    }),
    ("judge late work", |device, scene| {
        let late = late(device, scene.here);
        late.is_some_and(|pack| device.judge_escrow(&pack, &EscrowDecision::Accept).is_ok())
    }),
    ("merge many packs into one", |device, scene| {
        // A sync does it where there are enough; the relay and the device ask this of the area's ledger.
        let roles = device.me().unwrap().roles.into_iter();
        let mut roles = roles.map(|role| role.parse::<Role>().unwrap());
        let may = |role: Role| {
            access::duties(role.into(), proto::SpaceKind::Area).contains(access::Duty::Review)
        };
        roles.any(may) && device.get(scene.here.household).is_ok()
    }),
];

fn reviews(device: &mut Notebook, place: &Place, verdict: Verdict) -> bool {
    let plan = device.plan_review(&[place.visit], verdict);
    let done = plan.and_then(|plan| device.review(&plan));
    done.is_ok_and(|done| done.reviewed == [place.visit])
}

fn taking_up(device: &mut Notebook, visit: DocId) -> Option<TakeUpPlan> {
    let all = TakeUp {
        all_needs: true,
        ..TakeUp::default()
    };
    device.plan_take_up(visit, &all).ok()
}

fn is_covered(device: &mut Notebook, place: &Place) -> bool {
    let mut lists = |of, household| {
        let query = CoverageQuery {
            of,
            narrowing: within(place),
        };
        let rows = device.coverage(&query).unwrap().rows;
        rows.iter().any(|row| row.id == household)
    };
    let is_listed = lists(CoverageOf::NotVisitedFor(90), place.again)
        && lists(CoverageOf::DueWithin(7), place.household);
    let summary = device.coverage_summary(90, &within(place)).unwrap();
    let load = device.load(&within(place)).unwrap();
    let presence = PresenceQuery {
        narrowing: within(place),
        ..PresenceQuery::default()
    };
    let presence = device.presence(&presence).unwrap();
    let summed = [
        summary.areas.iter().any(|line| line.id == place.area),
        load.rows.iter().any(|row| row.count.households > 0),
        presence.rows.iter().any(|row| row.area == place.area),
    ];
    assert!(summed.iter().all(|one| *one == is_listed), "{summed:?}");
    is_listed
}

fn is_in_the_registers(device: &mut Notebook, place: &Place) -> bool {
    let query = GroupQuery {
        narrowing: within(place),
        ..GroupQuery::default()
    };
    let groups = device.list_groups(&query).unwrap().rows;
    let register = device.group_register(&query).unwrap();
    let query = AssessmentQuery {
        narrowing: within(place),
        ..AssessmentQuery::default()
    };
    let assessed = device.list_assessments(&query).unwrap().rows;
    let query = RecognitionQuery {
        narrowing: within(place),
        ..RecognitionQuery::default()
    };
    let recognised = device.recognitions(2026, &query).unwrap().rows;
    let listed = [
        groups.iter().any(|row| row.id == place.group),
        register.areas.iter().any(|row| row.area == place.area),
        assessed.iter().any(|row| row.group == place.group),
        recognised.iter().any(|row| row.id == place.establishment),
    ];
    assert!(listed.iter().all(|one| *one == listed[0]), "{listed:?}");
    listed[0]
}

/// Names the pack that came late into an area.
fn late(device: &mut Notebook, place: &Place) -> Option<String> {
    let packs = device.escrow().unwrap();
    let mut late = packs.iter();
    let late = late.find(|pack| pack.area.as_deref() == Some(place.name));
    late.map(|pack| pack.pack.clone())
}
