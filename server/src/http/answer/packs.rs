//! Packs that the caller lacks, and how the logs are cut that they stand in.

use proto::Frame;
use sync::relay::Verdict;

use super::{Answer, Broken, TURN};
use crate::app::App;
use crate::http::sink::Sink;

impl Answer {
    /// The layout of each space whose packs the device gets.
    pub(super) async fn write_layouts(&self, app: &App, sink: &mut Sink) -> Result<(), Broken> {
        if !self.done.head.flags.layout {
            return Ok(());
        }
        let readable = self.readings();
        for (_, summary) in readable.filter(|(reading, _)| reading.cursor.is_some()) {
            let (space, mut after, mut more) = (summary.id, 0, true);
            while more {
                let page = app.storage.layout(space, after, TURN).await?;
                after = page.rows.last().map_or(after, |row| row.place);
                more = !page.reached_end;
                let rows = page.rows;
                sink.frame(&Frame::Layout { space, rows, more }).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn write_packs(&mut self, app: &App, sink: &mut Sink) -> Result<(), Broken> {
        while let Some(want) = self.plan.next_want() {
            // What is ready need not wait for the disk.
            sink.flush().await?;
            let page = app.storage.packs(want, TURN).await?;
            for read in page.packs {
                let (span, pack) = (read.span, read.bytes);
                let Verdict::Send(cursor) = self.plan.offer(span, pack.len() as u64) else {
                    break;
                };
                sink.frame(&Frame::Pack {
                    space: want.space,
                    cursor,
                    pack,
                })
                .await?;
                self.sent += 1;
            }
            self.plan.end_turn(page.reached_end);
        }
        Ok(())
    }
}
