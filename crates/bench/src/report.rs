//! The figures as a table for people and as JSON for programs.

use serde_json::{Value, json};

use crate::figure::{Figure, Reach, Row};
use crate::options::Options;
use crate::peer::PeerFigure;

/// All figures of a run.
#[derive(Debug)]
pub(crate) struct Report {
    seed: u64,
    runs: usize,
    figures: Vec<Figure>,
}

impl Report {
    /// Begins a report.
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            seed: options.seed,
            runs: options.runs,
            figures: Vec::new(),
        }
    }

    /// Takes a figure and says it at once, because a whole run takes minutes.
    pub(crate) fn add(&mut self, figure: Figure) {
        eprintln!(
            "{:<9} {:<32} {}",
            figure.row.name(),
            figure.what,
            told(&figure, figure.value())
        );
        self.figures.push(figure);
    }

    /// Puts the peer's figures beside ours.
    pub(crate) fn compare(&mut self, peer: &[PeerFigure]) {
        for theirs in peer {
            let ours = self
                .figures
                .iter_mut()
                .find(|ours| ours.row == theirs.row && ours.what == theirs.what);
            if let Some(ours) = ours {
                ours.peer = Some(theirs.value);
            }
        }
    }

    /// Prints the table.
    pub(crate) fn print(&self) {
        let peer = self.figures.iter().any(|figure| figure.peer.is_some());
        println!(
            "{:<30} {:<32} {:>14} {:>14} {:>5}{}",
            "work",
            "figure",
            "measured",
            "reach",
            "ok",
            if peer { "          peer   ratio" } else { "" }
        );
        let mut last = None;
        for figure in self.sorted() {
            let work = if last == Some(figure.row) {
                ""
            } else {
                figure.row.work()
            };
            last = Some(figure.row);
            let (measured, reach) = (told(figure, figure.value()), reach(figure));
            let ok = if figure.reach == Reach::Told {
                ""
            } else if figure.is_met() {
                "yes"
            } else {
                "NO"
            };
            println!(
                "{work:<30} {:<32} {measured:>14} {reach:>14} {ok:>5}{}",
                figure.what,
                beside(figure)
            );
        }
    }

    fn sorted(&self) -> Vec<&Figure> {
        let mut figures: Vec<&Figure> = self.figures.iter().collect();
        figures.sort_by_key(|figure| Row::ALL.iter().position(|row| *row == figure.row));
        figures
    }

    /// Returns the figures as JSON.
    pub(crate) fn json(&self) -> String {
        let figures: Vec<Value> = self.sorted().into_iter().map(one).collect();
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let whole = json!({ "documents": 11_209, "seed": self.seed, "runs": self.runs, "cores": cores, "figures": figures });
        format!("{whole:#}\n")
    }
}

fn one(figure: &Figure) -> Value {
    let reach = match figure.reach {
        Reach::AtMost(most) => json!({ "at_most": most }),
        Reach::AtLeast(least) => json!({ "at_least": least }),
        Reach::Told => Value::Null,
    };
    json!({
        "row": figure.row.name(),
        "figure": figure.what,
        "unit": figure.unit,
        "value": figure.value(),
        "runs": figure.runs,
        "reach": reach,
        "ok": figure.is_met(),
        "peer": figure.peer,
        "ratio": figure.peer.map(|peer| peer / figure.value()),
    })
}

fn beside(figure: &Figure) -> String {
    figure.peer.map_or_else(String::new, |peer| {
        format!(
            " {:>13} {:>6.1}x",
            told(figure, peer),
            peer / figure.value()
        )
    })
}

fn reach(figure: &Figure) -> String {
    match figure.reach {
        Reach::AtMost(most) => format!("≤ {}", told(figure, most)),
        Reach::AtLeast(least) => format!("≥ {}", told(figure, least)),
        Reach::Told => String::new(),
    }
}

/// Writes a value with three significant digits or as a whole number, whichever is longer, and its unit.
fn told(figure: &Figure, value: f64) -> String {
    let number = match value {
        value if value.fract() == 0.0 || value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    };
    format!("{number} {}", figure.unit).trim_end().to_owned()
}
