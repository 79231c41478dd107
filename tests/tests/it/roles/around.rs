//! Lines about what goes out of the unit and comes into it: other units, and files carried by hand.

use super::Try;
use super::scene::{ABOVE, BELOW, month};
use client_core::{
    CourierOptions, DocId, Notebook, ReferralQuery, ReferralReply, ReferralRow, ReportReview,
};

pub(super) const TRIES: &[(&str, Try)] = &[
    ("link the unit with another", |device, _| {
        device.new_liaison("Công an phường Khác").is_ok()
    }),
    ("take up another unit's code", |device, scene| {
        device.accept_liaison(scene.code, None).is_ok()
    }),
    ("end the link with a unit", |device, _| {
        let plan = device.plan_liaison_end(BELOW);
        plan.is_ok_and(|plan| !plan.steps.is_empty() && device.carry_out(&plan).is_ok())
    }),
    ("see what other units report and ask", |device, _| {
        reported(device).is_some() && asked(device).is_some()
    }),
    ("send the report to the unit above", |device, _| {
        let report = device.report_of(month()).unwrap().unwrap();
        device.submit_report(report, ABOVE).is_ok()
    }),
    ("return or accept a report from below", |device, _| {
        let why = ReportReview::Return("Thiếu số buổi sinh hoạt".to_owned());
        let mut reviews = |review: &ReportReview| {
            let report = reported(device);
            report.is_some_and(|report| device.review_report(report, review).is_ok())
        };
        reviews(&why) && reviews(&ReportReview::Accept)
    }),
    ("answer what another unit asks", |device, _| {
        let answer = ReferralReply::Answer("Cử năm người".to_owned());
        asked(device).is_some_and(|asked| device.reply(asked.id, &answer).is_ok())
    }),
    ("write packs to be carried by hand", |device, _| {
        let mut open =
            |_: u32| -> std::io::Result<Box<dyn std::io::Write>> { Ok(Box::new(std::io::sink())) };
        let written = device.courier_export(&CourierOptions::default(), &mut open);
        written.is_ok_and(|written| written.packs > 0)
    }),
    (
        "take in packs that were carried by hand",
        |device, scene| {
            let mut file = scene.carried;
            let taken = device.courier_import(&mut file, &mut |_| {});
            taken.is_ok_and(|taken| taken.complete)
        },
    ),
];

fn reported(device: &mut Notebook) -> Option<DocId> {
    let table = device.reports_of_units(month()).unwrap();
    table.rows.first()?.report
}

fn asked(device: &mut Notebook) -> Option<ReferralRow> {
    let query = ReferralQuery {
        sent: Some(false),
        ..ReferralQuery::default()
    };
    device.list_referrals(&query).unwrap().rows.pop()
}
