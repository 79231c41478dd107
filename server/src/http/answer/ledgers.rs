//! Ledgers: what became of pushed entries, and the entries that the caller lacks.

use proto::{Frame, LedgerOutcome, SpaceId};

use super::{Answer, Broken, TURN};
use crate::app::App;
use crate::http::sink::Sink;

impl Answer {
    /// What became of pushes, then the entries that the caller lacks behind them.
    pub(super) async fn write_ledgers(&self, app: &App, sink: &mut Sink) -> Result<(), Broken> {
        for pushed in &self.done.ledgers {
            let (space, outcome) = (pushed.space, pushed.outcome);
            sink.frame(&Frame::LedgerResult { space, outcome }).await?;
        }
        for (reading, summary) in self.readings() {
            let mut next = reading.entries_from.unwrap_or(u64::MAX);
            while next < summary.ledger.length() {
                let mut entries = app.storage.entries(summary.id, next, TURN).await?;
                // What was added after the summary was made is the next answer's.
                entries.truncate((summary.ledger.length() - next) as usize);
                if entries.is_empty() {
                    break;
                }
                let (from, count) = (next, entries.len() as u64);
                sink.frame(&Frame::Ledger {
                    space: summary.id,
                    from,
                    entries,
                })
                .await?;
                next += count;
            }
        }
        for (space, outcome) in self.words_on_spaces_without_push() {
            sink.frame(&Frame::LedgerResult { space, outcome }).await?;
        }
        Ok(())
    }

    /// For spaces without a push: why nothing of them can be had, or how short the relay's ledger is where the device
    /// has more of it.
    fn words_on_spaces_without_push(&self) -> impl Iterator<Item = (SpaceId, LedgerOutcome)> {
        let is_pushed = |space: &SpaceId| {
            let mut pushed = self.done.ledgers.iter();
            pushed.any(|pushed| pushed.space == *space)
        };
        let others = self
            .lines
            .iter()
            .filter(move |line| !is_pushed(&line.space));
        others.filter_map(|line| match &line.outcome {
            Err(code) => Some((line.space, LedgerOutcome::Refused { code: *code })),
            Ok((reading, _)) => {
                let length = reading.relay_length?;
                Some((line.space, LedgerOutcome::Accepted { length }))
            }
        })
    }
}
