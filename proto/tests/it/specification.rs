//! The specification's tables and the code say the same.

use std::collections::BTreeMap;

use proto::{Code, Role, limits, version};

fn chapter(name: &str) -> String {
    let path = format!("{}/spec/{name}.md", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Reads the rows of the table whose header begins with this column, as cells without backticks.
fn table(chapter: &str, first_column: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().replace('`', ""))
            .collect()
    };
    let mut lines = chapter.lines().skip_while(|line| {
        !(line.starts_with('|') && cells(line).first().is_some_and(|cell| cell == first_column))
    });
    assert!(
        lines.next().is_some(),
        "no table begins with the column {first_column:?}"
    );
    lines
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(cells)
        .collect()
}

fn pairs(chapter: &str, first_column: &str) -> BTreeMap<String, String> {
    table(chapter, first_column)
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect()
}

#[test]
fn limits_in_the_specification_are_those_of_the_code() {
    let written = pairs(&chapter("encoding"), "limit");
    let coded = limits::ALL
        .iter()
        .map(|limit| (limit.name.to_owned(), limit.max.to_string()));
    assert_eq!(written, coded.collect());
}

#[test]
fn versions_in_the_specification_are_those_of_the_code() {
    let coded = [
        ("pack", version::PACK),
        ("bundle", version::BUNDLE),
        ("audit segment", version::AUDIT),
        ("unlock deposit", version::UNLOCK_DEPOSIT),
        ("tally", version::TALLY),
        ("ledger entry", version::ENTRY),
        ("request", version::REQUEST),
        ("invite code", version::INVITE_CODE),
        ("courier file", version::COURIER),
        ("recovery code", version::RECOVERY_CODE),
        ("liaison code", version::LIAISON_CODE),
        ("relay key code", version::RELAY_KEY_CODE),
    ];
    let coded = coded.map(|(name, version)| (name.to_owned(), version.to_string()));
    assert_eq!(pairs(&chapter("encoding"), "object"), coded.into());
}

#[test]
fn codes_in_the_specification_are_those_of_the_code() {
    let written: Vec<(String, String)> = table(&chapter("errors"), "tag")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    let coded = Code::ALL
        .iter()
        .map(|code| (code.tag().to_string(), code.as_str().to_owned()));
    assert_eq!(written, coded.collect::<Vec<_>>());
}

#[test]
fn roles_in_the_specification_are_those_of_the_code() {
    let coded = Role::ALL.map(|role| (role.bit().to_string(), role.to_string()));
    assert_eq!(pairs(&chapter("ledger"), "bit"), coded.into());
}

#[test]
fn actions_in_the_specification_are_those_of_the_code() {
    use proto::ledger::*;
    use proto::*;
    let keys = DeviceKeys {
        sign: [0; 32],
        kx: [0; 32],
    };
    let key = SealedKey {
        epoch: 1,
        enc: [0; 32],
        ciphertext: [0; 48],
    };
    let (officer, roles) = (OfficerId::ZERO, RoleSet::EMPTY);
    let (device, invite) = (DeviceId::ZERO, InviteId::ZERO);
    let no_keys = EpochKeys {
        epoch: 2,
        sealed: vec![],
    };
    let actions = [
        (
            "create",
            Action::Create(Create {
                kind: SpaceKind::Unit,
                unit: None,
                nonce: [0; 16],
                keys,
                officer,
                roles,
                key,
            }),
        ),
        (
            "invite",
            Action::Invite(Invite {
                keys,
                officer,
                roles,
                expires: UnixMillis(0),
                space_keys: vec![],
            }),
        ),
        (
            "enrol",
            Action::Enrol(Enrol {
                invite,
                keys,
                space_keys: vec![],
            }),
        ),
        ("cancel invite", Action::CancelInvite { invite }),
        ("role", Action::Role { device, roles }),
        (
            "revoke",
            Action::Revoke(Revoke {
                device,
                last: 0,
                keys: no_keys.clone(),
            }),
        ),
        ("new epoch", Action::NewEpoch(no_keys)),
        (
            "admit",
            Action::Admit(Admit {
                keys,
                officer,
                roles,
                resumes: 0,
                space_keys: vec![],
            }),
        ),
        (
            "erase",
            Action::Erase(Erase {
                reason: EraseReason::Request,
                documents: vec![],
            }),
        ),
        (
            "verdict",
            Action::Verdict(Judgement {
                device,
                number: 1,
                verdict: Verdict::AcceptAll,
            }),
        ),
        ("policy", Action::Policy(Policy::default())),
    ];
    let coded = actions.map(|(name, action)| (action.tag().to_string(), name.to_owned()));
    assert_eq!(pairs(&chapter("ledger"), "action tag"), coded.into());
}

