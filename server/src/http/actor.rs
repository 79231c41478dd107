//! Whose keys must have signed a request.

use proto::{Actor, Code, DeviceKeys, LedgerPush, SpaceId};
use seal::VerifyingKey;
use sync::relay::keys_in_pushes;

use super::refusal::Refusal;
use crate::app::App;

/// A caller who is no member yet may make the relay look up so many spaces on disk, no more.
const LOOKUPS: usize = 16;

/// Finds the actor's key: in a space in memory, in what the request brings, or in a space on disk. Ids are
/// hashes of keys, so it does not matter where they are found.
pub(super) async fn find_key(
    app: &App,
    actor: &Actor,
    spaces: impl Iterator<Item = SpaceId> + Clone,
    pushes: &[LedgerPush],
) -> Result<VerifyingKey, Refusal> {
    let keys = match in_memory(app, actor, spaces.clone()).or_else(|| keys_in_pushes(pushes, actor))
    {
        Some(keys) => keys,
        None => on_disk(app, actor, spaces).await?,
    };
    app.keys
        .unpack(&keys)
        .map_err(|_| Code::BadSignature.into())
}

fn in_memory(
    app: &App,
    actor: &Actor,
    mut spaces: impl Iterator<Item = SpaceId>,
) -> Option<DeviceKeys> {
    spaces.find_map(|space| app.storage.cached(space)?.ledger.keys_of(actor).copied())
}

async fn on_disk(
    app: &App,
    actor: &Actor,
    spaces: impl Iterator<Item = SpaceId>,
) -> Result<DeviceKeys, Refusal> {
    let (mut named, mut known) = (0, 0);
    for space in spaces.take(LOOKUPS) {
        named += 1;
        if let Some(summary) = app.storage.space(space).await? {
            known += 1;
            if let Some(keys) = summary.ledger.keys_of(actor) {
                return Ok(*keys);
            }
        }
    }
    // A device of a unit of which this store has nothing learns that, and may give it back.
    let nothing_known = named > 0 && known == 0;
    Err(match actor {
        _ if nothing_known => Code::UnknownSpace,
        Actor::Invite(_) => Code::InviteUnknown,
        Actor::Device(_) => Code::NotAMember,
    }
    .into())
}
