//! Reports: numbers under known names, and what is said of them.

use records::schema::{self, REPORT_COUNTS, REPORT_COUNTS_BY_CODE, Shape};
use records::{Draft, Kind, ProblemCode};
use serde_json::json;

use crate::samples::id;

#[test]
fn a_report_holds_known_counts_and_refers_to_nothing() {
    let refers = |shape: Shape| matches!(shape, Shape::Reference(_) | Shape::References { .. });
    let mut fields = schema::fields(Kind::Report).iter();
    assert!(!fields.any(|spec| refers(spec.shape) || matches!(spec.shape, Shape::Phone)));
    let report = |counts| json!({ "id": id(1), "period": "2026-W47", "counts": counts });
    for name in REPORT_COUNTS {
        assert!(Draft::from_json(Kind::Report, &report(json!({ *name: 3 }))).is_ok());
    }
    for name in REPORT_COUNTS_BY_CODE {
        assert!(
            Draft::from_json(Kind::Report, &report(json!({ format!("{name}:m01"): 3 }))).is_ok()
        );
        assert!(Draft::from_json(Kind::Report, &report(json!({ *name: 3 }))).is_err());
        assert!(Draft::from_json(Kind::Report, &report(json!({ format!("{name}:"): 3 }))).is_err());
    }
    for bad in [
        json!({ "visits:m01": 1 }),
        json!({ "Nguyễn Thị Hoà": 1 }),
        json!({ "visits_hoa": 1 }),
        json!({ "": 1 }),
    ] {
        let problems = Draft::from_json(Kind::Report, &report(bad)).unwrap_err();
        assert_eq!(problems[0].code, ProblemCode::UnknownChoice);
    }
    assert!(Draft::from_json(Kind::Report, &report(json!({ "visits": -1 }))).is_err());
    assert!(Draft::from_json(Kind::Report, &report(json!({ "visits": "Hoà" }))).is_err());
}

#[test]
fn names_of_counts_can_be_names_of_messages() {
    let is_plain = |name: &str| {
        name.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let mut names = [REPORT_COUNTS, REPORT_COUNTS_BY_CODE].concat();
    assert!(names.iter().copied().all(is_plain));
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}
