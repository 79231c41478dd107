//! Requests and entries that are refused, and peers that stand still.

use std::time::Duration;

use access::{Intent, NewSpace};
use proto::{Code, Cursor, Frame, LedgerOutcome, RelayId, Role};
use server::Admission;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::wire::Connection;
use crate::world::{DAY, World, body, error, ledger_outcome, packs};

fn refused(code: Code) -> LedgerOutcome {
    LedgerOutcome::Refused { code }
}

#[tokio::test]
async fn a_wrong_clock_is_refused_either_way_and_told_the_time() {
    let mut world = World::start().await;
    let admin = world.device();
    world.found(&admin).await;
    let year = 365 * DAY;
    for (skew, status) in [
        (-year, 401),
        (year, 401),
        (299_000, 200),
        (-299_000, 200),
        (301_000, 401),
    ] {
        let mut head = world.head(admin.actor());
        let space = world.draft_space(&admin);
        head.ledger_pushes = vec![space.push(0)];
        head.time = world.now().plus_millis(skew);
        let answer = world.sync(&head, &admin.secret, &[]).await;
        assert_eq!(answer.status, status, "skew of {skew}");
        let Some(Frame::Hello { time, .. }) = answer.frames().first().cloned() else {
            panic!()
        };
        assert_eq!(time, world.now());
        let code = (status == 401).then_some(Code::ClockSkew);
        assert_eq!(error(&answer.frames()), code);
    }
}

#[tokio::test]
async fn strangers_and_forgers_are_refused_as_a_whole() {
    let mut world = World::start().await;
    let admin = world.device();
    let space = world.found(&admin).await;
    let stranger = world.device();

    let mut head = world.head_at(&admin, &space, Cursor::default());
    let answer = world.sync(&head, &stranger.secret, &[]).await;
    assert_eq!(
        (answer.status, error(&answer.frames())),
        (401, Some(Code::BadSignature))
    );

    head.actor = stranger.actor();
    let answer = world.sync(&head, &stranger.secret, &[]).await;
    assert_eq!(
        (answer.status, error(&answer.frames())),
        (403, Some(Code::NotAMember))
    );

    head.actor = proto::Actor::Invite(proto::InviteId([1; 16]));
    let answer = world.sync(&head, &stranger.secret, &[]).await;
    assert_eq!(
        (answer.status, error(&answer.frames())),
        (403, Some(Code::InviteUnknown))
    );

    head.actor = stranger.actor();
    head.spaces = vec![world.draft_space(&stranger).state(Cursor::default())];
    let answer = world.sync(&head, &stranger.secret, &[]).await;
    assert_eq!(
        (answer.status, error(&answer.frames())),
        (404, Some(Code::UnknownSpace))
    );

    head = world.head_at(&admin, &space, Cursor::default());
    head.relay = RelayId([1; 32]);
    let answer = world.sync(&head, &admin.secret, &[]).await;
    assert_eq!(
        (answer.status, error(&answer.frames())),
        (421, Some(Code::WrongRelay))
    );
}

#[tokio::test]
async fn a_member_of_one_space_gets_nothing_of_another() {
    let mut world = World::start().await;
    let (admin, mut other) = (world.device(), world.device());
    let own = world.found(&admin).await;
    let foreign = world.found(&other).await;
    let pack = world.pack(&mut other, &foreign, 30);
    world.push(&other, &[&pack]).await;
    let mut head = world.head(admin.actor());
    head.spaces = vec![
        own.state(Cursor::default()),
        foreign.state(Cursor::default()),
    ];
    head.spaces[1].ledger_length = 0;
    let frames = world.sync(&head, &admin.secret, &[]).await.frames();
    assert_eq!(packs(&frames), []);
    assert!(
        !frames
            .iter()
            .any(|frame| matches!(frame, Frame::Ledger { .. }))
    );
    let outcome = refused(Code::NotAMember);
    assert!(frames.contains(&Frame::LedgerResult {
        space: foreign.id,
        outcome
    }));
}

