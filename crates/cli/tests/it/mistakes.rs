//! Wrong use: every mistake is told in the person's language, with exit code 2.

use crate::run::Place;

#[test]
fn a_mistake_is_explained_and_ends_with_2() {
    let place = Place::empty();
    for (arguments, says) in [
        (
            &["visti"][..],
            "Không có lệnh “visti”. Có phải đồng chí muốn gõ visit?",
        ),
        (
            &["visit", "lst"],
            "Không có lệnh “lst”. Có phải đồng chí muốn gõ list?",
        ),
        (&["status", "--jsno"], "Không có tuỳ chọn --jsno"),
        (&["status", "thêm"], "Không hiểu “thêm”"),
        (&["init", "--unit", "A"], "Còn thiếu: --relay"),
        (&["join"], "Còn thiếu: <MÃ>"),
        (
            &["invite", "--role", "king", "--officer", "A"],
            "không nhận “king”; chỉ nhận: officer, supervisor",
        ),
        (&["visit", "list", "--limit", "many"], "không nhận “many”"),
        (&["visit", "list", "--limit"], "cần một giá trị"),
        (
            &["visit", "list", "--household", "a", "--group", "b"],
            "không dùng cùng",
        ),
        (
            &["household", "show", "a", "--lang", "vi", "--lang", "en"],
            "chỉ nêu một lần",
        ),
        (&["export", "people"], "không nhận “people”"),
    ] {
        let ran = place.run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert!(ran.err.contains(says), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{arguments:?}");
        for english in [
            "error:",
            "unexpected",
            "For more information",
            "tip:",
            "required",
        ] {
            assert!(!ran.err.contains(english), "{arguments:?}: {}", ran.err);
        }
    }
}

#[test]
fn a_mistake_names_the_help_of_its_command() {
    let ran = Place::empty().run(&["--lang", "en", "visit", "new", "--colour"]);
    assert!(ran.err.contains("sotay visit new --help"), "{}", ran.err);
}

#[test]
fn a_mistake_is_an_object_for_a_script() {
    let error = Place::empty().run(&["--json", "visti"]).error(2);
    assert_eq!(error["error"], "usage");
    assert!(error["message"].as_str().unwrap().contains("visti"));
}

#[test]
fn without_a_command_the_help_is_shown() {
    let ran = Place::empty().run(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("Các lệnh"), "{}", ran.err);
    assert_eq!(Place::empty().run(&["visit"]).code, 2);
    assert_eq!(
        Place::empty().run(&["--json", "visit"]).error(2)["error"],
        "usage"
    );
}

#[test]
fn what_is_never_recorded_is_refused_with_the_reason_in_an_edit_too() {
    let place = Place::founded();
    let edit = ["--json", "household", "edit", "H-0012", "--set"];
    let refused = place.run(&[&edit[..], &["religion=…"]].concat()).error(2);
    assert_eq!(refused["error"], "record-invalid");
    assert_eq!(refused["problems"][0]["code"], "never-recorded");
    let unknown = place.run(&[&edit[..], &["colour=red"]].concat()).error(2);
    assert_eq!(unknown["error"], "field-unknown");
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_not_utf8_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let place = Place::empty();
    let mut command = place.command(&["search"]);
    let output = command
        .arg(std::ffi::OsStr::from_bytes(b"\xff\xfe"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("UTF-8"));
}
