//! Policy, consultation logs and locked devices, as scripts meet them.

use crate::run::Place;

#[test]
fn a_look_at_a_household_stands_in_the_log_with_its_reason() {
    let place = Place::founded();
    let why = "--why=đơn số 12";
    assert_eq!(place.run(&["household", "show", "H-0012", why]).code, 0);
    assert_eq!(place.run(&["history", "H-0012", why]).code, 0);
    assert_eq!(place.run(&["search", "hoa", "--why", "khảo sát"]).code, 0);
    assert_eq!(place.run(&["export", "households"]).code, 0);
    let log = place.run(&["audit", "log", "--json"]).json();
    let rows = log.as_array().expect("lines");
    let said: Vec<(&str, &str, &str)> = rows
        .iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().unwrap_or_default();
            (text("act"), text("words"), text("why"))
        })
        .collect();
    assert_eq!(
        said,
        [
            ("export", "", ""),
            ("search", "hoa", "khảo sát"),
            ("open", "", "đơn số 12")
        ]
    );
    assert_eq!(rows[2]["title"], "Nguyễn Thị Hoà");
    assert_eq!(rows[2]["officer_name"], "Lê Văn Bình");
    let checks = place.run(&["audit", "verify", "--json"]).json();
    assert_eq!(checks[0]["lines"], 4, "that the log was read is a line too");
    assert_eq!(checks[0]["faults"], serde_json::json!([]));
    let about = place.run(&["audit", "log", "--subject", "H-0012", "--json"]);
    assert_eq!(about.json().as_array().map(Vec::len), Some(1));
    let table = place.run(&["audit", "log"]);
    assert!(table.out.contains("đơn số 12"), "{table:?}");
    let sound = place.run(&["audit", "verify", "--lang", "en"]);
    assert!(sound.out.contains("all in order"), "{sound:?}");
    let long = "ờ".repeat(201);
    let error = place.run(&["household", "show", "H-0012", "--why", &long, "--json"]);
    assert_eq!(error.error(2)["error"], "why-too-long");
}

#[test]
fn the_policy_is_shown_and_set_and_waits_for_the_relay() {
    let place = Place::founded();
    let presence =
        serde_json::json!({ "visits": 1, "roles": ["commander"], "whom": [], "purposes": [] });
    let none = serde_json::json!({
        "lease_days": 0, "wrong_pins": 0, "retention_days": {}, "norm_households": 0, "presence": presence
    });
    assert_eq!(place.run(&["policy", "--json"]).json(), none);
    let set = ["policy", "--lease-days", "14", "--retain", "visits=1825"];
    assert_eq!(place.run(&set).code, 0);
    let also = [
        "policy",
        "--wrong-pins",
        "8",
        "--retain",
        "meeting=365",
        "--json",
    ];
    let wanted = serde_json::json!({
        "lease_days": 14, "wrong_pins": 8, "retention_days": { "visit": 1825, "meeting": 365 },
        "norm_households": 0, "presence": presence
    });
    assert_eq!(place.run(&also).json(), wanted);
    assert_eq!(place.run(&["policy", "--json"]).json(), wanted);
    let bad = place.run(&["policy", "--retain", "visits", "--json"]);
    assert_eq!(bad.error(2)["error"], "usage");
}

#[test]
fn what_the_unit_counts_by_is_set_beside_the_policy_and_leaves_it_alone() {
    let place = Place::founded();
    let set = [
        "policy",
        "--norm-households",
        "300",
        "--presence-visits",
        "2",
    ];
    let roles = [
        "--presence-role",
        "commander",
        "--presence-role",
        "supervisor",
    ];
    let whom = ["--presence-whom", "area", "--json"];
    let told = place.run(&[&set[..], &roles, &whom].concat()).json();
    let rule = serde_json::json!({
        "visits": 2, "roles": ["commander", "supervisor"], "whom": ["area"], "purposes": []
    });
    assert_eq!(
        (&told["norm_households"], &told["presence"]),
        (&300.into(), &rule)
    );
    assert_eq!(told["lease_days"], 0);
    let shown = place.run(&["policy"]);
    for said in [
        "Định mức hộ mỗi cán bộ",
        "300",
        "ít nhất 2 lượt của: chỉ huy, cán bộ phụ trách",
    ] {
        assert!(shown.out.contains(said), "{said}: {shown:?}");
    }
    let all = ["policy", "--presence-whom", "", "--json"];
    assert_eq!(
        place.run(&all).json()["presence"]["whom"],
        serde_json::json!([])
    );
    let bad = place.run(&["policy", "--presence-whom", "street", "--json"]);
    assert_eq!(bad.error(2)["error"], "record-invalid");
}

#[test]
fn wrong_pins_wait_and_codes_that_are_none_say_so() {
    let place = Place::founded();
    let status = place.run(&["status", "--json"]).json();
    assert_eq!(status["locked"], false);
    assert_eq!(status["lease_until"], serde_json::Value::Null);
    let wrong = [("SOTAY_PIN", "000001")];
    for _ in 0..3 {
        let error = place.run_with(&wrong, &["status", "--json"]).error(5);
        assert_eq!(error["error"], "wrong-pin");
    }
    let error = place.run(&["status", "--json"]).error(5);
    assert_eq!(error["error"], "pin-delayed");
    let error = place.run(&["unlock", "SOTAYU1-12345", "--json"]).error(2);
    assert_eq!(error["error"], "unlock-code-malformed");
}

#[test]
fn a_locked_notebook_says_so_without_a_pin() {
    let place = Place::founded();
    // What wrong PINs leave of a device whose code somebody has.
    std::fs::remove_file(place.path().join("home/device.key")).expect("the key");
    let no_pin = [("SOTAY_PIN", "")];
    let status = place.run_with(&no_pin, &["status", "--json"]).json();
    assert_eq!(status, serde_json::json!({ "locked": true }));
    let error = place.run(&["visit", "list", "--json"]).error(5);
    assert_eq!(error["error"], "device-locked");
    let error = place
        .run(&["unlock-code", "Lê Văn Bình", "--json"])
        .error(5);
    assert_eq!(error["error"], "device-locked");
}

#[test]
fn nobody_has_the_code_of_a_device_that_never_synced() {
    let place = Place::founded();
    let ran = place.run(&["unlock-code", "Lê Văn Bình", "--json"]);
    assert_eq!(ran.error(2)["error"], "unlock-code-missing");
}
