//! What an entry that erases does to the records of this device, in the entry's transaction.

use crate::audit::{self, Act};
use crate::error::ClientError;
use crate::store::spaces::Space;
use crate::store::{changes, erasing, packs};
use crate::view::project::Projection;
use access::Ledger;
use proto::ledger::Erase;
use proto::{Actor, AuditLine, DeviceId, UnixMillis};
use rusqlite::Connection;

/// Drops the records that an entry erases, and writes down that this device did. Stored packs that hold them are
/// replaced next.
pub(crate) fn forget(
    connection: &Connection,
    space: &Space,
    ledger: &Ledger,
    (device, now): (DeviceId, UnixMillis),
    (signer, erase): (Actor, &Erase),
) -> Result<(), ClientError> {
    let mut projection = Projection::default();
    let mut gone = 0;
    // What waits to be pushed may hold them, and reaches the relay before this device can replace it.
    let brings =
        signer == Actor::Device(device) || packs::any_waiting_of(connection, space.n, device)?;
    for id in &erase.documents {
        erasing::insert(connection, space.n, *id, brings)?;
        let row = changes::record(connection, *id)?.filter(|row| row.space == space.n);
        if let Some(row) = row {
            projection.forget(connection, row.n)?;
            changes::remove_record(connection, row.n)?;
            gone += 1;
        }
    }
    projection.finish(connection)?;
    // Whoever was no member yet reads of what was never here.
    let was_here = ledger
        .member(&device)
        .is_some_and(|member| member.is_active());
    if !was_here {
        return Ok(());
    }
    let seconds = now.0.div_euclid(1000);
    let line = AuditLine {
        at: UnixMillis(seconds.saturating_mul(1000)),
        act: Act::ErasedHere.code(),
        kind: 0,
        // No entry erases what another one did, so its first document names it.
        subject: erase.documents.first().copied(),
        count: gone,
        words: String::new(),
        why: String::new(),
    };
    audit::append(connection, device, &line)
}
