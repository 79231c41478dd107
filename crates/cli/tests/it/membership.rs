//! Ending access, roles, areas and late work, where no relay answers; with a relay they are tested across the workspace.

use crate::run::Place;
use serde_json::json;

#[test]
fn what_is_hard_to_undo_is_done_by_a_script_only_with_yes() {
    let place = Place::founded();
    for command in [
        &["--json", "revoke", "Lê Văn Bình"][..],
        &["--json", "role", "Lê Văn Bình", "supervisor"],
        &[
            "--json",
            "reassign",
            "Lê Văn Bình",
            "--from",
            "Tổ dân phố 1",
        ],
    ] {
        let error = place.run(command).error(2);
        assert_eq!(error["error"], "usage");
        assert!(
            error["message"].as_str().unwrap().contains("--yes"),
            "{error}"
        );
    }
    let nowhere = ["--json", "reassign", "Lê Văn Bình", "--yes"];
    assert_eq!(place.run(&nowhere).error(2)["error"], "usage");
}

#[test]
fn the_last_administrator_cannot_leave_and_nothing_is_done() {
    let place = Place::founded();
    let error = place
        .run(&["--json", "revoke", "Lê Văn Bình", "--yes"])
        .error(3);
    assert_eq!(error["error"], "last-administrator");
    assert_eq!(
        place.run(&["--json", "status"]).json()["access_ended"],
        json!(false)
    );
    let unknown = place.run(&["--json", "revoke", "Ai đó", "--yes"]).error(2);
    assert_eq!(unknown["error"], "record-not-found");
}

#[test]
fn where_nobody_left_nothing_waits() {
    let place = Place::founded();
    for list in ["list", "own"] {
        assert_eq!(place.run(&["--json", "escrow", list]).json(), json!([]));
        assert_eq!(place.run(&["escrow", list]).code, 0);
    }
    for command in ["show", "accept", "reject"] {
        let error = place
            .run(&["--json", "escrow", command, "3f9a12c4-77ab-4"])
            .error(2);
        assert_eq!(error["error"], "record-not-found");
    }
}
