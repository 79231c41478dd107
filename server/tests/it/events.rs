//! Hearing of spaces that move.

use proto::{Actor, Cursor, RequestHead, Role};
use seal::DeviceSecret;
use sync::relay::{SignedSubscription, Subscription};
use tokio::net::TcpStream;

use crate::wire::Connection;
use crate::world::World;

pub(crate) async fn subscribe(
    world: &World,
    head: RequestHead,
    secret: &DeviceSecret,
) -> (u16, Connection<TcpStream>) {
    let signed = SignedSubscription::sign(Subscription(head), secret);
    let bytes = proto::request::request_prefix(signed.signed_bytes(), signed.signature());
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut connection = Connection::open(world.relay.address()).await;
    let header = format!("authorization: Sotay {hex}\r\n");
    connection.send_head("GET", "/v1/events", &header).await;
    let (status, _, _) = connection.head().await.unwrap();
    (status, connection)
}

/// Gives the next event, past comments.
pub(crate) async fn event(connection: &mut Connection<TcpStream>) -> String {
    loop {
        let chunk = connection.chunk().await.unwrap().unwrap();
        let text = String::from_utf8(chunk).unwrap();
        if text.starts_with("event") {
            return text;
        }
    }
}

#[tokio::test]
async fn a_member_hears_of_its_space_and_of_no_other() {
    let mut world = World::start().await;
    let (mut admin, mut other) = (world.device(), world.device());
    let mut space = world.found(&admin).await;
    let officer = world.join(&admin, &mut space, Role::Officer).await;
    let foreign = world.found(&other).await;
    let mut head = world.head_at(&officer, &space, Cursor::default());
    head.relay_epoch = world.epoch().await;
    head.spaces.push(foreign.state(Cursor::default()));
    let (status, mut stream) = subscribe(&world, head, &officer.secret).await;
    assert_eq!(status, 200);
    let unheard = world.pack(&mut other, &foreign, 10);
    world.push(&other, &[&unheard]).await;
    let heard = world.pack(&mut admin, &space, 10);
    world.push(&admin, &[&heard]).await;
    let expected = format!(
        "event: space\ndata: {{\"space\":\"{}\",\"seq\":1,\"ledger\":3}}\n\n",
        space.id
    );
    assert_eq!(event(&mut stream).await, expected);
}

#[tokio::test]
async fn what_moved_before_the_stream_began_is_told_at_once() {
    let mut world = World::start().await;
    let mut admin = world.device();
    let mut space = world.found(&admin).await;
    let officer = world.join(&admin, &mut space, Role::Officer).await;
    let pack = world.pack(&mut admin, &space, 10);
    world.push(&admin, &[&pack]).await;
    let head = world.head_at(&officer, &space, Cursor::default());
    let (_, mut stream) = subscribe(&world, head, &officer.secret).await;
    assert!(event(&mut stream).await.contains("\"seq\":1"));
}

#[tokio::test]
async fn a_subscription_needs_its_own_signature_and_a_stream_ends_with_the_relay() {
    let mut world = World::start().await;
    let admin = world.device();
    let space = world.found(&admin).await;
    let stranger = world.device();
    let head = world.head_at(&admin, &space, Cursor::default());
    assert_eq!(
        subscribe(&world, head.clone(), &stranger.secret).await.0,
        401
    );
    let mut unknown = head.clone();
    unknown.actor = Actor::Device(stranger.secret.id());
    assert_eq!(subscribe(&world, unknown, &stranger.secret).await.0, 403);
    assert_eq!(world.get("/v1/events").await.status, 400);

    let (_, mut stream) = subscribe(&world, head, &admin.secret).await;
    world.relay.shutdown().await.unwrap();
    while stream.chunk().await.is_ok_and(|chunk| chunk.is_some()) {}
}
