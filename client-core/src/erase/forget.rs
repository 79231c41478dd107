//! What an entry that erases does to the records of this device, in the entry's transaction.

use crate::audit::{self, Act};
use crate::error::ClientError;
use crate::store::changes::RecordRow;
use crate::store::spaces::Space;
use crate::store::{changes, erasing, packs, scattered, tallies};
use crate::view::moved;
use crate::view::project::Projection;
use access::Ledger;
use proto::ledger::Erase;
use proto::{Actor, AuditLine, DeviceId, DocId, UnixMillis};
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
        if let Some(row) = changes::record(connection, *id)? {
            gone += u64::from(let_go(connection, &mut projection, space.n, (*id, &row))?);
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

/// Drops a record of a space; returns whether anything of it was there. Where another space carries it too, that is erased by an
/// entry of its own, unless the record is at home in this one.
fn let_go(
    connection: &Connection,
    projection: &mut Projection,
    space: i64,
    (id, row): (DocId, &RecordRow),
) -> Result<bool, ClientError> {
    let home = moved::of(connection, row.n)?;
    // What belonged to it and was not erased with it has no place to follow it to any more.
    let left_behind = match home {
        Some(_) => moved::family(connection, id)?,
        None => Vec::new(),
    };
    let home = home.and_then(|home| home.space);
    let left = match row.scattered && home != Some(space) {
        true => {
            let before = scattered::said(connection, row.n)?.len();
            let left = scattered::drop_carried(connection, row.n, space)?;
            if left.is_some() && scattered::said(connection, row.n)?.len() == before {
                return Ok(false);
            }
            left
        }
        false if row.space == space || row.scattered => None,
        false => return Ok(false),
    };
    match left {
        Some(carrier) => {
            if row.space == space {
                scattered::set_space(connection, row.n, carrier)?;
            }
            projection.again(connection, row.n)?;
        }
        None => {
            for said in scattered::said(connection, row.n)? {
                if said.carrier != space {
                    tallies::leave_out(connection, said.carrier, id)?;
                }
            }
            projection.forget(connection, row.n)?;
            changes::remove_record(connection, row.n)?;
            for member in left_behind {
                projection.again(connection, member)?;
            }
        }
    }
    Ok(true)
}
