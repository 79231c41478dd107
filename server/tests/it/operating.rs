//! What an operator sees and does.

use proto::{Code, PackOutcome};
use server::storage::StorageError;
use server::{Config, MetricsAccess, Relay, StartError};
use tokio::io::AsyncWriteExt;

use crate::wire::Connection;
use crate::world::{World, body, error};

#[tokio::test]
async fn a_relay_says_who_it_is_and_how_it_is() {
    let world = World::start().await;
    assert_eq!(world.get("/healthz").await.text(), "ok\n");
    assert_eq!(world.get("/readyz").await.text(), "ok\n");
    let page: serde_json::Value =
        serde_json::from_str(world.get("/v1/relay").await.text()).unwrap();
    assert_eq!(page["relay"], world.relay.relay().to_string());
    assert_eq!(page["time"], world.now().0);
    assert_eq!(world.get("/nothing").await.status, 404);
}

#[tokio::test]
async fn what_happened_is_measured() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let space = world.found(&admin).await;
    let pack = world.pack(&mut admin, &space, 10);
    world.push(&admin, &[&pack]).await;
    world.push(&admin, &[&pack]).await;
    let text = world.get("/metrics").await.text().to_owned();
    for line in [
        "sotay_sync_requests_total{code=\"ok\"} 3",
        "sotay_packs_stored_total 1",
        "sotay_packs_known_total 1",
        "sotay_ledger_pushes_total 1",
        "sotay_connections 1",
        "sotay_cached_spaces 1",
    ] {
        assert!(
            text.lines().any(|found| found == line),
            "{line} is not in\n{text}"
        );
    }
    assert!(!text.contains(&space.id.to_string()));
}

#[tokio::test]
async fn measurements_can_be_switched_off() {
    let world = World::start_with(|config| config.metrics = MetricsAccess::Off).await;
    assert_eq!(world.get("/metrics").await.status, 404);
}

#[tokio::test]
async fn a_folder_serves_one_relay_at_a_time() {
    let world = World::start().await;
    let second = Config::for_data(world.folder.path().join("data")).unwrap();
    let error = Relay::start(second).await.unwrap_err();
    assert!(
        matches!(error, StartError::Storage(StorageError::InUse { .. })),
        "{error}"
    );
    world.restart().await;
}

#[tokio::test]
async fn a_relay_that_starts_again_is_the_same_relay_with_the_same_packs() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let space = world.found(&admin).await;
    let pack = world.pack(&mut admin, &space, 100);
    world.push(&admin, &[&pack]).await;
    let (relay, epoch) = (world.relay.relay(), world.epoch().await);
    let mut world = world.restart().await;
    assert_eq!((world.relay.relay(), world.epoch().await), (relay, epoch));
    let next = world.pack(&mut admin, &space, 100);
    let head = world.head_at(&admin, &space, proto::Cursor::default());
    let frames = world
        .sync(&head, &admin.secret, &[&pack, &next])
        .await
        .frames();
    let expected = [
        PackOutcome::Known { seq: 1 },
        PackOutcome::Stored { seq: 2 },
    ];
    assert_eq!(crate::world::outcomes(&frames), expected);
}

#[tokio::test]
async fn a_stopping_relay_finishes_the_request_under_way() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let space = world.found(&admin).await;
    let pack = world.pack(&mut admin, &space, 100);
    let request = body(
        &world.head_at(&admin, &space, proto::Cursor::default()),
        &admin.secret,
        &[&pack],
    );
    let mut connection = Connection::open(world.relay.address()).await;
    let headers = format!(
        "content-length: {}\r\nexpect: 100-continue\r\n",
        request.len()
    );
    connection.send_head("POST", "/v1/sync", &headers).await;
    assert_eq!(connection.head().await.unwrap().0, 100);
    let stopped = tokio::spawn(world.relay.shutdown());
    connection.stream.write_all(&request).await.unwrap();
    let answer = connection.answer().await.unwrap();
    assert_eq!(
        crate::world::outcomes(&answer.frames()),
        [PackOutcome::Stored { seq: 1 }]
    );
    stopped.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_cannot_be_stored_is_not_acknowledged_and_can_be_sent_again() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let space = world.found(&admin).await;
    let pack = world.pack(&mut admin, &space, 100);
    let database = world.folder.path().join("data/relay.sqlite3");
    let saboteur = rusqlite::Connection::open(database).unwrap();
    let trigger = "CREATE TRIGGER full BEFORE INSERT ON pack BEGIN SELECT RAISE(FAIL, 'full'); END";
    saboteur.execute_batch(trigger).unwrap();
    let head = world.head_at(&admin, &space, proto::Cursor::default());
    let answer = world.sync(&head, &admin.secret, &[&pack]).await;
    assert_eq!(
        (answer.status, error(&answer.frames())),
        (500, Some(Code::RelayFailed))
    );
    saboteur.execute_batch("DROP TRIGGER full").unwrap();
    let frames = world.sync(&head, &admin.secret, &[&pack]).await.frames();
    assert_eq!(
        crate::world::outcomes(&frames),
        [PackOutcome::Stored { seq: 1 }]
    );
}
