//! What a device gets: ledgers, packs, cursors.

use std::collections::BTreeMap;

use proto::{Actor, Code, Cursor, Frame, LedgerOutcome, Role, SpaceId};

use crate::world::{DAY, Device, Space, World, ledger_outcome, packs};

/// Stores `counts[i]` packs in the i-th of as many new spaces; the reader is a member of all.
async fn filled(world: &mut World, counts: &[usize]) -> (Device, Device, Vec<Space>) {
    let mut admin = world.device();
    let reader = world.device();
    let mut spaces = Vec::new();
    for count in counts {
        let mut space = world.draft_space(&admin);
        let invite = world.invite(&admin, &mut space, Role::Auditor);
        world.enrol(&mut space, &invite, &reader);
        let mut head = world.head(admin.actor());
        head.ledger_pushes = vec![space.push(0)];
        world.sync(&head, &admin.secret, &[]).await;
        let pushed: Vec<_> = (0..*count)
            .map(|_| world.pack(&mut admin, &space, 60))
            .collect();
        if *count > 0 {
            world.push(&admin, &pushed.iter().collect::<Vec<_>>()).await;
        }
        spaces.push(space);
    }
    (admin, reader, spaces)
}

fn cursors(frames: &[Frame]) -> Vec<(SpaceId, Cursor)> {
    packs(frames)
        .into_iter()
        .map(|(space, cursor, _)| (space, cursor))
        .collect()
}

#[tokio::test]
async fn a_newcomer_gets_the_newest_first_with_all_spaces_in_turn() {
    let mut world = World::start().await;
    let (_, reader, spaces) = filled(&mut world, &[3, 2]).await;
    let mut head = world.head(reader.actor());
    head.spaces = spaces
        .iter()
        .map(|space| space.state(Cursor::default()))
        .collect();
    let frames = world.sync(&head, &reader.secret, &[]).await.frames();
    let lows: Vec<_> = cursors(&frames)
        .into_iter()
        .map(|(space, cursor)| (space, cursor.low))
        .collect();
    // Small packs go out several a turn, so each space's packs stand together here.
    let [a, b] = [spaces[0].id, spaces[1].id];
    assert_eq!(lows, [(a, 2), (a, 1), (a, 0), (b, 1), (b, 0)]);
    assert!(
        cursors(&frames)
            .iter()
            .all(|(space, cursor)| cursor.high == if *space == a { 3 } else { 2 })
    );
}

#[tokio::test]
async fn large_spaces_take_turns_so_that_none_waits_for_another() {
    let mut world = World::start().await;
    let (mut admin, reader, spaces) = filled(&mut world, &[0, 0]).await;
    for space in &spaces {
        let large: Vec<_> = (0..2)
            .map(|_| world.pack(&mut admin, space, 50_000))
            .collect();
        world.push(&admin, &large.iter().collect::<Vec<_>>()).await;
    }
    let mut head = world.head(reader.actor());
    head.spaces = spaces
        .iter()
        .map(|space| space.state(Cursor::default()))
        .collect();
    let frames = world.sync(&head, &reader.secret, &[]).await.frames();
    let order: Vec<_> = cursors(&frames)
        .into_iter()
        .map(|(space, _)| space)
        .collect();
    let [a, b] = [spaces[0].id, spaces[1].id];
    assert_eq!(order, [a, b, a, b]);
}

