//! Counts and durations, written out as Prometheus text (exposition format 0.0.4).
//!
//! No label holds an id, so what is measured says nothing of who syncs.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use proto::Code;

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// Adds to it.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// Gives its value.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How often values fell below each of some bounds.
#[derive(Debug)]
pub struct Histogram {
    bounds: &'static [f64],
    buckets: Vec<AtomicU64>,
    /// The sum in millionths, which hold durations and counts well enough.
    sum_millionths: AtomicU64,
}

impl Histogram {
    fn new(bounds: &'static [f64]) -> Self {
        let buckets = (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect();
        Self {
            bounds,
            buckets,
            sum_millionths: AtomicU64::new(0),
        }
    }

    /// Counts a value.
    pub fn observe(&self, value: f64) {
        let index = self.bounds.iter().position(|bound| value <= *bound);
        if let Some(bucket) = self.buckets.get(index.unwrap_or(self.bounds.len())) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.sum_millionths
            .fetch_add((value * 1e6) as u64, Ordering::Relaxed);
    }

    fn write(&self, name: &str, help: &str, out: &mut String) {
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} histogram");
        let mut total = 0;
        for (index, bucket) in self.buckets.iter().enumerate() {
            total += bucket.load(Ordering::Relaxed);
            let bound = self
                .bounds
                .get(index)
                .map_or("+Inf".to_owned(), f64::to_string);
            let _ = writeln!(out, "{name}_bucket{{le=\"{bound}\"}} {total}");
        }
        let sum = self.sum_millionths.load(Ordering::Relaxed) as f64 / 1e6;
        let _ = writeln!(out, "{name}_sum {sum}\n{name}_count {total}");
    }
}

const SECONDS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0,
];
const COUNTS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];

/// All that the relay measures.
#[derive(Debug)]
pub struct Metrics {
    /// Sync requests answered with 200.
    pub synced: Counter,
    /// Sync requests whose connection was cut or stalled.
    pub cut: Counter,
    /// Sync requests refused as a whole, by code.
    refused: Vec<Counter>,
    /// Packs made durable.
    pub packs_stored: Counter,
    /// Packs that were known already.
    pub packs_known: Counter,
    /// Packs refused.
    pub packs_refused: Counter,
    /// Packs sent.
    pub packs_sent: Counter,
    /// Ledger pushes made durable.
    pub ledger_pushes: Counter,
    /// Bytes of request bodies.
    pub bytes_received: Counter,
    /// Bytes of answers.
    pub bytes_sent: Counter,
    /// Batches that could not be stored.
    pub storage_failures: Counter,
    /// New epochs drawn because the store was found put back.
    pub epochs_renewed: Counter,
    /// Seconds from a sync request's head to the end of its answer's first part.
    pub sync_seconds: Histogram,
    /// Seconds that a batch took to be durable.
    pub batch_seconds: Histogram,
    /// Writes that one batch made durable.
    pub batch_tasks: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            synced: Counter::default(),
            cut: Counter::default(),
            refused: Code::ALL.iter().map(|_| Counter::default()).collect(),
            packs_stored: Counter::default(),
            packs_known: Counter::default(),
            packs_refused: Counter::default(),
            packs_sent: Counter::default(),
            ledger_pushes: Counter::default(),
            bytes_received: Counter::default(),
            bytes_sent: Counter::default(),
            storage_failures: Counter::default(),
            epochs_renewed: Counter::default(),
            sync_seconds: Histogram::new(SECONDS),
            batch_seconds: Histogram::new(SECONDS),
            batch_tasks: Histogram::new(COUNTS),
        }
    }
}

/// What is true at the moment of asking.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gauges {
    /// Open connections.
    pub connections: usize,
    /// Listeners to events.
    pub listeners: usize,
    /// Spaces in memory.
    pub cached_spaces: usize,
}

impl Metrics {
    /// Counts a request refused as a whole.
    pub fn count_refusal(&self, code: Code) {
        let index = Code::ALL.iter().position(|known| *known == code);
        if let Some(counter) = index.and_then(|index| self.refused.get(index)) {
            counter.add(1);
        }
    }

