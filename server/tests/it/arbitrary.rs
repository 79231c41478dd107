//! Whatever is sent, the relay refuses it in words and goes on.

use proptest::prelude::*;

use crate::wire::Connection;
use crate::world::{World, body};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

async fn answer_is_no_failure(world: &World, bytes: &[u8]) -> Result<(), TestCaseError> {
    let mut connection = Connection::open(world.relay.address()).await;
    let answer = connection.post("/v1/sync", bytes).await;
    prop_assert!(answer.status < 500, "{}", answer.status);
    prop_assert_eq!(world.get("/healthz").await.status, 200);
    Ok(())
}

#[test]
fn arbitrary_bytes_are_refused_and_nothing_breaks() {
    let runtime = runtime();
    let world = runtime.block_on(World::start());
    proptest!(ProptestConfig::with_cases(48), |(bytes in prop::collection::vec(any::<u8>(), 0..600))| {
        runtime.block_on(answer_is_no_failure(&world, &bytes))?;
    });
}

#[test]
fn a_request_with_any_byte_changed_is_answered_and_nothing_breaks() {
    let runtime = runtime();
    let (world, request) = runtime.block_on(async {
        let mut world = World::start().await;
        let mut admin = world.device();
        let space = world.draft_space(&admin);
        let mut head = world.head_at(&admin, &space, proto::Cursor::default());
        head.ledger_pushes = vec![space.push(0)];
        let pack = world.pack(&mut admin, &space, 40);
        (world, body(&head, &admin.secret, &[&pack]))
    });
    let changes = (0..request.len(), 1..=u8::MAX);
    proptest!(ProptestConfig::with_cases(96), |((at, flip) in changes)| {
        let mut changed = request.clone();
        changed[at] ^= flip;
        runtime.block_on(answer_is_no_failure(&world, &changed))?;
    });
}
