//! Groups, models, assessments, surveys, recognitions, trainings and materials on the command line.

use crate::run::{Place, Ran};
use serde_json::{Value, json};

fn made(place: &Place, arguments: &[&str]) -> Value {
    let ran = place.run(&[arguments, &["--json"]].concat());
    ran.json()
}

fn id(record: &Value) -> String {
    record["id"].as_str().unwrap().to_owned()
}

/// A unit with two groups of one model, of which the first has a member.
fn place() -> (Place, String, String) {
    let place = Place::founded();
    made(
        &place,
        &[
            "model",
            "new",
            "--code",
            "lien-gia",
            "--name",
            "Tổ liên gia tự quản",
        ],
    );
    let new = [
        "group",
        "new",
        "--area",
        "Tổ dân phố 1",
        "--model",
        "LIEN-GIA",
        "--name",
    ];
    let one = made(
        &place,
        &[&new[..], &["Tổ liên gia 1", "--member", "H-0012"]].concat(),
    );
    let other = made(&place, &[&new[..], &["Tổ liên gia 2"]].concat());
    (place, id(&one), id(&other))
}

fn said(ran: &Ran, texts: &[&str]) {
    assert_eq!(ran.code, 0, "{ran:?}");
    for text in texts {
        assert!(ran.out.contains(text), "{text}: {ran:?}");
    }
}

#[test]
fn the_register_says_how_many_households_groups_reach() {
    let (place, ..) = place();
    let register = place.run(&["groups", "register"]);
    said(
        &register,
        &[
            "2 tổ đang hoạt động, 1 trên 1 hộ tham gia.",
            "Tổ liên gia tự quản",
            "100,0 %",
        ],
    );
    let register = made(&place, &["groups", "register"]);
    assert_eq!(register["total"]["groups"], 2);
    assert_eq!(
        register["areas"][0]["models"][0]["counts"]["permille_covered"],
        1000
    );
    let csv = place.run(&["groups", "register", "--format", "csv"]).out;
    assert!(
        csv.starts_with("\u{feff}area_name,model_name,groups,"),
        "{csv}"
    );
    let few = made(&place, &["groups", "list", "--fewer-than", "1"]);
    assert_eq!(few.as_array().unwrap().len(), 1);
    let unmet = made(
        &place,
        &[
            "groups",
            "list",
            "--no-meeting",
            "30",
            "--model",
            "lien-gia",
        ],
    );
    assert_eq!(unmet.as_array().unwrap().len(), 2);
}

#[test]
fn a_group_is_merged_once_it_was_asked_and_a_model_takes_its_groups_along() {
    let (place, one, other) = place();
    made(&place, &["meeting", "new", "--group", &one]);
    let unsure = place.run(&["group", "merge", &one, "--into", &other, "--json"]);
    assert_eq!(unsure.error(2)["error"], "usage");
    let merged = place.run(&["group", "merge", &one, "--into", &other, "--yes"]);
    said(&merged, &["thêm 1 hộ tham gia", "Đã sáp nhập."]);
    let meetings = made(&place, &["meeting", "list", "--group", &other]);
    assert_eq!(meetings.as_array().unwrap().len(), 1);
    let again = place.run(&["group", "merge", &one, "--into", &other, "--yes", "--json"]);
    assert_eq!(again.error(2)["error"], "already-ended");
    let stopped = made(&place, &["model", "stop", "lien-gia", "--yes"]);
    assert_eq!(stopped["groups"][0]["name"], "Tổ liên gia 2");
    assert_eq!(
        made(&place, &["group", "show", &other])["state"],
        "dissolved"
    );
    assert_eq!(
        made(&place, &["model", "show", "lien-gia"])["state"],
        "stopped"
    );
}

#[test]
fn an_assessment_is_written_and_listed_with_its_period() {
    let (place, one, _) = place();
    let assess = ["assess", &one, "--period", "2026-Q3", "--result", "good"];
    let more = ["--recommend", "commend", "--criterion", "Sinh hoạt đều=90"];
    let assessed = made(&place, &[&assess[..], &more].concat());
    assert_eq!(assessed["assessments"][0]["recommendation"], "commend");
    let show = made(&place, &["assessment", "show", &id(&assessed)]);
    assert_eq!(show["criteria"], json!({"Sinh hoạt đều": 90}));
    said(
        &place.run(&["assessments", "--period", "2026-Q3"]),
        &["Lê Văn Bình", "khen thưởng", "thống nhất"],
    );
    let unassessed = made(&place, &["groups", "list", "--unassessed", "2026-Q3"]);
    assert_eq!(unassessed.as_array().unwrap().len(), 1);
    let malformed = place.run(&["assess", &one, "--period", "quý 3", "--json"]);
    assert_eq!(malformed.error(2)["error"], "usage");
    let malformed = place.run(&[
        "assess",
        &one,
        "--period",
        "2026",
        "--criterion",
        "90",
        "--json",
    ]);
    assert_eq!(malformed.error(2)["error"], "assignment-malformed");
}

