//! Playing the scenes of a guide with the real programs.

use super::script::{Scene, Step};
use super::telling::{Telling, without_sizes};
use std::io::Read as _;
use std::process::Stdio;
use testkit::process::StoppedClock;
use tests::programs::Station;

const MINUTE: i64 = 60_000;

/// A unit, its relay, and what the guides have told of it.
pub(crate) struct Play {
    station: Station,
    clock: StoppedClock,
    language: String,
    telling: Telling,
    now: i64,
    is_offline: bool,
}

impl Play {
    /// Starts a relay that nobody has met.
    pub(crate) fn begin(language: &str) -> Play {
        let now = instant("2026-01-01T00:00:00+07:00");
        let (station, clock) = Station::start_at(now);
        std::fs::create_dir_all(station.path("desk")).expect("a folder");
        Play {
            telling: Telling::of(station.relay.url()),
            station,
            clock,
            language: language.to_owned(),
            now,
            is_offline: false,
        }
    }

    /// Plays what the reader is not shown; what has an `!` before it is meant to fail.
    pub(crate) fn behind(&mut self, scene: &mut Scene) {
        let mut steps = std::mem::take(&mut scene.steps);
        self.stage(scene, &mut steps, |play, scene, step, at| {
            let mut words = step.words();
            let fails = words.first().is_some_and(|word| word == "!");
            if fails {
                words.remove(0);
            }
            let (printed, ended_well) = play.run(scene, &words, at);
            assert!(ended_well != fails, "{}\n{printed}", step.command());
            play.telling.told(&step.command(), &printed);
        });
        scene.steps = steps;
    }

    /// Plays what the reader is shown, and holds it against what stands there, or writes it there.
    pub(crate) fn show(&mut self, scene: &mut Scene, is_writing: bool) {
        let mut steps = std::mem::take(&mut scene.steps);
        self.stage(scene, &mut steps, |play, scene, step, at| {
            if is_writing {
                step.rewrite(|line| play.telling.written(line));
            }
            let (printed, _) = play.run(scene, &step.words(), at);
            let printed = play.telling.told(&step.command(), &printed);
            let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
            let now: Vec<String> = printed.iter().map(|line| without_sizes(line)).collect();
            let stood = step.printed.iter().map(|line| without_sizes(line));
            if now == stood.collect::<Vec<_>>() {
                return;
            }
            assert!(
                is_writing,
                "not what the guide shows; SOTAY_WRITE_GUIDE=1 writes it there\n$ {}\n{}",
                step.command(),
                printed.join("\n")
            );
            step.printed = printed.into_iter().map(str::to_owned).collect();
        });
        scene.steps = steps;
    }

    fn stage(
        &mut self,
        scene: &Scene,
        steps: &mut [Step],
        mut play: impl FnMut(&mut Play, &Scene, &mut Step, i64),
    ) {
        match (scene.is_offline, self.is_offline) {
            (true, false) => self.station.relay.kill().expect("the relay ends"),
            (false, true) => self.station.relay.restart().expect("the relay is back"),
            _ => {}
        }
        self.is_offline = scene.is_offline;
        let begin = instant(&scene.at);
        for (minutes, step) in (0..).zip(steps) {
            let at = begin + minutes * MINUTE;
            assert!(
                at >= self.now,
                "{} comes too early: {}",
                step.command(),
                scene.at
            );
            play(self, scene, step, at);
        }
    }

    /// Runs a command at a time; returns all that it printed, in the order in which a terminal shows it, and whether it ended well.
    fn run(&mut self, scene: &Scene, words: &[String], at: i64) -> (String, bool) {
        self.now = at;
        self.clock.set(at).expect("the clock is set");
        let (program, words) = words.split_first().expect("a command");
        assert_eq!(program, "sotay");
        let words: Vec<String> = words.iter().map(|word| self.telling.typed(word)).collect();
        let (mut reader, writer) = std::io::pipe().expect("a pipe");
        let mut command = self.station.sotay(&scene.who).command(&words);
        command
            .current_dir(self.station.path("desk"))
            .env("SOTAY_LANG", &self.language)
            .env("TZ", "Asia/Ho_Chi_Minh")
            .stdin(Stdio::null())
            .stdout(writer.try_clone().expect("a pipe"))
            .stderr(writer);
        if let Some(pin) = &scene.pin {
            command.env("SOTAY_PIN", pin);
        }
        let mut child = command.spawn().expect("sotay starts");
        drop(command); // It holds ends of the pipe, which is at its end when nobody can write to it.
        let mut printed = String::new();
        reader.read_to_string(&mut printed).expect("text");
        let ended = child.wait().expect("sotay ends");
        (printed, ended.success())
    }
}

fn instant(text: &str) -> i64 {
    let instant: jiff::Timestamp = text.parse().expect("a time");
    instant.as_millisecond()
}
