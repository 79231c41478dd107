//! What becomes of packs that are pushed.

use proto::{Code, Cursor, Frame, PackHash, PackOutcome, Role};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::wire::Connection;
use crate::world::{World, body, outcomes, packs};

const REFUSED: fn(Code) -> PackOutcome = |code| PackOutcome::Refused { code };

#[tokio::test]
async fn a_stored_pack_reaches_another_member_byte_for_byte() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let mut space = world.found(&admin).await;
    let officer = world.join(&admin, &mut space, Role::Auditor).await;
    let pack = world.pack(&mut admin, &space, 500);
    assert_eq!(
        world.push(&admin, &[&pack]).await,
        [PackOutcome::Stored { seq: 1 }]
    );
    let head = world.head_at(&officer, &space, Cursor::default());
    let frames = world.sync(&head, &officer.secret, &[]).await.frames();
    let at_top = Cursor { high: 1, low: 0 };
    assert_eq!(packs(&frames), [(space.id, at_top, pack.bytes.clone())]);
    assert_eq!(frames.last(), Some(&Frame::End { more: false }));
}

#[tokio::test]
async fn a_pack_that_comes_again_is_known_and_both_answers_hold_a_receipt() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let space = world.found(&admin).await;
    let pack = world.pack(&mut admin, &space, 100);
    for expected in [
        PackOutcome::Stored { seq: 1 },
        PackOutcome::Known { seq: 1 },
    ] {
        let head = world.head_at(&admin, &space, Cursor::default());
        let frames = world.sync(&head, &admin.secret, &[&pack]).await.frames();
        assert_eq!(outcomes(&frames), [expected]);
        let receipt = frames.iter().find_map(|frame| match frame {
            Frame::Receipt(receipt) => Some(receipt),
            _ => None,
        });
        let relay = world.relay.relay();
        let receipt = seal::verify_attested(receipt.unwrap(), &relay)
            .unwrap()
            .into_payload();
        assert_eq!(receipt.device, admin.secret.id());
        assert_eq!(receipt.stored.len(), 1);
        assert_eq!(
            (receipt.stored[0].number, receipt.stored[0].hash),
            (1, pack.hash)
        );
    }
}

#[tokio::test]
async fn fork_gap_and_broken_chain_are_told_apart_and_stop_nothing_else() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let space = world.found(&admin).await;
    let first = world.pack(&mut admin, &space, 50);
    let second = world.pack(&mut admin, &space, 50);
    let third = world.pack(&mut admin, &space, 50);
    let draft = |number, previous| seal::PackDraft {
        space: space.id,
        key_epoch: 1,
        number,
        previous,
        covers: Vec::new(),
        erases: Vec::new(),
        expires: None,
    };
    let other_first = world.seal(&draft(1, PackHash::ZERO), &admin, &space, 60);
    let unchained = world.seal(&draft(2, PackHash([5; 32])), &admin, &space, 60);
    let pushed = [&first, &other_first, &third, &unchained, &second, &third];
    let expected = [
        PackOutcome::Stored { seq: 1 },
        REFUSED(Code::Fork),
        REFUSED(Code::Gap),
        REFUSED(Code::BrokenChain),
        PackOutcome::Stored { seq: 2 },
        PackOutcome::Stored { seq: 3 },
    ];
    assert_eq!(world.push(&admin, &pushed).await, expected);
}

#[tokio::test]
async fn a_changed_pack_is_refused_by_hash_or_by_signature() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let space = world.found(&admin).await;
    let good = world.pack(&mut admin, &space, 80);
    let mut changed = good.clone();
    let middle = changed.bytes.len() / 2;
    changed.bytes[middle] ^= 1;
    let mut unsigned = good.clone();
    *unsigned.bytes.last_mut().unwrap() ^= 1;
    let mut garbage = good.clone();
    garbage.bytes.truncate(10);
    let outcomes = world
        .push(&admin, &[&changed, &unsigned, &garbage, &good])
        .await;
    let stored = PackOutcome::Stored { seq: 1 };
    let refused = [Code::WrongHash, Code::BadSignature, Code::BadPack].map(REFUSED);
    assert_eq!(outcomes, [refused[0], refused[1], refused[2], stored]);
}

#[tokio::test]
async fn only_members_with_the_duty_may_write_and_only_members_may_carry() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let mut space = world.found(&admin).await;
    let mut auditor = world.join(&admin, &mut space, Role::Auditor).await;
    let mut stranger = world.device();
    let by_admin = world.pack(&mut admin, &space, 10);
    let by_auditor = world.pack(&mut auditor, &space, 10);
    let by_stranger = world.pack(&mut stranger, &space, 10);
    let carried = world
        .push(&auditor, &[&by_admin, &by_auditor, &by_stranger])
        .await;
    let refused = [Code::RoleLacksDuty, Code::NotAMember].map(REFUSED);
    assert_eq!(
        carried,
        [PackOutcome::Stored { seq: 1 }, refused[0], refused[1]]
    );

    let other_unit = world.found(&stranger).await;
    let by_stranger = world.pack(&mut stranger, &other_unit, 10);
    assert_eq!(
        world.push(&admin, &[&by_stranger]).await,
        [REFUSED(Code::NotAMember)]
    );
}