#[tokio::test]
async fn a_device_whose_access_ended_learns_of_it_gets_no_packs_and_brings_a_bounded_size() {
    let mut world = World::start_with(|config| config.limits.escrow_bytes = 1_000).await;
    let admin = world.device();
    let mut space = world.found(&admin).await;
    let mut officer = world.join(&admin, &mut space, Role::Supervisor).await;
    let before = world.pack(&mut officer, &space, 30);
    world.push(&officer, &[&before]).await;
    let revoke = Intent::Revoke {
        device: officer.secret.id(),
        last: 1,
    };
    let entry = revoke
        .sign(&space.ledger, &admin.secret, world.now(), &mut world.rng)
        .unwrap();
    let from = space.entries.len();
    space.add(&entry);
    let mut head = world.head(admin.actor());
    head.ledger_pushes = vec![space.push(from)];
    world.sync(&head, &admin.secret, &[]).await;

    let mut head = world.head_at(&officer, &space, Cursor::default());
    head.spaces[0].ledger_length = from as u64;
    let aside = world.pack(&mut officer, &space, 30);
    let too_much = world.pack(&mut officer, &space, 1_000);
    let pushed = [&aside, &too_much];
    let frames = world.sync(&head, &officer.secret, &pushed).await.frames();
    assert!(frames.contains(&Frame::Ledger {
        space: space.id,
        from: from as u64,
        entries: vec![entry.to_bytes()],
    }));
    assert_eq!(packs(&frames), []);
    let outcomes = crate::world::outcomes(&frames);
    let full = proto::PackOutcome::Refused {
        code: Code::SpaceFull,
    };
    assert_eq!(outcomes, [proto::PackOutcome::Stored { seq: 2 }, full]);
    let is_receipt = |frame: &Frame| matches!(frame, Frame::Receipt(_));
    assert!(frames.iter().any(is_receipt));
    head.flags.layout = true;
    let frames = world.sync(&head, &officer.secret, &[]).await.frames();
    let is_layout = |frame: &Frame| matches!(frame, Frame::Layout { .. });
    assert!(!frames.iter().any(is_layout));

    let by_admin = world.head_at(&admin, &space, Cursor::default());
    let frames = world.sync(&by_admin, &admin.secret, &[]).await.frames();
    assert_eq!(packs(&frames).len(), 2, "those who stay get it");
}

#[tokio::test]
async fn a_stale_push_is_refused_with_the_entries_that_it_missed_and_the_same_push_is_not_stale() {
    let mut world = World::start().await;
    let admin = world.device();
    let mut space = world.found(&admin).await;
    let mut fork = world.draft_space(&admin);
    (fork.id, fork.ledger, fork.entries) = (space.id, space.ledger.clone(), space.entries.clone());
    world.invite(&admin, &mut space, Role::Officer);
    world.invite(&admin, &mut fork, Role::Officer);
    let mut head = world.head(admin.actor());
    head.ledger_pushes = vec![space.push(1)];
    for _ in 0..2 {
        let frames = world.sync(&head, &admin.secret, &[]).await.frames();
        assert_eq!(
            ledger_outcome(&frames),
            LedgerOutcome::Accepted { length: 2 }
        );
    }
    head.ledger_pushes = vec![fork.push(1)];
    head.spaces = vec![fork.state(Cursor::default())];
    head.spaces[0].ledger_length = 1;
    let frames = world.sync(&head, &admin.secret, &[]).await.frames();
    assert_eq!(ledger_outcome(&frames), refused(Code::StaleHead));
    let entries = space.entries[1..].to_vec();
    assert!(frames.contains(&Frame::Ledger {
        space: space.id,
        from: 1,
        entries
    }));
}

#[tokio::test]
async fn an_invite_is_taken_up_once_and_in_time() {
    let mut world = World::start().await;
    let admin = world.device();
    let mut space = world.found(&admin).await;
    let invite = world.invite(&admin, &mut space, Role::Officer);
    let late = world.invite(&admin, &mut space, Role::Officer);
    let [first, second, third] = [world.device(), world.device(), world.device()];
    let before = space.ledger.clone();
    world.enrol(&mut space, &invite, &first);
    let mut head = world.head(admin.actor());
    head.ledger_pushes = vec![space.push(1)];
    let frames = world.sync(&head, &admin.secret, &[]).await.frames();
    assert_eq!(
        ledger_outcome(&frames),
        LedgerOutcome::Accepted { length: 4 }
    );

    // The second makes its entry on an older ledger, where the invite still waits.
    let keys = second.secret.keys();
    let entry = access::enrol(&before, &invite, keys, world.now(), &mut world.rng).unwrap();
    let mut head = world.head(second.actor());
    head.ledger_pushes = vec![proto::LedgerPush {
        space: space.id,
        entries: vec![entry.to_bytes()],
    }];
    let frames = world.sync(&head, &second.secret, &[]).await.frames();
    assert_eq!(ledger_outcome(&frames), refused(Code::StaleHead));

    world.enrol(&mut space, &late, &third);
    world.advance(DAY + 1);
    let mut head = world.head(third.actor());
    head.ledger_pushes = vec![space.push(4)];
    let frames = world.sync(&head, &third.secret, &[]).await.frames();
    assert_eq!(ledger_outcome(&frames), refused(Code::InviteExpired));
}

