//! Whether a request is for this relay and of this hour, and whose keys must have signed it.

use proto::{
    Action, Actor, Code, DeviceKeys, Entry, LedgerPush, RelayId, RequestHead, UnixMillis, Wire,
};
use seal::SignedEntry;

/// How far a request's time may be from the relay's, either way. Within it an intercepted request can be
/// sent again, which changes nothing; phones beyond it are told the time and correct themselves.
pub const MAX_SKEW_MILLIS: i64 = 5 * 60 * 1000;

/// Refuses a request that was written for another relay or at another time.
pub fn admit(head: &RequestHead, relay: &RelayId, now: UnixMillis) -> Result<(), Code> {
    if head.relay != *relay {
        return Err(Code::WrongRelay);
    }
    if head.time.millis_since(now).unsigned_abs() > MAX_SKEW_MILLIS as u64 {
        return Err(Code::ClockSkew);
    }
    Ok(())
}

/// Finds an actor's keys in the entries that its request brings, for an actor that no ledger knows yet: the
/// founder of a space, or who has just taken up an invite. The actor's id is a hash of its keys, so keys
/// that fit the id are the actor's wherever they stand.
pub fn keys_in_pushes(pushes: &[LedgerPush], actor: &Actor) -> Option<DeviceKeys> {
    let entries = pushes.iter().flat_map(|push| &push.entries);
    let mut keys = entries.filter_map(|bytes| keys_of_entry(bytes));
    keys.find(|keys| match actor {
        Actor::Device(device) => seal::device_id(keys) == *device,
        Actor::Invite(invite) => seal::invite_id(keys) == *invite,
    })
}

fn keys_of_entry(bytes: &[u8]) -> Option<DeviceKeys> {
    let signed = SignedEntry::from_bytes(bytes).ok()?;
    match Entry::from_bytes(signed.signed_bytes()).ok()?.action {
        Action::Create(create) => Some(create.keys),
        Action::Enrol(enrol) => Some(enrol.keys),
        Action::Invite(invite) => Some(invite.keys),
        _ => None,
    }
}