#[tokio::test]
async fn an_answer_cut_after_any_frame_is_resumed_without_loss_or_repetition() {
    let mut world = World::start().await;
    let (mut admin, reader, spaces) = filled(&mut world, &[4, 3]).await;
    let epoch = world.epoch().await;
    let total = 8;
    for cut in 0..=7 {
        let mut held: BTreeMap<SpaceId, Cursor> = BTreeMap::new();
        let mut got = Vec::new();
        for (round, limit) in [cut, usize::MAX].into_iter().enumerate() {
            let mut head = world.head(reader.actor());
            head.relay_epoch = epoch;
            let cursor = |space: &Space| held.get(&space.id).copied().unwrap_or_default();
            head.spaces = spaces
                .iter()
                .map(|space| space.state(cursor(space)))
                .collect();
            let frames = world.sync(&head, &reader.secret, &[]).await.frames();
            for (space, cursor, pack) in packs(&frames).into_iter().take(limit) {
                held.insert(space, cursor);
                got.push(pack);
            }
            if round == 0 && cut == 0 {
                // Something new arrives between the two rounds, once.
                let late = world.pack(&mut admin, &spaces[0], 60);
                world.push(&admin, &[&late]).await;
            }
        }
        assert_eq!(got.len(), total, "cut after {cut}");
        got.sort();
        got.dedup();
        assert_eq!(got.len(), total, "cut after {cut}");
        assert!(held.values().all(|cursor| cursor.low == 0));
    }
}

#[tokio::test]
async fn news_come_before_what_is_older_than_the_cursor() {
    let mut world = World::start().await;
    let (_, reader, spaces) = filled(&mut world, &[6]).await;
    let mut head = world.head_at(&reader, &spaces[0], Cursor { high: 4, low: 2 });
    head.relay_epoch = world.epoch().await;
    let frames = world.sync(&head, &reader.secret, &[]).await.frames();
    let seen: Vec<_> = cursors(&frames)
        .into_iter()
        .map(|(_, cursor)| (cursor.high, cursor.low))
        .collect();
    assert_eq!(seen, [(5, 2), (6, 2), (6, 1), (6, 0)]);
}

#[tokio::test]
async fn a_device_gets_its_own_packs_only_when_it_asks_for_them() {
    let mut world = World::start().await;
    let (admin, _, spaces) = filled(&mut world, &[3]).await;
    let mut head = world.head_at(&admin, &spaces[0], Cursor::default());
    let frames = world.sync(&head, &admin.secret, &[]).await.frames();
    assert_eq!(packs(&frames), []);
    let cursor = Cursor { high: 3, low: 0 };
    assert!(frames.contains(&Frame::Cursor {
        space: spaces[0].id,
        cursor
    }));
    head.flags.include_own = true;
    let frames = world.sync(&head, &admin.secret, &[]).await.frames();
    assert_eq!(packs(&frames).len(), 3);
}

#[tokio::test]
async fn pushing_and_reading_are_one_request_and_the_next_one_has_nothing_to_say() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let space = world.found(&admin).await;
    let epoch = world.epoch().await;
    let seed = world.pack(&mut admin, &space, 60);
    world.push(&admin, &[&seed]).await;
    let own = world.pack(&mut admin, &space, 60);
    let mut head = world.head_at(&admin, &space, Cursor { high: 1, low: 0 });
    head.relay_epoch = epoch;
    let frames = world.sync(&head, &admin.secret, &[&own]).await.frames();
    let cursor = Cursor { high: 2, low: 0 };
    assert!(
        frames.contains(&Frame::Cursor {
            space: space.id,
            cursor
        }),
        "{frames:?}"
    );
    head.spaces = vec![space.state(cursor)];
    let answer = world.sync(&head, &admin.secret, &[]).await;
    let hello = Frame::Hello {
        epoch,
        time: world.now(),
    };
    assert_eq!(answer.frames(), [hello, Frame::End { more: false }]);
}

#[tokio::test]
async fn an_idle_answer_is_small() {
    let mut world = World::start().await;
    let counts = [1; 17];
    let (_, reader, spaces) = filled(&mut world, &counts).await;
    let mut head = world.head(reader.actor());
    head.relay_epoch = world.epoch().await;
    let at_top = Cursor { high: 1, low: 0 };
    head.spaces = spaces.iter().map(|space| space.state(at_top)).collect();
    let answer = world.sync(&head, &reader.secret, &[]).await;
    assert_eq!(answer.frames().len(), 2);
    assert!(answer.head_size < 100, "{:?}", answer.headers);
    assert!(answer.head_size + answer.body.len() < 150);
}