#[tokio::test]
async fn a_pack_of_an_unknown_epoch_or_past_its_time_is_refused() {
    let mut world = World::start().await;
    let admin = world.device();
    let space = world.found(&admin).await;
    let mut draft = seal::PackDraft {
        space: space.id,
        key_epoch: 2,
        number: 1,
        previous: PackHash::ZERO,
        covers: Vec::new(),
        erases: Vec::new(),
        expires: None,
    };
    let future_epoch = world.seal(&draft, &admin, &space, 10);
    draft.key_epoch = 1;
    draft.expires = Some(world.now().plus_millis(-1));
    let expired = world.seal(&draft, &admin, &space, 10);
    let refused = [Code::UnknownEpoch, Code::PackExpired].map(REFUSED);
    assert_eq!(
        world.push(&admin, &[&future_epoch, &expired]).await,
        refused
    );
}

#[tokio::test]
async fn a_full_space_takes_no_more_and_keeps_what_it_has() {
    let mut world = World::start_with(|config| config.limits.space_quota = 1500).await;
    let mut admin = world.device();
    let space = world.found(&admin).await;
    let first = world.pack(&mut admin, &space, 700);
    let second = world.pack(&mut admin, &space, 700);
    let outcomes = world.push(&admin, &[&first, &second]).await;
    assert_eq!(
        outcomes,
        [PackOutcome::Stored { seq: 1 }, REFUSED(Code::SpaceFull)]
    );
    assert_eq!(
        world.push(&admin, &[&first]).await,
        [PackOutcome::Known { seq: 1 }]
    );
}

#[tokio::test]
async fn more_packs_than_fit_into_the_upload_memory_pass_through_it() {
    let mut world = World::start_with(|config| config.limits.upload_memory = 4_400_000).await;
    let mut admin = world.device();
    let space = world.found(&admin).await;
    let large: Vec<_> = (0..4)
        .map(|_| world.pack(&mut admin, &space, 3 << 20))
        .collect();
    let outcomes = world.push(&admin, &large.iter().collect::<Vec<_>>()).await;
    assert_eq!(
        outcomes,
        [1, 2, 3, 4].map(|seq| PackOutcome::Stored { seq })
    );
}

/// Sends the first bytes of a request and goes away; returns once the relay has noticed.
async fn send_cut(world: &World, body: &[u8], length: usize) {
    let mut connection = Connection::open(world.relay.address()).await;
    let announced = format!("content-length: {}\r\n", body.len());
    connection.send_head("POST", "/v1/sync", &announced).await;
    connection.stream.write_all(&body[..length]).await.unwrap();
    connection.stream.shutdown().await.unwrap();
    let mut rest = Vec::new();
    let _ = connection.stream.read_to_end(&mut rest).await;
    // What was queued before is durable once something queued after is.
    assert_eq!(world.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn a_push_cut_anywhere_keeps_its_whole_packs_and_the_probe_tells_which() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let space = world.found(&admin).await;
    let pushed: Vec<_> = (0..3).map(|_| world.pack(&mut admin, &space, 40)).collect();
    let all: Vec<_> = pushed.iter().collect();
    let head = world.head_at(&admin, &space, Cursor::default());
    let request = body(&head, &admin.secret, &all);
    let sizes: Vec<_> = pushed.iter().map(|pack| pack.bytes.len()).collect();
    let prefix = request.len() - sizes.iter().sum::<usize>();
    for cut in (1..request.len()).step_by(41) {
        send_cut(&world, &request, cut).await;
        let mut probe = world.head_at(&admin, &space, Cursor::default());
        probe.flags.probe = true;
        let frames = world.sync(&probe, &admin.secret, &[]).await.frames();
        let mut end = prefix;
        let whole = sizes.iter().take_while(|size| {
            end += **size;
            end <= cut
        });
        let number = whole.count() as u64;
        assert!(
            frames.contains(&Frame::Own {
                space: space.id,
                number
            }),
            "cut at {cut}: {frames:?}"
        );
    }
    let outcomes = world.push(&admin, &all).await;
    assert!(
        matches!(outcomes[0], PackOutcome::Known { seq: 1 }),
        "{outcomes:?}"
    );
    assert!(
        outcomes
            .iter()
            .all(|outcome| !matches!(outcome, PackOutcome::Refused { .. }))
    );
}