#[test]
fn a_survey_is_prefilled_returned_and_approved() {
    let (place, ..) = place();
    let new = [
        "survey",
        "new",
        "--area",
        "Tổ dân phố 1",
        "--period",
        "2026",
    ];
    let survey = made(
        &place,
        &[
            &new[..],
            &["--count", "cầu cống=2", "--narrative", "Giáp chợ."],
        ]
        .concat(),
    );
    assert_eq!(survey["counts"]["households"], 1);
    assert_eq!(survey["counts"]["cầu cống"], 2);
    let survey = id(&survey);
    said(
        &place.run(&["survey", "show", &survey]),
        &["số hộ: 1", "cầu cống: 2", "2026"],
    );
    let edit = [
        "survey",
        "edit",
        &survey,
        "--count",
        "residents=4",
        "--remove",
        "counts=cầu cống",
    ];
    let edited = made(&place, &edit);
    assert_eq!(
        (
            &edited["counts"]["residents"],
            &edited["counts"]["cầu cống"]
        ),
        (&json!(4), &Value::Null)
    );
    said(&place.run(&["survey", "submit", &survey]), &["Đã nộp"]);
    let returned = made(
        &place,
        &["survey", "return", &survey, "--note", "Thiếu trường học."],
    );
    assert_eq!(
        (&returned["status"], &returned["review"]),
        (&json!("returned"), &json!("Thiếu trường học."))
    );
    let early = place.run(&["survey", "approve", &survey, "--json"]);
    assert_eq!(early.error(2)["error"], "survey-state");
    made(&place, &["survey", "submit", &survey]);
    assert_eq!(
        made(&place, &["survey", "approve", &survey])["status"],
        "approved"
    );
    let list = place.run(&["survey", "list", "--status", "approved"]);
    said(&list, &["đã phê duyệt"]);

    // What nobody has approved comes back to who approves.
    made(
        &place,
        &["survey", "edit", &survey, "--count", "residents=5"],
    );
    let listed = |status| {
        let list = ["survey", "list", "--status", status, "--json"];
        let rows = place.run(&list).json();
        rows.as_array().unwrap().len()
    };
    assert_eq!((listed("submitted"), listed("approved")), (1, 0));
    let shown = made(&place, &["survey", "show", &survey]);
    assert!(shown["reopened_at"].is_string(), "{shown}");
    said(&place.run(&["survey", "show", &survey]), &["chờ duyệt lại"]);
    made(&place, &["survey", "approve", &survey]);
    assert_eq!((listed("submitted"), listed("approved")), (0, 1));
}

#[test]
fn recognitions_trainings_and_materials_are_summed_up() {
    let (place, ..) = place();
    for name in ["Trường tiểu học", "Trạm y tế"] {
        made(
            &place,
            &[
                "establishment",
                "new",
                "--area",
                "Tổ dân phố 1",
                "--kind",
                "agency",
                "--name",
                name,
            ],
        );
        made(
            &place,
            &["recognise", name, "--year", "2026", "--registered"],
        );
    }
    let recognised = made(&place, &["recognise", "Trạm y tế", "--year", "2026"]);
    assert_eq!(recognised["changed"], true);
    said(
        &place.run(&["recognitions", "--year", "2026"]),
        &["Năm 2026: 1 trên 2 cơ sở đăng ký được công nhận."],
    );
    let waiting = made(&place, &["recognitions", "--year", "2026", "--waiting"]);
    assert_eq!(waiting["establishments"][0]["name"], "Trường tiểu học");
    let training = [
        "training",
        "new",
        "--topic",
        "Phòng cháy",
        "--at",
        "2026-05-06 08:00",
    ];
    made(
        &place,
        &[
            &training[..],
            &["--officer", "Lê Văn Bình", "--others-attended", "2"],
        ]
        .concat(),
    );
    let trainings = place.run(&["trainings", "--from", "2026-01-01", "--until", "2026-12-31"]);
    said(
        &trainings,
        &["1 đợt tập huấn về 1 chuyên đề; 1 cán bộ dự, cùng 2 người khác."],
    );
    let booklet = [
        "material",
        "new",
        "--title",
        "Cẩm nang",
        "--printed",
        "400",
        "--printed-on",
        "2026-05-02",
    ];
    made(&place, &booklet);
    let hand_out = [
        "hand-out",
        "new",
        "--material",
        "Cẩm nang",
        "--household",
        "H-0012",
        "--copies",
    ];
    for copies in ["3", "4"] {
        made(&place, &[&hand_out[..], &[copies]].concat());
    }
    said(
        &place.run(&["materials"]),
        &["Đã in 400 bản, đã phát 7 bản.", "Lê Văn Bình"],
    );
    let materials = made(&place, &["materials", "--area", "Tổ dân phố 1"]);
    assert_eq!(materials["officers"][0]["handed_out"], 7);
    let exported = place.run(&["export", "hand-outs"]);
    assert_eq!(exported.out.lines().count(), 2);
}
