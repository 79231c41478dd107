//! A space in which all write and few read.

use access::NewSpace;
use proto::{Cursor, Frame, PackOutcome, Role};

use crate::events::{event, subscribe};
use crate::world::{World, packs};

#[tokio::test]
async fn an_officer_writes_there_and_neither_reads_nor_hears_of_what_others_write() {
    let mut world = World::start().await;
    let admin = world.device();
    let unit = world.found(&admin).await;
    let new = NewSpace::Audit { unit: unit.id };
    let mut audit = world.found_in_unit(&admin, new).await;
    let mut officer = world.join(&admin, &mut audit, Role::Officer).await;
    let mut colleague = world.join(&admin, &mut audit, Role::Supervisor).await;
    let auditor = world.join(&admin, &mut audit, Role::Auditor).await;

    let mut head = world.head_at(&officer, &audit, Cursor::default());
    head.relay_epoch = world.epoch().await;
    let (status, mut stream) = subscribe(&world, head.clone(), &officer.secret).await;
    assert_eq!(status, 200);
    let (one, two) = (
        world.pack(&mut officer, &audit, 30),
        world.pack(&mut colleague, &audit, 30),
    );
    assert_eq!(
        world.push(&officer, &[&one]).await,
        [PackOutcome::Stored { seq: 1 }]
    );
    assert_eq!(
        world.push(&colleague, &[&two]).await,
        [PackOutcome::Stored { seq: 2 }]
    );
    let frames = world.sync(&head, &officer.secret, &[]).await.frames();
    assert!(
        matches!(
            frames.as_slice(),
            [Frame::Hello { .. }, .., Frame::End { more: false }]
        ) && packs(&frames).is_empty(),
        "{frames:?}"
    );
    let head = world.head_at(&auditor, &audit, Cursor::default());
    let frames = world.sync(&head, &auditor.secret, &[]).await.frames();
    assert_eq!(packs(&frames).len(), 2);

    // The first that the officer hears of is the entry that comes after the packs.
    world.join(&admin, &mut audit, Role::Officer).await;
    let expected = format!(
        "event: space\ndata: {{\"space\":\"{}\",\"seq\":0,\"ledger\":9}}\n\n",
        audit.id
    );
    assert_eq!(event(&mut stream).await, expected);
}
