use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::json;
use testkit::process::{Programs, Relay, Sotay};

/// Puts a shell script where a program should be, so that starting and stopping are tested without building the real ones.
fn script(folder: &Path, name: &str, body: &str) {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Port 0 becomes 8123, any other is kept; arguments are `--data D --listen L --ready-file F`.
const LISTENS: &str =
    r#"echo "listening on $4" >&2; echo "$4" | sed 's/:0$/:8123/' > "$6"; exec sleep 60"#;

#[test]
fn a_relay_is_started_killed_and_started_again_on_its_address() {
    let folder = tempfile::tempdir().unwrap();
    script(folder.path(), "sotay-relay", LISTENS);
    let mut relay =
        Relay::start(&Programs::at(folder.path()), &folder.path().join("data")).unwrap();
    let address: SocketAddr = "127.0.0.1:8123".parse().unwrap();
    assert_eq!(relay.address(), address);
    assert_eq!(relay.log().unwrap(), "listening on 127.0.0.1:0\n");
    let first = relay.process_id();
    relay.kill().unwrap();
    relay.restart().unwrap();
    assert_eq!(relay.address(), address);
    assert_ne!(relay.process_id(), first);
    assert_eq!(relay.log().unwrap(), "listening on 127.0.0.1:8123\n");
    assert!(
        !relay.stop().unwrap().success(),
        "the script does not handle the signal"
    );
}

#[test]
fn a_relay_that_ends_before_it_listens_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    script(folder.path(), "sotay-relay", "exit 3");
    let error =
        Relay::start(&Programs::at(folder.path()), &folder.path().join("data")).unwrap_err();
    assert!(error.to_string().contains("exit status: 3"), "{error}");
}

#[test]
fn a_command_gets_home_and_pin_and_its_json_is_read() {
    let folder = tempfile::tempdir().unwrap();
    script(
        folder.path(),
        "sotay",
        r#"echo "{\"pin\":\"$SOTAY_PIN\",\"args\":\"$*\"}"; [ "$2" != bad ]"#,
    );
    let sotay = Sotay::new(
        &Programs::at(folder.path()),
        &folder.path().join("home"),
        "2468",
    );
    assert_eq!(
        sotay.json(&["status"]).unwrap(),
        json!({ "pin": "2468", "args": "--json status" })
    );
    assert_eq!(sotay.run(&["bad"]).unwrap().code, Some(1));
    assert!(
        sotay
            .json(&["bad"])
            .unwrap_err()
            .to_string()
            .contains("sotay bad ended with Some(1)")
    );
}