    /// Writes everything as text.
    pub fn render(&self, gauges: Gauges) -> String {
        let mut out = String::with_capacity(4096);
        self.write_requests(&mut out);
        for (name, help, counter) in self.counters() {
            let _ = writeln!(
                out,
                "# HELP {name} {help}\n# TYPE {name} counter\n{name} {}",
                counter.get()
            );
        }
        let histograms = [
            (
                "sotay_sync_seconds",
                "Time to answer a sync up to its packs.",
                &self.sync_seconds,
            ),
            (
                "sotay_commit_seconds",
                "Time to make a batch durable.",
                &self.batch_seconds,
            ),
            (
                "sotay_commit_tasks",
                "Writes made durable together.",
                &self.batch_tasks,
            ),
        ];
        for (name, help, histogram) in histograms {
            histogram.write(name, help, &mut out);
        }
        write_gauges(gauges, &mut out);
        out
    }

    fn write_requests(&self, out: &mut String) {
        let name = "sotay_sync_requests_total";
        let _ = writeln!(
            out,
            "# HELP {name} Sync requests by outcome.\n# TYPE {name} counter"
        );
        let _ = writeln!(out, "{name}{{code=\"ok\"}} {}", self.synced.get());
        let _ = writeln!(out, "{name}{{code=\"cut\"}} {}", self.cut.get());
        for (code, counter) in Code::ALL.iter().zip(&self.refused) {
            if counter.get() > 0 {
                let _ = writeln!(out, "{name}{{code=\"{code}\"}} {}", counter.get());
            }
        }
    }

    fn counters(&self) -> [(&'static str, &'static str, &Counter); 9] {
        [
            (
                "sotay_packs_stored_total",
                "Packs made durable.",
                &self.packs_stored,
            ),
            (
                "sotay_packs_known_total",
                "Packs that were durable before.",
                &self.packs_known,
            ),
            (
                "sotay_packs_refused_total",
                "Packs refused.",
                &self.packs_refused,
            ),
            (
                "sotay_packs_sent_total",
                "Packs sent to devices.",
                &self.packs_sent,
            ),
            (
                "sotay_ledger_pushes_total",
                "Ledger pushes made durable.",
                &self.ledger_pushes,
            ),
            (
                "sotay_received_bytes_total",
                "Bytes of sync requests.",
                &self.bytes_received,
            ),
            (
                "sotay_sent_bytes_total",
                "Bytes of sync answers.",
                &self.bytes_sent,
            ),
            (
                "sotay_storage_failures_total",
                "Batches not stored.",
                &self.storage_failures,
            ),
            (
                "sotay_epochs_renewed_total",
                "New epochs of a restored store.",
                &self.epochs_renewed,
            ),
        ]
    }
}

fn write_gauges(gauges: Gauges, out: &mut String) {
    let values = [
        (
            "sotay_connections",
            "Open connections.",
            Some(gauges.connections as u64),
        ),
        (
            "sotay_event_listeners",
            "Open event streams.",
            Some(gauges.listeners as u64),
        ),
        (
            "sotay_cached_spaces",
            "Spaces in memory.",
            Some(gauges.cached_spaces as u64),
        ),
        (
            "process_resident_memory_bytes",
            "Resident memory.",
            resident_bytes(),
        ),
    ];
    for (name, help, value) in values {
        if let Some(value) = value {
            let _ = writeln!(
                out,
                "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}"
            );
        }
    }
}

/// Reads the process's resident memory where the system tells it in a file (Linux, proc(5)).
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_counts_upwards_and_ends_at_infinity() {
        let metrics = Metrics::default();
        metrics.batch_tasks.observe(1.0);
        metrics.batch_tasks.observe(3.0);
        metrics.batch_tasks.observe(9999.0);
        let text = metrics.render(Gauges::default());
        assert!(text.contains("sotay_commit_tasks_bucket{le=\"1\"} 1\n"));
        assert!(text.contains("sotay_commit_tasks_bucket{le=\"4\"} 2\n"));
        assert!(text.contains("sotay_commit_tasks_bucket{le=\"+Inf\"} 3\n"));
        assert!(text.contains("sotay_commit_tasks_count 3\n"));
    }

    #[test]
    fn refusals_are_counted_by_their_code() {
        let metrics = Metrics::default();
        metrics.count_refusal(Code::ClockSkew);
        let text = metrics.render(Gauges::default());
        assert!(text.contains("sotay_sync_requests_total{code=\"clock-skew\"} 1\n"));
        assert!(!text.contains("wrong-relay"));
    }
}
