//! The guides of `docs/guide/` are played: what stands under each command there is what the programs print.
//!
//! `SOTAY_WRITE_GUIDE=1` writes what they print now into the guides; the prose between stays as it is.

mod play;
mod script;
mod telling;

use play::Play;
use script::{Piece, Script};
use std::path::{Path, PathBuf};
use testkit::process::StoppedClock;

/// The guides of a language, in the order in which their days follow each other in one unit.
fn of(language: &str) -> [PathBuf; 3] {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    [
        workspace.join(format!("tests/tests/it/guide/before.{language}.txt")),
        workspace.join(format!("docs/guide/officer.{language}.md")),
        workspace.join(format!("docs/guide/supervisor.{language}.md")),
    ]
}

fn hold(language: &str) {
    if !StoppedClock::CAN_BE_STOPPED {
        eprintln!(
            "the clock of a program can be stopped on Linux with glibc only: nothing was tested"
        );
        return;
    }
    let is_writing = std::env::var_os("SOTAY_WRITE_GUIDE").is_some_and(|value| !value.is_empty());
    let mut play = Play::begin(language);
    for path in of(language) {
        let text = std::fs::read_to_string(&path).expect("a guide");
        let mut script = Script::read(&text);
        for piece in &mut script.pieces {
            match piece {
                Piece::Prose(_) => {}
                Piece::Aside(scene) => play.behind(scene),
                Piece::Shown(scene) => play.show(scene, is_writing),
            }
        }
        let written = script.text();
        if is_writing {
            std::fs::write(&path, written).expect("the guide is written");
        } else {
            assert_eq!(
                written, text,
                "a guide that is read and not changed stays as it is"
            );
        }
    }
}

#[test]
fn the_vietnamese_guides_show_what_the_programs_print() {
    hold("vi");
}

#[test]
fn the_english_guides_show_what_the_programs_print() {
    hold("en");
}
