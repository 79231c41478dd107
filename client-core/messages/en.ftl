# Messages of the core: each error code says what happened and what to do next.

error-home-missing = There is no notebook in this folder. Run `sotay init` (the unit's first device) or `sotay join CODE` (you were invited), or name the right folder with --home.
error-home-exists = This folder has a notebook already. Use it, or choose another folder with --home.
error-home-in-use = Another command is using this notebook. Please wait until it has finished, then try again.
error-home-read-only = The notebook's folder cannot be written. Check the folder's permissions and try again; what was recorded is all still there.
error-disk-full = The disk is full, so this was not recorded; everything recorded before is still there. Free some space and try again.
error-home-unreadable = A file of the notebook could not be read or written ({ $reason }). Check the folder and try again.
error-wrong-pin = The PIN is not right. Please try again.
error-pin-too-weak = A PIN needs at least 6 characters and must not be one character repeated. Please choose another.
error-database-damaged = The database is damaged, cut short or not this notebook's; the file was left as it is and nothing was deleted. Put this whole folder aside, ask for a new invite and run `sotay join` into another folder; what was safe on the relay comes back.
error-database-newer = The database was written by a newer version ({ $found }; this program knows up to { $known }). Update the program.
error-database-failed = The database reported something unexpected; this was not kept, everything recorded before is. Try again; if it stays, tell your administrator this code.
error-record-not-found = “{ $reference }” was not found on this device. Check it, or sync (`sotay sync`) and try again.
error-reference-ambiguous = { $count } records answer to “{ $reference }”. Use the full id.
error-record-invalid = Not recorded, because:
    { $problems }
error-area-unknown = This area is not on this device, or it is not assigned to you. See `sotay area list`, or ask your commander.
error-import-refused = A file with { $count } bad lines was not imported (nothing of it was taken). Mend the lines below, or add --skip-bad to take the rest:
    { $lines }
error-import-kind-unknown = What kind of records “{ $file }” holds cannot be told from its name. Name it like households.jsonl, or add --kind.
error-import-unreadable = The file “{ $file }” could not be read ({ $reason }). Check it and try again.
error-export-unwritable = The export could not be written ({ $reason }). Check the destination and try again.
error-export-without-position = These records have no positions, so there is no GeoJSON of them. Choose csv or jsonl.
error-role-lacks-duty = Your role does not allow this. Ask your commander or the unit's administrator.
error-visit-state = The visit is in a state that does not allow this. See it with `sotay visit show`.
error-invite-malformed = The invite code is not right or characters are missing. Copy the whole code, from SOTAY1- on.
error-invite-expired = The invite has expired. Ask your commander for a new one.
error-relay-not-met = This device has not met the relay yet, so it cannot invite anyone. Run `sotay sync` with a network, then invite again.
error-not-joined-yet = This device is not admitted to the unit yet. Run `sotay sync` with a network to finish joining.
error-wrong-relay = The relay at this address is not this unit's relay. Check the address given with --relay; nothing was sent.
error-answer-malformed = The relay's answer could not be understood. Check the relay's address and the program's version; nothing is lost.
error-no-network = The relay could not be reached. Nothing is lost: every record is on the device and goes out with the next sync.
error-internal = Something in the program did not hold; what was recorded is all still there. Tell your administrator this code.
error-unknown = The relay refused with the code “{ $code }”. Try again; if it stays, tell your administrator this code.

# Codes that a relay sends
error-bad-request = The relay could not read the request. Update the program and try again; nothing is lost.
error-too-large = The relay does not take a request that large. Tell the relay's administrator; every record is on the device.
error-clock-skew = This device's clock is too far from the relay's. Set date and time, then sync again; nothing is lost.
error-bad-signature = The relay does not accept this device's signature. Tell your unit's administrator; nothing is lost.
error-not-a-member = This device is not (or no longer) a member of the unit on the relay. Tell your commander; every record is on the device.
error-busy = The relay is busy. Try again in a few minutes; nothing is lost.
error-unsupported-version = The relay does not speak this version. Update the program; nothing is lost.
error-relay-failed = The relay failed and did not take this. Try again later; every record is on the device.
error-space-full = The relay's share for this area is full. Tell the relay's administrator; every record is on the device.
error-unknown-space = The relay does not know this area. It may have been replaced; tell your administrator. Nothing is lost.
error-access-ended = This device's access has ended. Tell your commander; every record is on the device.
error-stale-head = Somebody changed the membership at the same moment. Sync again.
error-invite-unknown = The relay does not know this invite yet. Whoever invited you has to sync first; then try again.
error-invite-used = This invite was used already. Ask your commander for a new one.
error-invite-cancelled = This invite was withdrawn. Ask your commander for a new one.
error-already-known = This device is in the unit already. Run `sotay sync`.
error-fork = The relay holds another pack under the same number of this device (it may have been restored from an old copy). Tell your administrator; every record is on the device.
error-gap = The relay lacks an earlier pack of this device. Sync again; nothing is lost.
error-relay-closed = This relay takes no new units. Ask the relay's administrator.
error-bad-entry = The relay did not take a change of membership of this device. Update the program and try again; every record is on the device.
error-unknown-device = This device is not in the unit's list. Sync, then see `sotay devices`.
error-last-administrator = The unit must keep at least one administrator. Make somebody else administrator first.
error-wrong-keys = An area's key does not fit the list of members. Sync and do it again; if it stays, tell your administrator.
error-bad-pack = The relay could not read a pack of this device. Update the program and sync again; every record is on the device.
error-wrong-hash = A pack was damaged on its way. Sync again; nothing is lost.
error-broken-chain = The relay holds another earlier pack than this device (it may have been restored from an old copy). Tell your administrator; every record is on the device.
error-unknown-epoch = The relay does not know this area's new key yet. Sync again; if it stays, tell your administrator. Nothing is lost.
error-pack-expired = A pack was too old to be sent and the relay did not take it. Tell your administrator; every record is on the device.
error-escrow-unknown = This work does not wait for a verdict any more: somebody else may have just given it. Sync, then look at the list again.
error-already-erased = This record was erased for good before. There is nothing to do.
error-stale-layout = The relay has just taken or merged other packs, so nothing was merged this time. Sync again; nothing is lost.
error-not-erased = The relay does not know yet that this record is to be erased. Sync again; if it stays, tell your administrator.

import-bad-line = { $file }, line { $line }: { $reason }
import-more-bad-lines = … and { $count } more
error-other-area = An edit cannot move a record to another area: it stays with the area that it belongs to. Tell your commander if the household has moved.
line-not-json = this line is not JSON
line-not-utf8 = this line is not UTF-8 text
line-too-long = this line is longer than { $limit } bytes
line-area-unknown = this area is not on this device
line-other-area = this record belongs to another area already; an import does not move it