#[tokio::test]
async fn a_budget_ends_the_answer_and_says_that_there_is_more() {
    let mut world = World::start().await;
    let (_, reader, spaces) = filled(&mut world, &[5]).await;
    let mut head = world.head_at(&reader, &spaces[0], Cursor::default());
    head.relay_epoch = world.epoch().await;
    head.answer_budget = 1;
    let mut got = 0;
    for round in 1..=5 {
        let frames = world.sync(&head, &reader.secret, &[]).await.frames();
        let sent = packs(&frames);
        assert_eq!(sent.len(), 1, "round {round}");
        got += sent.len();
        assert_eq!(frames.last(), Some(&Frame::End { more: round < 5 }));
        head.spaces = vec![spaces[0].state(sent[0].1)];
    }
    assert_eq!(got, 5);
}

#[tokio::test]
async fn a_device_gets_the_entries_that_it_lacks_and_nothing_if_it_lacks_none() {
    let mut world = World::start().await;
    let (admin, _, spaces) = filled(&mut world, &[0]).await;
    let space = &spaces[0];
    let mut head = world.head_at(&admin, space, Cursor::default());
    head.spaces[0].ledger_length = 1;
    let frames = world.sync(&head, &admin.secret, &[]).await.frames();
    let entries = space.entries[1..].to_vec();
    assert!(frames.contains(&Frame::Ledger {
        space: space.id,
        from: 1,
        entries
    }));

    let has_ledger = |frames: &[Frame]| {
        frames
            .iter()
            .any(|frame| matches!(frame, Frame::Ledger { .. }))
    };
    let head = world.head_at(&admin, space, Cursor::default());
    assert!(!has_ledger(
        &world.sync(&head, &admin.secret, &[]).await.frames()
    ));

    let mut head = head.clone();
    head.spaces[0].ledger_head = [0; 8];
    let frames = world.sync(&head, &admin.secret, &[]).await.frames();
    let entries = space.entries.clone();
    assert!(frames.contains(&Frame::Ledger {
        space: space.id,
        from: 0,
        entries
    }));
}

#[tokio::test]
async fn entries_come_back_to_others_but_not_to_whoever_has_just_brought_them() {
    let mut world = World::start().await;
    let admin = world.device();
    let mut space = world.found(&admin).await;
    let mut before = world.head_at(&admin, &space, Cursor::default());
    before.relay_epoch = world.epoch().await;
    world.invite(&admin, &mut space, Role::Officer);
    world.invite(&admin, &mut space, Role::Officer);
    let mut head = before.clone();
    head.ledger_pushes = vec![space.push(1)];
    let frames = world.sync(&head, &admin.secret, &[]).await.frames();
    let (space, outcome) = (space.id, LedgerOutcome::Accepted { length: 3 });
    let result = Frame::LedgerResult { space, outcome };
    assert_eq!(frames[1..], [result, Frame::End { more: false }]);
    // The same push again, as after an answer that was lost.
    let again = world.sync(&head, &admin.secret, &[]).await.frames();
    assert_eq!(again[1..], frames[1..]);
    let frames = world.sync(&before, &admin.secret, &[]).await.frames();
    let is_ledger = |frame: &Frame| matches!(frame, Frame::Ledger { from: 1, .. });
    assert!(frames.iter().any(is_ledger));
}

#[tokio::test]
async fn a_device_that_has_more_of_a_ledger_learns_how_much_the_relay_has() {
    let mut world = World::start().await;
    let admin = world.device();
    let mut space = world.found(&admin).await;
    world.invite(&admin, &mut space, Role::Officer);
    let head = world.head_at(&admin, &space, Cursor::default());
    let frames = world.sync(&head, &admin.secret, &[]).await.frames();
    assert_eq!(
        ledger_outcome(&frames),
        LedgerOutcome::Accepted { length: 1 }
    );
}

