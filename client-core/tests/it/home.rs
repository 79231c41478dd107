//! The home: set up once, unlocked by its PIN, held by one notebook at a time.

use crate::{Desk, PIN, founding, world};
use client_core::{Home, Kind, Notebook};

#[test]
fn what_was_recorded_is_there_after_the_notebook_was_closed_and_opened() {
    let mut desk = Desk::new(1);
    let house = desk.household("Tổ 1", "HB-1", "Nguyễn Thị Hoà");
    let before = desk.notebook.get(house).unwrap();
    drop(desk.notebook);
    let mut again = Notebook::open(&desk.home, world(&desk.clock, 2), PIN).unwrap();
    assert_eq!(again.get(house).unwrap(), before);
}

#[test]
fn a_pin_that_is_too_simple_or_a_home_that_is_taken_is_refused() {
    let desk = Desk::new(1);
    let other = Home::at(desk.folder.path().join("other"));
    for weak in ["", "12345", "111111", "ờờờờờờờ"] {
        let error = Notebook::found(&other, world(&desk.clock, 2), weak, &founding()).unwrap_err();
        assert_eq!(error.code(), "pin-too-weak", "{weak:?}");
        assert!(!other.is_set_up());
    }
    let error = Notebook::found(&desk.home, world(&desk.clock, 2), PIN, &founding()).unwrap_err();
    assert_eq!(error.code(), "home-exists");
}

#[test]
fn one_notebook_holds_a_home_at_a_time() {
    let desk = Desk::new(1);
    let error = Notebook::open(&desk.home, world(&desk.clock, 2), PIN).unwrap_err();
    assert_eq!(
        (error.code(), error.exit_class().exit_code()),
        ("home-in-use", 5)
    );
    drop(desk.notebook);
    Notebook::open(&desk.home, world(&desk.clock, 2), PIN).unwrap();
}

#[test]
fn a_wrong_pin_opens_nothing_and_a_home_without_a_notebook_says_so() {
    let desk = Desk::new(1);
    drop(desk.notebook);
    let error = Notebook::open(&desk.home, world(&desk.clock, 2), "493818").unwrap_err();
    assert_eq!(
        (error.code(), error.exit_class().exit_code()),
        ("wrong-pin", 5)
    );
    let empty = Home::at(desk.folder.path().join("empty"));
    assert_eq!(
        Notebook::open(&empty, world(&desk.clock, 2), PIN)
            .unwrap_err()
            .code(),
        "home-missing"
    );
}

#[test]
fn a_set_up_that_was_cut_short_is_begun_anew() {
    let desk = Desk::new(1);
    let half = Home::at(desk.folder.path().join("half"));
    std::fs::create_dir_all(half.folder()).unwrap();
    // What is left when the process ends before the key file is written.
    std::fs::copy(
        desk.home.folder().join("device.db"),
        half.folder().join("device.db"),
    )
    .unwrap();
    std::fs::write(half.folder().join("device.key.new"), b"half").unwrap();
    assert!(!half.is_set_up());
    let mut notebook = Notebook::found(&half, world(&desk.clock, 3), PIN, &founding()).unwrap();
    assert_eq!(
        notebook
            .list(&client_core::Query::of(Kind::Area))
            .unwrap()
            .total,
        2
    );
}

#[cfg(unix)]
#[test]
fn the_files_of_a_home_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new(1);
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(desk.home.folder()), 0o700);
    for name in ["device.key", "device.secret"] {
        assert_eq!(mode(&desk.home.folder().join(name)), 0o600, "{name}");
    }
}
