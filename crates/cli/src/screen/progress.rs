//! Progress of long work, on standard error and only where someone looks at it.

use crate::words::Words;
use client_core::SyncProgress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

fn target() -> ProgressDrawTarget {
    if std::io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Shows how much of a known amount is done.
#[derive(Debug)]
pub(crate) struct Meter {
    bar: ProgressBar,
}

impl Meter {
    /// Begins to show work under a heading.
    pub(crate) fn new(heading: String) -> Meter {
        let bar = ProgressBar::with_draw_target(Some(0), target());
        bar.set_style(style("{msg} {bar:30.green/dim} {human_pos}/{human_len}"));
        bar.set_message(heading);
        Meter { bar }
    }

    /// Tells how much is done of work whose end is not known.
    pub(crate) fn counted(&self, done: u64) {
        self.bar
            .set_style(style("{spinner:.green} {msg} {human_pos} {elapsed:.dim}"));
        self.bar.set_position(done);
    }

    /// Tells how far the work is.
    pub(crate) fn at(&self, done: u64, total: u64) {
        self.bar.set_length(total);
        self.bar.set_position(done);
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Shows a sync, whose end nobody knows before the relay has said it.
#[derive(Debug)]
pub(crate) struct SyncMeter<'a> {
    bar: ProgressBar,
    words: &'a Words,
}

impl<'a> SyncMeter<'a> {
    /// Begins to show a sync.
    pub(crate) fn new(words: &'a Words) -> SyncMeter<'a> {
        let bar = ProgressBar::with_draw_target(None, target());
        bar.set_style(style("{spinner:.green} {msg} {elapsed:.dim}"));
        bar.set_message(words.text("sync-connecting"));
        bar.enable_steady_tick(Duration::from_millis(120));
        SyncMeter { bar, words }
    }

    /// Tells how far the sync is.
    pub(crate) fn at(&self, progress: &SyncProgress) {
        let arguments = [
            ("pushed", progress.packs_pushed.to_string()),
            ("waiting", progress.packs_waiting.to_string()),
            ("pulled", progress.packs_pulled.to_string()),
            ("to_pull", progress.packs_to_pull.to_string()),
            ("documents", progress.documents_changed.to_string()),
            ("up", self.words.bytes(progress.bytes_up)),
            ("down", self.words.bytes(progress.bytes_down)),
        ];
        let arguments: Vec<(&str, &str)> = arguments
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        self.bar
            .set_message(self.words.with("sync-progress", &arguments));
    }
}

impl Drop for SyncMeter<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