#[tokio::test]
async fn an_invite_reads_the_ledger_and_no_packs_until_its_time_is_over() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let mut space = world.found(&admin).await;
    let invite = world.invite(&admin, &mut space, Role::Officer);
    let mut head = world.head(admin.actor());
    head.ledger_pushes = vec![space.push(1)];
    let pack = world.pack(&mut admin, &space, 20);
    world.sync(&head, &admin.secret, &[&pack]).await;

    let mut head = world.head(Actor::Invite(invite.id()));
    let mut state = space.state(Cursor::default());
    (state.ledger_length, state.ledger_head) = (0, [0; 8]);
    head.spaces = vec![state];
    let frames = world.sync(&head, &invite.pair(), &[]).await.frames();
    let entries = space.entries.clone();
    assert!(frames.contains(&Frame::Ledger {
        space: space.id,
        from: 0,
        entries
    }));
    assert_eq!(packs(&frames), []);

    world.advance(DAY + 1);
    head.time = world.now();
    let frames = world.sync(&head, &invite.pair(), &[]).await.frames();
    assert_eq!(
        ledger_outcome(&frames),
        LedgerOutcome::Refused {
            code: Code::InviteExpired
        }
    );
}

#[tokio::test]
async fn a_newcomer_enrols_and_reads_in_one_request() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let mut space = world.found(&admin).await;
    let invite = world.invite(&admin, &mut space, Role::Officer);
    let pack = world.pack(&mut admin, &space, 20);
    let mut head = world.head(admin.actor());
    head.ledger_pushes = vec![space.push(1)];
    world.sync(&head, &admin.secret, &[&pack]).await;

    let newcomer = world.device();
    world.enrol(&mut space, &invite, &newcomer);
    let mut head = world.head_at(&newcomer, &space, Cursor::default());
    head.ledger_pushes = vec![space.push(2)];
    let frames = world.sync(&head, &newcomer.secret, &[]).await.frames();
    assert_eq!(
        ledger_outcome(&frames),
        LedgerOutcome::Accepted { length: 3 }
    );
    assert_eq!(packs(&frames).len(), 1);
}

#[tokio::test]
async fn a_cursor_of_another_epoch_means_nothing_and_own_numbers_are_told_unasked() {
    let mut world = World::start().await;
    let (admin, reader, spaces) = filled(&mut world, &[2]).await;
    let mut head = world.head_at(&reader, &spaces[0], Cursor { high: 2, low: 0 });
    head.relay_epoch = proto::RelayEpoch([1; 8]);
    let frames = world.sync(&head, &reader.secret, &[]).await.frames();
    assert_eq!(packs(&frames).len(), 2);
    assert!(frames.contains(&Frame::Own {
        space: spaces[0].id,
        number: 0
    }));
    head.actor = admin.actor();
    let frames = world.sync(&head, &admin.secret, &[]).await.frames();
    assert!(frames.contains(&Frame::Own {
        space: spaces[0].id,
        number: 2
    }));
}

#[tokio::test]
async fn a_store_that_was_put_back_gives_itself_away_and_begins_a_new_epoch_once() {
    let mut world = World::start().await;
    let (_, reader, spaces) = filled(&mut world, &[2]).await;
    let epoch = world.epoch().await;
    let mut head = world.head_at(&reader, &spaces[0], Cursor { high: 9, low: 0 });
    head.relay_epoch = epoch;
    let frames = world.sync(&head, &reader.secret, &[]).await.frames();
    let Some(Frame::Hello { epoch: renewed, .. }) = frames.first().cloned() else {
        panic!()
    };
    assert_ne!(renewed, epoch);
    assert_eq!(packs(&frames).len(), 2);
    // Whoever lies about it again within the hour changes nothing.
    head.relay_epoch = renewed;
    world.sync(&head, &reader.secret, &[]).await;
    assert_eq!(world.epoch().await, renewed);
    let world = world.restart().await;
    assert_eq!(world.epoch().await, renewed);
}
