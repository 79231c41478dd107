//! Lines about the unit: its members, rules, lists and consultation log.

use super::Try;
use super::records::makes;
use super::scene::{COLLEAGUE, MODEL, month};
use client_core::{
    AuditQuery, FieldEdit, InviteRequest, Kind, ModelEnd, Narrowing, Notebook, Role, UnitPolicy,
    Value,
};
use serde_json::json;

pub(super) const TRIES: &[(&str, Try)] = &[
    ("read everybody's consultation log", |device, _| {
        let query = AuditQuery {
            limit: 1_000,
            ..AuditQuery::default()
        };
        let me = device.device();
        let rows = device.audit_log(&query).unwrap().rows;
        rows.iter().any(|row| row.device != me)
    }),
    ("see what looks wrong to one's own device", |device, _| {
        device.suspicions().is_ok() && device.status().is_ok()
    }),
    ("hand out an unlock code", |device, _| {
        device.unlock_code(COLLEAGUE).is_ok()
    }),
    ("invite an officer", |device, _| {
        invite(device, Role::Officer)
    }),
    ("invite a supervisor", |device, _| {
        invite(device, Role::Supervisor)
    }),
    ("invite an administrator", |device, _| {
        invite(device, Role::Administrator)
    }),
    ("withdraw an invite that somebody else made", |device, _| {
        let pending = device.pending_invites().unwrap();
        device.cancel_invite(pending[0].invite).is_ok()
    }),
    ("end a device's access", |device, _| {
        let plan = device.plan_revocation(COLLEAGUE).unwrap();
        device.carry_out(&plan).is_ok()
    }),
    ("change an officer's roles", |device, _| {
        let plan = device.plan_roles(COLLEAGUE, &[Role::Auditor]).unwrap();
        device.carry_out(&plan).is_ok()
    }),
    ("take an officer to another area", |device, _| {
        let plan = device
            .plan_assignment(COLLEAGUE, Some("Tổ 1"), None)
            .unwrap();
        device.carry_out(&plan).is_ok()
    }),
    ("add an area", |device, _| {
        makes(device, Kind::Area, json!({ "name": "Tổ 3" }))
    }),
    ("set the unit's policy", |device, _| {
        device.set_policy(&UnitPolicy::default()).is_ok()
    }),
    ("make a recovery code", |device, _| {
        device.new_recovery_code().is_ok()
    }),
    ("set what the unit counts by", |device, _| {
        let mut rules = device.rules().unwrap();
        rules.norm_households = 300;
        device.set_rules(&rules).is_ok()
    }),
    (
        "see the unit's report, trainings and materials, and count them anew",
        |device, _| {
            let all = Narrowing::default();
            let report = device.report_of(month()).unwrap();
            let report = report.is_some_and(|report| device.get(report).is_ok());
            report
                && device.count_report(month()).is_ok()
                && device.training_summary(&all).unwrap().trainings == 1
                && device.material_summary(&all).unwrap().printed == 400
        },
    ),
    ("record a training or a material", |device, _| {
        let training = json!({ "topics": ["cu_tru"] });
        let material = json!({ "title": "Cư trú", "printed": 100 });
        makes(device, Kind::Training, training) && makes(device, Kind::Material, material)
    }),
    ("add a model of groups, or change one", |device, _| {
        let model = device.find(Some(Kind::Model), MODEL).unwrap();
        let text = FieldEdit::set("text", Value::text("Mười hộ một tổ"));
        makes(
            device,
            Kind::Model,
            json!({ "code": "khong-ma-tuy", "name": "Phường không ma tuý" }),
        ) && device.edit(model, &[text]).is_ok()
    }),
    ("stop a model of groups", |device, _| {
        let model = device.find(Some(Kind::Model), MODEL).unwrap();
        let plan = device.plan_model_end(model, ModelEnd::Stop).unwrap();
        device.end_model(&plan).is_ok()
    }),
    ("write the unit's report", |device, _| {
        let counts = device.count_report(month()).unwrap();
        let words = ["Địa bàn ổn định.".to_owned()];
        device.write_report(month(), &counts, &words).is_ok()
    }),
];

fn invite(device: &mut Notebook, role: Role) -> bool {
    let request = InviteRequest {
        role,
        officer: "Người mới".to_owned(),
        areas: vec!["Tổ 1".to_owned()],
    };
    device.invite(&request).is_ok()
}
