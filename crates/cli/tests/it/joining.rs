//! Inviting and joining while the relay is away; with a relay they are tested across the workspace.

use crate::connection::{answer, relay, request};
use crate::run::Place;
use serde_json::json;
use std::io::Write;

/// Makes a unit whose relay said who it is and was never seen again.
fn met_once() -> Place {
    let (address, served) = relay(|mut stream| {
        request(&mut stream);
        let who = format!("{{\"relay\":\"{}\"}}", "5c".repeat(32));
        let who = answer("application/json", "200 OK", who.as_bytes());
        stream.write_all(&who).expect("written");
    });
    let place = Place::empty();
    let init = [
        "--json",
        "init",
        "--relay",
        &address,
        "--unit",
        "A",
        "--officer",
        "B",
        "--area",
        "C",
    ];
    assert_eq!(place.run(&init).json()["synced"], json!(false));
    served.join().expect("served");
    place
}

#[test]
fn a_device_that_never_met_the_relay_cannot_invite() {
    let place = Place::founded();
    let invite = ["--json", "invite", "--role", "officer", "--officer", "Mai"];
    assert_eq!(place.run(&invite).error(4)["error"], "no-network");
}

#[test]
fn an_invite_made_offline_says_when_it_becomes_valid() {
    let place = met_once();
    let invite = [
        "invite",
        "--role",
        "officer",
        "--officer",
        "Mai",
        "--area",
        "C",
    ];
    let ran = place.run(&invite);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("SOTAY1-") && ran.err.contains("sotay sync"),
        "{ran:?}"
    );
    let invitation = place.run(&[&["--json"], &invite[..]].concat()).json();
    for key in ["code", "invite", "officer", "role", "expires", "synced"] {
        assert!(invitation.get(key).is_some(), "{key}: {invitation}");
    }
    assert_eq!(
        (&invitation["role"], &invitation["synced"]),
        (&json!("officer"), &json!(false))
    );
    let devices = place.run(&["--json", "devices"]).json();
    assert_eq!(
        (&devices[0]["me"], &devices[0]["officer_name"]),
        (&json!(true), &json!("B"))
    );
}

#[test]
fn joining_without_the_relay_can_be_tried_again() {
    let place = met_once();
    let invite = ["--json", "invite", "--role", "officer", "--officer", "Mai"];
    let invitation = place.run(&invite).json();
    let code = invitation["code"].as_str().expect("a code");
    let other = place.path().join("other").display().to_string();
    for _ in 0..2 {
        let join = ["--json", "--home", &other, "join", code];
        assert_eq!(place.run(&join).error(4)["error"], "no-network");
    }
    assert_eq!(
        place.run(&["--json", "join", code]).error(2)["error"],
        "home-exists"
    );
}