#[test]
fn reasons_to_erase_in_the_specification_are_those_of_the_code() {
    use proto::ledger::EraseReason;
    let coded = EraseReason::ALL.map(|reason| ((reason as u8).to_string(), reason.to_string()));
    assert_eq!(pairs(&chapter("ledger"), "reason"), coded.into());
}

#[test]
fn frames_in_the_specification_are_those_of_the_code() {
    use proto::*;
    let (space, code) = (SpaceId::ZERO, Code::Busy);
    let receipt = receipt_of_nothing();
    let frames = [
        (
            "hello",
            Frame::Hello {
                epoch: RelayEpoch::ZERO,
                time: UnixMillis(0),
            },
        ),
        (
            "ledger",
            Frame::Ledger {
                space,
                from: 0,
                entries: vec![],
            },
        ),
        (
            "ledger result",
            Frame::LedgerResult {
                space,
                outcome: LedgerOutcome::Refused { code },
            },
        ),
        (
            "pack result",
            Frame::PackResult {
                index: 0,
                outcome: PackOutcome::Refused { code },
            },
        ),
        ("own", Frame::Own { space, number: 0 }),
        (
            "pack",
            Frame::Pack {
                space,
                cursor: Cursor::default(),
                pack: vec![],
            },
        ),
        (
            "cursor",
            Frame::Cursor {
                space,
                cursor: Cursor::default(),
            },
        ),
        ("receipt", Frame::Receipt(receipt)),
        ("end", Frame::End { more: false }),
        ("error", Frame::Error { code }),
        (
            "layout",
            Frame::Layout {
                space,
                rows: vec![],
                more: false,
            },
        ),
        ("erased", Frame::Erased(erasure_of_nothing())),
    ];
    let coded = frames.map(|(name, frame)| (frame.tag().to_string(), name.to_owned()));
    assert_eq!(pairs(&chapter("sync"), "frame tag"), coded.into());
}

#[test]
fn courier_items_in_the_specification_are_those_of_the_code() {
    use proto::*;
    let space = SpaceId::ZERO;
    let items = [
        CourierItem::Opening {
            unit: space,
            device: DeviceId::ZERO,
            time: UnixMillis(0),
            part: 1,
        },
        CourierItem::Holdings(Holdings {
            space,
            ledger_length: 0,
            packs: vec![],
        }),
        CourierItem::Ledger {
            space,
            from: 0,
            entries: vec![],
        },
        CourierItem::Pack { pack: vec![] },
        CourierItem::Receipt(receipt_of_nothing()),
        CourierItem::Closing { more: false },
    ];
    let names = [
        "opening", "holdings", "ledger", "pack", "receipt", "closing",
    ];
    let coded = items.iter().zip(names);
    let coded = coded.map(|(item, name)| (item.tag().to_string(), name.to_owned()));
    assert_eq!(pairs(&chapter("courier"), "item tag"), coded.collect());
}

fn receipt_of_nothing() -> proto::Receipt {
    use proto::*;
    Receipt {
        body: ReceiptBody {
            relay: RelayId::ZERO,
            device: DeviceId::ZERO,
            time: UnixMillis(0),
            request: RequestHash::ZERO,
            stored: vec![],
        },
        signature: Signature([0; 64]),
    }
}

fn erasure_of_nothing() -> proto::ErasureReceipt {
    use proto::*;
    ErasureReceipt {
        body: ErasureReceiptBody {
            relay: RelayId::ZERO,
            device: DeviceId::ZERO,
            time: UnixMillis(0),
            request: RequestHash::ZERO,
            space: SpaceId::ZERO,
            documents: vec![],
            packs: vec![],
        },
        signature: Signature([0; 64]),
    }
}