#[tokio::test]
async fn a_closed_relay_takes_no_new_unit_and_serves_the_old_ones() {
    let mut world = World::start_with(|config| config.admission = Admission::Closed).await;
    let admin = world.device();
    let space = world.draft_space(&admin);
    let mut head = world.head(admin.actor());
    head.ledger_pushes = vec![space.push(0)];
    let frames = world.sync(&head, &admin.secret, &[]).await.frames();
    assert_eq!(ledger_outcome(&frames), refused(Code::RelayClosed));
}

#[tokio::test]
async fn a_units_other_spaces_are_founded_by_its_administrators_only() {
    let mut world = World::start().await;
    let (admin, stranger) = (world.device(), world.device());
    let unit = world.found(&admin).await.id;
    for new in [NewSpace::Area { unit }, NewSpace::Audit { unit }] {
        for (founder, expected) in [
            (&admin, LedgerOutcome::Accepted { length: 1 }),
            (&stranger, refused(Code::NotAMember)),
        ] {
            let space = world.draft(founder, new);
            let mut head = world.head(founder.actor());
            head.ledger_pushes = vec![space.push(0)];
            let frames = world.sync(&head, &founder.secret, &[]).await.frames();
            assert_eq!(ledger_outcome(&frames), expected);
        }
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_its_code() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let space = world.found(&admin).await;
    let pack = world.pack(&mut admin, &space, 30);
    let head = world.head_at(&admin, &space, Cursor::default());
    let request = body(&head, &admin.secret, &[&pack]);
    let mut longer = request.clone();
    longer.push(0);
    let shorter = &request[..request.len() - 1];
    let mut newer = request.clone();
    newer[2] = 9;
    let huge_head = [0xff, 0xff, 0xff, 0x7f];
    for (bytes, status, code) in [
        (&longer[..], 400, Code::BadRequest),
        (shorter, 400, Code::BadRequest),
        (&newer, 400, Code::UnsupportedVersion),
        (&huge_head, 413, Code::TooLarge),
        (&[], 400, Code::BadRequest),
    ] {
        let mut connection = Connection::open(world.relay.address()).await;
        let answer = connection.post("/v1/sync", bytes).await;
        assert_eq!(
            (answer.status, error(&answer.frames())),
            (status, Some(code))
        );
    }
    let mut connection = Connection::open(world.relay.address()).await;
    connection
        .send_head("POST", "/v1/sync", "content-length: 99999999999\r\n")
        .await;
    assert_eq!(connection.answer().await.unwrap().status, 413);
}

#[tokio::test]
async fn more_requests_than_allowed_are_told_busy_and_others_go_on() {
    let mut world = World::start_with(|config| config.limits.max_requests = 1).await;
    let admin = world.device();
    world.found(&admin).await;
    let mut hanging = Connection::open(world.relay.address()).await;
    hanging
        .send_head(
            "POST",
            "/v1/sync",
            "content-length: 10\r\nexpect: 100-continue\r\n",
        )
        .await;
    // The relay asks for the body once the handler reads it: now the one place is taken.
    assert_eq!(hanging.head().await.unwrap().0, 100);
    let head = world.head(admin.actor());
    let answer = world.sync(&head, &admin.secret, &[]).await;
    assert_eq!(
        (answer.status, error(&answer.frames())),
        (503, Some(Code::Busy))
    );
    assert_eq!(world.get("/healthz").await.status, 200);
    hanging.stream.write_all(&[0; 10]).await.unwrap();
    assert_eq!(hanging.answer().await.unwrap().status, 400);
}

#[tokio::test]
async fn a_peer_that_stands_still_in_its_body_loses_its_place() {
    let world = World::start_with(|config| config.limits.stall = Duration::from_millis(200)).await;
    let mut in_body = Connection::open(world.relay.address()).await;
    in_body
        .send_head("POST", "/v1/sync", "content-length: 10\r\n")
        .await;
    assert_eq!(in_body.answer().await.unwrap().status, 408);
}

#[tokio::test]
async fn a_peer_that_stands_still_between_requests_loses_its_place() {
    let world = World::start_with(|config| config.limits.idle = Duration::from_millis(200)).await;
    // On a slow machine the connection may be gone before all is written: then it has lost its place, too.
    for begun in [
        "POST /v1/sync HTTP/1.1\r\nhost: re",
        "GET /healthz HTTP/1.1\r\nhost: relay\r\n\r\n",
    ] {
        let mut idle = Connection::open(world.relay.address()).await;
        let _ = idle.stream.write_all(begun.as_bytes()).await;
        let _ = idle.stream.read_to_end(&mut Vec::new()).await;
    }
}
